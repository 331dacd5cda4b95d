"""Reads about what is offered in spaces. Every one is about one place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from assets_register.addresses import section_path, space_path
from assets_register.enums import ServiceStatus
from assets_register.matching import within
from assets_register.merges import keys_of
from assets_register.models import (
    Asset,
    AssetIndex,
    OfferedService,
    OfferedServiceQuerySet,
    SchoolTerm,
    ServiceTime,
)
from assets_register.offered.times import Days, days_on
from assets_register.offered.words import at_a_glance
from civic.pages.finds import Find
from civic.places.keys import real_uuids
from civic.places.spaces import Happening, happenings_at

if TYPE_CHECKING:
    from wagtail.models import Site

#: How far ahead a day's page may be asked for, and how many days after it are listed.
AHEAD, NEXT_DAYS = timedelta(days=92), 7
#: How far ahead the next time of a service is looked for.
NEXT = timedelta(days=63)


def as_shown(rows: OfferedServiceQuerySet, *, with_facts: bool = False) -> list[OfferedService]:
    """Return services as everybody may see them, with who offers them, where and when at hand. Four queries.

    Where a space's place is kept private, its words are left out of what is said of its services too.
    """
    assets = Asset.objects.as_shown()
    spaces = Prefetch("asset", queryset=assets.prefetch_related("facts") if with_facts else assets)
    found = list(rows.select_related("organisation").prefetch_related(spaces, "times", "breaks"))
    for service in found:
        _hush(service)
    return found


def _hush(service: OfferedService) -> None:
    service.asset.hush(service)
    for time in service.times.all():
        service.asset.hush(time)


def services_in(asset: Asset) -> list[OfferedService]:
    """Return what is offered in one space, by name. Give the space as everybody sees it. Two queries."""
    rows = OfferedService.objects.filter(asset=asset).shown().select_related("organisation")
    found = list(rows.prefetch_related("times"))
    for service in found:
        service.asset = asset
        _hush(service)
    return found


def matching_services(rows: OfferedServiceQuerySet, text: str) -> OfferedServiceQuerySet:
    """Keep what has some text in it; nothing of a space whose place is private, or asking would tell it."""
    said = Q(name__icontains=text) | Q(description__icontains=text) | Q(organisation__name__icontains=text)
    return rows.filter(said, asset__location_masked=False)


def service_shown(asset: Asset, uuid: UUID) -> OfferedService | None:
    """Return one service of a space that everybody may see, or None."""
    return next((service for service in services_in(asset) if service.uuid == uuid), None)


def school_terms(site: "Site | int") -> list[Days]:
    """Return the school terms of a place."""
    rows = SchoolTerm.objects.filter(site=site).values_list("first_on", "last_on")
    return [Days(first=first, last=last) for first, last in rows]


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One time that a service is on."""

    service: OfferedService
    time: ServiceTime
    day: date
    sure: bool
    """False where it goes by school terms that nobody has told us."""


def turns(services: Sequence[OfferedService], between: Days, terms: Sequence[Days]) -> list[Turn]:
    """Return when these services are on, soonest first. What is paused is not on."""
    found = [
        Turn(service=service, time=time, day=on.day, sure=on.sure)
        for service in services
        if service.status == ServiceStatus.RUNNING
        for time in service.times.all()
        for on in days_on(time, between, terms=terms, breaks=_breaks(service))
    ]
    return sorted(found, key=lambda turn: (turn.day, turn.time.starts, turn.service.name))


def _breaks(service: OfferedService) -> list[Days]:
    return [Days(first=each.first_on, last=each.last_on) for each in service.breaks.all()]


def next_turns(service: OfferedService, limit: int = 4) -> list[Turn]:
    """Return when a service is on next."""
    today = timezone.localdate()
    between = Days(first=today, last=today + NEXT)
    return turns([service], between, school_terms(service.site_id))[:limit]


def find_services(site: "Site", text: str, limit: int) -> Sequence[Find]:
    """Search what is offered for the one box that searches everything."""
    rows = matching_services(OfferedService.objects.filter(site=site).shown(), text)
    section = section_path(site)
    return [
        Find(
            title=row.name,
            url=service_path(row, section),
            detail=f"{row.organisation.name} · {row.asset.name}",
        )
        for row in rows.select_related("asset", "organisation")[:limit]
    ]


# ---- for other rooms, and for the sheet of a day ---------------------------------------------------
class ServiceHappenings:
    """What services are on in spaces, for whoever asks what is on there."""

    def happenings(
        self, site: "Site", space_keys: Sequence[str], since: datetime, until: datetime
    ) -> Sequence[Happening]:
        """Return when services are on in these spaces. Five queries."""
        ids = [key.partition(":")[2] for key in space_keys if key.startswith("assets_register.asset:")]
        rows = OfferedService.objects.filter(site=site, asset__uuid__in=real_uuids(ids))
        services = as_shown(rows.shown())
        if not services:
            return []
        between = Days(first=timezone.localdate(since), last=timezone.localdate(until))
        section = section_path(site)
        found = [_happening(turn, section) for turn in turns(services, between, school_terms(site))]
        return [each for each in found if each.starts_at < until and (each.ends_at or until) > since]


def _happening(turn: Turn, section: str) -> Happening:
    service, zone = turn.service, timezone.get_current_timezone()
    details = at_a_glance(service)
    if not turn.sure:
        details = (_("It goes by school terms: ask whether it is on"), *details)
    return Happening(
        space_key=service.asset.space_key,
        title=service.name,
        url=service_path(service, section),
        starts_at=datetime.combine(turn.day, turn.time.starts, tzinfo=zone),
        ends_at=datetime.combine(turn.day, turn.time.ends, tzinfo=zone),
        by=service.organisation.name,
        where=service.where,
        details=tuple(filter(None, [turn.time.note, service.alert, *details])),
    )


def service_path(service: OfferedService, section: str) -> str:
    """Return the path of a service's page; its space's where the place has no spaces section."""
    space = space_path(service.asset, section)
    return f"{space}service/{service.uuid}/" if section else space


@dataclass(frozen=True, kw_only=True)
class DaySheet:
    """Who is in at a space on a day, and on the days after."""

    day: date
    today: bool
    things: Sequence[Happening]
    after: Sequence[tuple[date, Sequence[Happening]]]
    """The next days on which something is on."""
    before: date | None
    """The day before, where it is not past."""
    later: date | None
    """The day after, where it is not too far ahead."""


def may_ask_for(day: date) -> bool:
    """Say whether there is a sheet of a day: not of the past, and not of a far future."""
    today = timezone.localdate()
    return today <= day <= today + AHEAD


def day_sheet(site: "Site", asset: Asset, day: date) -> DaySheet:
    """Return who is in at a space on a day, whichever room they come from."""
    zone = timezone.get_current_timezone()
    since = datetime.combine(day, datetime.min.time(), tzinfo=zone)
    until = datetime.combine(day + timedelta(days=1 + NEXT_DAYS), datetime.min.time(), tzinfo=zone)
    by_day: dict[date, list[Happening]] = {}
    for thing in happenings_at(site, keys_of(asset), since, until):
        by_day.setdefault(max(timezone.localdate(thing.starts_at), day), []).append(thing)
    yesterday, tomorrow = day - timedelta(days=1), day + timedelta(days=1)
    return DaySheet(
        day=day,
        today=day == timezone.localdate(),
        things=by_day.pop(day, []),
        after=sorted(by_day.items()),
        before=yesterday if may_ask_for(yesterday) else None,
        later=tomorrow if may_ask_for(tomorrow) else None,
    )


# ---- for feeds -------------------------------------------------------------------------------------
def in_spaces_near(
    rows: OfferedServiceQuerySet, site: "Site", latitude: float, longitude: float, metres: float
) -> OfferedServiceQuerySet:
    """Keep the services of spaces within some metres of a point, by where the register's index has them."""
    with_services = AssetIndex.objects.filter(site=site, asset_id__in=rows.values("asset_id"))
    return rows.filter(asset_id__in=within(with_services, latitude, longitude, metres).values("asset_id"))
