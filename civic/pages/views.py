"""Search, the pages every place has, and what to show when something goes wrong."""

import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from civic.pages.doors import DOORS
from civic.pages.finds import find_everything
from civic.pages.languages import shown_place_name
from civic.pages.link_pictures import draw, link_picture_of
from civic.places.context import current_site
from civic.places.models import PlaceSettings

if TYPE_CHECKING:
    from django.http import HttpRequest

SEARCH_LENGTH: Final = 200
FOUND_EACH: Final = 8
PICTURE_SECONDS: Final = 60 * 60 * 24

#: Pages every place has; an editor's page of the same slug takes over from our words.
STANDARD_PAGES: Final = {
    "about": _("About this record"),
    "privacy": _("Privacy"),
    "accessibility": _("Accessibility"),
}


def search(request: "HttpRequest") -> HttpResponse:
    """Search everything at once, grouped by door."""
    site = current_site()
    if site is None:
        raise Http404
    text = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:SEARCH_LENGTH]
    found = find_everything(site, text, FOUND_EACH) if text else []
    order = [door.key for door in DOORS]
    found.sort(key=lambda pair: order.index(pair[0].door) if pair[0].door in order else len(order))
    count = sum(len(items) for _source, items in found)
    return render(request, "pages/search.html", {"text": text, "found": found, "count": count})


def standard_page(request: "HttpRequest", slug: str) -> HttpResponse:
    """Show the editor's page of this slug, or our own words where there is none."""
    site = current_site()
    if site is None:
        raise Http404
    page = Page.objects.child_of(site.root_page.localized).live().filter(slug=slug).first()
    if page is not None:
        served: HttpResponse = page.specific.serve(request)
        return served
    return render(request, f"pages/{slug}.html", {"title": STANDARD_PAGES[slug]})


def link_picture(request: "HttpRequest", token: str) -> HttpResponse:
    """Send the picture a chat shows for a link."""
    site = current_site()
    picture = link_picture_of(site, token) if site is not None else None
    if site is None or picture is None:
        raise Http404
    name = shown_place_name(site, PlaceSettings.for_request(request))
    response = HttpResponse(draw(picture, site, name), content_type="image/png")
    if picture.about:  # nobody keeps it without asking whether it may still be seen
        patch_cache_control(response, public=True, no_cache=True)
    else:
        patch_cache_control(response, public=True, max_age=PICTURE_SECONDS)
    return response


def style(request: "HttpRequest") -> HttpResponse:
    """Show every component in the place's theme, for who makes themes and who checks them."""
    from civic.pages.style import examples

    return render(request, "pages/style.html", examples(request))


# ---- a form sent from a page that has gone stale ------------------------------------------------
#: Never said back to a page, whatever it is called: passwords, codes, tokens.
_SECRET: Final = re.compile(r"pass|token|csrf|secret|otp|(^|_)code$|(^|_)pin$", re.IGNORECASE)


def csrf_failure(request: "HttpRequest", reason: str = "") -> HttpResponse:
    """Answer a form whose session or token has gone, with everything typed and a way to send it again.

    Only for a form that came from our own pages: another site must not be able to fill a form here
    and leave somebody one press away from sending it. Views of the desk, where one screen serves one
    person after another, are shown nothing here; those with a ``stale_form`` answer themselves.
    """
    view = request.resolver_match.func if request.resolver_match else None
    stale_form = getattr(view, "stale_form", None)
    if stale_form is not None and _from_here(request):
        answer: HttpResponse = stale_form(request)
        return answer
    may_show = _from_here(request) and not getattr(view, "open_at_desk", False)
    kept = _typed(request) if may_show else []
    return render(
        request,
        "403_csrf.html",
        {"kept": kept, "again": request.get_full_path(), "files": bool(kept and request.FILES)},
        status=403,
    )


def _from_here(request: "HttpRequest") -> bool:
    origin = request.META.get("HTTP_ORIGIN") or request.META.get("HTTP_REFERER", "")
    return bool(origin) and urlsplit(origin).netloc == request.get_host()


def _typed(request: "HttpRequest") -> list[dict[str, Any]]:
    """Return what was posted, each with whether a person wrote it (else it goes along unseen).

    A box is called by its number: what its form called it is in that form alone.
    """
    kept = [
        {"name": name, "value": value, "written": " " in value.strip() or "\n" in value or "@" in value}
        for name, values in request.POST.lists()
        if not _SECRET.search(name)
        for value in values
        if isinstance(value, str) and len(value) <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    ]
    written = [row for row in kept if row["written"]]
    for number, row in enumerate(written, start=1):
        numbers = {"number": number, "count": len(written)}
        row["label"] = (
            gettext("What you wrote (%(number)d of %(count)d)") % numbers
            if len(written) > 1
            else gettext("What you wrote")
        )
    return kept
