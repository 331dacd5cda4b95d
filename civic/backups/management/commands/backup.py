"""``manage.py backup FILE``: database and media in one file, while the site serves on."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from civic.backups.archive import BackupRefused
from civic.backups.services import make_backup

PATTERN = "junction-*.tar.gz"


class Command(BaseCommand):
    """Makes a backup, and keeps so many of them."""

    help = "Write database and uploaded files to one file, while the site serves on."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take where to, and how many to keep."""
        parser.add_argument("file", type=Path, help="a file to write, or a folder to put a dated one in")
        parser.add_argument(
            "--keep", type=int, default=0, help="in a folder: delete all but so many of the newest"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it, then let the oldest go."""
        file: Path = options["file"]
        folder = file if file.is_dir() else None
        if options["keep"] and folder is None:
            raise CommandError("--keep needs a folder, not a file.")
        if folder is not None:
            file = folder / f"junction-{timezone.now():%Y%m%dT%H%M%S%fZ}.tar.gz"
        try:
            manifest = make_backup(file)
        except BackupRefused as refused:
            raise CommandError(str(refused)) from refused
        uploads = len(manifest.files) - 1
        self.stdout.write(
            f"{file}: the database as it was at {manifest.taken_at}, and {uploads} uploaded "
            f"{'file' if uploads == 1 else 'files'}."
        )
        if folder is not None and options["keep"] > 0:
            for old in sorted(folder.glob(PATTERN))[: -options["keep"]]:
                old.unlink()
                self.stdout.write(f"{old} was one too many, and is gone.")
