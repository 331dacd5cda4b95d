"""Which services, organisations and terms there are to read; each list a page at a time."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from assets_register.enums import ServiceKind, ServiceStatus
from assets_register.models import OfferedService, OfferedServiceQuerySet
from assets_register.offered.reading import as_shown, in_spaces_near, matching_services
from civic.partners.models import Organisation
from civic.places.selectors import postcode_point
from plugins.exchange_open_referral.params import PageAsked, ServicesAsked

if TYPE_CHECKING:
    from wagtail.models import Site

#: Our one taxonomy: kinds of service. Fixed for good, the same in every place.
TAXONOMY = UUID("6f0d8a3e-5c1b-4b8e-9a64-0d3c3b0f7a11")
TERMS = {uuid5(TAXONOMY, kind.value): kind for kind in ServiceKind}
#: Turns the id of a service into that of the service at its location, and back; version and variant stay.
_AT = UUID("5a5a5a5a-a5a5-0a5a-0a5a-5a5a5a5a5a5a").int


def at_location(id_: UUID) -> UUID:
    """Return the id of a service at its location from the service's, or the other way round."""
    return UUID(int=id_.int ^ _AT)


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of a list, and how many there are in all."""

    rows: Any
    total: int
    asked: PageAsked


def page_of(rows: Any, asked: PageAsked) -> Page:
    """Return one page of a queryset or a list; empty past the end."""
    total = rows.count() if hasattr(rows, "model") else len(rows)
    start = (asked.number - 1) * asked.size
    return Page(rows=rows[start : start + asked.size] if start < total else [], total=total, asked=asked)


def services_page(site: "Site", asked: ServicesAsked, page: PageAsked) -> Page:
    """Return a page of what is offered now, by name."""
    found = page_of(_asked_for(site, asked).order_by("name", "pk"), page)
    rows = [] if isinstance(found.rows, list) else as_shown(found.rows, with_facts=True)
    return Page(rows=rows, total=found.total, asked=page)


def one_service(site: "Site", id_: UUID) -> OfferedService | None:
    """Return one service, also one that has ended: whoever holds its id is told so."""
    rows = OfferedService.objects.filter(site=site, uuid=id_).on_record()
    return next(iter(as_shown(rows, with_facts=True)), None)


def services_of(organisation: Organisation) -> list[OfferedService]:
    """Return what an organisation offers now."""
    return as_shown(OfferedService.objects.filter(organisation=organisation).shown(), with_facts=True)


def organisations_with_services(site: "Site") -> Any:
    """Return who offers something in a place now, by name."""
    offering = OfferedService.objects.filter(site=site).shown().values("organisation_id")
    return Organisation.objects.filter(site=site, pk__in=offering).order_by("name", "pk")


def _asked_for(site: "Site", asked: ServicesAsked) -> OfferedServiceQuerySet:
    rows = OfferedService.objects.filter(site=site).shown()
    if asked.search:
        rows = matching_services(rows, asked.search)
    if asked.term is not None:
        rows = rows.filter(kind=TERMS[asked.term]) if asked.term in TERMS else rows.none()
    if asked.taxonomy is not None and asked.taxonomy != TAXONOMY:
        rows = rows.none()
    if asked.minimum_age is not None:
        rows = rows.filter(minimum_age__gte=asked.minimum_age)
    if asked.maximum_age is not None:
        rows = rows.filter(maximum_age__lte=asked.maximum_age)
    return _near(site, _at_times(rows, asked), asked)


def _at_times(rows: OfferedServiceQuerySet, asked: ServicesAsked) -> OfferedServiceQuerySet:
    """Keep what has one time that fits all that was said about times."""
    wanted: dict[str, Any] = {}
    if asked.weekday is not None:
        wanted["times__weekday"] = asked.weekday
    if asked.starts is not None:
        wanted["times__starts__gte"] = asked.starts
    if asked.ends is not None:
        wanted["times__ends__lte"] = asked.ends
    if not wanted:
        return rows
    fitting = OfferedService.objects.filter(status=ServiceStatus.RUNNING, **wanted)
    return rows.filter(pk__in=fitting.values("pk"))


def _near(site: "Site", rows: OfferedServiceQuerySet, asked: ServicesAsked) -> OfferedServiceQuerySet:
    """Keep what lies within some metres of a postcode; nothing for a postcode this place does not know."""
    if not asked.postcode:
        return rows
    point = postcode_point(site, asked.postcode)
    if point is None:
        return rows.none()
    if asked.metres is None:
        return rows
    return in_spaces_near(rows, site, point.latitude, point.longitude, asked.metres)
