"""How requests reach the site, and how the site is run."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServerConfig(AppConfig):
    name = "civic.server"
    label = "server"
    verbose_name = _("Server")
