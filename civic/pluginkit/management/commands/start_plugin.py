"""Write a plugin to begin with."""

import argparse
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.templates import TemplateCommand

from civic.pluginkit.discovery import package_in

FAMILIES = ("insight", "governance", "spaces", "outreach", "exchange")
TEMPLATE = Path(__file__).resolve().parents[2] / "plugin_template"


class Command(TemplateCommand):
    """Fills our template as ``startapp`` fills Django's."""

    help = "Write a plugin that works, with its test, into one folder."
    rewrite_template_suffixes = ((".py-tpl", ".py"), (".html-tpl", ".html"), (".md-tpl", ".md"))

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take a name, and where to put it."""
        parser.add_argument("name", help=f"<family>_<name>; the families are {', '.join(FAMILIES)}")
        parser.add_argument(
            "--into", type=Path, default=settings.BASE_DIR / "plugins", help="a folder of plugins"
        )
        for option, value in {
            "template": str(TEMPLATE),
            "extensions": ["py", "html", "md"],
            "files": [],
        }.items():
            parser.add_argument(f"--{option}", default=value, help=argparse.SUPPRESS)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it, unless there is one of that name. Raises ``CommandError`` for a name that will not do."""
        name, into = options.pop("name"), options.pop("into")
        family, _line, rest = name.partition("_")
        if family not in FAMILIES or not rest or not name.isidentifier() or name != name.lower():
            raise CommandError(f"Call it <family>_<name>, in small letters. Families: {', '.join(FAMILIES)}.")
        folder = into / name
        if folder.exists():
            raise CommandError(f"There is a {folder} already; nothing was written.")
        folder.mkdir(parents=True)
        title = f"{family} {rest}".replace("_", " ").capitalize()
        super().handle("app", name, str(folder), package=package_in(into, name), title=title, **options)
        self.stdout.write(
            f"{folder} is written. Try it: pytest {folder}. What there is to use: plugins/README.md"
        )
