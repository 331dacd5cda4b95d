"""Broken on purpose: its models.py ends the process."""

from civic.pluginkit.plugin import CivicPlugin


class LeavingModels(CivicPlugin):
    name = "leaving_models"
    version = "1.0"
