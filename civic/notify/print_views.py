"""The desk's list of answers to print, and each as a letter."""

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from civic.notify import printing
from civic.notify.models import Message
from civic.notify.rendering import as_read_by, render_body
from civic.places.context import current_site
from civic.residents.at_desk import lead_to_sign_in, open_at_desk
from civic.residents.rules import may_assist

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest
    from wagtail.models import Site

PER_PAGE = 50


def _desk_of(request: "HttpRequest") -> "Site":
    """Return the place whose librarian asks. Raises ``PermissionDenied`` for everybody else."""
    site = current_site()
    if site is None:
        raise Http404
    if not may_assist(request.user, site):
        raise PermissionDenied
    return site


@open_at_desk
@never_cache
@require_safe
def answers_to_print(request: "HttpRequest") -> HttpResponse:
    """List what waits to be printed, and what was printed last."""
    if not request.user.is_authenticated:
        return lead_to_sign_in(request)
    site = _desk_of(request)
    page = Paginator(printing.to_print(site), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "printed": printing.printed_lately(site), "door": "conversations"}
    return render(request, "notify/answers_to_print.html", context)


@open_at_desk
@never_cache
@require_safe
def answer_on_paper(request: "HttpRequest", uuid: "UUID") -> HttpResponse:
    """Show one message as a letter, in the language of whom it is for."""
    if not request.user.is_authenticated:
        return lead_to_sign_in(request)
    site = _desk_of(request)
    message = _found(site, uuid)
    with as_read_by(message.contributor, site):
        body = render_body(message)
        address = site.root_url + reverse("notify:open_voice")
    context = {
        "message": message,
        "body": body,
        "address": address,
        "large": request.GET.get("large") == "1",
        "door": "conversations",
    }
    return render(request, "notify/answer_on_paper.html", context)


@open_at_desk
@never_cache
@require_POST
def printed(request: "HttpRequest", uuid: "UUID") -> HttpResponse:
    """Take a letter off the list, or put it back."""
    site = _desk_of(request)
    message = _found(site, uuid)
    if request.POST.get("do") == "put_back":
        printing.put_back(message)
    else:
        printing.mark_printed(message, by=request.user)  # type: ignore[arg-type] # a librarian is signed in
    return HttpResponseRedirect(reverse("notify:answers_to_print"))


def _found(site: "Site", uuid: "UUID") -> Message:
    message = printing.message_to_print(site, uuid)
    if message is None:
        raise Http404(_("Nothing of this kind waits to be printed here."))
    return message
