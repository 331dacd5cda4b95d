"""Queue work, and do what is due."""

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from civic.tasks.leases import claim_next, finish
from civic.tasks.models import QueuedTask
from civic.tasks.registry import TaskFunction, find_task, task_name


def enqueue(
    function: TaskFunction,
    /,
    *,
    delay: timedelta = timedelta(0),
    unless_waiting: bool = False,
    **arguments: Any,
) -> None:
    """Queue a task inside the caller's transaction: rolled back with it, or done at least once.

    ``arguments`` must be JSON values. With ``unless_waiting`` nothing is queued where the same task
    with the same arguments already waits to be begun. Raises ``LookupError`` where the function is
    no task and ``TypeError`` where an argument is not JSON.
    """
    row = _row(function, arguments, delay)
    if not unless_waiting:
        row.save()
        return
    with transaction.atomic():
        # The lock makes a worker that is about to begin the waiting one wait for our commit, so
        # that it sees what we wrote.
        waiting = QueuedTask.objects.select_for_update().filter(
            name=row.name, arguments=row.arguments, leased_until=None, failed_at=None
        )
        if not waiting.exists():
            row.save()


def enqueue_many(function: TaskFunction, each: Iterable[dict[str, Any]], /) -> int:
    """Queue one task for each set of arguments, in one go. Returns how many."""
    return len(QueuedTask.objects.bulk_create([_row(function, arguments) for arguments in each]))


def _row(function: TaskFunction, arguments: dict[str, Any], delay: timedelta = timedelta(0)) -> QueuedTask:
    name = task_name(function)
    find_task(name)
    now = timezone.now()
    return QueuedTask(
        name=name, arguments=json.dumps(arguments, sort_keys=True), queued_at=now, due_at=now + delay
    )


def drain(*, limit: int = 10_000, ahead: timedelta = timedelta(0)) -> int:
    """Run every task that is due, and what those queue in turn, in this process, oldest first.

    For tests, the demo's filling and one-off commands; errors are raised, and the task stays queued.
    ``ahead`` also runs what falls due within that time. Returns how many ran.
    """
    ran = 0
    while ran < limit:
        claim = claim_next(ahead=ahead)
        if claim is None:
            break
        find_task(claim.name)(**claim.arguments)
        finish(claim)
        ran += 1
    return ran


def retry_failed() -> int:
    """Queue every task that failed for good again, from the first attempt. Returns how many."""
    return QueuedTask.objects.exclude(failed_at=None).update(
        failed_at=None, attempts=0, leased_until=None, due_at=timezone.now()
    )
