"""Pellbridge: the fictional place a newcomer sees first."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    name = "civic.demo"
    label = "demo"
    verbose_name = _("Demo place")
