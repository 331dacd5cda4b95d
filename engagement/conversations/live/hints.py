"""Hints: "this thread has changed, look". Written by services, heard by the hub of every process.

A hint carries no words and may be lost, doubled or late: each hub asks the database once a second
anyway. This module imports nothing of the room, so that services may call it.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.db import transaction

from engagement.conversations.live import bridge

logger = logging.getLogger(__name__)

Kind = Literal["events", "counts"]


@dataclass(frozen=True, kw_only=True)
class Hint:
    """Something changed in a thread: numbered events, or unnumbered counts (nods, votes)."""

    kind: Kind
    thread: UUID


Listener = Callable[[Hint], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> Callable[[], None]:
    """Call a function, in whatever thread wrote, with every hint of this process; returns how to stop."""
    _listeners.append(listener)

    def stop() -> None:
        if listener in _listeners:
            _listeners.remove(listener)

    return stop


def thread_changed(thread: UUID) -> None:
    """Say that a thread has new numbered events, once the surrounding transaction commits."""
    _after_commit(Hint(kind="events", thread=thread))


def counts_changed(thread: UUID) -> None:
    """Say that nods or votes of a thread changed, once the surrounding transaction commits."""
    _after_commit(Hint(kind="counts", thread=thread))


def _after_commit(hint: Hint) -> None:
    transaction.on_commit(lambda: tell(hint), robust=True)


def tell(hint: Hint) -> None:
    """Pass a hint to this process's hub and, where there is Redis, to the others'. Never raises."""
    for listener in list(_listeners):
        try:
            listener(hint)
        except Exception:
            logger.exception("live.hint_failed", extra={"kind": hint.kind})
    bridge.publish({"kind": hint.kind, "thread": str(hint.thread)})
