"""How the place in force looks."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.conf import settings

from civic.places.context import current_site
from civic.themekit.models import ThemeSettings

if TYPE_CHECKING:
    from wagtail.models import Site


@dataclass(frozen=True, kw_only=True)
class Look:
    """What a place chose; ``logo`` and ``social_image`` are Wagtail images or None."""

    theme: str
    logo: Any = None
    social_image: Any = None
    letterhead: tuple[str, ...] = ()
    preview: bool = False
    """Whether an editor is trying the theme on: nobody else sees it."""


def look_of(site: "Site | None") -> Look:
    """Return how a place looks; the default where there is no place or choice.

    One query per ``Site`` object: a request, task or email has one of its own.
    """
    if site is None:
        return Look(theme=str(settings.DEFAULT_THEME))
    known: Look | None = getattr(site, "_look", None)
    if known is None:
        row = ThemeSettings.objects.filter(site_id=site.pk).select_related("logo", "social_image").first()
        known = Look(theme=str(settings.DEFAULT_THEME)) if row is None else _look_in(row)
        site._look = known  # kept for as long as the object lives
    return known


def _look_in(row: ThemeSettings) -> Look:
    return Look(
        theme=row.theme or str(settings.DEFAULT_THEME),
        logo=row.logo,
        social_image=row.social_image,
        letterhead=tuple(line.strip() for line in row.letterhead.splitlines() if line.strip()),
    )


def try_on(site: "Site", theme: str) -> None:
    """Put a theme on this ``Site`` object only: for one request of one editor."""
    site._look = replace(look_of(site), theme=theme, preview=True)


def wear_what_is_known(site: "Site | None") -> None:
    """Let a place wear the default for the rest of this request, where nobody has asked for its look yet."""
    if site is not None and getattr(site, "_look", None) is None:
        site._look = Look(theme=str(settings.DEFAULT_THEME))


def theme_of(site: "Site | None") -> str:
    """Return the name of the theme a place wears."""
    return look_of(site).theme


def theme_in_force() -> str:
    """Return the name of the theme of the place in force."""
    return theme_of(current_site())
