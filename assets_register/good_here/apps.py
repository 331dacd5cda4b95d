"""What residents say is good where they live: places, groups, offers."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GoodHereConfig(AppConfig):
    name = "assets_register.good_here"
    label = "good_here"
    verbose_name = _("What is good here")

    def ready(self) -> None:
        import_module("assets_register.good_here.registrations").register()
