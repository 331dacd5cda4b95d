"""Broken on purpose: its panel ends the process."""

from civic.pluginkit.plugin import CivicPlugin


class LeavingSlot(CivicPlugin):
    name = "tests.shelf.leaving_slot"
    version = "1.0"
    slots = {"shelf.page": "tests.shelf.leaving_slot.slots.panel"}
