"""Nothing wrong with it: what the broken ones must not harm."""

from civic.pluginkit.plugin import CivicPlugin


class Sound(CivicPlugin):
    name = "tests.shelf.sound"
    version = "1.2"
    requires_civic = ">=0.1"
    summary = "Rings when the shelf rings."
    url_prefix = "sound"
    slots = {"shelf.page": "tests.shelf.sound.slots.panel"}
