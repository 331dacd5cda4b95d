"""Hints: "this thread has changed, look". Told by the room after commit, heard by every hub.

A hint carries no words and may be lost, doubled or late: each hub asks the database once a second
anyway. ``connect`` puts these behind ``engagement.conversations.changes``.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from engagement.conversations import changes
from engagement.conversations.live import bridge

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class ThreadHint:
    """A thread has numbered events up to ``number``."""

    thread_id: int
    number: int


@dataclass(frozen=True, kw_only=True)
class CountsHint:
    """Nods or votes of a conversation changed; they have no number."""

    conversation_id: int


@dataclass(frozen=True, kw_only=True)
class HereHint:
    """How many sockets another process holds on a thread. Never told by services."""

    thread_id: int
    process: str
    here: int


@dataclass(frozen=True, kw_only=True)
class RoomHint:
    """Something changed in a room where people talk in a thread; it has no number."""

    thread_id: int


Hint = ThreadHint | CountsHint | HereHint | RoomHint
Listener = Callable[[Hint], None]

_listeners: list[Listener] = []
_KINDS: dict[str, type[ThreadHint] | type[CountsHint] | type[HereHint] | type[RoomHint]] = {
    "thread": ThreadHint,
    "counts": CountsHint,
    "here": HereHint,
    "room": RoomHint,
}


def connect() -> None:
    """Have the room's changes told here. Call in ``AppConfig.ready``."""
    changes.on_thread_changed(thread_changed)
    changes.on_counts_changed(counts_changed)
    changes.on_room_changed(room_changed)


def listen(listener: Listener) -> Callable[[], None]:
    """Call a function, in whatever thread wrote, with each hint of this process; returns how to stop."""
    _listeners.append(listener)

    def stop() -> None:
        if listener in _listeners:
            _listeners.remove(listener)

    return stop


def thread_changed(thread_id: int, number: int) -> None:
    """Say that a thread has events up to a number. Call after commit."""
    _tell_here(ThreadHint(thread_id=thread_id, number=number))
    bridge.publish({"kind": "thread", "thread_id": thread_id, "number": number})


def counts_changed(conversation_id: int) -> None:
    """Say that nods or votes of a conversation changed. Call after commit."""
    _tell_here(CountsHint(conversation_id=conversation_id))
    bridge.publish({"kind": "counts", "conversation_id": conversation_id})


def room_changed(thread_id: int) -> None:
    """Say that something changed in a room where people talk in a thread. Call after commit."""
    _tell_here(RoomHint(thread_id=thread_id))
    bridge.publish({"kind": "room", "thread_id": thread_id})


def read_hint(message: Mapping[str, Any]) -> Hint | None:
    """Return the hint another process published; None for what this version does not know."""
    made = _KINDS.get(str(message.get("kind")))
    wanted = made.__dataclass_fields__ if made else {}
    values = {name: message.get(name) for name in wanted}
    if made is None or not all(
        isinstance(value, str) if name == "process" else type(value) is int for name, value in values.items()
    ):
        return None
    return made(**values)  # type: ignore[arg-type] # checked one line up


def _tell_here(hint: Hint) -> None:
    for listener in list(_listeners):
        try:
            listener(hint)
        except Exception:  # a hint may be lost: the hub asks the database within a second
            logger.exception("live.hint_failed")
