"""How plugins are found, switched on per place, called, and kept from doing harm."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PluginkitConfig(AppConfig):
    name = "civic.pluginkit"
    label = "pluginkit"
    verbose_name = _("Plugins")
