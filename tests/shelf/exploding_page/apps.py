"""Broken on purpose: its pages fail."""

from civic.pluginkit.plugin import CivicPlugin


class ExplodingPage(CivicPlugin):
    name = "tests.shelf.exploding_page"
    version = "1.0"
    url_prefix = "exploding"
