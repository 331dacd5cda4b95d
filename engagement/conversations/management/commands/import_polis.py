"""Bring a Polis conversation in from its open data."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from civic.places.management.files import site_named
from engagement.conversations.importing import ImportRefused, import_polis
from engagement.conversations.launching import open_conversation
from engagement.conversations.rules import NotReady


class Command(BaseCommand):
    """``import_polis FOLDER --site HOST --question "..."``; a draft unless ``--open``."""

    help = "Bring a Polis conversation in from a folder with comments.csv and votes.csv."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--site", required=True, help="The host name of the place.")
        parser.add_argument("--question", required=True)
        parser.add_argument("--promise", default="", help="What will be done with what people said.")
        parser.add_argument("--decides", default="", help="Who decides.")
        parser.add_argument("--can-change", default="")
        parser.add_argument("--cannot-change", default="")
        parser.add_argument("--answer-by", type=date.fromisoformat, default=None, help="YYYY-MM-DD")
        parser.add_argument("--open", action="store_true", help="Open it; all of the above has to be said.")

    def handle(self, *args: Any, **options: Any) -> None:
        site = site_named(options["site"])
        try:
            report = import_polis(
                site,
                options["folder"],
                question=options["question"],
                promise=options["promise"],
                decider_name=options["decides"],
                can_change=options["can_change"],
                cannot_change=options["cannot_change"],
                answer_by=options["answer_by"],
            )
        except ImportRefused as refused:
            raise CommandError("Nothing was brought in.\n" + "\n".join(refused.problems)) from refused
        self.stdout.write(
            f"{report.statements} statements: {report.statements - report.rejected} shown, "
            f"{report.rejected} rejected, {report.seeds} of them the organisers' own. "
            f"{report.people} people, {report.vote_events} votes cast, {report.votes} last votes."
        )
        if options["open"]:
            try:
                open_conversation(report.conversation)
            except NotReady as refused:
                raise CommandError(f"It came in as a draft. {refused.message}") from refused
        self.stdout.write(f"{report.conversation.uuid}")
