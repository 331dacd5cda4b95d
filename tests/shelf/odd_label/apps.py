"""Broken on purpose: Django takes no label with a dash."""

from civic.pluginkit.plugin import CivicPlugin


class OddLabel(CivicPlugin):
    name = "tests.shelf.odd_label"
    label = "odd-label"
    version = "1.0"
