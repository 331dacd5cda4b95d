"""What the hub holds of a thread somebody reads, and what it needs to know of where it reads."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from engagement.conversations.live.frames import EventData
from engagement.conversations.live.sockets import Socket

logger = logging.getLogger(__name__)

#: Events in order, by language.
Batches = dict[str, list[EventData]]


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Nods by contribution, and agree, disagree, pass by statement, as they are now."""

    nods: dict[str, int]
    votes: dict[str, tuple[int, int, int]]

    def since(self, earlier: "Counts") -> "Counts":
        """Return what differs from an earlier picture."""
        none = (0, 0, 0)
        return Counts(
            nods={
                key: self.nods.get(key, 0)
                for key in self.nods.keys() | earlier.nods.keys()
                if self.nods.get(key, 0) != earlier.nods.get(key, 0)
            },
            votes={
                key: self.votes.get(key, none)
                for key in self.votes.keys() | earlier.votes.keys()
                if self.votes.get(key, none) != earlier.votes.get(key, none)
            },
        )

    def __bool__(self) -> bool:
        return bool(self.nods or self.votes)


#: What goes on in each room where people talk in a thread, by the room's uuid.
Rooms = dict[str, dict[str, Any]]


class Source(Protocol):
    """Where the hub reads. Every method blocks and is called in a thread."""

    def newest(self, thread_ids: Sequence[int]) -> dict[int, int]:
        """Return the newest event number by thread; a thread that is no longer public is left out."""
        ...

    def events(self, thread_id: int, after: int, limit: int, languages: Sequence[str]) -> Batches:
        """Return the events after a number, in order, as they are to be shown now, by language."""
        ...

    def counts(self, thread_id: int) -> Counts:
        """Return nods and votes of a thread as they are now; what has none may be left out."""
        ...

    def rooms(self, thread_id: int) -> Rooms:
        """Return what goes on now in the rooms where people talk in a thread; empty where there are none."""
        ...


class Coalesced:
    """Does something soon after it is asked for: at once, then at most once in ``gap`` seconds."""

    def __init__(self, gap: float, action: Callable[[], Awaitable[None]]) -> None:
        self.gap = gap
        self.action = action
        self.asked = False
        self.task: asyncio.Task[None] | None = None

    def ask(self) -> None:
        """Have it done."""
        self.asked = True
        if self.task is None:
            self.task = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        try:
            while self.asked:
                self.asked = False
                try:
                    await self.action()
                except Exception:  # the next look at the database makes good
                    logger.exception("live.read_failed")
                await asyncio.sleep(self.gap)
        finally:
            self.task = None

    def stop(self) -> None:
        """Forget what was asked."""
        if self.task is not None:
            self.task.cancel()


@dataclass(eq=False, kw_only=True)
class OpenThread:
    """A thread somebody in this process is reading."""

    thread_id: int
    conversation_id: int
    number: int
    events: Coalesced
    counts: Coalesced
    here: Coalesced
    rooms: Coalesced
    sockets: dict[str, set[Socket]] = field(default_factory=dict)
    known_counts: Counts | None = None
    known_rooms: Rooms | None = None
    elsewhere: dict[str, tuple[int, float]] = field(default_factory=dict)
    said_here: int = 0

    def everybody(self) -> Iterable[Socket]:
        """Return every socket, whatever its language."""
        return [socket for readers in self.sockets.values() for socket in readers]
