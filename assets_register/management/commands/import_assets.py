"""``manage.py import_assets FILE``: take a publisher's list of assets into a place's register."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assets_register.importing.reporting import report_csv, summary_lines
from assets_register.importing.running import import_assets
from assets_register.importing.tables import UnreadableFile
from civic.places.management.files import site_named

#: Rows between two lines about how far it is, where they go to a log.
LINE_EVERY = 10_000


class Command(BaseCommand):
    """Says what would happen; writes it with ``--apply``."""

    help = (
        "Read a list of assets (CSV, Excel or GeoJSON) into the register. Without --apply nothing changes. "
        "A CSV may be very long: it is taken in part by part, and the same command again goes on where an "
        "earlier one stopped."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--site", default="", help="host name of the place; not needed where there is only one"
        )
        parser.add_argument("--source", default="", help='who publishes the list: "Trafford Council"')
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--dry-run", action="store_true", help="only say what would happen (the default)")
        how.add_argument("--apply", action="store_true", help="take it in")
        parser.add_argument("--report", type=Path, help="write what became of every row to this CSV")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, report, and write where told to. Raises ``CommandError`` with a plain reason."""
        site = site_named(options["site"])
        file: Path = options["file"]
        try:
            run = import_assets(
                site,
                file,
                file_name=file.name,
                source=options["source"],
                dry_run=not options["apply"],
                progress=self._progress,
                resumed=self._resumed,
            )
        except OSError as error:
            raise CommandError(f"{file} cannot be opened: {error.strerror}.") from None
        except UnreadableFile as error:
            raise CommandError(f"{file.name} was not read in. {error}") from None
        self.stdout.write(f"{file.name}, read as: {run.mapping}. Source: {run.source}. Place: {site}.")
        for line in summary_lines(run):
            self.stdout.write(line)
        if options["report"]:
            self._write_report(run, options["report"])
        if run.dry_run:
            self.stdout.write("This was a dry run: nothing was changed. Add --apply to take it in.")
        else:
            self.stdout.write(
                "Taken in. New assets are drafts that nobody sees yet. "
                f"Newly held back until a person decides: {run.counts['held_back']}."
            )

    def _resumed(self, done: int) -> None:
        self.stdout.write(f"An earlier attempt stopped after {done} rows. Going on from there.")

    def _progress(self, done: int, total: int) -> None:
        """Count on one line where somebody looks on; in a log, a line now and then for a long list."""
        if self.stdout.isatty():
            if done % 50 == 0 or done == total:
                self.stdout.write(f"\r{done} of {total} rows read", ending="\n" if done == total else "")
                self.stdout.flush()
        elif done % LINE_EVERY == 0:
            self.stdout.write(f"{done} of {total} rows read")
            self.stdout.flush()

    def _write_report(self, run: Any, path: Path) -> None:
        try:
            with path.open("w", encoding="utf-8", newline="") as report:
                report.writelines(report_csv(run))
        except OSError as error:
            raise CommandError(f"The report could not be written to {path}: {error.strerror}.") from None
        self.stdout.write(f"What became of every row: {path}")
