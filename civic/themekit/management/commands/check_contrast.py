"""Check that every theme's words can be read, by day and by night."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from civic.themekit.contrast import read_theme
from civic.themekit.registry import shelf


class Command(BaseCommand):
    """Prints each pair with its ratio; fails where one is too low."""

    help = "Check the contrast of every documented pair of colours of every theme, light and dark."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("themes", nargs="*", help="Names of themes; all of them by default.")

    def handle(self, *args: Any, **options: Any) -> None:
        names = options["themes"] or list(shelf().themes)
        low = 0
        for name in names:
            if name not in shelf().themes:
                raise CommandError(f"There is no usable theme called {name}.")
            try:
                readings = read_theme(name)
            except KeyError as error:
                raise CommandError(f"{name}: the token --{error.args[0]} has no colour.") from error
            low += sum(not reading.enough for reading in readings)
            for reading in readings:
                if options["verbosity"] > 1 or not reading.enough:
                    self.stdout.write(
                        f"{name} {reading.mode}: --{reading.words} on --{reading.ground} "
                        f"{reading.ratio:.2f}, needs {reading.least}"
                    )
            self.stdout.write(f"{name}: {len(readings)} pairs checked.")
        if low:
            raise CommandError(f"{low} pairs are too faint.")
