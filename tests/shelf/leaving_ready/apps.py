"""Broken on purpose: it ends the process while the site starts, by a class beside ours."""

import sys

from civic.pluginkit.plugin import CivicPlugin


class Leaves:
    def ready(self) -> None:
        sys.exit("I am off")


class LeavingReady(Leaves, CivicPlugin):
    name = "tests.shelf.leaving_ready"
    version = "1.0"
