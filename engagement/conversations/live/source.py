"""What the hub reads, from the database; and which thread a socket may read."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast
from uuid import UUID

from django.db import connections
from django.db.utils import InterfaceError, OperationalError
from django.http.request import split_domain_port
from wagtail.models import Site
from wagtail.models.sites import get_site_for_hostname

from civic.places.context import site_context
from engagement.conversations import selectors
from engagement.conversations.enums import ConversationStatus, State
from engagement.conversations.live.frames import EventData
from engagement.conversations.live.rooms import rooms_of
from engagement.conversations.live.threads import Batches, Counts, Rooms
from engagement.conversations.models import Contribution, Statement, Thread

P = ParamSpec("P")
R = TypeVar("R")

#: How many things said, and statements, a snapshot of nods and votes covers: the newest.
COUNTED = 300
#: How many threads are remembered with their place and its theme, and for how many seconds.
KEPT = 500
KEPT_SECONDS = 30.0


def in_thread(function: Callable[P, R]) -> Callable[P, R]:
    """Give a read in one of the hub's own threads a sound database connection.

    The threads are few and live as long as the hub, so each keeps its connection (opening one costs
    more than the read); one that has broken meanwhile is replaced and the read done again, once.
    """

    @wraps(function)
    def read(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except (InterfaceError, OperationalError):
            connections.close_all()
            return function(*args, **kwargs)

    return read


@dataclass(frozen=True, kw_only=True)
class Readable:
    """A thread a socket may read, and the newest event in it."""

    thread_id: int
    conversation_id: int
    number: int


def place_of(host: str, *, secure: bool) -> Site | None:
    """Return the place a Host header names, as for a page."""
    name, port = split_domain_port(host)
    try:
        return get_site_for_hostname(name, int(port) if port.isdigit() else (443 if secure else 80))
    except Site.DoesNotExist:
        return None


@in_thread
def readable_thread(host: str, thread: UUID, *, secure: bool) -> Readable | None:
    """Return a public thread of the place a Host header names; None for anything else."""
    site = place_of(host, secure=secure)
    found = (
        Thread.objects.filter(site=site, uuid=thread)
        .exclude(conversation__status=ConversationStatus.DRAFT)
        .values_list("pk", "conversation_id", "last_event_number")
        .first()
        if site
        else None
    )
    return Readable(thread_id=found[0], conversation_id=found[1], number=found[2]) if found else None


class DatabaseSource:
    """Reads threads as the hub needs them."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[Thread, float]] = {}

    @in_thread
    def newest(self, thread_ids: Sequence[int]) -> dict[int, int]:
        """Return the newest event number by thread; drafts and threads that are gone are left out."""
        public = Thread.objects.exclude(conversation__status=ConversationStatus.DRAFT)
        return dict(public.filter(pk__in=thread_ids).values_list("pk", "last_event_number"))

    @in_thread
    def events(self, thread_id: int, after: int, limit: int, languages: Sequence[str]) -> Batches:
        """Return events in order, rendered as things stand now, by language."""
        thread = self._thread(thread_id)
        if thread is None:
            return {language: [] for language in languages}
        events = selectors.events_after(thread, after, limit)
        with site_context(thread.site):
            return {
                language: _slim(selectors.render_events(thread, events, language)) for language in languages
            }

    def _thread(self, thread_id: int) -> Thread | None:
        """Return a thread with its place, kept for ``KEPT_SECONDS``: neither moves between places."""
        thread, at = self._kept.get(thread_id, (None, 0.0))
        if thread is None or time.monotonic() - at > KEPT_SECONDS:
            thread = Thread.objects.select_related("site").filter(pk=thread_id).first()
            if len(self._kept) >= KEPT:
                self._kept.clear()
            if thread is not None:
                self._kept[thread_id] = (thread, time.monotonic())
        return thread

    @in_thread
    def counts(self, thread_id: int) -> Counts:
        """Return nods of a thread and votes of its conversation, the newest ``COUNTED`` of each."""
        nods = (
            Contribution.objects.filter(thread_id=thread_id, state=State.PUBLISHED, nod_count__gt=0)
            .order_by("-number")
            .values_list("uuid", "nod_count")[:COUNTED]
        )
        votes = (
            Statement.objects.filter(conversation__threads=thread_id, state=State.PUBLISHED)
            .order_by("-made_at")
            .values_list("uuid", "agree_count", "disagree_count", "pass_count")[:COUNTED]
        )
        return Counts(
            nods={str(uuid): count for uuid, count in nods},
            votes={str(uuid): (yes, no, skip) for uuid, yes, no, skip in votes if yes or no or skip},
        )

    @in_thread
    def rooms(self, thread_id: int) -> Rooms:
        """Return what goes on in the rooms where people talk in a thread."""
        return rooms_of(thread_id)


def _slim(events: Sequence[dict[str, Any]]) -> list[EventData]:
    """Leave the fragment out of all but the last event about one thing: they are all the same."""
    seen: set[str | None] = set()
    slim: list[EventData] = []
    for event in reversed(events):
        repeated = event["id"] is not None and event["id"] in seen
        seen.add(event["id"])
        if repeated:
            event = {**event, "kind": "later", "html": None}
        slim.append(cast(EventData, event))
    return slim[::-1]
