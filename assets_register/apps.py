"""Every space and asset of a place, whoever owns it."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssetsRegisterConfig(AppConfig):
    name = "assets_register"
    label = "assets_register"
    verbose_name = _("Asset register")

    def import_models(self) -> None:
        super().import_models()
        import_module("assets_register.pages")  # page classes are models too

    def ready(self) -> None:
        import_module("assets_register.receivers")
        import_module("assets_register.sources").register_all()
        import_module("assets_register.asking").register_kinds()
        import_module("assets_register.claim_letters").register_kinds()
        import_module("assets_register.saved_searches").register_kinds()
