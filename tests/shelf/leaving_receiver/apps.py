"""Broken on purpose: what it does with an event ends the process."""

from civic.pluginkit.plugin import CivicPlugin


class LeavingReceiver(CivicPlugin):
    name = "tests.shelf.leaving_receiver"
    version = "1.0"
