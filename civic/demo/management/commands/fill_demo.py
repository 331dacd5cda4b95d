"""Fill Pellbridge, the fictional place of the demo."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from civic.demo.building import add_people, add_projects, build_place
from civic.demo.drop_ins import add_drop_ins
from civic.demo.good_here import add_good_things
from civic.demo.hire import add_hire
from civic.demo.people import PEOPLE
from civic.demo.register import add_spaces
from civic.demo.story import tell_story
from civic.places.models import PlaceSettings
from civic.tasks.services import drain


class Command(BaseCommand):
    """Fill the demo place once."""

    help = "Fill Pellbridge, a fictional place, by the same services residents and staff use. Once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--hostname", default="localhost")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        if PlaceSettings.objects.filter(demo=True).exists():
            self.stdout.write("Pellbridge is here already.")
            return
        with transaction.atomic():
            self.stdout.write("Drawing the place ...")
            made = build_place(options["hostname"], options["port"])
            self.stdout.write("Inviting people ...")
            add_people(made)
            self.stdout.write("Listing spaces ...")
            add_spaces(made)
            add_hire(made)
            add_drop_ins(made)
            add_good_things(made)
            self.stdout.write("Starting projects ...")
            add_projects(made)
            self.stdout.write("Telling the story ...")
            tell_story(made)
            drain()
        names = ", ".join(person.first_name for person in PEOPLE)
        self.stdout.write(self.style.SUCCESS(f"Pellbridge is ready. In it: {names}."))
