"""What we heard, and the address of an answer that never moves."""

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from civic.places.context import current_site
from civic.record.models import Answer, Insight
from civic.record.pages import answer_context, what_changed_page
from civic.record.selectors import heard_page

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
