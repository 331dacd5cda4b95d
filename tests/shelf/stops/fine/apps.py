"""Nothing wrong with it: it must not be blamed."""

from civic.pluginkit.plugin import CivicPlugin


class Fine(CivicPlugin):
    name = "fine"
    version = "1.0"
