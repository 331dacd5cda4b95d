"""Broken on purpose: its models.py ends the process and calls that a success."""

from civic.pluginkit.plugin import CivicPlugin


class QuietLeaving(CivicPlugin):
    name = "quiet_leaving"
    version = "1.0"
