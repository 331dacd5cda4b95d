"""Broken on purpose: its label is a room's."""

from civic.pluginkit.plugin import CivicPlugin


class TakenLabel(CivicPlugin):
    name = "tests.shelf.taken_label"
    label = "record"
    version = "1.0"
