"""Which theme a place wears."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from civic.themekit.registry import shelf


def default_theme() -> str:
    """Return the name of the theme a place wears until it chooses."""
    return str(settings.DEFAULT_THEME)


def theme_choices() -> list[tuple[str, str]]:
    """Return the themes on the shelf now; a function, so that a new theme needs no migration."""
    return [(theme.name, f"{theme.title}. {theme.summary}".rstrip(" .")) for theme in shelf().themes.values()]


@register_setting(icon="view")
class ThemeSettings(BaseSiteSetting):
    """A place's choice of look."""

    theme = models.CharField(_("theme"), max_length=60, default=default_theme, choices=theme_choices)

    panels: ClassVar[list[Panel]] = [FieldPanel("theme")]

    class Meta:
        verbose_name = _("look")

    def __str__(self) -> str:
        return self.theme
