"""How a place's look is found and chosen."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ThemekitConfig(AppConfig):
    name = "civic.themekit"
    label = "themekit"
    verbose_name = _("Themes")

    def ready(self) -> None:
        from wagtail.images import get_image_model

        from civic.places.kept import keep_in_step_with
        from civic.themekit import checks  # noqa: F401 - importing registers the check
        from civic.themekit.models import ThemeSettings

        keep_in_step_with(ThemeSettings, get_image_model())
