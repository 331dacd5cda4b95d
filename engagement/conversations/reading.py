"""How far somebody has read a thread: where they go on, and what they have seen meanwhile.

Nothing counts as read that was not on a page they were shown. Theirs alone: no other page says it.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Min, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from engagement.conversations.enums import State
from engagement.conversations.models import Contribution, ReadMark, Thread

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from civic.residents.models import Contributor


@dataclass(frozen=True, kw_only=True)
class Unread:
    """What somebody has not been shown yet."""

    count: int
    first: int
    """The number of the first of it."""


def read_mark(thread: Thread, contributor: "Contributor | None") -> int | None:
    """Return how far somebody has read here; None where they have not been here."""
    if contributor is None:
        return None
    marks = ReadMark.objects.filter(thread=thread, contributor=contributor)
    return marks.values_list("number", flat=True).first()


def unread_after(thread: Thread, mark: int, contributor: "Contributor | None") -> Unread | None:
    """Return what others said after a mark, or None. One query."""
    found = _unread(thread, mark, contributor).aggregate(count=Count("pk"), first=Min("number"))
    return Unread(count=found["count"], first=found["first"]) if found["count"] else None


def read_to(
    thread: Thread, mark: int, contributor: "Contributor | None", shown: "Iterable[Contribution]"
) -> int:
    """Return how far somebody has read who was at a mark and now sees these. One query."""
    rows = _unread(thread, mark, contributor).exclude(pk__in=[one.pk for one in shown])
    first = rows.order_by("number").values_list("number", flat=True).first()
    return first - 1 if first is not None else thread.last_event_number


def note_read(thread: Thread, contributor: "Contributor", number: int) -> None:
    """Remember how far somebody has read; never back. One query, two the first time."""
    number = min(number, thread.last_event_number)
    marks = ReadMark.objects.filter(thread=thread, contributor=contributor)
    if marks.update(number=Greatest("number", Value(number)), at=timezone.now()):
        return
    ReadMark.objects.bulk_create(
        [ReadMark(thread=thread, contributor=contributor, number=number)], ignore_conflicts=True
    )


def _unread(thread: Thread, mark: int, contributor: "Contributor | None") -> "QuerySet[Contribution]":
    rows = Contribution.objects.filter(thread=thread, number__gt=mark, state=State.PUBLISHED)
    return rows.exclude(contributor=contributor) if contributor is not None else rows
