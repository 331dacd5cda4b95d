"""``manage.py make_place HOST NAME``: a place with its home page and the front of every section."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from civic.pages.services import AddressTaken, add_every_section, build_site
from civic.residents.enums import Role
from civic.residents.models import User
from civic.residents.services import grant_role


class Command(BaseCommand):
    """Makes a place; run again with ``--rename``, it changes only the names."""

    help = "Make a place: its site, home page and sections, and who runs it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("host", help="the host name people reach it at, such as localhost")
        parser.add_argument("name", help="what the place is called")
        parser.add_argument("--port", type=int, default=80)
        parser.add_argument("--welsh-name", default="")
        parser.add_argument("--default", action="store_true", help="also answer for every other host name")
        parser.add_argument("--rename", action="store_true", help="call the place at this host name so")
        parser.add_argument("--administrator", default="", metavar="EMAIL", help="who runs it")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            site = build_site(
                options["host"],
                options["name"],
                port=options["port"],
                default=options["default"],
                name_cy=options["welsh_name"],
                rename=options["rename"],
            )
        except ValidationError as no_host:
            raise CommandError(" ".join(no_host.messages)) from no_host
        except AddressTaken as taken:
            raise CommandError(
                f"{taken} Two places cannot have one host name: choose another. "
                "To call that place something else, add --rename and its own --port."
            ) from taken
        sections = add_every_section(site)
        self.stdout.write(f"{options['name']} is at {site.root_url}, with: {', '.join(sections)}.")
        email = options["administrator"].strip().lower()
        if email:
            user = User.objects.filter(email=email).first() or User.objects.create_user(email)
            grant_role(user, site, Role.PLACE_ADMINISTRATOR)
            self.stdout.write(f"{email} runs it: sign in at {site.root_url}/accounts/login/code/")
