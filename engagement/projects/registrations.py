"""Where projects show up in other rooms: trails, home, search, "My voice", spaces' pages, reports."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, F, Window
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from civic.moderation.targets import TargetItem, register_target
from civic.pages.finds import Find, FindSource, register_find_source
from civic.pages.link_pictures import register_pictured
from civic.pages.panels import Panel, register_panel
from civic.pages.sitemaps import Mapped, SitemapSource, register_sitemap_source
from civic.pages.templatetags.ui import day
from civic.places.keys import real_uuids
from civic.places.spaces import Happening, register_happening_source, register_space_copies
from civic.record.sources import Link, register_link_target, split_key
from civic.record.voices import VoiceItem, register_voice_source
from engagement.projects import links, selectors, services
from engagement.projects.enums import ComingState, ProjectStatus, WishState
from engagement.projects.models import Coming, Project, Session, StartWish
from engagement.projects.telling import register_kinds
from engagement.projects.templatetags.projects import cost, how_to_come

if TYPE_CHECKING:
    from django.http import HttpRequest
    from wagtail.models import Site

    from civic.residents.models import Contributor, User

PANEL_DAYS = 7
#: How many Home shows, how many of a day before the next day's, and of how many it chooses.
PANEL_SESSIONS, PANEL_A_DAY, PANEL_READ = 9, 3, 60


#: Where a wish stands, said to whoever wished it.
_WISH_STANDS = {
    WishState.NEW: gettext_lazy("It is with a helper, who will get in touch."),
    WishState.TALKING: gettext_lazy("A helper has written back to you."),
    WishState.STARTED: gettext_lazy("It became a project."),
    WishState.CLOSED: gettext_lazy("It is closed: nobody is working on it."),
}


class ProjectLinks:
    """Projects an answer led to."""

    kind = "projects.project"

    def links(self, ids: Sequence[str]) -> Mapping[str, Link]:
        """Return public projects by uuid."""
        rows = Project.objects.filter(uuid__in=real_uuids(ids)).public().select_related("site")
        return {str(row.uuid): Link(key=row.key, title=row.title, url=links.project_url(row)) for row in rows}


class SessionHappenings:
    """What is on in spaces."""

    def happenings(
        self, site: "Site", space_keys: Sequence[str], since: datetime, until: datetime
    ) -> Sequence[Happening]:
        """Return public sessions in these spaces that are still on."""
        rows = (
            Session.objects.filter(
                site=site, space_key__in=space_keys, starts_at__lt=until, ends_at__gt=since
            )
            .public()
            .happening()
            .select_related("project__organisation")
        )
        base = links.index_url(site)
        return [
            Happening(
                space_key=row.space_key,
                title=row.project.title,
                url=f"{base}{row.project.slug}/{row.uuid}/" if base else "",
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                by=row.project.organisation.name if row.project.organisation else row.project.host_name,
                details=tuple(filter(None, [how_to_come(row), cost(row.project), row.note])),
            )
            for row in rows
        ]


class ProjectVoices:
    """What somebody joined or wished to start."""

    def voice(self, contributor: "Contributor") -> Sequence[VoiceItem]:
        """Return sessions said yes to, and wishes."""
        comings = Coming.objects.filter(contributor=contributor).select_related(
            "session__project", "session__site"
        )
        wishes = StartWish.objects.filter(contributor=contributor)
        zone = selectors.place_zone(contributor.site)
        items = [
            VoiceItem(
                key=f"projects.coming:{row.uuid}",
                subject_key=row.session.project.key,
                what=_("You said you're coming on %(when)s")
                % {"when": day(timezone.localtime(row.session.starts_at, zone))},
                text="",
                when=row.said_at,
                url=links.session_url(row.session) if row.session.is_public else "",
                state="" if row.state == ComingState.COMING else _("You are not coming any more"),
                details=(_("You wrote to the host: %(note)s") % {"note": row.note},) if row.note else (),
                edit_url="" if row.session.is_over else links.coming_url(row),
            )
            for row in comings
        ]
        items += [
            VoiceItem(
                key=f"projects.wish:{row.uuid}",
                subject_key="",
                what=_("You would like to start"),
                text=row.idea,
                when=row.wished_at,
                state=str(_WISH_STANDS[WishState(row.state)]),
                details=(_("What would help: %(need)s") % {"need": row.need},) if row.need else (),
                can_take_back=row.state in (WishState.NEW, WishState.TALKING),
                can_put_back=row.state == WishState.CLOSED and bool(row.idea),
            )
            for row in wishes
        ]
        return items

    def take_back(self, contributor: "Contributor", key: str) -> bool:
        """Close a wish to start something."""
        wish = self._wish(contributor, key)
        return wish is not None and services.close_wish(wish)

    def put_back(self, contributor: "Contributor", key: str) -> bool:
        """Open it again."""
        wish = self._wish(contributor, key)
        return wish is not None and services.reopen_wish(wish)

    def erase(self, contributor: "Contributor") -> None:
        """Take them off what is to come, forget notes and wishes; the numbers of the past stay."""
        services.erase_joined(contributor)

    def _wish(self, contributor: "Contributor", key: str) -> StartWish | None:
        kind, id_ = split_key(key)
        if kind != "projects.wish":
            return None
        try:
            return StartWish.objects.filter(uuid=UUID(id_), contributor=contributor).first()
        except ValueError:
            return None


class ProjectTarget:
    """Projects can be reported and hidden."""

    kind = "projects.project"
    label = gettext_lazy("Projects")

    def items(self, ids: Sequence[str]) -> Mapping[str, TargetItem]:
        """Return projects by uuid."""
        rows = Project.objects.filter(uuid__in=real_uuids(ids)).select_related("site")
        return {
            str(row.uuid): TargetItem(
                key=row.key,
                site_id=row.site_id,
                title=row.title,
                text=f"{row.summary}\n\n{row.description}".strip(),
                url=links.project_url(row),
                author_id=row.host_id,
                state="hidden" if row.status == ProjectStatus.DRAFT else "published",
                made_at=row.created_at,
            )
            for row in rows
        }

    def held(self, site: "Site") -> Sequence[str]:
        """Nothing waits: drafts are an editor's own business."""
        return ()

    def hide(self, id: str, *, reason: str, by: "User") -> None:
        """Make it a draft again, remembering whether it was going on or had ended."""
        shown = Project.objects.filter(uuid=id).public()
        shown.update(status_before=F("status"), status=ProjectStatus.DRAFT)

    def restore(self, id: str, *, by: "User") -> None:
        """Show it again as it was: what had ended has still ended."""
        hidden = Project.objects.filter(uuid=id, status=ProjectStatus.DRAFT)
        before = hidden.values_list("status_before", flat=True).first()
        hidden.update(status=before or ProjectStatus.PUBLISHED, status_before="")

    def release(self, id: str, *, by: "User") -> None:
        """Show it."""
        self.restore(id, by=by)

    def reject(self, id: str, *, reason: str, by: "User") -> None:
        """Leave it a draft."""
        self.hide(id, reason=reason, by=by)


def next_seven_days(
    request: "HttpRequest", site: "Site", options: Mapping[str, Any]
) -> Mapping[str, Any] | None:
    """Return what is on in the next seven days, for Home; None where nothing is."""
    now = timezone.now()
    on = (
        Session.objects.filter(site=site, starts_at__lt=now + timedelta(days=PANEL_DAYS))
        .public()
        .happening()
        .upcoming()
    )
    counted = on.annotate(on_in_all=Window(Count("pk")))  # in the same query as those that are shown
    coming = list(counted.select_related("project")[:PANEL_READ])
    base = links.index_url(site)
    if not base:
        return None
    zone = selectors.place_zone(site)
    rows = selectors.some_of_each_day(coming, zone, limit=PANEL_SESSIONS, a_day=PANEL_A_DAY)
    more = getattr(rows[0], "on_in_all", 0) - len(rows) if rows else 0
    return {"days": selectors.by_day(rows, zone), "base": base, "zone": zone, "more": more}


def find_projects(site: "Site", text: str, limit: int) -> Sequence[Find]:
    """Return public projects whose words match."""
    base = links.index_url(site)
    rows = selectors.projects_matching(site, text)[:limit]
    return [Find(title=row.title, url=f"{base}{row.slug}/", detail=row.summary) for row in rows]


def mapped_projects(site: "Site", start: int, limit: int) -> Sequence[Mapped]:
    """Return the pages of projects, for search engines; none where the place has no projects section."""
    base = links.index_url(site)
    rows = Project.objects.filter(site=site).public().order_by("pk").values_list("slug", "published_at")
    return [Mapped(path=f"{base}{slug}/", changed=at) for slug, at in rows[start : start + limit] if base]


def register() -> None:
    """Fill the registries. Called once, when the app is ready."""
    register_kinds()
    register_link_target(ProjectLinks())
    register_sitemap_source(
        SitemapSource(
            key="projects",
            count=lambda site: Project.objects.filter(site=site).public().count(),
            pages=mapped_projects,
        )
    )
    register_happening_source(SessionHappenings())
    register_space_copies(services.copy_places_again)
    register_voice_source(ProjectVoices())
    register_target(ProjectTarget())
    register_pictured(ProjectTarget.kind, lambda id_: Project.objects.filter(uuid=id_).public().exists())
    register_panel(
        Panel(
            key="projects.next_seven_days",
            label=gettext_lazy("What is on in the next seven days"),
            template="projects/panels/next_seven_days.html",
            context=next_seven_days,
        )
    )
    register_find_source(
        FindSource(key="projects.project", label=gettext_lazy("Join in"), door="projects", find=find_projects)
    )
