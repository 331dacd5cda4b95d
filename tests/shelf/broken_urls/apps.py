"""Broken on purpose: its urls.py cannot be imported."""

from civic.pluginkit.plugin import CivicPlugin


class BrokenUrls(CivicPlugin):
    name = "tests.shelf.broken_urls"
    version = "1.0"
    url_prefix = "broken"
