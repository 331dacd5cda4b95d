"""Broken on purpose: its version is a number, not text."""

from civic.pluginkit.plugin import CivicPlugin


class NumberVersion(CivicPlugin):
    name = "tests.shelf.number_version"
    version = 1.0  # type: ignore[assignment] # that is the fault
