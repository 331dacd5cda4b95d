"""``manage.py import_postcodes FILE --site HOST``: a place's postcodes from CSV."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from civic.places.management.files import print_report, read_file, site_named
from civic.places.services import UnreadableFile, import_postcodes


class Command(BaseCommand):
    """Read postcodes from a file."""

    help = "Read a place's postcodes from a CSV file (columns postcode, lon, lat). Can be run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")
        parser.add_argument(
            "--site", default="", help="The place's host name. Needed where there are several."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        site = site_named(options["site"])
        try:
            report = import_postcodes(site, read_file(options["file"]))
        except UnreadableFile as error:
            raise CommandError(str(error)) from error
        print_report(self.stdout, report, "postcodes")
