"""``manage.py import_boundaries FILE --site HOST``: a place's neighbourhoods from GeoJSON."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from civic.places.management.files import print_report, read_file, site_named
from civic.places.services import UnreadableFile, import_boundaries


class Command(BaseCommand):
    """Read neighbourhoods from a file of boundaries."""

    help = "Read a place's neighbourhoods from a GeoJSON file. Can be run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")
        parser.add_argument(
            "--site", default="", help="The place's host name. Needed where there are several."
        )
        parser.add_argument("--code-property", default="", help="The property that holds each area's code.")
        parser.add_argument("--name-property", default="", help="The property that holds each area's name.")

    def handle(self, *args: Any, **options: Any) -> None:
        site = site_named(options["site"])
        try:
            report = import_boundaries(
                site,
                read_file(options["file"]),
                code_property=options["code_property"],
                name_property=options["name_property"],
            )
        except UnreadableFile as error:
            raise CommandError(str(error)) from error
        print_report(self.stdout, report, "neighbourhoods")
