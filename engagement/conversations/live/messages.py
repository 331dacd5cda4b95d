"""What a browser may say over the socket, and the codes it is closed with."""

import json
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

#: The longest message a browser may send, in characters.
LONGEST = 4096


class ClosedWith(IntEnum):
    """Why a socket was closed, as a WebSocket close code (RFC 6455 7.4; 4000 up are our own)."""

    reason: str

    TOO_BIG = 1009, "That message is too long."
    JUNK = 4400, "That is not something this channel understands."
    NOT_HERE = 4404, "There is no such thread here."
    TOO_MUCH = 4429, "Too many messages."
    TOO_MANY = 4430, "Too many connections from one address."

    def __new__(cls, code: int, reason: str) -> "ClosedWith":
        member = int.__new__(cls, code)
        member._value_ = code
        member.reason = reason
        return member


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """A sound message: ``{"after": 12}`` asks again for what came after event 12; ``{}`` is a ping."""

    after: int | None = None


def read_message(message: dict[str, Any]) -> Incoming | ClosedWith:
    """Return what a browser said, or why to hang up on it."""
    text = message.get("text")
    if text is None:
        return ClosedWith.TOO_BIG if len(message.get("bytes") or b"") > LONGEST else ClosedWith.JUNK
    if len(text) > LONGEST:
        return ClosedWith.TOO_BIG
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return ClosedWith.JUNK
    if not isinstance(said, dict) or not said.keys() <= {"after"}:
        return ClosedWith.JUNK
    after = said.get("after")
    if after is not None and not (type(after) is int and 0 <= after < 2**31):
        return ClosedWith.JUNK
    return Incoming(after=after)
