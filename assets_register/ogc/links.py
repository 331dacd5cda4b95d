"""Addresses of the API, whole, and the links between them (RFC 8288 relations)."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django_stubs_ext import StrOrPromise

JSON = "application/json"
GEOJSON = "application/geo+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
PROBLEM = "application/problem+json"
HTML = "text/html"

Link = dict[str, Any]


class Addresses:
    """The API's addresses as this request reached it."""

    def __init__(self, request: "HttpRequest") -> None:
        self._request = request
        self.host = f"{request.scheme}://{request.get_host()}"

    def of(self, name: str, *parts: str, **params: str) -> str:
        """Return the whole address of one of the API's pages."""
        path = reverse(f"assets_register:ogc_{name}", args=parts)
        return f"{self.host}{path}{'?' + urlencode(params) if params else ''}"

    def here(self, **changes: str | None) -> str:
        """Return this request's own address with parameters changed; None takes one away."""
        params = {**self._request.GET.dict(), **changes}
        kept = {name: value for name, value in params.items() if value is not None}
        return f"{self.host}{self._request.path}{'?' + urlencode(kept) if kept else ''}"

    def here_twice(self, media_type: str, form: str) -> list[Link]:
        """Return the links to this document and to the same in the other form."""
        as_json = link(self.here(f="json"), "self", media_type, "JSON")
        as_html = link(self.here(f="html"), "alternate", HTML, "HTML")
        if form == "html":
            as_json["rel"], as_html["rel"] = "alternate", "self"
            return [as_html, as_json]
        return [as_json, as_html]


def link(href: str, rel: str, media_type: str, title: "StrOrPromise") -> Link:
    """Return one link."""
    return {"href": href, "rel": rel, "type": media_type, "title": str(title)}
