"""Broken on purpose: its models.py cannot be imported, which ends the site."""

from civic.pluginkit.plugin import CivicPlugin


class BrokenModels(CivicPlugin):
    name = "broken_models"
    version = "1.0"
