"""The demo bar: be somebody in one click, and read what everybody was sent."""

from typing import TYPE_CHECKING

from django.contrib.auth import login, logout
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from civic.demo.mailbox import letters
from civic.demo.people import PEOPLE
from civic.residents.models import User

if TYPE_CHECKING:
    from django.http import HttpRequest

_EMAILS = {person.first_name: person.email for person in PEOPLE}


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
    return redirect("/admin/" if any(p.roles for p in PEOPLE if p.first_name == first_name) else "/")


@require_safe
def mailbox(request: "HttpRequest") -> HttpResponse:
    """Show every email the demo sent."""
    return render(request, "demo/mailbox.html", {"letters": letters()})
