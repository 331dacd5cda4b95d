"""Headers that keep pages from being used against the people who read them."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class SafetyHeadersMiddleware:
    """Permissions-Policy everywhere; Wagtail's screens get the content policy they need.

    The public policy forbids anything inline. Wagtail's admin writes inline scripts and styles, so
    what is under ``/admin/`` has ``ADMIN_CONTENT_SECURITY_POLICY``. Stands inside django-csp's own
    middleware, which writes the header.
    """

    def __init__(self, get_response: "Callable[[HttpRequest], HttpResponse]") -> None:
        self.get_response = get_response

    def __call__(self, request: "HttpRequest") -> "HttpResponse":
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        if request.path_info.startswith(settings.ADMIN_PREFIX):
            response._csp_config = settings.ADMIN_CONTENT_SECURITY_POLICY  # type: ignore[attr-defined] # django-csp reads it
        return response
