"""Broken on purpose: it wants a site that does not exist."""

from civic.pluginkit.plugin import CivicPlugin


class WrongVersion(CivicPlugin):
    name = "tests.shelf.wrong_version"
    version = "1.0"
    requires_civic = ">=99"
