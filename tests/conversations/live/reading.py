"""A database and browsers made of nothing, for the hub's tests."""

import asyncio
import json
import threading
import time
from collections.abc import Sequence
from typing import Any

from engagement.conversations.live.hub import Hub
from engagement.conversations.live.sockets import Socket
from engagement.conversations.live.threads import Counts, Rooms

THREAD, CONVERSATION = 7, 70


class FakeSource:
    """A thread's events kept in a list; counts how often it is read."""

    def __init__(self, newest: int = 0) -> None:
        self.number = newest
        self.reads: list[tuple[int, tuple[str, ...]]] = []
        self.counted = Counts(nods={}, votes={})
        self.shown_rooms: Rooms = {}
        self.gone = False
        self.gate = threading.Event()
        self.gate.set()
        self.fail = False

    def post(self, how_many: int = 1) -> None:
        self.number += how_many

    def newest(self, thread_ids: Sequence[int]) -> dict[int, int]:
        if self.fail:
            raise RuntimeError("the database is away")
        return {} if self.gone else dict.fromkeys(thread_ids, self.number)

    def events(
        self, thread_id: int, after: int, limit: int, languages: Sequence[str]
    ) -> dict[str, list[dict[str, Any]]]:
        last = self.number
        self.reads.append((after, tuple(languages)))
        self.gate.wait(5)
        if self.fail:
            raise RuntimeError("the database is away")
        return {
            language: [
                {
                    "n": n,
                    "kind": "posted",
                    "id": f"c{n}",
                    "parent": None,
                    "order": n,
                    "html": f"{language}{n}",
                }
                for n in range(after + 1, min(last, after + limit) + 1)
            ]
            for language in languages
        }

    def counts(self, thread_id: int) -> Counts:
        return self.counted

    def rooms(self, thread_id: int) -> Rooms:
        return self.shown_rooms


class Browser:
    """Stands in for an ASGI server's ``send``: keeps what it is sent, and can stop reading."""

    def __init__(self) -> None:
        self.frames: list[dict[str, Any]] = []
        self.reading = asyncio.Event()
        self.reading.set()
        self.broken = False
        self.at: list[float] = []
        self.same: list[int] = []

    async def send(self, message: dict[str, Any]) -> None:
        if not self.reading.is_set():
            await self.reading.wait()
        if self.broken:
            raise OSError("connection lost")
        self.at.append(time.monotonic())
        self.same.append(id(message))
        self.frames.append(json.loads(message["text"]))

    @property
    def numbers(self) -> list[int]:
        """Every event number it was sent, in the order it was sent them."""
        return [event["n"] for frame in self.frames for event in frame.get("events", [])]

    def kinds(self, kind: str) -> list[dict[str, Any]]:
        return [frame for frame in self.frames if frame["t"] == kind]


async def join(hub: Hub, browser: Browser, *, after: int = -1, language: str = "en") -> Socket:
    """Open a browser's socket as the consumer does."""
    socket = Socket(browser.send, number=after, language=language)
    number = hub.source.newest([THREAD])[THREAD]
    await hub.join(socket, thread_id=THREAD, conversation_id=CONVERSATION, number=number)
    return socket


async def until(true: Any, seconds: float = 45.0) -> None:
    """Wait until something holds; fails the test where it does not."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        await asyncio.sleep(0.005)
