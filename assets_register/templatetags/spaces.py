"""How a space is said on a page."""

from decimal import Decimal

from django import template
from django.utils.translation import gettext, ngettext

from assets_register import pricing
from assets_register.counting import Counts
from assets_register.enums import AssetKind
from assets_register.importing.notes import words_of
from assets_register.importing.screening import reason_in_words
from assets_register.models import Asset
from assets_register.offered.words import time_in_words

register = template.Library()

register.filter("time_in_words", time_in_words)
register.filter("words_of", words_of)
register.filter("reason_in_words", reason_in_words)

METRES_PER_MILE = 1609.344
_ICONS = {
    "park": "park", "play": "child", "allotment": "park", "cemetery": "park", "land": "park",
    "library": "paper", "cafe": "kitchen", "toilet": "toilet", "workshop": "tool", "faith": "spaces",
    "hall": "people", "community_centre": "people", "meeting_room": "people", "sports": "live",
}  # fmt: skip


@register.filter
def miles(metres: float | None) -> str:
    """Return a distance the way a neighbour says it: "150 yards", "0.4 miles"."""
    if metres is None:
        return ""
    if metres < METRES_PER_MILE / 8:
        return gettext("%(n)s yards away") % {"n": max(10, round(metres / 0.9144 / 10) * 10)}
    distance = round(metres / METRES_PER_MILE, 1)
    if distance == 1:
        return gettext("1 mile away")
    return gettext("%(n)s miles away") % {"n": f"{distance:g}"}


@register.filter
def kind_icon(asset: Asset) -> str:
    """Return the name of the icon for an asset's kind."""
    return _ICONS.get(asset.kind, "building")


@register.filter
def kind_words(kind: str) -> str:
    """Return what people call a kind of space."""
    return str(AssetKind(kind).label)


@register.filter
def spaces_counted(number: int) -> str:
    """Return "1 space", "608 spaces"."""
    return ngettext("%(n)s space", "%(n)s spaces", number) % {"n": f"{number:,}"}


@register.filter
def spaces_found(counts: Counts) -> str:
    """Return "1 space", "608 spaces", "1,000+ spaces"."""
    return ngettext("%(n)s space", "%(n)s spaces", counts.total) % {"n": total_said(counts)}


@register.filter
def total_said(counts: Counts) -> str:
    """Return "608" or "1,000+"."""
    return counts.said("total", counts.total)


@register.filter
def spaces_in(counts: Counts, scope: str) -> str:
    """Return how many there are in one of the two lists."""
    return counts.said(scope, counts.by_scope[scope])


@register.filter
def pounds(amount: Decimal | None) -> str:
    """Return "£12" or "£12.50"."""
    return "" if amount is None else pricing.pounds(amount)
