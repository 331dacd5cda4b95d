"""Broken on purpose: slots that are nothing at all, which would break every page that has a slot."""

from civic.pluginkit.plugin import CivicPlugin


class NoSlots(CivicPlugin):
    name = "tests.shelf.no_slots"
    version = "1.0"
    slots = None  # type: ignore[assignment] # that is the fault
