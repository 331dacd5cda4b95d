"""Broken on purpose: what it does with an event fails."""

from civic.pluginkit.plugin import CivicPlugin


class ExplodingReceiver(CivicPlugin):
    name = "tests.shelf.exploding_receiver"
    version = "1.0"
