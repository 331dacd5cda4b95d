"""Broken on purpose: its panel fails."""

from civic.pluginkit.plugin import CivicPlugin


class ExplodingSlot(CivicPlugin):
    name = "tests.shelf.exploding_slot"
    version = "1.0"
    slots = {"shelf.page": "tests.shelf.exploding_slot.slots.panel"}
