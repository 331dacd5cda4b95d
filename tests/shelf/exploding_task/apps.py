"""Broken on purpose: its task fails."""

from civic.pluginkit.plugin import CivicPlugin


class ExplodingTask(CivicPlugin):
    name = "tests.shelf.exploding_task"
    version = "1.0"
