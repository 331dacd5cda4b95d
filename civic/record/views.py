"""What we heard, and the address of an answer that never moves."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.text import slugify
from django.utils.translation import gettext as _

from civic.places.context import current_site
from civic.record.models import Answer, Insight
from civic.record.pages import answer_context, what_changed_page
from civic.record.posters import PAPERS, poster_of
from civic.record.selectors import heard_page
from civic.residents.throttle import too_often

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest


def insight(request: "HttpRequest", uuid: "UUID") -> HttpResponse:
    """Show what we heard, the words behind it, and the answer or the day one is due."""
    site = current_site()
    if site is None:
        raise Http404
    found = get_object_or_404(Insight, uuid=uuid, site=site)
    page = what_changed_page(site)
    return render(
        request,
        "record/insight.html",
        {
            "heard": heard_page(found),
            "changed_url": page.get_url(request) if page else "",
            "today": timezone.localdate(),
            "door": "changed",
        },
    )


def answer(request: "HttpRequest", uuid: "UUID") -> HttpResponse:
    """Lead to an answer's page under "What changed"; show it here where the place has no such page."""
    site = current_site()
    if site is None:
        raise Http404
    found = get_object_or_404(Answer.objects.published(), uuid=uuid, site=site)
    page = what_changed_page(site)
    if page is not None:
        return HttpResponseRedirect(page.address_of(found, request))
    return render(request, "record/answer.html", answer_context(found))


def poster(request: "HttpRequest", uuid: "UUID", paper: str) -> HttpResponse:
    """Send an answer as a poster for a wall, A4 or A3, in the language of the address."""
    site = current_site()
    size = next((one for one in PAPERS if one == paper), None)
    if site is None or size is None:
        raise Http404
    found = get_object_or_404(Answer.objects.published(), uuid=uuid, site=site)
    if too_often(request, "poster", limit=60, per=timedelta(minutes=10)):
        return HttpResponse(_("Too many posters at once. Please try again in ten minutes."), status=429)
    response = HttpResponse(poster_of(found, site, size), content_type="application/pdf")
    response["Content-Disposition"] = (
        f'inline; filename="{slugify(found.headline)[:60] or "answer"}-{size}.pdf"'
    )
    patch_cache_control(response, private=True, no_cache=True)  # its words may be hidden meanwhile
    return response
