"""``manage.py restore FILE``: a backup back into an empty database and empty media."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from civic.backups.archive import BackupRefused
from civic.backups.services import check_backup, restore_backup


class Command(BaseCommand):
    """Restores a backup, or only looks whether one could be."""

    help = "Fill an empty database and empty media from a backup. A place in use is never written over."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the backup."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--check", action="store_true", help="only look whether it is whole")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look at all of it first; only then write."""
        try:
            manifest = (check_backup if options["check"] else restore_backup)(options["file"])
        except BackupRefused as refused:
            raise CommandError(str(refused)) from refused
        held = f"the database as it was at {manifest.taken_at}, and {len(manifest.files) - 1} uploaded files"
        if options["check"]:
            self.stdout.write(f"{options['file']} is whole: {held}.")
            return
        self.stdout.write(f"Restored: {held}.")
        self.stdout.write(
            "Now run manage.py migrate, then manage.py erase_again with the list of the site you restored: "
            "who was forgotten after that moment is back until you do. Then start the site."
        )
