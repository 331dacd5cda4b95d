"""Find the plugins the site does not start with."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.wsgi import get_wsgi_application
from django.db.migrations.loader import MigrationLoader
from django.urls import get_resolver
from wagtail import hooks
from wagtail.admin.menu import admin_menu, settings_menu

from civic.pluginkit.discovery import packages
from civic.pluginkit.faults import start_faults
from civic.pluginkit.trials import STARTED, try_plugin


class Command(BaseCommand):
    """Tries every plugin, or those named, each in a process of its own."""

    help = "Start the site once for each plugin and name those to block. Run it before an upgrade."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take which plugins, and how long each may take."""
        parser.add_argument("plugins", nargs="*", help="dotted names; every plugin there is without any")
        parser.add_argument("--seconds", type=float, default=60, help="how long a start may take")
        parser.add_argument("--start", action="store_true", help="be one trial: start, and say what is wrong")

    def handle(self, *args: Any, **options: Any) -> None:
        """Try them, two at a time. Exits with 1 where one is to be blocked."""
        if options["start"]:
            self.start()
            return
        there = packages(settings.PLUGIN_FOLDERS)
        names = options["plugins"] or there
        if unknown := [name for name in names if name not in there]:
            raise CommandError(f"There is no plugin {', '.join(unknown)}. There are: {', '.join(there)}.")
        with ThreadPoolExecutor(max_workers=2) as two:
            trials = list(two.map(lambda name: try_plugin(name, seconds=options["seconds"]), names))
        for trial in trials:
            how = "stops the site" if trial.stops else "is left out" if trial.said else "starts"
            self.stdout.write(f"{trial.plugin}: {how}{trial.said and ': '}{trial.said}")
        stopping = [trial.plugin for trial in trials if trial.stops]
        if stopping:
            raise CommandError(f"Start the site with BLOCKED_PLUGINS={','.join(stopping)}")

    def start(self) -> None:
        """Do what a server does before its first page, without a database; Django has started by now."""
        hooks.search_for_hooks()
        for menu in (admin_menu, settings_menu):
            _ = menu.registered_menu_items
        MigrationLoader(None)
        get_wsgi_application()
        _ = get_resolver().url_patterns
        self.stdout.write(STARTED + json.dumps([f"{fault.where}: {fault.said}" for fault in start_faults()]))
