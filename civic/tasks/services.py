"""Queue work, and run what is due."""

import json
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django_q.models import OrmQ
from django_q.signing import SignedPackage
from django_q.tasks import async_task

from civic.tasks.registry import TaskFunction, find_task, task_name


def run_task(*, name: str, arguments: str) -> None:
    """Run one queued task by name; ``arguments`` is a JSON object of keyword values."""
    find_task(name)(**json.loads(arguments))


def enqueue(function: TaskFunction, *, delay: timedelta = timedelta(0), **arguments: Any) -> None:
    """Queue a task inside the caller's transaction: rolled back with it, or done at least once.

    ``arguments`` must be JSON values. Raises ``LookupError`` where the function is no task and
    ``TypeError`` where an argument is not JSON.
    """
    name = task_name(function)
    find_task(name)
    async_task(
        "civic.tasks.services.run_task",
        name=name,
        arguments=json.dumps(arguments),
        q_options={"task_name": name[:100]},
    )
    if delay:
        newest = OrmQ.objects.order_by("-pk").first()
        if newest:
            OrmQ.objects.filter(pk=newest.pk).update(lock=timezone.now() + delay)


def drain(*, limit: int = 10_000, ahead: timedelta = timedelta(0)) -> int:
    """Run every task that is due, and what those queue in turn, in this process, oldest first.

    For tests, the demo's filling and one-off commands; errors are raised, not retried. ``ahead``
    also runs what falls due within that time. Returns how many ran.
    """
    ran = 0
    while ran < limit:
        row = OrmQ.objects.filter(lock__lte=timezone.now() + ahead).order_by("lock", "pk").first()
        if row is None:
            break
        package = SignedPackage.loads(row.payload)
        row.delete()
        run_task(**package["kwargs"])
        ran += 1
    return ran
