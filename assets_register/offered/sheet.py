"""Who is in at a space on a day, as a sheet of paper for its door: PDF, A4, in the place's colours.

What people wrote is handed to typst as JSON values and never becomes markup.
"""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import typst
from django.http import Http404, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Site

from assets_register.addresses import section_path
from assets_register.models import Asset
from assets_register.offered.reading import DaySheet, day_sheet
from assets_register.offered.routes import read_day
from assets_register.offered.words import hours
from assets_register.selectors import public_asset
from civic.pages.languages import shown_place_name
from civic.pages.templatetags.ui import clock
from civic.pages.templatetags.ui import day as day_in_words
from civic.places.models import PlaceSettings
from civic.record.posters import qr_code
from civic.residents.throttle import too_often
from civic.themekit.contrast import tokens_of
from civic.themekit.selectors import theme_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from civic.places.spaces import Happening

_DRAWING: Final = Path(__file__).parent / "sheet.typ"
#: How many sheets one visitor may have drawn.
SHEETS, SHEETS_TIME = 60, timedelta(minutes=10)
#: How many of the next days the sheet names.
_DAYS = 3


@require_safe
def sheet_view(request: "HttpRequest", section: str, slug: str, day: str) -> HttpResponse:
    """Send the sheet of a day, in the language of the address."""
    site = Site.find_for_request(request)
    path = section_path(site) if site else ""
    if site is None or path.rstrip("/").rpartition("/")[2] != section:
        raise Http404
    asset, on = public_asset(site, slug), read_day(day)
    if asset is None:
        raise Http404(_("There is no such space here."))
    if too_often(request, "spaces.sheet", limit=SHEETS, per=SHEETS_TIME):
        return HttpResponse(_("Too many sheets at once. Please try again in ten minutes."), status=429)
    address = f"{site.root_url}{path}{asset.slug}/who-is-in/"
    response = HttpResponse(
        draw_sheet(site, asset, day_sheet(site, asset, on), address), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'inline; filename="{asset.slug[:60]}-{on.isoformat()}.pdf"'
    patch_cache_control(response, private=True, no_cache=True)
    return response


def draw_sheet(site: Site, asset: Asset, sheet: DaySheet, address: str) -> bytes:
    """Return the sheet as PDF; ``address`` is where the code on it leads."""
    given = json.dumps(_given(site, asset, sheet, address), sort_keys=True)
    drawn: Any = typst.compile(
        str(_DRAWING), format="pdf", ignore_system_fonts=True, sys_inputs={"given": given}
    )
    return bytes(drawn)


def _given(site: Site, asset: Asset, sheet: DaySheet, address: str) -> dict[str, Any]:
    colours = tokens_of(theme_of(site))["light"]
    return {
        "lang": (get_language() or "en")[:2],
        "sign": colours["spaces"],
        "on-sign": colours["on-sign"],
        "ink": colours["ink"],
        "muted": colours["muted"],
        "line": colours["line"],
        "place": shown_place_name(site, PlaceSettings.for_site(site)),
        "title": _("Who is in today") if sheet.today else _("Who is in"),
        "space": asset.name,
        "day": day_in_words(sheet.day),
        "things": [_thing(thing) for thing in sheet.things],
        "nobody": _("Nobody that we know of."),
        "then": _("Then"),
        "after": [_day(day, things) for day, things in sheet.after[:_DAYS]],
        "code": qr_code(address),
        "scan": _("What is on here, day by day"),
        "trail": address,
    }


def _thing(thing: "Happening") -> dict[str, Any]:
    return {
        "when": _hours(thing),
        "title": thing.title,
        "by": thing.by,
        "where": thing.where,
        "details": " · ".join(thing.details),
    }


def _hours(thing: "Happening") -> str:
    return hours(thing.starts_at, thing.ends_at) if thing.ends_at else clock(thing.starts_at)


def _day(day: date, things: "Any") -> dict[str, Any]:
    said = ", ".join(f"{thing.title} ({_hours(thing)})" for thing in things)
    return {"day": day_in_words(day), "things": said}
