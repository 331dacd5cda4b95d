"""Tells whoever listens, after commit, that a thread has changed. The live channel listens.

Services call these without knowing who is there; a listener that fails is logged and harms nobody,
because every listener also asks the database.
"""

import logging
from collections.abc import Callable

from django.db import transaction

log = logging.getLogger(__name__)

ThreadListener = Callable[[int, int], None]
CountsListener = Callable[[int], None]
RoomListener = Callable[[int], None]

_thread_listeners: list[ThreadListener] = []
_counts_listeners: list[CountsListener] = []
_room_listeners: list[RoomListener] = []


def on_thread_changed(listener: ThreadListener) -> None:
    """Be told the thread id and its newest event number after each numbered change."""
    if listener not in _thread_listeners:
        _thread_listeners.append(listener)


def on_counts_changed(listener: CountsListener) -> None:
    """Be told the conversation id after nods and votes, which have no number."""
    if listener not in _counts_listeners:
        _counts_listeners.append(listener)


def on_room_changed(listener: RoomListener) -> None:
    """Be told the thread id after something in a room where people talk in it has changed."""
    if listener not in _room_listeners:
        _room_listeners.append(listener)


def live_hint(thread_id: int, number: int) -> None:
    """After this transaction commits, hint that a thread has events up to ``number``."""
    transaction.on_commit(lambda: _tell_thread(thread_id, number))


def counts_hint(conversation_id: int) -> None:
    """After this transaction commits, hint that nods or votes changed."""
    transaction.on_commit(lambda: _tell_counts(conversation_id))


def room_hint(thread_id: int) -> None:
    """After this transaction commits, hint that a prompt, a timer, hands or captions changed."""
    transaction.on_commit(lambda: _tell_room(thread_id))


def _tell_thread(thread_id: int, number: int) -> None:
    for listener in _thread_listeners:
        try:
            listener(thread_id, number)
        except Exception:  # a hint is only a hint: nobody's words may fail over it
            log.exception("conversations.hint_failed", extra={"thread": thread_id})


def _tell_counts(conversation_id: int) -> None:
    for listener in _counts_listeners:
        try:
            listener(conversation_id)
        except Exception:  # as above
            log.exception("conversations.hint_failed", extra={"conversation": conversation_id})


def _tell_room(thread_id: int) -> None:
    for listener in _room_listeners:
        try:
            listener(thread_id)
        except Exception:  # as above
            log.exception("conversations.hint_failed", extra={"thread": thread_id})
