"""How every address of the feed answers: JSON, readable from anywhere, and refusals in the same form."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from wagtail.models import Site

from civic.places.licences import Licence, add_licence
from civic.places.models import PlaceSettings
from civic.residents.throttle import too_often
from plugins.exchange_open_referral.params import BadParameterError, refuse_unknown

if TYPE_CHECKING:
    from django.http import HttpRequest

PROBLEM = "application/problem+json"
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request as a view of ours needs it."""

    site: Site
    host: str
    """The scheme and host this request came to."""
    params: Mapping[str, str]
    settings: PlaceSettings

    @property
    def licence(self) -> Licence:
        """On what terms the feed may be used."""
        return self.settings.licence

    def whole(self, path: str) -> str:
        """Return a path of this site as a whole address."""
        return f"{self.host}{path}"

    def of(self, name: str, *parts: str) -> str:
        """Return the whole address of one of the feed's."""
        return self.whole(reverse(f"exchange_open_referral:{name}", args=parts))


View = Callable[..., Mapping[str, Any]]


def answers(*params: str) -> Callable[[View], Callable[..., HttpResponseBase]]:
    """Make a view of something that returns a document; it takes ``params`` and no others."""

    def decorate(view: View) -> Callable[..., HttpResponseBase]:
        @csrf_exempt  # so that a POST is told that it may not be (405), and not that a token is missing
        @wraps(view)
        def answering(request: "HttpRequest", **parts: str) -> HttpResponseBase:
            response = _respond(view, request, params, parts)
            response["Access-Control-Allow-Origin"] = "*"
            return response

        return answering

    return decorate


def _respond(
    view: View, request: "HttpRequest", known: tuple[str, ...], parts: Mapping[str, str]
) -> HttpResponseBase:
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    if too_often(request, "open_referral", limit=settings.PUBLIC_API_LIMIT, per=_MINUTE):
        refused = _problem(429, _("That is a lot at once. Please wait a minute."))
        refused["Retry-After"] = str(int(_MINUTE.total_seconds()))
        return refused
    site = Site.find_for_request(request)
    if site is None:
        return _problem(404, _("There is no place at this address."))
    try:
        refuse_unknown(request.GET, known)
        asked = Asked(
            site=site,
            host=f"{request.scheme}://{request.get_host()}",
            params=request.GET.dict(),
            settings=PlaceSettings.for_request(request),
        )
        document = view(asked, **parts)
    except BadParameterError as problem:
        return _problem(400, str(problem))
    except Http404 as problem:
        return _problem(404, str(problem))
    return _document(request, document, asked.licence)


def _document(request: "HttpRequest", document: Mapping[str, Any], licence: Licence) -> HttpResponseBase:
    """Send a document that anybody may keep, as long as they ask whether it is still right."""
    body = _encoded(document)
    response = HttpResponse(body, content_type="application/json")
    response["ETag"] = f'W/"{blake2b(body, digest_size=12).hexdigest()}"'
    response["Cache-Control"] = "public, no-cache"
    add_licence(response, licence)
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def _encoded(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _problem(status: int, detail: str) -> HttpResponse:
    """Refuse, by RFC 9457."""
    title = {400: _("Not understood"), 404: _("Not found"), 429: _("Too many requests")}[status]
    said = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return HttpResponse(_encoded(said), content_type=PROBLEM, status=status)
