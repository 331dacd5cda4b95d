"""Broken on purpose: its own version is not one."""

from civic.pluginkit.plugin import CivicPlugin


class NotAVersion(CivicPlugin):
    name = "tests.shelf.not_a_version"
    version = "the one from Tuesday"
