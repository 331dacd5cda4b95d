"""An editor tries a theme on: the whole place in it, for them alone, for an hour.

What is tried on is kept in the editor's own session, and only for somebody who may change the look
of this place: the role is asked again at every request.
"""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from django.conf import settings

from civic.places.context import current_site
from civic.themekit.registry import shelf
from civic.themekit.rules import may_dress
from civic.themekit.selectors import try_on

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from wagtail.models import Site

PREVIEW_SECONDS: Final = 60 * 60
_KEY: Final = "look_preview"


def start_preview(request: "HttpRequest", site: "Site", theme: str) -> None:
    """Let this session see a place in a theme."""
    request.session[_KEY] = {"site": site.pk, "theme": theme, "until": time.time() + PREVIEW_SECONDS}


def stop_preview(request: "HttpRequest") -> None:
    """Let this session see the place as everybody does."""
    request.session.pop(_KEY, None)


def _tried_on(request: "HttpRequest", site: "Site | None") -> str:
    """Return the theme this request is to be answered in; an empty string for the place's own."""
    if site is None or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ""
    if request.path_info.startswith(settings.ADMIN_PREFIX):  # which says what is really worn
        return ""
    kept = request.session.get(_KEY)
    if not kept or kept["site"] != site.pk or kept["until"] < time.time():
        return ""
    return str(kept["theme"]) if kept["theme"] in shelf().themes and may_dress(request.user, site) else ""


class LookPreviewMiddleware:
    """Answer an editor who tries a theme on in that theme; keep such pages out of every cache."""

    def __init__(self, get_response: "Callable[[HttpRequest], HttpResponse]") -> None:
        self.get_response = get_response

    def __call__(self, request: "HttpRequest") -> "HttpResponse":
        site = current_site()
        theme = _tried_on(request, site)
        if site is None or not theme:
            return self.get_response(request)
        try_on(site, theme)
        response = self.get_response(request)
        response["Cache-Control"] = "private, no-store"
        return response
