"""Broken on purpose: its panel shows, prints and logs one of the site's secrets."""

from civic.pluginkit.plugin import CivicPlugin


class TellingSlot(CivicPlugin):
    name = "tests.shelf.telling_slot"
    version = "1.0"
    slots = {"shelf.page": "tests.shelf.telling_slot.slots.panel"}
