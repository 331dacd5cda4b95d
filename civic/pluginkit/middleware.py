"""A plugin's own pages and forms: what fails there is a page that says so, and the plugin's fault."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.http.multipartparser import MultiPartParserError
from django.urls import get_resolver
from django.utils.translation import gettext_noop as _

from civic.pluginkit.edge import page_went_well
from civic.pluginkit.faults import OutOfBounds
from civic.pluginkit.secrets import without_secrets
from civic.pluginkit.selectors import plugin_holding
from civic.pluginkit.services import record_page_fault

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from civic.pluginkit.plugin import CivicPlugin

#: Not faults: Django answers these with a page of their own.
ANSWERS = (Http404, PermissionDenied, SuspiciousOperation, BadRequest, MultiPartParserError)


class PluginFaultMiddleware:
    """Records what a plugin raises in a view, a form, a template or a hook; ``SystemExit`` too.

    Stands innermost, so that nothing it stops passes through anybody else.
    """

    def __init__(self, get_response: "Callable[[HttpRequest], HttpResponse]") -> None:
        self.get_response = get_response

    def __call__(self, request: "HttpRequest") -> "HttpResponse":
        try:
            response = self.get_response(request)
        except SystemExit as error:
            failed = self.process_exception(request, error)
            if failed is None:
                raise
            return failed
        if (told := _telling(request, response)) is not None:
            record_page_fault(told.name, _spot(request), OutOfBounds(_("showed one of the site's secrets")))
            kept_back: HttpResponse = get_resolver().resolve_error_handler(500)(request)
            return kept_back
        if response.status_code < 400:
            page_went_well(_spot(request))
        return response

    def process_exception(self, request: "HttpRequest", error: BaseException) -> "HttpResponse | None":
        """Return the page for a failure of a plugin; None leaves any other to Django."""
        plugin = None if isinstance(error, ANSWERS) else plugin_at_fault(error)
        if plugin is None:
            return None
        record_page_fault(plugin.name, _spot(request), error)
        if settings.DEBUG and isinstance(error, Exception):
            return None  # whoever writes it wants to see all of it
        answer: HttpResponse = get_resolver().resolve_error_handler(500)(request)
        return answer


def _telling(request: "HttpRequest", response: "HttpResponse") -> "CivicPlugin | None":
    """Return the plugin whose own page shows one of the site's secrets. What is streamed is not looked at."""
    match = request.resolver_match
    plugin = plugin_holding(match.func.__module__) if match else None
    if plugin is None or response.streaming:
        return None
    content = response.content.decode(response.charset or "utf-8", errors="replace")
    return plugin if without_secrets(content) != content else None


def plugin_at_fault(error: BaseException) -> "CivicPlugin | None":
    """Return the plugin whose code was running when something was raised, the innermost one."""
    found, step = None, error.__traceback__
    while step is not None:
        found = plugin_holding(step.tb_frame.f_globals.get("__name__", "")) or found
        step = step.tb_next
    return found


def _spot(request: "HttpRequest") -> str:
    kind = "form" if request.method == "POST" else "page"  # one may fail where the other works
    return f"{kind} {request.resolver_match.view_name if request.resolver_match else ''}"
