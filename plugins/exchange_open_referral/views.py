"""The feed's addresses: the nine the UK profile requires, and organisations besides."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from assets_register.enums import ServiceKind
from assets_register.models import OfferedService
from civic.pages.languages import shown_place_name
from plugins.exchange_open_referral import selectors
from plugins.exchange_open_referral.answers import Asked, answers
from plugins.exchange_open_referral.documents import (
    PROFILE,
    VERSION,
    Document,
    Writer,
    listed,
    organisation_line,
    taxonomy_line,
    term,
)
from plugins.exchange_open_referral.documents import taxonomy as whole_taxonomy
from plugins.exchange_open_referral.openapi import openapi_document
from plugins.exchange_open_referral.params import (
    FILTERS,
    PAGING,
    PLACES,
    BadParameterError,
    read_id,
    read_page,
    read_services,
)


@answers()
def about(asked: Asked) -> Document:
    """Say what this is, and on what terms."""
    return {
        "version": VERSION,
        "profile": PROFILE,
        "openapi_url": asked.of("openapi"),
        "publisher": shown_place_name(asked.site, asked.settings),
        "license": {"name": asked.licence.title, "url": asked.licence.href},
    }


@answers()
def openapi(asked: Asked) -> Document:
    """Say what can be asked."""
    title = _("%(place)s: services") % {"place": shown_place_name(asked.site, asked.settings)}
    return openapi_document(title, asked.of("about").rstrip("/"), asked.licence)


@answers(*PAGING, *FILTERS)
def services(asked: Asked) -> Document:
    """List what is offered."""
    page = selectors.services_page(asked.site, read_services(asked.params), read_page(asked.params))
    return listed(page, Writer(asked).service_line)


@answers()
def service(asked: Asked, id: str) -> Document:
    """Show one service."""
    return Writer(asked).service(_service(asked, _real(id)))


@answers(*PAGING, *FILTERS, *PLACES)
def services_at_locations(asked: Asked) -> Document:
    """List what is offered, where."""
    page = selectors.services_page(asked.site, read_services(asked.params), read_page(asked.params))
    return listed(page, Writer(asked).at_location_line)


@answers()
def service_at_location(asked: Asked, id: str) -> Document:
    """Show one service where it is."""
    return Writer(asked).at_location(_service(asked, selectors.at_location(_real(id))))


@answers(*PAGING)
def organizations(asked: Asked) -> Document:
    """List who offers something."""
    rows = selectors.organisations_with_services(asked.site)
    return listed(selectors.page_of(rows, read_page(asked.params)), organisation_line)


@answers()
def organization(asked: Asked, id: str) -> Document:
    """Show one organisation with what it offers."""
    found = selectors.organisations_with_services(asked.site).filter(uuid=_real(id)).first()
    if found is None:
        raise _none()
    return Writer(asked).organisation(found, selectors.services_of(found))


@answers(*PAGING)
def taxonomies(asked: Asked) -> Document:
    """List our one taxonomy."""
    return listed(selectors.page_of([None], read_page(asked.params)), lambda _row: taxonomy_line())


@answers()
def taxonomy(asked: Asked, id: str) -> Document:
    """Show it with its terms."""
    if _real(id) != selectors.TAXONOMY:
        raise _none()
    return whole_taxonomy()


@answers(*PAGING)
def taxonomy_terms(asked: Asked) -> Document:
    """List the kinds of service."""
    return listed(selectors.page_of(list(ServiceKind), read_page(asked.params)), term)


@answers()
def taxonomy_term(asked: Asked, id: str) -> Document:
    """Show one kind of service."""
    kind = selectors.TERMS.get(_real(id))
    if kind is None:
        raise _none()
    return term(kind)


def _real(text: str) -> UUID:
    try:
        return read_id(text, "id")
    except BadParameterError:
        raise _none() from None


def _service(asked: Asked, id_: UUID) -> OfferedService:
    found = selectors.one_service(asked.site, id_)
    if found is None:
        raise _none()
    return found


def _none() -> Any:
    return Http404(_("There is nothing with this id here."))
