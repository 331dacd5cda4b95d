"""Puts the request's place in force, and the time its people live by."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.utils import timezone
from wagtail.models import Site
from wagtail.users.models import UserProfile

from civic.places.context import site_context
from civic.places.models import PlaceSettings

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class SiteContextMiddleware:
    """Find the request's Wagtail Site once and keep it in force until the response is made."""

    def __init__(self, get_response: "Callable[[HttpRequest], HttpResponse]") -> None:
        self.get_response = get_response

    def __call__(self, request: "HttpRequest") -> "HttpResponse":
        site = Site.find_for_request(request)
        with site_context(site), timezone.override(_zone_of(request, site)):
            return self.get_response(request)

    def process_view(
        self, request: "HttpRequest", view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        """Let staff read and type times as their place has them; Wagtail would take its profile's, or UTC."""
        if request.path_info.startswith(settings.ADMIN_PREFIX) and request.user.is_authenticated:
            profile = getattr(request.user, "wagtail_userprofile", None) or UserProfile(user=request.user)
            profile.current_time_zone = timezone.get_current_timezone_name()  # for this request; never saved


def _zone_of(request: "HttpRequest", site: Site | None) -> ZoneInfo | None:
    """Return the place's time zone; None (the default, UTC) outside any or where it is misspelt."""
    if site is None:
        return None
    try:
        return ZoneInfo(PlaceSettings.for_request(request).timezone)
    except (ZoneInfoNotFoundError, ValueError):
        return None
