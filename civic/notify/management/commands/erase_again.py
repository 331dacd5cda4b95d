"""``manage.py erase_again``: after a restore, forget again whoever was forgotten before it."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from civic.notify.erased_list import UnreadableList, read_erased
from civic.notify.erasing import erase_again


class Command(BaseCommand):
    """Goes through the list of who was forgotten; a second time changes nothing."""

    help = "After a restore: erase again everybody who was erased since the backup was made."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the lists, where they are not where this machine keeps its own."""
        parser.add_argument(
            "lists", nargs="*", type=Path, help=f"each machine's list (by default {settings.ERASED_LIST})"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Read all of every list first; only then erase."""
        files: list[Path] = options["lists"] or [settings.ERASED_LIST]
        try:
            people = [who for file in files for who in read_erased(file)]
        except UnreadableList as refused:
            raise CommandError(str(refused)) from refused
        done = sum(erase_again(who) for who in people)
        self.stdout.write(f"On the list: {len(set(people))}. Erased again: {done}.")
