"""Collect everything the site says into one Welsh catalogue, and compile it.

The compiled ``.mo`` stands in the repository beside its ``.po``, so that a clone speaks Welsh with
nothing but Python; a test holds the two together.
"""

from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import allauth
import polib
from django.conf import settings
from django.core.management.commands import makemessages

LANGUAGE = "cy"
PACKAGES = Path(allauth.__file__).parents[1]
#: Never dates or names: those change with every run, and a change should show what was said anew.
HEADER = {
    "Project-Id-Version": "junction-box",
    "Language": LANGUAGE,
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    # Unicode's CLDR, not Django's four older forms: after 2, 3 and 6 the noun's first letter changes
    # (2 le, 3 pherson). Django keeps catalogues of different forms apart.
    "Plural-Forms": ("nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n==3 ? 3 : n==6 ? 4 : 5);"),
}
HEADING = (
    "Welsh for Junction Box. `make messages` collects it anew and compiles it: write msgstr, never msgid."
)
NOT_OURS = ["tests", "var", ".venv", "build"]
#: What we stand on, shows to people, and has no Welsh of its own: its words are collected with ours.
BORROWED = [
    "allauth/account",
    "allauth/mfa",
    "allauth/templates/account",
    "allauth/templates/mfa",
    "allauth/templates/socialaccount/email",
    "allauth/templates/socialaccount/messages",
    "allauth/templates/usersessions/messages",
]


class _BuildFile(makemessages.BuildFile):
    """Prepares a template for xgettext in a folder of its own, so that no other tool meets it."""

    command: "Command"

    @property
    def work_path(self) -> str:
        if not self.is_templatized:
            return self.path
        return f"{self.command.bench}/{Path(self.path).as_posix().lstrip('/')}.py"

    def preprocess(self) -> None:
        Path(self.work_path).parent.mkdir(parents=True, exist_ok=True)
        super().preprocess()

    def postprocess_messages(self, msgs: str) -> str:
        return msgs.replace(self.work_path, str(Path(self.path)).removeprefix(f"{PACKAGES}/"))


class Command(makemessages.Command):
    """Needs GNU gettext; the site itself does not."""

    help = "Collect every message into civic/locale/cy and compile it."
    build_file_class = _BuildFile
    # A guess at a new sentence from an old one is worse than none.
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]
    bench = ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--into", type=Path, default=settings.LOCALE_PATHS[0], help="Another folder of catalogues."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.into = Path(options.pop("into")).resolve()
        catalogue = self.into / LANGUAGE / "LC_MESSAGES" / "django.po"
        with TemporaryDirectory() as self.bench:
            super().handle(
                *args,
                **options,
                locale=[LANGUAGE], exclude=[], domain="django", all=False, extensions=None, symlinks=False,
                ignore_patterns=list(NOT_OURS), use_default_ignore_patterns=True, no_wrap=True,
                no_location=False, add_location="file", no_obsolete=True, keep_pot=False,
            )  # fmt: skip
        messages = tidy(catalogue)
        untranslated = len(messages.untranslated_entries())
        self.stdout.write(f"{len(messages)} messages, {untranslated} not in Welsh yet.")

    def find_files(self, root: str) -> list[makemessages.TranslatableFile]:
        files = super().find_files(root)
        for folder in BORROWED:
            files += super().find_files(str(PACKAGES / folder))
        self.locale_paths = [str(self.into)]
        for file in files:
            file.locale_dir = str(self.into)
        return files


def tidy(catalogue: Path) -> polib.POFile:
    """Give a ``.po`` its standing header, compile it, and return it."""
    messages = polib.pofile(str(catalogue), wrapwidth=0)
    messages.header, messages.metadata, messages.metadata_is_fuzzy = HEADING, dict(HEADER), False
    messages.save(newline="\n")
    messages.save_as_mofile(str(catalogue.with_suffix(".mo")))
    return messages
