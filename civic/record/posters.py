"""An answer as a poster for the library wall: PDF, in the place's colours, with a code that leads on.

Drawn by typst with the fonts it brings, so that it looks the same on any machine. What people wrote
is handed over as JSON values and never becomes markup.
"""

import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import segno
import typst
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.text import Truncator
from django.utils.translation import get_language, get_language_info, ngettext, override
from django.utils.translation import gettext as _

from civic.pages.doors import DOORS
from civic.pages.languages import shown_place_name
from civic.pages.templatetags.ui import day
from civic.places.models import PlaceSettings
from civic.record.enums import Outcome
from civic.record.selectors import answer_trail
from civic.themekit.contrast import tokens_of
from civic.themekit.selectors import theme_of

if TYPE_CHECKING:
    from wagtail.models import Site

    from civic.record.models import Answer

Paper = Literal["a4", "a3"]
PAPERS: Final[tuple[Paper, ...]] = ("a4", "a3")

_SALT: Final = "record.poster"
_KEPT_SECONDS: Final = 60 * 60 * 24
_DRAWING: Final = Path(__file__).parent / "poster.typ"
#: What fits on a wall. The whole answer is where the code leads.
_WORDS: Final = 60
_HEARD: Final = 3
_QUOTES: Final = 2
_QUOTE_LENGTH: Final = 220
_WASH: Final = {Outcome.CHANGED: "good", Outcome.PARTLY: "part", Outcome.NOT: "bad"}


@dataclass(frozen=True, kw_only=True)
class PosterLink:
    """Where one poster of an answer is."""

    paper: str
    language: str
    url: str


def poster_links(answer: "Answer") -> list[PosterLink]:
    """Return the addresses of an answer's posters, each size in each language."""
    links = []
    for code, _name in settings.LANGUAGES:
        name = get_language_info(code)["name_local"].capitalize()
        with override(code):
            links += [
                PosterLink(
                    paper=paper.upper(),
                    language=name,
                    url=reverse("record:poster", args=[answer.uuid, paper]),
                )
                for paper in PAPERS
            ]
    return links


def poster_of(answer: "Answer", site: "Site", paper: Paper) -> bytes:
    """Return an answer's poster as PDF in the language in force, kept for a day.

    What is kept is found by what is written on it: words hidden since, a correction, another theme
    or one person more who was told are another poster.
    """
    given = _given(answer, site, paper)
    written = json.dumps(given, sort_keys=True)
    key = f"poster:{site.pk}:{salted_hmac(_SALT, written).hexdigest()}"
    kept: bytes | None = cache.get(key)
    if kept is None:
        drawn: Any = typst.compile(
            str(_DRAWING), format="pdf", ignore_system_fonts=True, sys_inputs={"given": written}
        )
        kept = bytes(drawn)
        cache.set(key, kept, timeout=_KEPT_SECONDS)
    return kept


def _given(answer: "Answer", site: "Site", paper: Paper) -> dict[str, Any]:
    address = f"{site.root_url}{reverse('record:answer', args=[answer.uuid])}"
    colours = tokens_of(theme_of(site))["light"]
    wash = _WASH[Outcome(answer.outcome)]
    return {
        "paper": paper,
        "lang": (get_language() or "en")[:2],
        "sign": colours["changed"],
        "on-sign": colours["on-sign"],
        "ink": colours["ink"],
        "muted": colours["muted"],
        "foot": colours["foot"],
        "on-foot": colours["on-foot"],
        "strip": [colours.get(door.key, "#dddccf") for door in DOORS],
        "outcome-wash": colours[f"{wash}-wash"],
        "outcome-ink": colours[f"{wash}-text"],
        "place": shown_place_name(site, PlaceSettings.for_site(site)),
        "label": _("What changed"),
        "address": site.root_url.partition("://")[2],
        "code": qr_code(address),
        "scan": _("Read the whole story, from the words to the answer"),
        "trail": address,
        "open-quote": "“",
        "close-quote": "”",
        **_said(answer),
    }


def _said(answer: "Answer") -> dict[str, Any]:
    """Return what the poster says: asked, said, did or not and why, told, promise kept."""
    trail = answer_trail(answer)
    words = [one.text for heard in trail.heard for one in heard.words if one.text]
    short = [" ".join(text.split()) for text in words if len(text) <= _QUOTE_LENGTH]
    told = ngettext("%(n)s person was told.", "%(n)s people were told.", answer.told_count)
    facts = [
        _("%(who)s answered on %(day)s.") % {"who": answer.owner_name, "day": day(answer.published_at)},
        told % {"n": answer.told_count},
    ]
    if answer.on_time is True:
        facts.append(_("Answered by the day it was promised."))
    elif answer.on_time is False:
        facts.append(_("Answered late: it was promised for %(day)s.") % {"day": day(answer.promised_for)})
    if answer.look_again_on:
        facts.append(_("It will be looked at again on %(day)s.") % {"day": day(answer.look_again_on)})
    return {
        "owner": answer.owner_name,
        "you-said": _("You said:"),
        "heard": [one.insight.title for one in trail.heard[:_HEARD]],
        "words": short[:_QUOTES],
        "outcome": _("No") if answer.outcome == Outcome.NOT else str(answer.get_outcome_display()),
        "headline": answer.headline,
        "parts": [
            [_("Because"), _cut(answer.because)],
            [_("What changes"), _cut(answer.what_changes)],
            [_("What does not"), _cut(answer.what_does_not)],
        ],
        "facts": [" ".join(facts)],
    }


def _cut(words: str) -> str:
    return Truncator(" ".join(words.split())).words(_WORDS, truncate=" …")


def qr_code(address: str) -> str:
    """Return a QR code as SVG, with room to be read from across a room or through a scratched pane."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=2, light="#ffffff")
    return drawn.getvalue().decode()
