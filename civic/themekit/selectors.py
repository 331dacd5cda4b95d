"""How the place in force looks."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.conf import settings

from civic.places.context import current_site
from civic.places.kept import Row, kept
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

    Looked up once per ``Site`` object (a request, task or email has one of its own) in what is kept.
    """
    if site is None:
        return Look(theme=str(settings.DEFAULT_THEME))
    known: Look | None = getattr(site, "_look", None)
    if known is None:
        rows = kept(("look", site.pk), lambda: _rows_of(site.pk))
        known = Look(theme=str(settings.DEFAULT_THEME)) if rows is None else _look_in(*rows)
        site._look = known  # kept for as long as the object lives
    return known


#: A place's choice, its logo and its social image, as they are kept.
_Rows = tuple[Row[ThemeSettings], Row[Any] | None, Row[Any] | None]


def _rows_of(site_id: int) -> _Rows | None:
    row = ThemeSettings.objects.filter(site_id=site_id).select_related("logo", "social_image").first()
    if row is None:
        return None
    logo, social_image = (Row.of(image) if image else None for image in (row.logo, row.social_image))
    return Row.of(row), logo, social_image


def _look_in(choice: Row[ThemeSettings], logo: Row[Any] | None, social_image: Row[Any] | None) -> Look:
    row = choice.again()
    return Look(
        theme=row.theme or str(settings.DEFAULT_THEME),
        logo=logo.again() if logo else None,
        social_image=social_image.again() if social_image else None,
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
