"""What goes on in a room, as the live channel shows it to everybody who reads along.

No number, no name and nothing anybody said: what was said goes out as the thread's own events.
"""

from datetime import timedelta
from typing import Any

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from engagement.conversations.changes import room_hint
from engagement.conversations.room.enums import GatheringState
from engagement.conversations.room.models import CaptionLine, Gathering

#: How many lines of captions a page shows, and how long a room that is over is still told of.
LINES = 3
STILL_TOLD = timedelta(hours=1)


def touch(gathering: Gathering) -> None:
    """Note that something in the room changed, and hint at it. Call inside the transaction."""
    Gathering.objects.filter(pk=gathering.pk).update(changes=F("changes") + 1)
    room_hint(gathering.thread_id)


def rooms_of_thread(thread_id: int) -> dict[str, dict[str, Any]]:
    """Return the rooms where people talk in a thread, by uuid: state, prompt, timer, hands, captions.

    ``ends`` is when the timer is over, in milliseconds of the server's clock; ``left`` its seconds while
    it stands still. ``changes`` grows with everything that changes in the room. Two queries.
    """
    lately = Q(closed_at__gt=timezone.now() - STILL_TOLD)
    rows = (
        Gathering.objects.filter(thread_id=thread_id)
        .filter(~Q(state=GatheringState.CLOSED) | lately)
        .select_related("prompt")
        .annotate(up=Count("hands", filter=Q(hands__lowered_at=None)))
    )
    found = {row.pk: row for row in rows}
    lines = captions_of(list(found))
    return {str(row.uuid): _room(row, lines.get(pk, [])) for pk, row in found.items()}


def captions_of(gathering_ids: list[int]) -> dict[int, list[CaptionLine]]:
    """Return the last lines of captions of each gathering, oldest first."""
    if not gathering_ids:
        return {}
    newest = Window(RowNumber(), partition_by=F("gathering_id"), order_by=F("number").desc())
    rows = CaptionLine.objects.filter(gathering__in=gathering_ids).annotate(nth=newest).filter(nth__lte=LINES)
    found: dict[int, list[CaptionLine]] = {}
    for line in rows.order_by("number"):
        found.setdefault(line.gathering_id, []).append(line)
    return found


def _room(row: Gathering, lines: list[CaptionLine]) -> dict[str, Any]:
    ends = row.timer_ends_at
    return {
        "state": row.shown_state,
        "prompt": row.prompt.text if row.prompt else "",
        "ends": int(ends.timestamp() * 1000) if ends and row.timer_left is None else None,
        "left": row.timer_left,
        "hands": row.up,  # type: ignore[attr-defined] # annotated above
        "slow": row.slow_seconds,
        "captions": [{"n": line.number, "text": line.text} for line in lines],
        "changes": row.changes,
    }
