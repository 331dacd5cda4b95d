"""How a place's look is found and chosen."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ThemekitConfig(AppConfig):
    name = "civic.themekit"
    label = "themekit"
    verbose_name = _("Themes")

    def ready(self) -> None:
        from civic.themekit import checks  # noqa: F401 - importing registers the check
