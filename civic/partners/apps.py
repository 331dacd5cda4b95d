"""The organisations of a place."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnersConfig(AppConfig):
    name = "civic.partners"
    label = "partners"
    verbose_name = _("Partners")
