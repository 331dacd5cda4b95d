"""Which theme is in force."""

from typing import TYPE_CHECKING

from django.conf import settings

from civic.places.context import current_site
from civic.themekit.models import ThemeSettings

if TYPE_CHECKING:
    from wagtail.models import Site


def theme_of(site: "Site | None") -> str:
    """Return the name of the theme a place chose; the default where there is no place or choice.

    One query per ``Site`` object: a request, task or email has one of its own.
    """
    if site is None:
        return str(settings.DEFAULT_THEME)
    known: str | None = getattr(site, "_theme_name", None)
    if known is None:
        chosen = ThemeSettings.objects.filter(site_id=site.pk).values_list("theme", flat=True).first()
        known = chosen or str(settings.DEFAULT_THEME)
        site._theme_name = known  # kept for as long as the object lives
    return known


def theme_in_force() -> str:
    """Return the name of the theme of the place in force."""
    return theme_of(current_site())
