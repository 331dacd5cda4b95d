"""The documents of the feed: what we know, in the fields of the Human Services Data Specification, UK 3.0.

A field nobody has filled in is left out, never null or empty. What says where a space is comes from
assets as everybody may see them: a place that is kept private is nowhere in here.
"""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID, uuid5

from django.utils import timezone
from django.utils.translation import gettext as _

from assets_register.addresses import section_path, space_path
from assets_register.enums import Every, Known, ServiceKind, ServiceStatus
from assets_register.models import Asset, OfferedService, ServiceTime
from assets_register.offered.reading import service_path
from assets_register.offered.words import at_a_glance, cost_in_words, time_in_words
from civic.partners.models import Organisation
from plugins.exchange_open_referral.answers import Asked
from plugins.exchange_open_referral.params import DAYS
from plugins.exchange_open_referral.selectors import TAXONOMY, TERMS, Page, at_location

Document = dict[str, Any]

VERSION = "HSDS-UK-3.0"
PROFILE = "https://docs.openreferraluk.org/en/latest/"
_STATUS = {ServiceStatus.PAUSED: "temporarily closed", ServiceStatus.ENDED: "defunct"}


class Writer:
    """Writes documents for one request: asks for the spaces section once."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._section = section_path(asked.site)
        self._place = asked.settings.name or str(asked.site.site_name or asked.site.hostname)

    # ---- services ------------------------------------------------------------------------------
    def service_line(self, service: OfferedService) -> Document:
        """Return a service as lists have it: what there is one of."""
        return _filled(
            id=str(service.uuid),
            organization_id=str(service.organisation.uuid),
            name=service.name,
            description=_description(service),
            url=service.url or self._asked.whole(service_path(service, self._section)),
            email=service.email,
            status=_status(service),
            fees=cost_in_words(service),
            minimum_age=service.minimum_age,
            maximum_age=service.maximum_age,
            assured_date=timezone.localdate(service.checked_at).isoformat() if service.checked_at else "",
            alert=service.alert,
            last_modified=service.updated_at.isoformat().replace("+00:00", "Z"),
            organization=organisation_line(service.organisation),
        )

    def service(self, service: OfferedService) -> Document:
        """Return a service with all that belongs to it."""
        id_ = service.uuid
        return {
            **self.service_line(service),
            **_filled(
                schedules=[_schedule(service, time) for time in service.times.all()],
                service_at_locations=[
                    {
                        "id": str(at_location(id_)),
                        "service_id": str(id_),
                        "location_id": str(service.asset.uuid),
                        "location": self.location(service.asset),
                    }
                ],
                languages=[
                    {"id": str(uuid5(id_, f"language {name}")), "service_id": str(id_), "name": name}
                    for name in service.spoken
                ],
                cost_options=_cost_options(service),
                contacts=_contacts(service),
                attributes=[
                    {
                        "id": str(uuid5(id_, "kind")),
                        "link_id": str(id_),
                        "link_type": "service",
                        "taxonomy_term_id": str(term_id(ServiceKind(service.kind))),
                        "taxonomy_term": term(ServiceKind(service.kind)),
                    }
                ],
            ),
        }

    # ---- services at locations -----------------------------------------------------------------
    def at_location_line(self, service: OfferedService) -> Document:
        """Return a service where it is, as lists have it."""
        return self._at(service, self.service_line(service))

    def at_location(self, service: OfferedService) -> Document:
        """Return a service where it is, with all that belongs to both."""
        return self._at(service, self.service(service))

    def _at(self, service: OfferedService, said: Document) -> Document:
        # ``name`` and ``status`` besides: the published OpenAPI document holds this against the
        # schema of a service, which wants them.
        return {
            "id": str(at_location(service.uuid)),
            "service_id": str(service.uuid),
            "location_id": str(service.asset.uuid),
            "name": service.name,
            "status": said["status"],
            "location": self.location(service.asset),
            "service": said,
        }

    def location(self, asset: Asset) -> Document:
        """Return a space."""
        url = self._asked.whole(space_path(asset, self._section))
        return _filled(
            id=str(asset.uuid),
            location_type="physical",
            name=asset.name,
            description=asset.description,
            latitude=asset.latitude,
            longitude=asset.longitude,
            external_identifier=asset.uprn,
            external_identifier_type="UPRN" if asset.uprn else "",
            addresses=self._addresses(asset),
            accessibility=_accessibility(asset, url),
        )

    def _addresses(self, asset: Asset) -> list[Document]:
        """Return the address where its street and postcode are known: the standard wants it whole."""
        street = f"{asset.street_number} {asset.street_name}".strip()
        if not street or not asset.postcode:
            return []
        return [
            {
                "id": str(uuid5(asset.uuid, "address")),
                "location_id": str(asset.uuid),
                "address_1": street,
                "city": asset.town or self._place,
                "state_province": self._place,
                "postal_code": asset.postcode,
                "country": "GB",
                "address_type": "physical",
            }
        ]

    # ---- organisations -------------------------------------------------------------------------
    def organisation(self, organisation: Organisation, services: Sequence[OfferedService]) -> Document:
        """Return an organisation with what it offers."""
        return {
            **organisation_line(organisation),
            **_filled(services=[self.service(service) for service in services]),
        }


def organisation_line(organisation: Organisation) -> Document:
    """Return an organisation. Its email is for us to write to, and told to nobody."""
    return _filled(
        id=str(organisation.uuid),
        name=organisation.name,
        description=str(organisation.get_kind_display()),
        website=organisation.website,
        uri=organisation.reference,
    )


# ---- taxonomies ------------------------------------------------------------------------------------
def taxonomy_line() -> Document:
    """Return our taxonomy without its terms."""
    return {
        "id": str(TAXONOMY),
        "name": _("Kinds of service"),
        "description": _("What sort of thing a service is, in the words people look for."),
        "version": "1",
    }


def taxonomy() -> Document:
    """Return our taxonomy."""
    return {**taxonomy_line(), "taxonomy_terms": [term(kind) for kind in ServiceKind]}


def term_id(kind: ServiceKind) -> UUID:
    """Return the id of a kind of service, the same in every place."""
    return next(id_ for id_, each in TERMS.items() if each == kind)


def term(kind: ServiceKind) -> Document:
    """Return one kind of service."""
    label = str(kind.label)
    return {
        "id": str(term_id(kind)),
        "name": label,
        "description": label,
        "taxonomy": _("Kinds of service"),
        "taxonomy_id": str(TAXONOMY),
        "term": kind.value,
    }


# ---- lists -----------------------------------------------------------------------------------------
def listed(page: Page, line: Callable[[Any], Document]) -> Document:
    """Return a page of a list in the standard's envelope."""
    contents = [line(row) for row in page.rows]
    pages = -(-page.total // page.asked.size)
    return {
        "total_items": page.total,
        "total_pages": pages,
        "page_number": page.asked.number,
        "size": len(contents),
        "first_page": page.asked.number == 1,
        "last_page": page.asked.number >= pages,
        "empty": not contents,
        "contents": contents,
    }


# ---- the parts of a service ------------------------------------------------------------------------
def _filled(**fields: Any) -> Document:
    return {name: value for name, value in fields.items() if value not in (None, "", [])}


def _status(service: OfferedService) -> str:
    if service.status == ServiceStatus.ENDED:
        return "defunct"
    if service.has_lapsed():
        return "inactive"
    return _STATUS.get(ServiceStatus(service.status), "active")


def _description(service: OfferedService) -> str:
    """Return what it is with what the standard has no field for: for whom, how to come, access, where."""
    more = [*at_a_glance(service), service.access, service.where]
    said = ". ".join(part for part in dict.fromkeys(more) if part)
    return f"{service.description}\n\n{said}".strip()


def _schedule(service: OfferedService, time: ServiceTime) -> Document:
    """Return a time as a recurrence (RFC 5545), in the place's own clock time."""
    first, last = time.date or time.first_on, time.date or time.last_on
    monthly = time.date is None and time.every not in (Every.WEEK, Every.FORTNIGHT)
    weekday = DAYS[time.weekday] if time.weekday is not None else ""
    repeats: Document = {}
    if time.date is None:
        repeats = {
            "freq": "MONTHLY" if monthly else "WEEKLY",
            "interval": 2 if time.every == Every.FORTNIGHT else 1,
            "byday": f"{time.every}{weekday}" if monthly else weekday,
        }
    return {
        **_filled(
            id=str(time.uuid),
            service_id=str(service.uuid),
            valid_from=first.isoformat() if first else "",
            valid_to=last.isoformat() if last else "",
            dtstart=first.isoformat() if first else "",
            description=time_in_words(time),
            opens_at=time.starts.isoformat(),
            closes_at=time.ends.isoformat(),
            attending_type=_("In person"),
            notes=time.note,
        ),
        **repeats,
    }


def _cost_options(service: OfferedService) -> list[Document]:
    if service.cost is None:
        return []
    return [
        _filled(
            id=str(uuid5(service.uuid, "cost")),
            service_id=str(service.uuid),
            option=_("Everybody"),
            amount=float(service.cost),
            amount_description=service.cost_note,
        )
    ]


def _contacts(service: OfferedService) -> list[Document]:
    """Return whom to ask: a team or a job and its telephone, never a person."""
    id_ = uuid5(service.uuid, "contact")
    phones = [{"id": str(uuid5(id_, "phone")), "contact_id": str(id_), "number": service.phone}]
    said = _filled(title=service.contact, phones=phones if service.phone else [])
    return [{"id": str(id_), "service_id": str(service.uuid), **said}] if said else []


def _accessibility(asset: Asset, url: str) -> list[Document]:
    """Return what is known of getting in and what is there, each fact yes or no; the rest is not known."""
    known = [
        f"{fact.get_key_display()}: {fact.get_value_display().lower()}"
        for fact in asset.facts.all()
        if fact.value in (Known.YES, Known.NO)
    ]
    if not known:
        return []
    said = ". ".join(known)
    return [
        {
            "id": str(uuid5(asset.uuid, "accessibility")),
            "location_id": str(asset.uuid),
            "description": said,
            "url": f"{url}#access",
        }
    ]
