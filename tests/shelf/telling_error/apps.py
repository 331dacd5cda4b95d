"""Broken on purpose: its error holds one of the site's secrets."""

from civic.pluginkit.plugin import CivicPlugin


class TellingError(CivicPlugin):
    name = "tests.shelf.telling_error"
    version = "1.0"
    slots = {"shelf.page": "tests.shelf.telling_error.slots.panel"}
