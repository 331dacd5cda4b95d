"""Broken on purpose: the form of its settings fails."""

from civic.pluginkit.plugin import CivicPlugin


class ExplodingSettings(CivicPlugin):
    name = "tests.shelf.exploding_settings"
    version = "1.0"
