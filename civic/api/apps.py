"""The public API's root."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "civic.api"
    label = "civic_api"
    verbose_name = _("Public API")
