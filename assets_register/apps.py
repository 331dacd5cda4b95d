"""Every space and asset of a place, whoever owns it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssetsRegisterConfig(AppConfig):
    name = "assets_register"
    label = "assets_register"
    verbose_name = _("Asset register")

    def import_models(self) -> None:
        super().import_models()
        from assets_register import pages  # noqa: F401 - page classes are models too
