"""Keeping a search, and stopping one from its email."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.models import Site

from assets_register.addresses import section_path
from assets_register.counting import count_spaces
from assets_register.public_forms import KeepSearchForm
from assets_register.query import Query, read_query
from assets_register.saved_searches import (
    A_PERSON,
    MOST,
    described,
    has_room,
    in_words,
    keep_search,
    kept_params,
    search_by_token,
    search_of,
    stop_search,
)
from civic.residents.services import contributor_for_request, ensure_contributor, remember_guest
from civic.residents.throttle import too_often

if TYPE_CHECKING:
    from django.http import HttpRequest

#: How many searches one visitor may keep in an hour.
KEEPS, KEEP_TIME = 10, timedelta(hours=1)


def _place(request: "HttpRequest") -> tuple[Site, str]:
    site = Site.find_for_request(request)
    section = section_path(site) if site else ""
    if site is None or not section:
        raise Http404(_("There is no such page here."))
    return site, section


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: "HttpRequest") -> HttpResponse:
    """Offer to tell somebody of what fits a search from now on, and keep it for them."""
    site, section = _place(request)
    query = replace(read_query(site, request.GET).query, open_now=False)
    if not query.narrowed:
        messages.info(request, _("Choose first what the space should have, then keep that search."))
        return HttpResponseRedirect(section)
    me = contributor_for_request(request, site)
    form = KeepSearchForm(request.POST or None, known=bool(me and me.email), initial={})
    found = count_spaces(site, query).total
    refused, status = _why_not(query, found, me), 200
    if request.method == "POST" and not refused:
        if too_often(request, "spaces.keep_search", limit=KEEPS, per=KEEP_TIME):
            form.is_valid()
            form.add_error(None, _("That is a lot at once. Please wait a little and send it again."))
            status = 429
        elif form.is_valid():
            return _keep(request, site, query, form.cleaned_data.get("email", ""))
        else:
            status = 422
    elif request.method == "POST":
        status = 422
    context: dict[str, Any] = {
        "form": form,
        "words": in_words(site, query),
        "found": found,
        "refused": refused,
        "kept": search_of(me, query) if me else None,
        "me": me,
        "list_url": f"{section}?{kept_params(query)}",
        "query": query,
        "door": "spaces",
    }
    return render(request, "assets_register/keep_search.html", context, status=status)


def _why_not(query: Query, found: int, me: Any) -> str:
    if len(kept_params(query)) > 2000:
        return _("That is too much to keep. Take some filters off.")
    if found > MOST:
        return _("More than %(most)d spaces fit that today. Narrow it down, then keep it.") % {"most": MOST}
    if me is not None and search_of(me, query) is None and not has_room(me):
        return _("You keep %(most)d searches already. Stop one in My voice first.") % {"most": A_PERSON}
    return ""


def _keep(request: "HttpRequest", site: Site, query: Query, email: str) -> HttpResponse:
    me = ensure_contributor(request, site, email=email)
    keep_search(site, me, query)
    if me.email_confirmed_at is None:
        said = _("Kept. We sent you an email: press the link in it, so that we know the address is yours.")
    else:
        said = _("Kept. You get an email when something new fits.")
    messages.success(request, said)
    response = HttpResponseRedirect(request.get_full_path())
    remember_guest(response, me, secure=request.is_secure())
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: "HttpRequest", token: str) -> HttpResponse:
    """Let whoever got the email stop it. Opening the link changes nothing: mail scanners open links."""
    site, section = _place(request)
    search = search_by_token(token, site)
    if search is not None and request.method == "POST":
        stop_search(search)
        search.refresh_from_db()
    response = render(
        request,
        "assets_register/stop_search.html",
        {
            "search": search,
            "words": described(search) if search else "",
            "list_url": f"{section}?{search.params}" if search else section,
            "door": "spaces",
        },
        status=200 if search else 404,
    )
    # The address is a key, told to no other site; with no referrer at all the form would have no origin.
    response["Referrer-Policy"] = "same-origin"
    return response
