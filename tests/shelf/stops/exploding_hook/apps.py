"""Broken on purpose: its Wagtail hook fails when the admin's menu is made."""

from civic.pluginkit.plugin import CivicPlugin


class ExplodingHook(CivicPlugin):
    name = "exploding_hook"
    version = "1.0"
