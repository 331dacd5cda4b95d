"""Turn one row of strings into typed values, noting everything that had to be mended or left out."""

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_noop as _

from assets_register.importing.notes import Note
from civic.places.geo import PostcodeKind, grid_to_wgs84, in_britain, normalised_postcode

#: What people write where they have nothing to say.
NOTHING = frozenset(
    {"", "n/a", "na", "n.a.", "none", "null", "nil", "-", "--", "?", "unknown", "not known", "tbc"}
)
#: The longest text each field keeps.
LIMITS = {
    "organisation": 160, "organisation_uri": 200, "organisation_code": 40, "asset_code": 80,
    "property_name": 400, "name": 200, "street_number": 40, "street_name": 250, "town": 80,
    "tenure_type": 60, "tenure_detail": 120, "other_detail": 250, "holding_type": 40, "purpose": 120,
}  # fmt: skip
TOO_LONG = _("The %(what)s is longer than %(limit)s letters and was cut.")
#: What those fields are called in a note.
NAMES = {
    "organisation": _("organisation"), "organisation_uri": _("owner’s open reference"),
    "organisation_code": _("organisation code"), "asset_code": _("asset code"),
    "property_name": _("name on the list"), "name": _("name"), "street_number": _("number"),
    "street_name": _("street"), "town": _("town"), "tenure_type": _("tenure"),
    "tenure_detail": _("tenure detail"), "other_detail": _("other detail"),
    "holding_type": _("land or buildings"), "purpose": _("purpose"), "description": _("description"),
    "opening_hours": _("opening hours"),
}  # fmt: skip
#: What joins the lines of a cell; an address is joined by commas.
_JOINTS = {"opening_hours": ". ", "description": "\n"}
#: One line of letters, digits and signs everybody has, without the sign that opens markup.
_PLAIN = re.compile(r"[ -;=-~]*")
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>")
#: What ends the name of a room in a sentence that begins with it: "The Dunedin room is home to …".
_ROOM = re.compile(
    r"^(?:the )?((?:[\w'’-]+ ){0,6}?(?:room|chamber|hall|lounge|cent(?:re|er)|studio|suite|theatre)\b)",
    re.IGNORECASE,
)
_GARBLED = re.compile("[ÂÃ][\u0080-\u00bf]|â[\u0080-\u00bf€‚-„†-‡‰‹‘-”•–—˜™š›œžŸ]")
#: What no name or address holds: control characters, and marks that turn the text around them.
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
_HANGING = re.compile(
    r"\b(at|of|off|in|and|to|near|between|fronting|adjoining|along|for|rear of|front of)$", re.I
)


@dataclass(kw_only=True)
class NormalRow:
    """A row as we read it."""

    values: dict[str, Any] = field(default_factory=dict)
    """JSON values by field of ``Asset``, and ``organisation``."""
    notes: list[Note] = field(default_factory=list)
    unusable: bool = False
    """Whether there is too little here to make an asset of."""

    def note(self, code: str, message: str, /, **given: Any) -> None:
        """Write something down about this row."""
        self.notes.append(Note(code=code, message=message, given=given))


Inside = Callable[[float, float], bool]


def normalise(given: Mapping[str, str], *, grid: str = "", inside: Inside | None = None) -> NormalRow:
    """Return a row's values and notes.

    ``given`` holds strings by our field names. ``grid`` says what x and y are where the row does
    not. ``inside`` says whether a latitude and longitude lie in the place; None where nobody knows.
    """
    row = NormalRow()
    values = row.values
    clean = {name: _tidied(name, text, row) for name, text in given.items()}
    for name in LIMITS:
        if name != "name":
            values[name] = _limited(name, clean.get(name, ""), row)
    values["uprn"] = _uprn(clean.get("uprn", ""), row)
    values["postcode"] = _postcode(clean.get("postcode", ""), row)
    values["effective_date"] = _date(clean.get("effective_date", ""), row)
    values["building_size"] = _number(_("building size"), clean.get("building_size", ""), 2, row)
    values["land_area"] = _number(_("land area"), clean.get("land_area", ""), 4, row)
    values["energy_rating"] = _energy(clean.get("energy_rating", ""), row)
    _contact(clean, row)
    _place(clean, grid, inside, row)
    _name(given, row)
    return row


def named_and_coded(given: Mapping[str, str]) -> tuple[bool, str]:
    """Say whether a row has a name of its own, and return its code, as ``normalise`` would have them."""
    row = NormalRow()
    code = _limited("asset_code", _tidied("asset_code", given.get("asset_code", ""), row), row)
    return bool(_tidied("property_name", given.get("property_name", ""), row)), code


# ---- text ---------------------------------------------------------------------------------------
def _tidied(name: str, text: str, row: NormalRow) -> str:
    """Return a cell on one line: lines of an address joined by commas, odd spaces and markup gone."""
    if _PLAIN.fullmatch(text):  # most cells: nothing to mend
        joined = " ".join(text.split()).strip(" ,")
        return "" if joined.lower() in NOTHING else joined
    mended = _ungarbled(text)
    if mended != text:
        row.note(
            "garbled",
            _("Garbled letters were put right: “%(before)s” is read as “%(after)s”."),
            before=_short(text),
            after=_short(mended),
        )
    if _MARKUP.search(mended):
        row.note("markup", _("Marks of a web page were taken out of the text."))
        mended = html.unescape(_MARKUP.sub("", mended))
    lines = [" ".join(line.split()) for line in re.split(r"[\r\n]+", _UNSEEN.sub("", mended))]
    joined = _JOINTS.get(name, ", ").join(line.strip(" ,") for line in lines if line.strip(" ,"))
    return "" if joined.lower() in NOTHING else joined


def _ungarbled(text: str) -> str:
    """Return text that was UTF-8 read as Windows-1252, as it was: ``Â£62`` is ``£62``."""
    if not _GARBLED.search(text):
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text.replace("Â£", "£").replace("Â ", " ")


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"


def _limited(name: str, text: str, row: NormalRow) -> str:
    limit = LIMITS[name]
    if len(text) > limit:
        row.note("too_long", TOO_LONG, what=[NAMES[name]], limit=limit)
        text = text[: limit - 1] + "…"
    return text


def _name(given: Mapping[str, str], row: NormalRow) -> None:
    """Call it what the list calls it, or else by its address."""
    values = row.values
    name = values["property_name"]
    if not name:
        name = _name_from_address(given, values)
        if name:
            row.note(
                "no_name",
                _("The list gives no name; we call it “%(name)s” after its address."),
                name=_short(name),
            )
    if not name:
        name = _name_from_description(values.get("description") or "")
        if name:
            row.note(
                "no_name",
                _("The list gives no name; we call it “%(name)s” after its description."),
                name=_short(name),
            )
    if not name:
        row.unusable = True
        row.note("nothing_to_call_it", _("The row has neither a name nor an address."))
    values["name"] = name if len(name) <= LIMITS["name"] else name[: LIMITS["name"] - 1] + "…"


def _name_from_address(given: Mapping[str, str], values: Mapping[str, Any]) -> str:
    parts = [part for part in values["street_name"].split(", ") if part][:2]
    if len(parts) == 2 and _HANGING.search(parts[0]):
        name = " ".join(parts)
    else:
        name = ", ".join(parts)
    return f"{values['street_number']} {name}".strip() if name else ""


def _name_from_description(text: str) -> str:
    found = _ROOM.match(text)
    if found:
        return found.group(1)
    words = text.split()
    return " ".join(words[:8]) + ("…" if len(words) > 8 else "")


# ---- who to ask, and when --------------------------------------------------------------------
def _contact(clean: Mapping[str, str], row: NormalRow) -> None:
    """Fill what only some lists say: a description, opening hours and whom to ask."""
    for name, limit in (("description", 5000), ("opening_hours", 600)):
        row.values[name] = clean.get(name, "")
        if len(row.values[name]) > limit:
            row.note("too_long", TOO_LONG, what=[NAMES[name]], limit=limit)
            row.values[name] = row.values[name][: limit - 1] + "…"
    row.values["bookings_phone"] = _phone(clean.get("bookings_phone", ""), row)
    row.values["bookings_email"] = _email(clean.get("bookings_email", ""), row)
    row.values["bookings_url"] = _web_address(clean.get("bookings_url", ""), row)


def _phone(text: str, row: NormalRow) -> str:
    found = re.search(r"\+?[(0-9][0-9 ()-]{5,}[0-9]", text)
    if text and (found is None or len(found.group(0)) > 40):
        row.note(
            "bad_contact", _("“%(text)s” is not a telephone number. It was left out."), text=_short(text)
        )
        return ""
    return found.group(0) if found else ""


def _email(text: str, row: NormalRow) -> str:
    if not text or (re.fullmatch(r"[\w.+'-]+@[\w-]+(\.[\w-]+)+", text, re.ASCII) and len(text) <= 254):
        return text
    row.note("bad_contact", _("“%(text)s” is not an email address. It was left out."), text=_short(text))
    return ""


def _web_address(text: str, row: NormalRow) -> str:
    if not text:
        return ""
    address = text if "://" in text else f"https://{text}"
    if re.fullmatch(r"https?://[\w-]+(\.[\w-]+)+(:\d+)?([/?#][^\s<>\"]*)?", address) and len(address) <= 200:
        return address
    row.note("bad_contact", _("“%(text)s” is not a web address. It was left out."), text=_short(text))
    return ""


# ---- numbers and codes ------------------------------------------------------------------------
def _uprn(text: str, row: NormalRow) -> str:
    """Return a UPRN as 12 digits: leading zeros are often lost, and 11 and 12 digits mean the same."""
    if not text:
        return ""
    digits = re.sub(r"(\.0+)?$", "", text.replace(" ", ""))
    if re.fullmatch(r"[0-9]{1,12}", digits, re.ASCII) and int(digits):
        return digits.zfill(12)
    why = (
        _("“%(text)s” is not a UPRN: a spreadsheet has rounded it. It was left out.")
        if re.search(r"[eE]\+", text)
        else _("“%(text)s” is not a UPRN: a UPRN has at most 12 digits. It was left out.")
    )
    row.note("bad_uprn", why, text=_short(text))
    return ""


def _postcode(text: str, row: NormalRow) -> str:
    if not text:
        return ""
    reading = normalised_postcode(text)
    if reading.kind is PostcodeKind.UNIT:
        return reading.code
    if reading.kind is PostcodeKind.OUTCODE:
        row.note("outcode_only", _("“%(code)s” is only the first half of a postcode."), code=reading.code)
        return reading.code
    said = (
        _("“%(text)s” is not a postcode. Did they mean “%(meant)s”? It was left out.")
        if reading.suggestion
        else _("“%(text)s” is not a postcode. It was left out.")
    )
    row.note("bad_postcode", said, text=_short(text), meant=reading.suggestion)
    row.values["postcode_suggestion"] = reading.suggestion
    return ""


def _date(text: str, row: NormalRow) -> str | None:
    if not text:
        return None
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%dT%H:%M:%S", "%d %B %Y"):
        try:
            found: date = datetime.strptime(text, form).date()
        except ValueError:
            continue
        if 1900 <= found.year <= 2100:
            return found.isoformat()
    row.note("bad_date", _("“%(text)s” is not a date we can read. It was left out."), text=_short(text))
    return None


def _number(what: str, text: str, places: int, row: NormalRow) -> str | None:
    """Return a measure as a decimal string, or None; what is not a number is noted."""
    if not text:
        return None
    try:
        number = Decimal(text.replace(",", ""))
        if not number.is_finite() or not 0 <= number < 10**8:
            raise InvalidOperation
    except InvalidOperation:
        said = _("The %(what)s “%(text)s” is not a number. It was left out.")
        row.note("bad_number", said, what=[what], text=_short(text))
        return None
    return plain_decimal(round(number, places))


def plain_decimal(number: Decimal) -> str:
    """Return a decimal without trailing zeros and without an exponent."""
    return format(number.normalize(), "f")


def _energy(text: str, row: NormalRow) -> str:
    if not text:
        return ""
    if re.fullmatch(r"[A-G]\+?", text.upper()):
        return text.upper()
    said = _("“%(text)s” is not an energy rating from A to G. It was left out.")
    row.note("bad_energy_rating", said, text=_short(text))
    return ""


# ---- where --------------------------------------------------------------------------------------
def _place(clean: Mapping[str, str], grid: str, inside: Inside | None, row: NormalRow) -> None:
    """Fill latitude, longitude, and easting and northing where those were given."""
    row.values |= dict.fromkeys(("latitude", "longitude", "easting", "northing"))
    x_text, y_text = clean.get("x", ""), clean.get("y", "")
    if clean.get("location") and not (x_text or y_text):
        y_text, _comma, x_text = clean["location"].strip("() ").partition(",")
    if not x_text and not y_text:
        row.note("no_coordinates", _("The list says nothing of where this is on the map."))
        return
    try:
        x, y = float(x_text.replace(",", "")), float(y_text.replace(",", ""))
    except ValueError:
        row.note(
            "bad_coordinates",
            _("“%(x)s”, “%(y)s” are not a pair of numbers. Left out."),
            x=_short(x_text),
            y=_short(y_text),
        )
        return
    found = (
        _on_grid(x, y, inside, row) if _is_grid(clean.get("crs", ""), grid, x, y) else _in_degrees(x, y, row)
    )
    if found is None:
        said = _("%(x)s, %(y)s is no point in Great Britain. It was left out.")
        row.note("bad_coordinates", said, x=x_text, y=y_text)
        return
    row.values["latitude"], row.values["longitude"] = round(found[0], 7), round(found[1], 7)
    if inside is not None and not inside(*found):
        row.note("outside_place", _("The point lies outside this place’s boundary. Check that it is right."))


def _is_grid(crs: str, grid: str, x: float, y: float) -> bool:
    """Say whether x and y are National Grid metres: as the row says, as its publisher does, by size."""
    said = re.sub(r"[^a-z0-9]", "", crs.lower())
    if said:
        return any(name in said for name in ("osgb", "27700", "britishnationalgrid", "bng"))
    if grid:
        return grid == "osgb36"
    return abs(x) > 180 or abs(y) > 180


def _on_grid(x: float, y: float, inside: Inside | None, row: NormalRow) -> tuple[float, float] | None:
    """Return where an easting and northing are; turned where only the other way round is in the place."""
    found, turned = _grid_point(x, y), _grid_point(y, x)
    if inside is not None and turned is not None and inside(*turned) and not (found and inside(*found)):
        said = _("Easting and northing were the wrong way round (%(x)s, %(y)s). We turned them.")
        row.note("swapped", said, x=f"{x:g}", y=f"{y:g}")
        found, x, y = turned, y, x
    if found is not None:
        row.values["easting"], row.values["northing"] = x, y
    return found


def _grid_point(easting: float, northing: float) -> tuple[float, float] | None:
    try:
        point = grid_to_wgs84(easting, northing)
    except ValueError:
        return None
    return (point.latitude, point.longitude) if in_britain(point.latitude, point.longitude) else None


def _in_degrees(x: float, y: float, row: NormalRow) -> tuple[float, float] | None:
    if in_britain(y, x):
        return y, x
    if in_britain(x, y):
        said = _("Latitude and longitude were the wrong way round (%(x)s, %(y)s). We turned them.")
        row.note("swapped", said, x=str(x), y=str(y))
        return x, y
    return None
