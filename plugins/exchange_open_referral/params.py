"""What a stranger asks for, parsed at the door. Whatever is unknown or wrong is refused, never guessed."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _

from civic.places.geo import PostcodeKind, normalised_postcode

if TYPE_CHECKING:
    from django.http import QueryDict

PER_PAGE, PER_PAGE_MAX = 50, 500
PAGE_MAX = 1_000_000
AGE_MAX = 150
SEARCH_MAX = 200
#: Further than this from a postcode is everywhere, metres.
PROXIMITY_MAX = 100_000
#: RFC 5545's days, in Python's order.
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

PAGING = ("page", "per_page")
FILTERS = (
    "search", "taxonomy_term_id", "taxonomy_id", "minimum_age", "maximum_age", "start_time", "end_time",
    "day",
)  # fmt: skip
PLACES = ("postcode", "proximity")

_WHOLE = re.compile(r"\d{1,9}", re.ASCII)
_NUMBER = re.compile(r"\d{1,4}(\.\d{1,4})?", re.ASCII)
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)


class BadParameterError(ValueError):
    """A parameter nobody knows, or a value that is none. ``str()`` is for whoever sent it."""


@dataclass(frozen=True, kw_only=True)
class PageAsked:
    """Which page of a list is asked for."""

    number: int = 1
    size: int = PER_PAGE


@dataclass(frozen=True, kw_only=True)
class ServicesAsked:
    """Which services are asked for; None where nothing was said."""

    search: str = ""
    term: UUID | None = None
    taxonomy: UUID | None = None
    minimum_age: float | None = None
    maximum_age: float | None = None
    starts: time | None = None
    ends: time | None = None
    weekday: int | None = None
    postcode: str = ""
    metres: int | None = None


def refuse_unknown(params: "QueryDict", known: Collection[str]) -> None:
    """Raise ``BadParameterError`` for a parameter that is not known here, or is given twice."""
    for name, values in params.lists():
        if name not in known:
            raise BadParameterError(_("There is no parameter “%(name)s” here.") % {"name": name[:40]})
        if len(values) > 1:
            raise BadParameterError(_("“%(name)s” is given more than once.") % {"name": name})


def read_page(params: Mapping[str, str]) -> PageAsked:
    """Read which page is asked for. Raises ``BadParameterError``."""
    return PageAsked(
        number=_between("page", params["page"], 1, PAGE_MAX) if "page" in params else 1,
        size=_between("per_page", params["per_page"], 1, PER_PAGE_MAX) if "per_page" in params else PER_PAGE,
    )


def read_services(params: Mapping[str, str]) -> ServicesAsked:
    """Read which services are asked for. Raises ``BadParameterError``."""
    if "proximity" in params and "postcode" not in params:
        raise BadParameterError(_("proximity goes with a postcode: give one."))
    near = params.get("proximity")
    return ServicesAsked(
        search=_words(params.get("search", "")),
        term=_id("taxonomy_term_id", params),
        taxonomy=_id("taxonomy_id", params),
        minimum_age=_age("minimum_age", params),
        maximum_age=_age("maximum_age", params),
        starts=_time("start_time", params),
        ends=_time("end_time", params),
        weekday=_weekday(params["day"]) if "day" in params else None,
        postcode=_postcode(params["postcode"]) if "postcode" in params else "",
        metres=_between("proximity", near, 1, PROXIMITY_MAX) if near is not None else None,
    )


def read_id(text: str, name: str) -> UUID:
    """Read an identifier. Raises ``BadParameterError`` for what is no UUID."""
    if not _UUID.fullmatch(text):
        raise BadParameterError(_("%(name)s is a UUID.") % {"name": name})
    return UUID(text)


def _id(name: str, params: Mapping[str, str]) -> UUID | None:
    return read_id(params[name], name) if name in params else None


def _between(name: str, text: str, least: int, most: int) -> int:
    if not _WHOLE.fullmatch(text) or not least <= int(text) <= most:
        said = {"name": name, "least": least, "most": most}
        raise BadParameterError(_("%(name)s is a whole number from %(least)d to %(most)d.") % said)
    return int(text)


def _words(text: str) -> str:
    words = " ".join(text.replace("\x00", " ").split())
    if len(words) > SEARCH_MAX:
        raise BadParameterError(_("search is at most %(most)d letters long.") % {"most": SEARCH_MAX})
    return words


def _age(name: str, params: Mapping[str, str]) -> float | None:
    if name not in params:
        return None
    text = params[name]
    if not _NUMBER.fullmatch(text) or float(text) > AGE_MAX:
        said = {"name": name, "most": AGE_MAX}
        raise BadParameterError(_("%(name)s is a number of years from 0 to %(most)d.") % said)
    return float(text)


def _time(name: str, params: Mapping[str, str]) -> time | None:
    if name not in params:
        return None
    if not _TIME.fullmatch(params[name]):
        raise BadParameterError(_("%(name)s is a time of day such as 09:30.") % {"name": name})
    return time.fromisoformat(params[name])


def _weekday(text: str) -> int:
    if text.upper() not in DAYS:
        raise BadParameterError(_("day is one of: %(days)s.") % {"days": ", ".join(DAYS)})
    return DAYS.index(text.upper())


def _postcode(text: str) -> str:
    reading = normalised_postcode(text)
    if reading.kind is not PostcodeKind.UNIT:
        raise BadParameterError(_("postcode is a whole postcode, such as SW1A 1AA."))
    return reading.code
