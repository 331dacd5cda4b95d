"""Addresses that are not pages: the lasting address of a space."""

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponseRedirect
from django.utils.translation import gettext as _
from wagtail.models import Site

from assets_register.addresses import section_path, space_path
from assets_register.selectors import public_asset_by_uuid

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest


def space(request: "HttpRequest", uuid: "UUID") -> HttpResponseRedirect:
    """Lead from a space's lasting address to its page, whatever it is called today."""
    site = Site.find_for_request(request)
    asset = public_asset_by_uuid(site, uuid) if site else None
    section = section_path(site) if site else ""
    if asset is None or not section:
        raise Http404(_("There is no such space here."))
    return HttpResponseRedirect(space_path(asset, section))
