"""The demo bar: be somebody in one click, read what everybody was sent, let neighbours talk, go on."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from civic.demo import neighbours
from civic.demo.mailbox import letters
from civic.demo.next_steps import next_steps
from civic.demo.people import PEOPLE
from civic.places.context import current_site
from civic.residents.models import User
from engagement.conversations.views import address_of

if TYPE_CHECKING:
    from django.http import HttpRequest
    from wagtail.models import Site

_EMAILS = {person.first_name: person.email for person in PEOPLE}


def _place() -> "Site":
    site = current_site()
    if site is None:
        raise Http404
    return site


def _onward(request: "HttpRequest", otherwise: str) -> str:
    """Return where a press asked to be led, if it is in this place."""
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else otherwise


@require_POST
def be(request: "HttpRequest", first_name: str) -> HttpResponse:
    """Sign in as one of the demo's people, without a second factor."""
    if first_name == "nobody":
        logout(request)
        return redirect("/")
    if first_name not in _EMAILS:
        raise Http404
    user = get_object_or_404(User, email=_EMAILS[first_name])
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    works_here = any(person.roles for person in PEOPLE if person.first_name == first_name)
    return redirect(_onward(request, "/admin/" if works_here else "/"))


@require_POST
def neighbours_switch(request: "HttpRequest") -> HttpResponse:
    """Let the neighbours talk, and lead to where they do; or let them be quiet."""
    conversation = neighbours.talked_about(_place())
    if request.POST.get("do") == "on" and conversation is not None:
        neighbours.switch_on(_place())
        messages.success(request, _("The neighbours are talking. They stop by themselves in five minutes."))
        return redirect(address_of(conversation))
    neighbours.switch_off()
    messages.success(request, _("The neighbours are quiet."))
    return redirect(_onward(request, "/"))


@require_safe
def mailbox(request: "HttpRequest") -> HttpResponse:
    """Show every email the demo sent."""
    return render(
        request, "demo/mailbox.html", {"letters": letters(), "steps": next_steps(request, _place())}
    )


@require_safe
def what_next(request: "HttpRequest") -> HttpResponse:
    """Show what to try once the walk is over."""
    return render(request, "demo/next.html", {"steps": next_steps(request, _place())})
