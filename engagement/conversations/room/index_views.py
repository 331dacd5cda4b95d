"""The facilitator's list of gatherings, and preparing one."""

from http import HTTPStatus

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from engagement.conversations.models import Thread
from engagement.conversations.room import rules, running, selectors
from engagement.conversations.room.forms import PrepareForm
from engagement.conversations.rules import Refused
from engagement.conversations.views import place

#: How many gatherings that are over are listed.
PAST = 10


def refuse_strangers(request: HttpRequest, site_id: int) -> HttpResponse | None:
    """Lead whoever is not signed in to do so. Raises ``PermissionDenied`` for all but facilitators here."""
    if rules.may_run(request.user, site_id):
        return None
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    raise PermissionDenied


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """List the gatherings of this place, and prepare one."""
    site = place()
    if elsewhere := refuse_strangers(request, site.pk):
        return elsewhere
    threads = selectors.threads_to_meet_about(site)
    sent = request.method == "POST"
    form = PrepareForm(request.POST if sent else None, threads=threads, initial=_asked(request, threads))
    if sent and form.is_valid():
        try:
            made = running.prepare_gathering(by=request.user, **form.cleaned_data)  # type: ignore[arg-type] # signed in
            return redirect("room:console", made.uuid)
        except Refused as refused:
            form.add_error("thread", refused.message)
    context = {
        "form": form,
        "now": list(selectors.gatherings_now(site)),
        "past": list(selectors.gatherings_past(site)[:PAST]),
        "door": "conversations",
    }
    wrong = HTTPStatus.UNPROCESSABLE_ENTITY if sent else HTTPStatus.OK
    return render(request, "room/index.html", context, status=wrong)


def _asked(request: HttpRequest, threads: "list[Thread]") -> dict[str, str]:
    """Return what an address already says: the thread."""
    asked = request.GET.get("thread", "")
    return {"thread": asked} if any(str(thread.uuid) == asked for thread in threads) else {}
