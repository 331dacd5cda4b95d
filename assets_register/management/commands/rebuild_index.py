"""``manage.py rebuild_index [--site HOST]``: make the register's index and totals anew."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from assets_register.index import rebuild
from civic.places.management.files import site_named


class Command(BaseCommand):
    """Make the register's index and totals anew from the record."""

    help = "Make the register's search index and totals anew. Safe at any time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--site", default="", help="Only the place of this host name.")

    def handle(self, *args: Any, **options: Any) -> None:
        site = site_named(options["site"]) if options["site"] else None
        self.stdout.write(f"{rebuild(site)} assets in the index.")
