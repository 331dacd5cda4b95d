"""Broken on purpose: its wagtail_hooks.py cannot be imported, which ends the site."""

from civic.pluginkit.plugin import CivicPlugin


class BrokenHooks(CivicPlugin):
    name = "broken_hooks"
    version = "1.0"
