"""How a place looks: its theme, its logo, the picture its links unfold with, and its letterhead."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from civic.themekit.registry import shelf


def default_theme() -> str:
    """Return the name of the theme a place wears until it chooses."""
    return str(settings.DEFAULT_THEME)


def theme_choices() -> list[tuple[str, str]]:
    """Return the themes on the shelf now; a function, so that a new theme needs no migration."""
    return [(theme.name, f"{theme.title}. {theme.summary}".rstrip(" .")) for theme in shelf().themes.values()]


class ThemeSettings(models.Model):
    """A place's choice of look. Written by ``services``, read by ``selectors.look_of``."""

    site = models.OneToOneField("wagtailcore.Site", on_delete=models.CASCADE, editable=False)
    theme = models.CharField(_("theme"), max_length=60, default=default_theme, choices=theme_choices)
    logo = models.ForeignKey(
        "wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    social_image = models.ForeignKey(
        "wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    letterhead = models.TextField(
        _("letterhead"),
        blank=True,
        help_text=_("Printed pages and emails carry these lines: an address, a telephone number."),
    )

    class Meta:
        verbose_name = _("look")

    def __str__(self) -> str:
        return self.theme
