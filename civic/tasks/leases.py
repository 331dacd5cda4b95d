"""Who holds a task, for how long, and what becomes of it.

A worker takes a task by a conditional update, which one of any number of workers wins on either
database. It holds the task by a lease that it renews while it works; killed in the middle, it
renews no more and the task is taken again. A task that raises goes again after a growing wait.
"""

import json
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from civic.tasks.models import QueuedTask
from civic.tasks.registry import slow

log = logging.getLogger(__name__)

#: How long a task that failed waits before it goes again; after the last it has failed for good.
BACK_OFF = tuple(
    timedelta(seconds=seconds) for seconds in (10, 60, 5 * 60, 30 * 60, 2 * 3600, 6 * 3600, 24 * 3600)
)
MAX_ATTEMPTS = len(BACK_OFF) + 1


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One attempt at one task, held by whoever has this."""

    pk: int
    name: str
    arguments: dict[str, Any]
    attempt: int


def lease() -> timedelta:
    """Return how long a task is held without a sign of life from its worker."""
    return timedelta(seconds=settings.TASK_LEASE_SECONDS)


def claim_next(*, ahead: timedelta = timedelta(0), quick: bool = False) -> Claim | None:
    """Take the task that has been due longest, or None.

    ``ahead`` also takes what falls due by then; ``quick`` leaves the slow ones to others.
    """
    while True:
        now = timezone.now()
        free = Q(leased_until=None) | Q(leased_until__lte=now)
        row = (
            QueuedTask.objects.filter(free, failed_at=None, due_at__lte=now + ahead)
            .exclude(name__in=slow if quick else ())
            .order_by("due_at", "id")
            .first()
        )
        if row is None:
            return None
        held = QueuedTask.objects.filter(free, pk=row.pk, attempts=row.attempts, failed_at=None)
        if held.update(attempts=row.attempts + 1, leased_until=now + lease()):
            return Claim(
                pk=row.pk, name=row.name, arguments=json.loads(row.arguments), attempt=row.attempts + 1
            )


def renew(claim: Claim) -> bool:
    """Hold on to a task for another lease. False where somebody else has it by now."""
    return bool(_held(claim).update(leased_until=timezone.now() + lease()))


def finish(claim: Claim) -> None:
    """Take a task that is done out of the queue, whoever holds it by now."""
    QueuedTask.objects.filter(pk=claim.pk).delete()


def put_back(claim: Claim, error: str) -> datetime | None:
    """Let a task that failed go again later; after the last attempt it has failed for good.

    Returns when it goes again, or None where it does not.
    """
    if claim.attempt >= MAX_ATTEMPTS:
        give_up(claim, error)
        return None
    again = timezone.now() + BACK_OFF[claim.attempt - 1]
    _held(claim).update(leased_until=None, due_at=again, error=error)
    log.warning("task.retry", extra={"task": claim.name, "attempt": claim.attempt, "error": _kind(error)})
    return again


def give_up(claim: Claim, error: str) -> None:
    """Write a task down as failed; ``manage.py tasks`` shows it and can queue it again."""
    _held(claim).update(leased_until=None, failed_at=timezone.now(), error=error)
    log.error("task.failed", extra={"task": claim.name, "attempt": claim.attempt, "error": _kind(error)})


def _kind(error: str) -> str:
    """Return what sort of error it was: the words after it, which the table keeps, may be somebody's."""
    return error.partition(":")[0]


def _held(claim: Claim) -> Any:
    return QueuedTask.objects.filter(pk=claim.pk, attempts=claim.attempt, failed_at=None)
