"""The facilitator's console. Every button is a form; a script sends them without leaving the page."""

from http import HTTPStatus
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from engagement.conversations.enums import Move
from engagement.conversations.models import Contribution, new_client_key
from engagement.conversations.room import captions, late, rules, selectors
from engagement.conversations.room.console_actions import ACTIONS
from engagement.conversations.room.index_views import refuse_strangers
from engagement.conversations.room.models import Gathering
from engagement.conversations.room.moves import CALLED, ready_words
from engagement.conversations.rules import Refused
from engagement.conversations.views import place

#: Timers that are one press away, in minutes.
MINUTES = (1, 2, 5, 10, 20)


def gathering_here(uuid: UUID) -> Gathering:
    """Return a gathering of the place in force. Raises ``Http404``."""
    found = selectors.gathering_of(place(), uuid)
    if found is None:
        raise Http404
    return found


@never_cache
@require_http_methods(["GET", "HEAD"])
def console(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show everything a facilitator needs while it runs."""
    gathering = gathering_here(uuid)
    if elsewhere := refuse_strangers(request, gathering.site_id):
        return elsewhere
    return _show(request, gathering)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def do(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Do what was pressed, and lead back to the part it was pressed in."""
    gathering = gathering_here(uuid)
    if elsewhere := refuse_strangers(request, gathering.site_id):
        return elsewhere
    back = reverse("room:console", args=[gathering.uuid])
    if request.method != "POST":  # somebody reloaded the address of an error
        return redirect(back)
    action = ACTIONS.get(request.POST.get("do", ""))
    if action is None:
        return _show(request, gathering, refusal=_("There is no such button."), status=HTTPStatus.BAD_REQUEST)
    try:
        part = action(gathering, request.POST, request.user)  # type: ignore[arg-type] # signed in: a facilitator
    except Refused as refused:
        return _show(request, gathering, refusal=refused.message, status=HTTPStatus.CONFLICT)
    return redirect(f"{back}{_in_language(request)}#{part}")


def _in_language(request: HttpRequest) -> str:
    words = request.POST.get("words_in", "")
    return f"?words={words}" if words in dict(settings.LANGUAGES) and words != get_language() else ""


def _show(
    request: HttpRequest, gathering: Gathering, *, refusal: str = "", status: int = HTTPStatus.OK
) -> HttpResponse:
    """Render the console, with what was typed where it was refused."""
    if request.method == "POST":
        gathering = gathering_here(gathering.uuid)  # as it is now
    said = list(selectors.shown_words(gathering)[: selectors.LISTED])
    chosen = selectors.shortlisted_words(gathering)
    words_in = request.POST.get("words_in", "") or request.GET.get("words", "")
    if words_in not in dict(settings.LANGUAGES):
        words_in = get_language() or settings.LANGUAGE_CODE
    sent = request.POST if refusal else {}
    context = {
        "gathering": gathering,
        "thread": gathering.thread,
        "conversation": gathering.thread.conversation,
        "state": gathering.shown_state,
        "refusal": refusal,
        "kept": sent,
        "ticked": request.POST.getlist("words") if refusal else [],
        "counts": selectors.counts_of(gathering),
        "prompts": list(selectors.prompts_of(gathering)),
        "minutes": [(n, n * 60) for n in MINUTES],
        "hands": list(selectors.hands_up(gathering)),
        "waiting": list(selectors.waiting_words(gathering)),
        "left_aside": selectors.left_for_moderators(gathering),
        "said": said,
        "shortlist": chosen,
        "on_screen": {one.pk for one in chosen},
        "slow": [(n, n == gathering.slow_seconds) for n in rules.SLOW],
        "moves": _moves(words_in, sent.get("move", ""), sent.get("text", "")),
        "about": _about(chosen, said),
        "words_in": words_in,
        "languages": settings.LANGUAGES,
        "so_far": selectors.sentences_so_far(gathering),
        "proposals": late.proposals(gathering),
        "screen_key": captions.link_key(gathering, captions.SCREEN),
        "type_key": captions.link_key(gathering, captions.TYPE),
        "door": "conversations",
    }
    return render(request, "room/console.html", context, status=status)


def _moves(language: str, tried: str, typed: str) -> list[dict[str, object]]:
    """Return each move with its ready words, or what was typed where that was refused."""
    return [
        {
            "key": move.value,
            "called": CALLED[move],
            "text": typed if move == tried else ready_words(move, language),
            "needs_words": move in rules.NEEDS_WORDS,
            "client_key": new_client_key(),
            "open": move == tried,
        }
        for move in Move
    ]


def _about(chosen: list[Contribution], said: list[Contribution]) -> list[Contribution]:
    """Return whose words a move can be about: those on the screen, then the newest."""
    return list({one.pk: one for one in [*chosen, *said[:20]]}.values())
