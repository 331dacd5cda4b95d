"""Puts the request's place in force, and the time its people live by."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.http.request import split_domain_port
from django.utils import timezone
from wagtail.models import Page, Site
from wagtail.users.models import UserProfile

from civic.places.context import site_context
from civic.places.kept import Row, kept, looked_at_once
from civic.places.models import PlaceSettings

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class SiteContextMiddleware:
    """Find the request's Wagtail Site once and keep it in force until the response is made."""

    def __init__(self, get_response: "Callable[[HttpRequest], HttpResponse]") -> None:
        self.get_response = get_response

    def __call__(self, request: "HttpRequest") -> "HttpResponse":
        with looked_at_once():
            site = _site_of(request)
            with site_context(site), timezone.override(_zone_of(request, site)):
                return self.get_response(request)

    def process_view(
        self, request: "HttpRequest", view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        """Let staff read and type times as their place has them; Wagtail would take its profile's, or UTC."""
        if request.path_info.startswith(settings.ADMIN_PREFIX) and request.user.is_authenticated:
            profile = getattr(request.user, "wagtail_userprofile", None) or UserProfile(user=request.user)
            profile.current_time_zone = timezone.get_current_timezone_name()  # for this request; never saved


def _site_of(request: "HttpRequest") -> Site | None:
    """Return the request's place as Wagtail finds it, and have whoever asks Wagtail told the same one."""
    asked = (split_domain_port(request._get_raw_host())[0], request.get_port())  # type: ignore[attr-defined] # as Wagtail asks
    found = kept(("site", *asked), lambda: _rows_of(Site.find_for_request(request)))
    site = None
    if found is not None:
        site = found[0].again()
        site.root_page = found[1].again()
    request._wagtail_site = site  # type: ignore[attr-defined] # where ``Site.find_for_request`` looks first
    return site


def _rows_of(site: Site | None) -> tuple[Row[Site], Row[Page]] | None:
    return (Row.of(site), Row.of(site.root_page)) if site else None


def _zone_of(request: "HttpRequest", site: Site | None) -> ZoneInfo | None:
    """Return the place's time zone; None (the default, UTC) outside any or where it is misspelt."""
    if site is None:
        return None
    try:
        return ZoneInfo(PlaceSettings.for_request(request).timezone)
    except (ZoneInfoNotFoundError, ValueError):
        return None
