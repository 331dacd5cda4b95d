"""Reads about projects."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q
from django.utils import timezone

from civic.places.geo import box_around
from civic.places.models import PlaceSettings
from civic.places.spaces import Space, resolve_spaces
from civic.record.sources import Link, resolve_links
from engagement.projects.enums import Attendance, ComingState, WishState, YesNoUnknown
from engagement.projects.models import Coming, Project, ProjectSettings, Session, StartWish

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from wagtail.models import Site

    from civic.residents.models import Contributor, User

#: How far still counts as near.
NEAR_METRES = 2000


@dataclass(frozen=True, kw_only=True)
class SessionQuery:
    """What somebody looks for among sessions. Parsed by ``forms.SessionFilterForm``."""

    since: date
    days: int = 14
    free: bool = False
    just_turn_up: bool = False
    children: bool = False
    step_free: bool = False
    interest: str = ""
    text: str = ""
    near: tuple[float, float] | None = None
    """WGS84 latitude and longitude."""


@dataclass(frozen=True, kw_only=True)
class SessionDay:
    """One day's sessions."""

    day: date
    sessions: tuple[Session, ...]


def place_zone(site: "Site") -> ZoneInfo:
    """Return the time zone people of this place live by."""
    return ZoneInfo(PlaceSettings.for_site(site).timezone)


def find_sessions(site: "Site", query: SessionQuery) -> "QuerySet[Session]":
    """Return public sessions of a place that match, soonest first, cancelled ones included."""
    zone = place_zone(site)
    start = datetime.combine(query.since, datetime.min.time(), tzinfo=zone)
    found = (
        Session.objects.filter(site=site)
        .public()
        .filter(ends_at__gt=max(start, timezone.now()), starts_at__lt=start + timedelta(days=query.days))
        .select_related("project", "project__organisation")
        .order_by("starts_at", "pk")
    )
    if query.free:
        found = found.filter(project__cost_pence=0)
    if query.just_turn_up:
        found = found.filter(attendance=Attendance.JUST_TURN_UP)
    if query.children:
        found = found.filter(project__children_welcome=YesNoUnknown.YES)
    if query.step_free:
        found = found.filter(step_free=YesNoUnknown.YES)
    if query.interest:
        found = found.filter(project__interests__slug=query.interest)
    if query.text:
        found = found.filter(
            Q(project__title__icontains=query.text)
            | Q(project__summary__icontains=query.text)
            | Q(place_name__icontains=query.text)
        )
    if query.near:
        box = box_around(*query.near, NEAR_METRES)
        found = found.filter(latitude__range=(box.south, box.north), longitude__range=(box.west, box.east))
    return found


def by_day(sessions: "Sequence[Session]", zone: ZoneInfo) -> list[SessionDay]:
    """Sort sessions, already in order, into the days people of the place see them on."""
    days: dict[date, list[Session]] = {}
    for session in sessions:
        days.setdefault(timezone.localtime(session.starts_at, zone).date(), []).append(session)
    return [SessionDay(day=day, sessions=tuple(rows)) for day, rows in days.items()]


def some_of_each_day(
    sessions: "Sequence[Session]", zone: ZoneInfo, *, limit: int, a_day: int
) -> "list[Session]":
    """Return so many sessions at most, the first of each day before more of the same, in their order.

    A busy Friday so leaves room for Saturday.
    """
    a_few: list[Session] = []
    rest: list[Session] = []
    for group in by_day(sessions, zone):
        a_few += group.sessions[:a_day]
        rest += group.sessions[a_day:]
    chosen = [*a_few, *rest][:limit]
    return sorted(chosen, key=lambda session: (session.starts_at, session.pk))


def spaces_of(sessions: "Sequence[Session]") -> dict[str, Space]:
    """Return the register's spaces these sessions are in, by key; hidden spaces are left out."""
    return resolve_spaces(session.space_key for session in sessions if session.space_key)


def public_project(site: "Site", slug: str) -> Project | None:
    """Return a project anybody may see, with its upcoming sessions, or None."""
    upcoming = Session.objects.upcoming()
    return (
        Project.objects.filter(site=site, slug=slug)
        .public()
        .select_related("organisation", "picture")
        .prefetch_related(Prefetch("sessions", queryset=upcoming, to_attr="next_sessions"))
        .first()
    )


def public_session(site: "Site", slug: str, uuid: str) -> Session | None:
    """Return one session anybody may see, or None."""
    return (
        Session.objects.filter(site=site, uuid=uuid, project__slug=slug)
        .public()
        .select_related("project", "project__organisation", "site")
        .first()
    )


def coming_of(session: Session, contributor: "Contributor | None") -> Coming | None:
    """Return what this person said about coming, or None."""
    if contributor is None:
        return None
    return Coming.objects.filter(session=session, contributor=contributor).first()


def people_coming(session: Session) -> "QuerySet[Coming]":
    """Return who is coming, for the host, in the order they said so."""
    return session.comings.filter(state=ComingState.COMING).select_related("contributor")


def calendar_sessions(site: "Site", slug: str = "") -> "QuerySet[Session]":
    """Return coming sessions for a calendar, cancelled ones included; one project's if named."""
    found = Session.objects.filter(site=site).public().upcoming().select_related("project")
    return found.filter(project__slug=slug) if slug else found


def because_of(project: Project) -> Link | None:
    """Return what led to a project: the answer of a board, say."""
    if not project.because_of_key:
        return None
    return resolve_links([project.because_of_key]).get(project.because_of_key)


def start_helper(site: "Site") -> str:
    """Return the first name of who hears "I'd like to start…"; empty where nobody is named yet."""
    helper = named_helper(site)
    return helper.first_name if helper else ""


def named_helper(site: "Site") -> "User | None":
    """Return who hears "I'd like to start…" here; None where nobody is named, or they are gone."""
    helper = ProjectSettings.for_site(site).helper
    return helper if helper and helper.is_active else None


def wish_of(site: "Site", uuid: str) -> StartWish | None:
    """Return what somebody would like to start in this place, or None."""
    found = StartWish.objects.filter(site=site, uuid=uuid)
    return found.select_related("site", "contributor", "like_project").first()


def waiting_wishes(site: "Site", limit: int = 10) -> "QuerySet[StartWish]":
    """Return what nobody has written back about yet, the longest wait first."""
    waiting = StartWish.objects.filter(site=site, state=WishState.NEW)
    return waiting.select_related("contributor", "site").order_by("wished_at", "pk")[:limit]


def projects_matching(site: "Site", text: str) -> "QuerySet[Project]":
    """Return public projects with this text in their title or summary."""
    return (
        Project.objects.filter(site=site)
        .public()
        .filter(Q(title__icontains=text) | Q(summary__icontains=text) | Q(description__icontains=text))
        .order_by("title")
    )
