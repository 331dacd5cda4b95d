"""What every email of a place has around its words."""

from typing import Any

from django import template
from django.conf import settings
from django.utils.translation import get_language

from civic.pages.languages import shown_place_name
from civic.places.context import current_site
from civic.places.models import PlaceSettings
from civic.themekit.contrast import tokens_of
from civic.themekit.selectors import look_of

register = template.Library()


@register.simple_tag
def letter() -> dict[str, Any]:
    """Return what makes an email the place's own: its name, address, colours, logo and language."""
    site = current_site()
    look = look_of(site)
    tokens = tokens_of(look.theme)
    root = site.root_url if site else ""
    place = PlaceSettings.for_site(site) if site else None
    logo = look.logo.get_rendition("max-400x120|format-png").url if look.logo else ""
    return {
        "place_name": shown_place_name(site, place) if site and place else "Junction Box",
        "contact_email": place.contact_email if place else "",
        "root_url": root,
        "language": get_language() or settings.LANGUAGE_CODE,
        "lines": look.letterhead,
        "logo_url": root + logo if logo.startswith("/") else logo,
        "day": {name.replace("-", "_"): colour for name, colour in tokens["light"].items()},
        "night": {name.replace("-", "_"): colour for name, colour in tokens["dark"].items()},
    }
