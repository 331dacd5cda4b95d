"""Broken on purpose: its tasks.py cannot be imported."""

from civic.pluginkit.plugin import CivicPlugin


class BrokenTasks(CivicPlugin):
    name = "tests.shelf.broken_tasks"
    version = "1.0"
