"""How plugins are found, switched on per place, called, and kept from doing harm."""

from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _


class PluginkitConfig(AppConfig):
    name = "civic.pluginkit"
    label = "pluginkit"
    verbose_name = _("Plugins")

    def ready(self) -> None:
        from civic.places.kept import keep_in_step_with
        from civic.pluginkit import tasks  # noqa: F401 - registers the delivery tasks
        from civic.pluginkit.checks import check_plugins
        from civic.pluginkit.models import PluginSwitch
        from civic.pluginkit.secrets import keep_secrets_off_the_outputs

        keep_secrets_off_the_outputs()
        register(check_plugins)
        keep_in_step_with(PluginSwitch)
