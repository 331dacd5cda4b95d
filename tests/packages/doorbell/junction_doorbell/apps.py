from civic.pluginkit.plugin import CivicPlugin


class Doorbell(CivicPlugin):
    name = "junction_doorbell"
    version = "2.1"
    requires_civic = ">=0.1,<1"
    summary = "Rings at its own address."
    url_prefix = "doorbell"
