"""Headers that keep pages from being used against the people who read them, and their language."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponseRedirect
from django.urls import translate_url
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_path, override

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


class LanguageChoiceMiddleware:
    """Open the front door in the language somebody last chose on this browser.

    Choosing is going from a page here to a page here in another language, as the link at the top does.
    Only the front door turns: a link to a page leads to that page, whoever follows it. Whoever walks to
    the front door from a page here is where they want to be. Whoever is sent there, as after signing in,
    comes to the door of the language they read: nobody chose another by pressing "Sign in". And a
    picture or a feed that a page asks for is no page anybody went to.
    """

    def __init__(self, get_response: "Callable[[HttpRequest], HttpResponse]") -> None:
        self.get_response = get_response

    def __call__(self, request: "HttpRequest") -> "HttpResponse":
        before = urlsplit(request.headers.get("referer", ""))
        from_here = before.netloc == request.get_host()
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        at_the_door = request.path_info == "/" and request.method in {"GET", "HEAD"}
        if at_the_door and not from_here and chosen in _others():
            turned = HttpResponseRedirect(_door(chosen))
            patch_vary_headers(turned, ["Cookie"])
            return turned
        response = self.get_response(request)
        if response.headers.get("Location") == "/":
            response["Location"] = _door(_language_of(request.path_info))
        elif from_here and _is_a_page_gone_to(request, response):
            language = _language_of(request.path_info)
            if language != _language_of(before.path) and language != (chosen or settings.LANGUAGE_CODE):
                _remember(response, language, secure=request.is_secure())
        return response


def _door(language: str) -> str:
    with override(settings.LANGUAGE_CODE):
        return str(translate_url("/", language))


def _is_a_page_gone_to(request: "HttpRequest", response: "HttpResponse") -> bool:
    """Say whether this shows somebody a page, and is nothing a page loads beside itself (Fetch 2.2.5)."""
    return (
        request.method == "GET"
        and request.headers.get("sec-fetch-dest", "document") == "document"
        and "prefetch" not in request.headers.get("sec-purpose", "")
        and response.status_code < 300
        and response.headers.get("Content-Type", "").startswith("text/html")
        and not request.path_info.startswith(settings.ADMIN_PREFIX)
    )


def _others() -> set[str]:
    return {code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE}


def _language_of(path: str) -> str:
    return get_language_from_path(path) or settings.LANGUAGE_CODE


def _remember(response: "HttpResponse", language: str, *, secure: bool) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=timedelta(days=365),
        httponly=True,
        samesite="Lax",
        secure=secure,
    )
