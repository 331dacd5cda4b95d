"""Work out themes now, for one conversation or every one of every place."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from engagement.conversations.models import Conversation
from plugins.insight_themes.services import work_out


class Command(BaseCommand):
    """``manage.py work_out_themes [UUID …]``: the same as the worker does as conversations grow."""

    help = "Work out the themes of conversations; all of them where none is named."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take conversations by uuid."""
        parser.add_argument("uuids", nargs="*", metavar="UUID")

    def handle(self, *args: Any, **options: Any) -> None:
        """Work them out, and say what was found."""
        conversations = Conversation.objects.all()
        if options["uuids"]:
            try:
                conversations = conversations.filter(uuid__in=options["uuids"])
            except Exception as error:
                raise CommandError("A conversation's uuid looks like the one in its address.") from error
        for conversation in conversations:
            run = work_out(conversation.pk)
            if run is not None:
                self.stdout.write(f"{conversation}: read {run.said_count}, {run.loose_count} in no theme")
