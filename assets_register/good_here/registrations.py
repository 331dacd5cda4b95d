"""Where good things show up in other rooms: the checking queue, "My voice", search, the sitemap."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assets_register.good_here.letters import register_kinds
from assets_register.good_here.models import GoodThing
from assets_register.good_here.selectors import own_things
from assets_register.good_here.services import erase_thing, show_thing, take_off
from civic.moderation.targets import TargetItem, register_target
from civic.pages.finds import Find, FindSource, register_find_source
from civic.pages.sitemaps import Mapped, SitemapSource, register_sitemap_source
from civic.places.keys import real_uuids
from civic.record.enums import WordsState
from civic.record.sources import split_key
from civic.record.voices import VoiceItem, register_voice_source

if TYPE_CHECKING:
    from wagtail.models import Site

    from civic.residents.models import Contributor, User

KIND = "good_here.thing"


def _url(thing: GoodThing) -> str:
    return reverse("good_here:thing", args=[thing.uuid])


class GoodThingTarget:
    """Good things wait to be read before anybody sees them, and can be reported."""

    kind = KIND
    label = gettext_lazy("What is good here")

    def items(self, ids: Sequence[str]) -> Mapping[str, TargetItem]:
        """Return things by uuid; a picture is seen on the thing's own page."""
        rows = GoodThing.objects.filter(uuid__in=real_uuids(ids)).select_related("neighbourhood")
        return {
            str(row.uuid): TargetItem(
                key=row.key,
                site_id=row.site_id,
                title=row.name,
                text="\n\n".join(
                    filter(
                        None,
                        [row.name, row.words, row.picture_alt, str(row.neighbourhood or ""), row.postcode],
                    )
                ),
                url=_url(row),
                author_id=row.contributor_id,
                state=row.state,
                made_at=row.made_at,
                who=row.by_name,
            )
            for row in rows
        }

    def held(self, site: "Site") -> Sequence[str]:
        """Return what waits, oldest first."""
        rows = GoodThing.objects.filter(site=site, state=WordsState.HELD).order_by("made_at", "pk")
        return [str(uuid) for uuid in rows.values_list("uuid", flat=True)]

    def hide(self, id: str, *, reason: str, by: "User") -> None:
        """Take it off every page."""
        self._take_off(id, WordsState.HIDDEN)

    def restore(self, id: str, *, by: "User") -> None:
        """Show it again."""
        self.release(id, by=by)

    def release(self, id: str, *, by: "User") -> None:
        """Put it on the map."""
        thing = self._one(id)
        if thing is not None:
            show_thing(thing)

    def reject(self, id: str, *, reason: str, by: "User") -> None:
        """Do not show it."""
        self._take_off(id, WordsState.REJECTED)

    def _one(self, id: str) -> GoodThing | None:
        return GoodThing.objects.filter(uuid=id).select_related("contributor").first()

    def _take_off(self, id: str, state: WordsState) -> None:
        thing = self._one(id)
        if thing is not None:
            take_off(thing, state)


class GoodThingVoice:
    """What somebody put on the map."""

    def voice(self, contributor: "Contributor") -> Sequence[VoiceItem]:
        """Return them."""
        return [
            VoiceItem(
                key=row.key,
                subject_key=row.asset.space_key if row.asset else "",
                what=_("You told us of something good"),
                text=f"{row.name}\n\n{row.words}".strip(),
                when=row.made_at,
                url=_url(row) if row.state != WordsState.ERASED else "",
                state="" if row.is_public else str(WordsState(row.state).label),
                details=tuple(filter(None, (row.by_name, row.postcode, row.picture_alt))),
                can_take_back=row.state in (WordsState.HELD, WordsState.PUBLISHED),
                can_put_back=row.state == WordsState.WITHDRAWN,
            )
            for row in own_things(contributor.pk)
        ]

    def take_back(self, contributor: "Contributor", key: str) -> bool:
        """Take it off every page."""
        thing = self._own(contributor, key, WordsState.HELD, WordsState.PUBLISHED)
        if thing is not None:
            take_off(thing, WordsState.WITHDRAWN)
        return thing is not None

    def put_back(self, contributor: "Contributor", key: str) -> bool:
        """Send it again: as it was where somebody checked it, else to be checked."""
        thing = self._own(contributor, key, WordsState.WITHDRAWN)
        if thing is not None:
            take_off(thing, WordsState.PUBLISHED if thing.shown_at else WordsState.HELD)
        return thing is not None

    def erase(self, contributor: "Contributor") -> None:
        """Forget what they said and showed."""
        for thing in GoodThing.objects.filter(contributor=contributor).select_related("picture"):
            erase_thing(thing)

    def _own(self, contributor: "Contributor", key: str, *states: WordsState) -> GoodThing | None:
        kind, id_ = split_key(key)
        if kind != KIND:
            return None
        try:
            rows = GoodThing.objects.filter(uuid=UUID(id_), contributor=contributor, state__in=states)
        except ValueError:
            return None
        return rows.first()


def find_good_things(site: "Site", text: str, limit: int) -> Sequence[Find]:
    """Return checked things whose name or words say it."""
    rows = GoodThing.objects.filter(site=site).public()
    for word in text.split()[:5]:
        rows = rows.filter(name__icontains=word) | rows.filter(words__icontains=word)
    return [Find(title=row.name, url=_url(row), detail=row.words[:140]) for row in rows[:limit]]


def mapped_things(site: "Site", start: int, limit: int) -> Sequence[Mapped]:
    """Return the pages of checked things, for search engines."""
    rows = GoodThing.objects.filter(site=site).public().order_by("pk")
    return [Mapped(path=_url(row), changed=row.shown_at) for row in rows[start : start + limit]]


def register() -> None:
    """Fill the registries. Called once, when the app is ready."""
    register_kinds()
    register_target(GoodThingTarget())
    register_voice_source(GoodThingVoice())
    register_find_source(
        FindSource(key=KIND, label=gettext_lazy("What is good here"), door="spaces", find=find_good_things)
    )
    register_sitemap_source(
        SitemapSource(
            key="good_here",
            count=lambda site: GoodThing.objects.filter(site=site).public().count(),
            pages=mapped_things,
        )
    )
