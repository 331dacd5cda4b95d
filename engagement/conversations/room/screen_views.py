"""The screen on the wall: large, live, and nothing on it that nobody chose."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from engagement.conversations.desk_receipt import code_picture
from engagement.conversations.enums import State
from engagement.conversations.models import Contribution
from engagement.conversations.room import captions, selectors
from engagement.conversations.room.console_views import gathering_here
from engagement.conversations.room.index_views import refuse_strangers
from engagement.conversations.room.snapshots import captions_of

if TYPE_CHECKING:
    from engagement.conversations.room.models import Gathering

#: How many words fit on a wall, and how many of the newest where they are shown too.
CHOSEN, NEWEST = 4, 3
LOOKS = ("light", "dark")


@never_cache
@require_http_methods(["GET", "HEAD"])
def screen(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show code, prompt, timer, chosen words and counts: to facilitators, or by a signed link."""
    gathering = gathering_here(uuid)
    key = request.GET.get("key", "").replace("\x00", "")
    if not captions.may_open(request.user, gathering, captions.SCREEN, key):
        if key:
            raise Http404
        if elsewhere := refuse_strangers(request, gathering.site_id):
            return elsewhere
    look = request.GET.get("look", "")
    address = request.build_absolute_uri(reverse("room:phone", args=[gathering.code]))
    context = {
        "gathering": gathering,
        "thread": gathering.thread,
        "conversation": gathering.thread.conversation,
        "state": gathering.shown_state,
        "counts": selectors.counts_of(gathering),
        "shortlist": selectors.shortlisted_words(gathering)[-CHOSEN:],
        "newest": _newest(gathering) if gathering.screen_newest else [],
        "move": _last_move(gathering),
        "captions": captions_of([gathering.pk]).get(gathering.pk, []),
        "join_address": request.get_host() + reverse("room:join"),
        "picture": code_picture(address),
        "look": look if look in LOOKS else "",
        "key": key,
    }
    return render(request, "room/screen.html", context)


def _newest(gathering: "Gathering") -> list[Contribution]:
    return list(selectors.shown_words(gathering)[:NEWEST])


def _last_move(gathering: "Gathering") -> Contribution | None:
    """Return what the facilitator posted last, to the prompt that is up."""
    rows = Contribution.objects.filter(said_here__gathering=gathering, said_here__prompt=gathering.prompt)
    return rows.filter(state=State.PUBLISHED).exclude(move="").order_by("-number").first()
