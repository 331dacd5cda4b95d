"""How every address of the API answers: in which form, with which headers, and how it refuses.

Plain views rather than django-ninja's: a place's own parameters make the OpenAPI document, which has
to be 3.0 (ninja writes 3.1), unknown parameters have to be refused (ninja drops them), and every
address answers as a page too.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import wraps
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from wagtail.models import Site

from assets_register.ogc.features import stamp
from assets_register.ogc.links import GEOJSON, HTML, JSON, OPENAPI, PROBLEM, Addresses
from assets_register.ogc.params import FORMATS, BadParameterError, refuse_unknown
from civic.residents.throttle import too_often

if TYPE_CHECKING:
    from django.http import HttpRequest

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request as a view of ours needs it."""

    request: "HttpRequest"
    site: Site
    form: str
    """``json`` or ``html``."""
    addresses: Addresses


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What an address says: a document, and the page that shows it."""

    document: Mapping[str, Any]
    template: str
    title: str
    crumbs: Sequence[tuple[str, str]] = ()
    media_type: str = JSON
    stamped: bool = False
    """Whether the document says when it was made."""
    context: Mapping[str, Any] = field(default_factory=dict)


View = Callable[..., Answer]


def answers(*params: str) -> Callable[[View], Callable[..., HttpResponseBase]]:
    """Make a view of something that returns an ``Answer``; it takes ``params``, and ``f``, and no others."""

    def decorate(view: View) -> Callable[..., HttpResponseBase]:
        @csrf_exempt  # so that a POST is told that it may not be (405), and not that a token is missing
        @wraps(view)
        def answering(request: "HttpRequest", **parts: Any) -> HttpResponseBase:
            response = _respond(view, request, {"f", *params}, parts)
            response["Access-Control-Allow-Origin"] = "*"
            patch_vary_headers(response, ["Accept"])
            return response

        return answering

    return decorate


def _respond(
    view: View, request: "HttpRequest", known: Collection[str], parts: Mapping[str, Any]
) -> HttpResponseBase:
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    form = _form(request)
    if too_often(request, "assets.ogc", limit=settings.PUBLIC_API_LIMIT, per=_MINUTE):
        refused = _problem(request, form, 429, _("That is a lot at once. Please wait a minute."))
        refused["Retry-After"] = str(int(_MINUTE.total_seconds()))
        return refused
    try:
        refuse_unknown(request.GET, known)
        if request.GET.get("f", form) not in FORMATS:
            raise BadParameterError(_("f is json or html."))
        site = Site.find_for_request(request)
        if site is None:
            raise Http404(_("There is no place at this address."))
        asked = Asked(request=request, site=site, form=form, addresses=Addresses(request))
        answer = view(asked, **parts)
    except BadParameterError as problem:
        return _problem(request, form, 400, str(problem))
    except Http404 as problem:
        return _problem(request, form, 404, str(problem))
    return _page(request, answer) if form == "html" else _json(request, answer)


def _form(request: "HttpRequest") -> str:
    """Return the form asked for: by ``f``, else by ``Accept``, else JSON."""
    if request.GET.get("f") in FORMATS:
        return str(request.GET["f"])
    liked = request.get_preferred_type([JSON, GEOJSON, OPENAPI, HTML])
    return "html" if liked == HTML else "json"


def _json(request: "HttpRequest", answer: Answer) -> HttpResponseBase:
    """Send a document that anybody may keep, as long as they ask whether it is still right."""
    body = _encoded(answer.document)
    tag = blake2b(body, digest_size=12).hexdigest()  # of what does not change with the clock
    if answer.stamped:
        body = body[:-1] + b"," + _encoded({"timeStamp": stamp(timezone.now())})[1:]
    response = HttpResponse(body, content_type=answer.media_type)
    response["ETag"] = f'W/"{tag}"'
    response["Cache-Control"] = "public, no-cache"
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def _encoded(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _page(request: "HttpRequest", answer: Answer) -> HttpResponse:
    context = {
        "document": answer.document,
        "title": answer.title,
        "crumbs": answer.crumbs,
        "json_url": Addresses(request).here(f="json"),
        "json_type": answer.media_type,
        **answer.context,
    }
    return render(request, f"assets_register/ogc/{answer.template}.html", context)


def _problem(request: "HttpRequest", form: str, status: int, detail: str) -> HttpResponse:
    """Refuse in the form asked for: RFC 9457, with the ``code`` that version 1.0 of the standard wants."""
    title = {400: _("Not understood"), 404: _("Not found"), 429: _("Too many requests")}[status]
    if form == "html":
        context = {"title": title, "detail": detail, "crumbs": ()}
        return render(request, "assets_register/ogc/problem.html", context, status=status)
    said = {"type": "about:blank", "title": title, "status": status, "detail": detail, "code": str(status)}
    return HttpResponse(_encoded(said), content_type=PROBLEM, status=status)
