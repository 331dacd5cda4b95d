"""Do what is queued, until stopped."""

import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from civic.tasks.parent import end_with_parent
from civic.tasks.worker import Worker


class Command(BaseCommand):
    """One worker process. Start as many as there is work for; each takes one task at a time."""

    help = "Do queued and scheduled tasks until stopped (the task in hand is finished first)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the process to live and die with."""
        parser.add_argument("--parent", type=int, default=0, help="stop when this process is gone")

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until SIGTERM, SIGINT, or the parent's end."""
        worker = Worker()
        signal.signal(signal.SIGTERM, worker.stop)
        signal.signal(signal.SIGINT, worker.stop)
        if options["parent"]:
            end_with_parent(options["parent"])
        worker.run()
