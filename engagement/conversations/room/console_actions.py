"""What each button of the console does. A form says which by ``do``; each returns the part it belongs to."""

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from engagement.conversations.enums import Move
from engagement.conversations.models import new_client_key
from engagement.conversations.room import captions, facilitating, late, running
from engagement.conversations.room.models import Gathering, Hand, Prompt
from engagement.conversations.rules import NotYours
from engagement.conversations.where import read_uuid

if TYPE_CHECKING:
    from civic.residents.models import User

Action = Callable[[Gathering, QueryDict, "User"], str]
#: What ``value`` of a button means in a number: never more than a timer's hours.
_DIGITS = 9


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= _DIGITS else 0


def _one(typed: str) -> UUID:
    found = read_uuid(typed)
    if found is None:
        raise NotYours(_("Those words are not here."))
    return found


def _ticked(sent: QueryDict) -> list[UUID]:
    return [found for typed in sent.getlist("words") if (found := read_uuid(typed))]


def _state(verb: Callable[..., Gathering]) -> Action:
    def act(gathering: Gathering, sent: QueryDict, by: "User") -> str:
        verb(gathering, by=by)
        return "state"

    return act


def _add_prompt(gathering: Gathering, sent: QueryDict, by: "User") -> str:
    made = running.add_prompt(gathering, sent.get("text", ""), by=by)
    if "show" in sent:
        running.show_prompt(gathering, made, by=by)
    return "prompts"


def _show_prompt(gathering: Gathering, sent: QueryDict, by: "User") -> str:
    prompt = Prompt.objects.filter(gathering=gathering, pk=_number(sent.get("prompt", ""))).first()
    if prompt is None:
        raise NotYours(_("That belongs to another session."))
    running.show_prompt(gathering, prompt, by=by)
    return "prompts"


def _timer(gathering: Gathering, sent: QueryDict, by: "User") -> str:
    typed = sent.get("seconds", "")
    seconds = _number(typed.removeprefix("+"))
    running.set_timer(gathering, seconds or None, by=by, more=typed.startswith("+"))
    return "state"


def _settings(gathering: Gathering, sent: QueryDict, by: "User") -> str:
    running.change_settings(
        gathering,
        by=by,
        hold="hold" in sent,
        slow_seconds=_number(sent.get("slow", "")),
        screen_newest="newest" in sent,
    )
    return "settings"


def _lower(gathering: Gathering, sent: QueryDict, by: "User") -> str:
    hand = Hand.objects.filter(gathering=gathering, pk=_number(sent.get("hand", ""))).first()
    if hand is not None:
        running.lower_hand(gathering, hand, by=by)
    return "hands"


def _release(gathering: Gathering, sent: QueryDict, by: "User") -> str:
    facilitating.release(gathering, _one(sent.get("one", "")), by=by)
    return "waiting"


def _aside(gathering: Gathering, sent: QueryDict, by: "User") -> str:
    facilitating.leave_aside(gathering, _one(sent.get("one", "")), by=by)
    return "waiting"


def _said(gathering: Gathering, sent: QueryDict, by: "User") -> str:
    """One form around everything said: the button that was pressed says what with which words."""
    if "screen" in sent:
        facilitating.shortlist(gathering, _one(sent.get("screen", "")), by=by)
    elif "off" in sent:
        facilitating.shortlist(gathering, _one(sent.get("off", "")), by=by, on=False)
    elif "so_far" in sent:
        late.write_sentence(gathering, sent.get("text", ""), _ticked(sent), by=by)
        return "so-far"
    else:
        facilitating.put_together(gathering, _ticked(sent), by=by)
    return "said"


def _take_over(gathering: Gathering, sent: QueryDict, by: "User") -> str:
    late.write_sentence(gathering, sent.get("text", ""), _ticked(sent), by=by)
    return "so-far"


def _take_out(gathering: Gathering, sent: QueryDict, by: "User") -> str:
    late.take_out(gathering, _number(sent.get("sentence", "")), by=by)
    return "so-far"


def _move(gathering: Gathering, sent: QueryDict, by: "User") -> str:
    move = sent.get("move", "")
    if move not in Move.values:
        raise NotYours(_("There is no such move."))
    facilitating.make_move(
        gathering,
        move,
        sent.get("text", ""),
        by=by,
        client_key=sent.get("client_key", "").replace("\x00", "")[:64] or new_client_key(),
        about=read_uuid(sent.get("about", "")),
    )
    return "moves"


def _links(gathering: Gathering, sent: QueryDict, by: "User") -> str:
    captions.renew_links(gathering, by=by)
    return "links"


ACTIONS: dict[str, Action] = {
    "start": _state(running.start),
    "pause": _state(running.pause),
    "close": _state(running.close),
    "open_again": _state(running.open_again),
    "add_prompt": _add_prompt,
    "show_prompt": _show_prompt,
    "timer": _timer,
    "settings": _settings,
    "lower": _lower,
    "release": _release,
    "aside": _aside,
    "said": _said,
    "take_over": _take_over,
    "take_out": _take_out,
    "move": _move,
    "links": _links,
}
