"""What goes over the socket: one JSON text frame per burst, encoded once for all its readers."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

#: The most events one frame of a replay carries, and how far behind a page may be before it says "reload".
REPLAY_LIMIT = 200
FURTHEST_BEHIND = 5_000


class Frame(TypedDict):
    """An ASGI message with a text frame; one object is shared by every socket it goes to."""

    type: str
    text: str


class EventData(TypedDict):
    """One numbered change as the browser gets it, from ``selectors.render_events``.

    ``kind`` "later" means that a later event of the same batch says it all. Otherwise ``html`` None
    with an ``id`` means: take it off the screen.
    """

    n: int
    kind: str
    id: str | None
    parent: str | None
    order: int | None
    html: str | None


def encode(kind: str, **fields: Any) -> Frame:
    """Return a frame of some kind: ``{"t": kind, ...}``."""
    text = json.dumps({"t": kind, **fields}, ensure_ascii=False, separators=(",", ":"))
    return {"type": "websocket.send", "text": text}


def events_frame(events: Sequence[EventData]) -> Frame:
    """Return new events, in order of number."""
    return encode("events", events=events)


def hello_frame(number: int, events: Sequence[EventData], here: int) -> Frame:
    """Return what a browser gets on connecting: what it missed, and how many are here."""
    return encode("hello", number=number, events=events, here=here)


def gap_frame(number: int) -> Frame:
    """Return "too much was missed to replay": the page offers to reload."""
    return encode("gap", number=number)


def beat_frame(number: int) -> Frame:
    """Return a sign of life with the newest number, so that a lost event is noticed."""
    return encode("beat", number=number)


def here_frame(here: int) -> Frame:
    """Return how many are reading along: a number, never names."""
    return encode("here", here=here)


def rooms_frame(rooms: Mapping[str, Any], now: int) -> Frame:
    """Return what goes on in each room where people talk in a thread, by its uuid: a picture of now.

    ``now`` is the server's clock, in milliseconds: a browser's own may be days off.
    """
    return encode("rooms", rooms=rooms, now=now)


def counts_frame(nods: Mapping[str, int], votes: Mapping[str, Sequence[int]]) -> Frame:
    """Return nods by contribution, and agree, disagree, pass by statement: a picture of now."""
    return encode("counts", nods=nods, votes=votes)
