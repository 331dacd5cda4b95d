"""Links the look of the place in force, and shows what is the place's own."""

from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from civic.places.context import current_site
from civic.themekit.contrast import tokens_of
from civic.themekit.registry import file_of, shelf, stylesheets_of
from civic.themekit.selectors import Look, look_of, theme_in_force

register = template.Library()

_SWATCHES = ("paper", "solid", "spaces", "projects", "conversations", "changed")


@register.simple_tag
def theme_stylesheets() -> SafeString:
    """Return the ``<link>`` elements of the theme in force."""
    sheets = stylesheets_of(theme_in_force())
    return format_html_join("\n  ", '<link rel="stylesheet" href="{}">', ((static(s),) for s in sheets))


@register.simple_tag
def theme_mark() -> str:
    """Return the address of the theme's mark, which stands in a browser's tab."""
    own = file_of(theme_in_force(), "mark.svg")
    return static(f"{own.parent.name}/mark.svg" if own else "pages/mark.svg")


@register.simple_tag
def look() -> Look:
    """Return the place's look: ``logo``, ``social_image``, ``letterhead`` (lines), ``preview``."""
    return look_of(current_site())


@register.simple_tag
def theme_title(name: str) -> str:
    """Return what a theme is called."""
    return shelf().themes[name].title if name in shelf().themes else name


@register.simple_tag
def theme_swatches(name: str) -> SafeString:
    """Return a theme's main colours as a strip."""
    by_day: dict[str, Any] = dict(tokens_of(name)["light"])
    strips = ((index * 20, by_day[token]) for index, token in enumerate(_SWATCHES) if token in by_day)
    return format_html(
        '<svg viewBox="0 0 120 20" preserveAspectRatio="none" focusable="false">{}</svg>',
        format_html_join("", '<rect x="{}" width="20" height="20" fill="{}"/>', strips),
    )
