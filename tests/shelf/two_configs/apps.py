"""Broken on purpose: two configs, so nobody knows which is meant."""

from civic.pluginkit.plugin import CivicPlugin


class One(CivicPlugin):
    name = "tests.shelf.two_configs"
    version = "1.0"


class Two(CivicPlugin):
    name = "tests.shelf.two_configs"
    version = "1.0"
