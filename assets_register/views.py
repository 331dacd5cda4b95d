"""Addresses beside the pages: a space's lasting one, what the map draws, and the letter's link."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Site

from assets_register import geography
from assets_register.addresses import section_path, space_path
from assets_register.asking import IN_A_LETTER, user_of
from assets_register.files import asked
from assets_register.freshness import due_for, due_services_for
from assets_register.merges import merged_from
from assets_register.models import Asset, OfferedService
from assets_register.offered.keeping import confirm_service
from assets_register.offered.reading import as_shown
from assets_register.selectors import public_asset_by_uuid
from assets_register.services import confirm_asset
from civic.places.keys import real_uuids
from civic.residents.throttle import too_often

#: How many listings one visitor may confirm.
CONFIRMATIONS, CONFIRMATION_TIME = 200, timedelta(hours=1)

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from civic.residents.models import User


def space(request: "HttpRequest", uuid: "UUID") -> HttpResponseRedirect:
    """Lead from a space's lasting address to its page, whatever it is called today."""
    site = Site.find_for_request(request)
    asset = public_asset_by_uuid(site, uuid) if site else None
    section = section_path(site) if site else ""
    if asset is None and site:
        asset = merged_from({"uuid": uuid}, site)
    if asset is None or not section:
        raise Http404(_("There is no such space here."))
    return HttpResponseRedirect(space_path(asset, section))


@require_safe
def clusters(request: "HttpRequest", section: str) -> JsonResponse:
    """Send what the map draws within ``bbox`` (west,south,east,north) at ``zoom``."""
    site, path, query = asked(request, section)
    box = geography.read_box(request.GET.get("bbox", ""))
    zoom = request.GET.get("zoom", "")
    if box is None or not (zoom.isascii() and zoom.isdigit() and len(zoom) < 3 and int(zoom) <= 24):
        problem = _("Give bbox as west,south,east,north in degrees, and zoom as 0 to 24.")
        return JsonResponse({"detail": problem}, status=422)
    found = geography.spots(site, query, box, int(zoom))
    return JsonResponse({"spots": [_spot(spot, path) for spot in found]})


@require_safe
def outline(request: "HttpRequest", section: str) -> JsonResponse:
    """Send the place's outlines, for the map to draw where there is no tile server."""
    site, _path, _query = asked(request, section)
    response = JsonResponse(geography.outline(site))
    response["Cache-Control"] = "public, max-age=3600"
    return response


def _spot(spot: geography.Spot, section: str) -> dict[str, Any]:
    items = [
        {"name": asset.name, "url": space_path(asset, section), "line": str(asset.get_kind_display())}
        for asset in spot.assets
    ]
    return {
        "lat": round(spot.latitude, 6),
        "lon": round(spot.longitude, 6),
        "count": spot.count,
        "cell": f"{spot.cell:x}" if spot.cell else "",
        "items": items,
    }


def still_right(request: "HttpRequest", token: str) -> HttpResponse:
    """Let whoever got the letter say of each listing that it is still right: one press, no password.

    Opening the link changes nothing, because mail scanners open links.
    """
    site = Site.find_for_request(request)
    user = user_of(token, site) if site else None
    if site is None or user is None:
        return render(request, "assets_register/still_right.html", {"gone": True}, status=404)
    confirmed = None
    if request.method == "POST":
        if too_often(request, "spaces.still_right", limit=CONFIRMATIONS, per=CONFIRMATION_TIME):
            return HttpResponse(_("That is a lot at once. Please wait a little."), status=429)
        confirmed = _confirmed(request, user, site)
    due, services = due_for(user, site), due_services_for(user, site)
    context = {
        "assets": due.as_shown()[:IN_A_LETTER],
        "total": due.count(),
        "services": as_shown(services[:IN_A_LETTER]),
        "services_total": services.count(),
        "confirmed": confirmed,
        "section": section_path(site),
    }
    response = render(request, "assets_register/still_right.html", context)
    # The address is a key, told to no other site; with no referrer at all the form would have no origin.
    response["Referrer-Policy"] = "same-origin"
    return response


def _confirmed(request: "HttpRequest", user: "User", site: Site) -> Asset | OfferedService | None:
    """Confirm the space or the service somebody pressed; None where it is not one they are asked about."""
    space = due_for(user, site).filter(uuid__in=real_uuids([request.POST.get("space", "")])).first()
    if space is not None:
        return confirm_asset(space, by=user)
    pressed = real_uuids([request.POST.get("service", "")])
    service = due_services_for(user, site).filter(uuid__in=pressed).select_related("asset").first()
    return confirm_service(service, by=user) if service is not None else None
