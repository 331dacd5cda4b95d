"""Broken on purpose: it never starts."""

from civic.pluginkit.plugin import CivicPlugin


class SleepingStart(CivicPlugin):
    name = "sleeping_start"
    version = "1.0"
