"""Puts the request's place in force."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from wagtail.models import Site

from civic.places.context import site_context

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class SiteContextMiddleware:
    """Find the request's Wagtail Site once and keep it in force until the response is made."""

    def __init__(self, get_response: "Callable[[HttpRequest], HttpResponse]") -> None:
        self.get_response = get_response

    def __call__(self, request: "HttpRequest") -> "HttpResponse":
        with site_context(Site.find_for_request(request)):
            return self.get_response(request)
