"""What each column of a file holds: guessed from its heading and its values, for a person to put right."""

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from assets_register.importing.mappings import (
    CHELTENHAM,
    NATIONAL_SCHEMA,
    ColumnMapping,
    choose_mapping,
    guess_by_heading,
    plain,
)
from assets_register.importing.tables import RawRow, UnreadableFile
from civic.places.geo import PostcodeKind, normalised_postcode

#: What a column can be, in the order a person reads it.
FIELD_LABELS = {
    "property_name": _("Name"),
    "asset_code": _("The publisher’s code for it"),
    "street_number": _("Number in the street"),
    "street_name": _("Street or address"),
    "town": _("Town"),
    "postcode": _("Postcode"),
    "uprn": _("UPRN"),
    "x": _("Longitude or easting"),
    "y": _("Latitude or northing"),
    "location": _("Latitude and longitude in one cell"),
    "crs": _("Which coordinates: WGS84 or OSGB36"),
    "organisation": _("Owner"),
    "organisation_uri": _("Owner’s open reference"),
    "organisation_code": _("Organisation code"),
    "effective_date": _("Date it was true"),
    "purpose": _("What it is for"),
    "description": _("Description"),
    "opening_hours": _("Opening hours"),
    "bookings_phone": _("Telephone of whom to ask"),
    "bookings_email": _("Email of whom to ask (never shown)"),
    "bookings_url": _("Where to book: a web address"),
    "tenure_type": _("Tenure"),
    "tenure_detail": _("Tenure detail"),
    "other_detail": _("Other detail"),
    "holding_type": _("Land or buildings"),
    "building_size": _("Building size (m²)"),
    "land_area": _("Land area (hectares)"),
    "energy_rating": _("Energy rating"),
}
#: Fields that may be spread over several columns, whose cells are joined.
JOINED = frozenset(
    {"property_name", "street_name", "purpose", "description", "opening_hours", "other_detail"}
)
#: How many different values of a column are shown, and how many letters of each.
SAMPLES, SAMPLE_LETTERS = 3, 80
#: How many filled cells a guess by values looks at, and the share of them that must agree.
LOOKED_AT, ENOUGH = 100, 0.8
_PAIR = re.compile(r"\(?-?\d{1,2}\.\d+\s*,\s*-?\d{1,2}\.\d+\)?")
_HOLDING = re.compile(
    r"(?:permanent |land and )?buildings?|land(?: only)?|land (?:&|and) buildings?", re.IGNORECASE
)


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a file and what we take it for."""

    heading: str
    field: str
    """One of ``FIELD_LABELS``, or empty: kept as it is with each row, and not read."""
    how: str
    """How we know: ``saved``, ``heading``, ``values`` or empty."""
    samples: list[str]
    filled: int
    """How many rows say anything in it."""


class Listing(Protocol):
    """A file's headings and its rows, one at a time: a ``Table``, or a ``Listed`` of any length."""

    @property
    def headings(self) -> list[str]:
        """Its columns."""

    def all_rows(self) -> Iterable[RawRow]:
        """Every row, from the first."""


def describe_columns(
    table: Listing, saved: Mapping[str, str] | None = None, *, most: int | None = None
) -> list[Column]:
    """Return every column with its guess. ``saved`` is what the publisher's last file was read by.

    Looks at the first ``most`` rows, or at all. Raises ``UnreadableFile`` where one makes no sense.
    """
    said = {heading: _Said() for heading in table.headings}
    for row in islice(table.all_rows(), most):
        for heading, column in said.items():
            column.add(row.cells.get(heading, ""))
    fields, how = _guess(table.headings, saved or {}, {heading: one.first for heading, one in said.items()})
    return [
        Column(
            heading=heading,
            field=fields.get(heading, ""),
            how=how.get(heading, ""),
            samples=[_cut(value) for value in said[heading].samples],
            filled=said[heading].filled,
        )
        for heading in table.headings
    ]


@dataclass
class _Said:
    """What a column says, as far as anybody looks at it."""

    first: list[str] = dataclasses.field(default_factory=list)
    samples: list[str] = dataclasses.field(default_factory=list)
    filled: int = 0

    def add(self, cell: str) -> None:
        cell = " ".join(cell.split())
        if not cell:
            return
        self.filled += 1
        if len(self.first) < LOOKED_AT:
            self.first.append(cell)
        if len(self.samples) < SAMPLES and cell not in self.samples:
            self.samples.append(cell)


def guess_grid(headings: Sequence[str]) -> str:
    """Return what coordinates are where a known publisher's heading says so."""
    try:
        return choose_mapping(headings).grid
    except UnreadableFile:
        return ""


def saved_field(heading: str, saved: Mapping[str, str]) -> str | None:
    """Return what a column was last time, under the same heading or nearly; None where it is new."""
    if heading in saved:
        return saved[heading]
    by_plain = {plain(name): field for name, field in reversed(list(saved.items()))}
    return by_plain.get(plain(heading))


def _cut(value: str) -> str:
    return value if len(value) <= SAMPLE_LETTERS else value[: SAMPLE_LETTERS - 1] + "…"


def _guess(
    headings: Sequence[str], saved: Mapping[str, str], values: Mapping[str, list[str]]
) -> tuple[dict[str, str], dict[str, str]]:
    fields: dict[str, str] = {}
    how: dict[str, str] = {}

    def take(heading: str, field: str, why: str) -> None:
        if heading not in fields and (field in JOINED or not field or field not in fields.values()):
            fields[heading], how[heading] = field, why

    for heading in headings:
        field = saved_field(heading, saved)
        if field is not None:
            take(heading, field, "saved")
    for heading, field in _by_heading(headings, values).items():
        if field not in fields.values():
            take(heading, field, "heading")
    for heading in headings:
        field = _by_values(values[heading])
        if (
            field
            and field not in fields.values()
            and not ({"x", "y"} & set(fields.values()) and field == "location")
        ):
            take(heading, field, "values")
    return fields, how


def _by_heading(headings: Sequence[str], values: Mapping[str, list[str]]) -> Mapping[str, str]:
    try:
        known = choose_mapping(headings)
    except UnreadableFile:
        return _corrected(guess_by_heading(headings), values)
    if known in (NATIONAL_SCHEMA, CHELTENHAM):
        return {heading: field for heading, field in known.columns.items() if heading in headings}
    return _corrected(known.columns, values)


def _corrected(guess: Mapping[str, str], values: Mapping[str, list[str]]) -> dict[str, str]:
    """Return the guess by headings, where the values do not say otherwise."""
    fields = dict(guess)
    for heading, field in guess.items():
        cells = values[heading]
        if field == "property_name" and any(len(cell) > 250 for cell in cells):
            fields[heading] = "description"
        if field == "purpose" and _by_values(cells) == "holding_type":
            fields[heading] = "holding_type"
        if field == "location" and _by_values(cells) != "location":
            fields[heading] = "street_name" if "street_name" not in guess.values() else ""
    return fields


def _by_values(cells: Sequence[str]) -> str:
    """Return what nearly all values of a column say that it is; empty where they say nothing."""
    if not cells:
        return ""

    def share(is_one: "re.Pattern[str]") -> float:
        return sum(1 for cell in cells if is_one.fullmatch(cell)) / len(cells)

    postcodes = sum(1 for cell in cells if normalised_postcode(cell).kind is PostcodeKind.UNIT) / len(cells)
    if postcodes >= ENOUGH:
        return "postcode"
    if share(_PAIR) >= ENOUGH:
        return "location"
    if share(_HOLDING) >= ENOUGH:
        return "holding_type"
    return ""


def mapping_of(columns: Mapping[str, str], *, label: str, grid: str = "") -> ColumnMapping:
    """Return the mapping a person chose; columns without a field are left out."""
    chosen = {heading: field for heading, field in columns.items() if field in FIELD_LABELS}
    return ColumnMapping(name="chosen", label=label, columns=chosen, grid=grid)
