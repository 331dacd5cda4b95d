"""Reads: how the queue is."""

from dataclasses import dataclass

from django.db.models import Count, Min, Q
from django.utils import timezone

from civic.tasks.models import QueuedTask


@dataclass(frozen=True, kw_only=True)
class QueueState:
    """How much is due and not done, since when, and how much failed for good."""

    waiting: int
    oldest_seconds: float
    failed: int


def queue_state() -> QueueState:
    """Return how the queue is now, in one query. What is due later is not waiting yet."""
    now = timezone.now()
    due = Q(failed_at=None, due_at__lte=now)
    found = QueuedTask.objects.aggregate(
        waiting=Count("pk", filter=due),
        oldest=Min("due_at", filter=due),
        failed=Count("pk", filter=Q(failed_at__isnull=False)),
    )
    since = (now - found["oldest"]).total_seconds() if found["oldest"] else 0.0
    return QueueState(waiting=found["waiting"], oldest_seconds=since, failed=found["failed"])
