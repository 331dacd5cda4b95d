"""Show what is queued and what failed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db.models import Count, Min, Q
from django.utils import timezone

from civic.tasks.models import QueuedTask
from civic.tasks.services import drain, retry_failed


class Command(BaseCommand):
    """The queue as a person reads it."""

    help = "Show what is queued and what failed for good."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to do besides showing."""
        parser.add_argument("--retry", action="store_true", help="queue every failed task again")
        parser.add_argument("--drain", action="store_true", help="do everything that is due, here and now")

    def handle(self, *args: Any, **options: Any) -> None:
        """Act if asked to, then show the queue."""
        if options["retry"]:
            self.stdout.write(f"{retry_failed()} queued again")
        if options["drain"]:
            self.stdout.write(f"{drain()} done")
        now = timezone.now()
        waiting = Q(failed_at=None)
        counts = QueuedTask.objects.aggregate(
            held=Count("pk", filter=waiting & Q(leased_until__gt=now)),
            due=Count("pk", filter=waiting & Q(due_at__lte=now) & ~Q(leased_until__gt=now)),
            later=Count("pk", filter=waiting & Q(due_at__gt=now)),
            failed=Count("pk", filter=~waiting),
            oldest=Min("due_at", filter=waiting),
        )
        self.stdout.write("{held} being done, {due} due, {later} later, {failed} failed".format(**counts))
        for row in QueuedTask.objects.exclude(failed_at=None).order_by("failed_at")[:50]:
            self.stdout.write(f"  failed {row.failed_at:%Y-%m-%d %H:%M} {row.name}: {row.error}")
