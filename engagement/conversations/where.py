"""Which part of which thread somebody looks at, as the address says it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import UUID

from engagement.conversations.threads import Sort

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The longest search that is kept in an address.
LONGEST_FIND = 200


@dataclass(frozen=True, kw_only=True)
class Where:
    """Which page of which thread, in which order, or what is looked for in it."""

    thread: UUID | None = None
    before: int | None = None
    after: int | None = None
    at: int | None = None
    reply: UUID | None = None
    sort: Sort = Sort.ORDER
    past: tuple[int, int] | None = None
    find: str = ""
    unread: int | None = None
    """How far a browser says it has read."""

    @classmethod
    def from_query(cls, query: "Mapping[str, str]") -> "Where":
        """Read what strangers wrote into the address; nonsense counts as not said."""
        return cls(
            thread=read_uuid(query.get("thread", "")),
            before=_number(query.get("before", "")),
            after=_number(query.get("after", "")),
            at=_number(query.get("at", "")),
            reply=read_uuid(query.get("reply", "")),
            sort=_sort(query.get("sort", "")),
            past=_past(query.get("past", "")),
            find=query.get("find", "").replace("\x00", "").strip()[:LONGEST_FIND],
            unread=_number(query.get("unread", "")),
        )

    @property
    def is_chosen(self) -> bool:
        """Whether somebody asked for a page of it, rather than for the thread."""
        numbers = (self.before, self.after, self.at, self.past, self.unread, self.reply)
        return bool(self.find) or self.sort != Sort.ORDER or any(one is not None for one in numbers)

    def kept(self) -> dict[str, str]:
        """Return what a form on the page carries along, so that its answer is the same page."""
        values = {
            "before": self.before,
            "after": self.after,
            "at": self.at,
            "sort": self.sort if self.sort != Sort.ORDER else None,
            "past": "-".join(map(str, self.past)) if self.past else None,
            "find": self.find or None,
        }
        return {name: str(value) for name, value in values.items() if value is not None}


def query_of(**values: object) -> str:
    """Return a query of what is given: "?sort=discussed", or "?" where nothing is."""
    return "?" + urlencode({name: value for name, value in values.items() if value not in (None, "")})


def read_uuid(typed: str) -> UUID | None:
    """Return the uuid somebody sent, or None."""
    try:
        return UUID(typed)
    except ValueError:
        return None


def _number(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def _sort(typed: str) -> Sort:
    return Sort(typed) if typed in set(Sort) else Sort.ORDER


def _past(typed: str) -> tuple[int, int] | None:
    count, number = (_number(part) for part in [*typed.split("-", 1), ""][:2])
    return (count, number) if count is not None and number is not None else None
