"""What search engines ask for: ``/robots.txt``, ``/sitemap.xml`` and its parts."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from civic.pages.sitemaps import entries, parts
from civic.places.context import current_site
from civic.residents.throttle import too_often

if TYPE_CHECKING:
    from django.http import HttpRequest

_MINUTE = timedelta(minutes=1)


@require_safe
def robots(request: "HttpRequest") -> HttpResponse:
    """Say where the sitemap is, and that the staff's side is nothing to read."""
    lines = [
        "User-agent: *",
        f"Disallow: {settings.ADMIN_PREFIX}",
        f"Sitemap: {_whole(request, 'sitemap')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request: "HttpRequest") -> HttpResponse:
    """List the parts."""
    site = current_site()
    if site is None:
        raise Http404
    urls = [_whole(request, "sitemap_part", key, number) for key, number in parts(site)]
    return _xml(request, "pages/sitemap_index.xml", {"urls": urls})


@require_safe
def sitemap_part(request: "HttpRequest", key: str, number: int) -> HttpResponse:
    """List the pages of one part."""
    site = current_site()
    found = entries(site, key, number) if site is not None and 0 < number < 100_000 else None
    if found is None:
        raise Http404
    return _xml(request, "pages/sitemap.xml", {"entries": found, "host": _host(request)})


def _xml(request: "HttpRequest", template: str, context: dict[str, object]) -> HttpResponse:
    if too_often(request, "sitemap", limit=settings.PUBLIC_API_LIMIT, per=_MINUTE):
        return HttpResponse(_("That is a lot at once. Please wait a minute."), status=429)
    return HttpResponse(render_to_string(template, context), content_type="application/xml; charset=utf-8")


def _host(request: "HttpRequest") -> str:
    return f"{request.scheme}://{request.get_host()}"


def _whole(request: "HttpRequest", name: str, *parts_: str | int) -> str:
    return _host(request) + reverse(f"sitemaps:{name}", args=parts_)
