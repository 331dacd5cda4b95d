"""Broken on purpose: it fails while the site starts."""

from civic.pluginkit.plugin import CivicPlugin


class ExplodingReady(CivicPlugin):
    name = "tests.shelf.exploding_ready"
    version = "1.0"
    slots = {"shelf.page": "tests.shelf.sound.slots.panel"}

    def ready(self) -> None:
        raise RuntimeError("not today")
