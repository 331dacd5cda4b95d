"""Broken on purpose: its panel hangs."""

from civic.pluginkit.plugin import CivicPlugin


class SlowSlot(CivicPlugin):
    name = "tests.shelf.slow_slot"
    version = "1.0"
    slots = {"shelf.page": "tests.shelf.slow_slot.slots.panel"}
