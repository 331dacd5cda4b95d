"""Broken on purpose: its panel is ten megabytes long."""

from civic.pluginkit.plugin import CivicPlugin


class HugeSlot(CivicPlugin):
    name = "tests.shelf.huge_slot"
    version = "1.0"
    slots = {"shelf.page": "tests.shelf.huge_slot.slots.panel"}
