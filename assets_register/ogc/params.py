"""What a stranger asks for, parsed at the door. Whatever is unknown or wrong is refused, never guessed.

OGC 17-069r4, requirements ``/req/core/query-param-unknown``, ``query-param-invalid``, ``fc-limit-*``,
``fc-bbox-*`` and ``fc-time-*``.
"""

import base64
import binascii
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from assets_register.ogc.collections import QUERYABLES
from civic.places.geo import Box

if TYPE_CHECKING:
    from django.http import QueryDict

LIMIT_DEFAULT = 100
#: A larger limit is taken as this one: the standard wants no error.
LIMIT_MAX = 1000
FORMATS = ("json", "html")
ITEM_PARAMS = frozenset({"f", "limit", "bbox", "datetime", "cursor", *QUERYABLES})

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_BIGGEST_ID = 2**63 - 1


class BadParameterError(ValueError):
    """A parameter nobody knows, or a value that is none. ``str()`` is for whoever sent it."""


@dataclass(frozen=True, kw_only=True)
class Cursor:
    """The row a page begins after, or ends before: where it stands in the order of names."""

    forward: bool
    name: str
    asset_id: int

    def __str__(self) -> str:
        raw = json.dumps([int(self.forward), self.name, self.asset_id], separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@dataclass(frozen=True, kw_only=True)
class ItemsAsked:
    """Which features are asked for."""

    limit: int = LIMIT_DEFAULT
    boxes: tuple[Box, ...] = ()
    """Rectangles a feature must lie in one of; none where everything is asked for."""
    since: datetime | None = None
    until: datetime | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    """By queryable."""
    cursor: Cursor | None = None

    @property
    def narrowed(self) -> bool:
        """Whether anything but the page is asked for."""
        return bool(self.boxes or self.values or self.since or self.until)


def refuse_unknown(params: "QueryDict", known: Collection[str]) -> None:
    """Raise ``BadParameterError`` for a parameter that is not known here, or is given twice."""
    for name, values in params.lists():
        if name not in known:
            raise BadParameterError(_("There is no parameter “%(name)s” here.") % {"name": name[:40]})
        if len(values) > 1:
            raise BadParameterError(_("“%(name)s” is given more than once.") % {"name": name})


def read_items(params: Mapping[str, str]) -> ItemsAsked:
    """Read which features are asked for. Raises ``BadParameterError``."""
    since, until = _times(params["datetime"]) if "datetime" in params else (None, None)
    return ItemsAsked(
        limit=_limit(params["limit"]) if "limit" in params else LIMIT_DEFAULT,
        boxes=_boxes(params["bbox"]) if "bbox" in params else (),
        since=since,
        until=until,
        values={name: _value(name, params[name]) for name in QUERYABLES if name in params},
        cursor=read_cursor(params["cursor"]) if "cursor" in params else None,
    )


def _limit(text: str) -> int:
    if not re.fullmatch(r"\d+", text, re.ASCII) or not text.strip("0"):
        raise BadParameterError(_("limit is a whole number, 1 or more."))
    digits = text.lstrip("0")
    return LIMIT_MAX if len(digits) > len(str(LIMIT_MAX)) else min(int(digits), LIMIT_MAX)


def _value(name: str, text: str) -> str:
    values = QUERYABLES[name].values
    if values and text not in values:
        said = {"name": name, "values": ", ".join(values)}
        raise BadParameterError(_("%(name)s is one of: %(values)s.") % said)
    return text


# ---- where -------------------------------------------------------------------------------------
def _boxes(text: str) -> tuple[Box, ...]:
    """Return one rectangle, or two where it crosses the antimeridian (its west is east of its east).

    Six numbers have heights third and sixth; nothing in the register has one, so they narrow nothing.
    """
    parts = text.split(",")
    if len(parts) not in (4, 6) or not all(_NUMBER.fullmatch(part) for part in parts):
        raise BadParameterError(
            _("bbox is four numbers, west,south,east,north in degrees, or six with heights.")
        )
    numbers = [float(part) for part in parts]
    if len(numbers) == 6:
        west, south, low, east, north, high = numbers
    else:
        west, south, east, north, low, high = *numbers, 0.0, 0.0
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= 90 and -90 <= north <= 90):
        raise BadParameterError(_("bbox lies outside the world: longitudes go to 180 and latitudes to 90."))
    if south > north or low > high:
        raise BadParameterError(_("bbox is upside down: the south (and the lower height) comes first."))
    if west <= east:
        return (Box(west=west, south=south, east=east, north=north),)
    return (
        Box(west=west, south=south, east=180, north=north),
        Box(west=-180, south=south, east=east, north=north),
    )


# ---- when --------------------------------------------------------------------------------------
def _times(text: str) -> tuple[datetime | None, datetime | None]:
    """Return the first and the last moment of an instant, a day or an interval; None for an open end."""
    ends = text.split("/")
    if len(ends) == 1:
        return _first(text), _last(text)
    if len(ends) != 2 or all(end in ("", "..") for end in ends):
        raise _no_time()
    since = None if ends[0] in ("", "..") else _first(ends[0])
    until = None if ends[1] in ("", "..") else _last(ends[1])
    if since and until and since > until:
        raise BadParameterError(_("datetime ends before it begins."))
    return since, until


def _first(text: str) -> datetime:
    return _moment(text) or datetime.combine(_day(text), time.min, UTC)


def _last(text: str) -> datetime:
    return _moment(text) or datetime.combine(_day(text), time.max, UTC)


def _day(text: str) -> datetime:
    try:
        if _DAY.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError:
        pass
    raise _no_time()


def _moment(text: str) -> datetime | None:
    """Read an RFC 3339 date-time; None for what does not look like one."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        return None
    day, clock, fraction, zone = found.groups(default="")
    leap = clock.endswith(":60")  # a leap second, which Python cannot hold: the second before it
    try:
        read = datetime.fromisoformat(
            f"{day}T{clock[:-2] + '59' if leap else clock}{fraction[:7]}{zone.upper().replace('Z', '+00:00')}"
        )
        return read.astimezone(UTC)
    except (ValueError, OverflowError):
        raise _no_time() from None


def _no_time() -> BadParameterError:
    return BadParameterError(
        _(
            "datetime is a day, a time such as 2026-03-01T12:00:00Z, or two of them with / between. "
            "A side left open is two dots."
        )
    )


# ---- which page --------------------------------------------------------------------------------
def read_cursor(text: str) -> Cursor:
    """Read the place a page link of ours carries. Raises ``BadParameterError`` for anything else."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        forward, name, asset_id = json.loads(raw)
        name.encode()  # half a character, which no database takes
    except (binascii.Error, ValueError, TypeError, AttributeError, RecursionError):
        raise _no_cursor() from None
    sound = (
        forward in (0, 1)
        and isinstance(name, str)
        and "\x00" not in name
        and type(asset_id) is int
        and 0 <= asset_id <= _BIGGEST_ID
    )
    if not sound:
        raise _no_cursor()
    return Cursor(forward=bool(forward), name=name, asset_id=asset_id)


def _no_cursor() -> BadParameterError:
    return BadParameterError(_("cursor comes out of a link to the next page; it cannot be made up."))
