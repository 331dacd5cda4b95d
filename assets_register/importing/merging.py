"""Which asset a row is about, and what of it to take: careful with codes, and never over a person's word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from assets_register.importing.normalising import Note, plain_decimal
from assets_register.importing.reading import RawRow
from assets_register.models import Asset

#: The fields of ``Asset`` that a file may fill, in the words of the report.
FIELD_WORDS: dict[str, str] = {
    "name": "name",
    "kind": "kind",
    "not_a_place": "flag “not a place to visit”",
    "not_a_place_reason": "reason of the flag",
    "organisation_uri": "owner's open reference",
    "organisation_code": "organisation code",
    "effective_date": "date it was true",
    "uprn": "UPRN",
    "asset_code": "asset code",
    "property_name": "name on the list",
    "street_number": "number",
    "street_name": "street",
    "town": "town",
    "postcode": "postcode",
    "tenure_type": "tenure",
    "tenure_detail": "tenure detail",
    "other_detail": "other detail",
    "holding_type": "land or buildings",
    "purpose": "purpose",
    "building_size": "building size",
    "land_area": "land area",
    "energy_rating": "energy rating",
    "latitude": "latitude",
    "longitude": "longitude",
    "easting": "easting",
    "northing": "northing",
}
#: Fields kept or taken together: half a new point would be a third place.
_POINT = ("latitude", "longitude", "easting", "northing")


@dataclass(kw_only=True)
class PreparedRow:
    """A row read and normalised, before it is known what it is about."""

    raw: RawRow
    values: dict[str, Any]
    notes: list[Note] = field(default_factory=list)
    unusable: bool = False

    @property
    def key(self) -> str:
        """What the source calls it: its code, or its name and postcode where it has none."""
        code = str(self.values.get("asset_code") or "")
        if code:
            return code
        return f"{slugify(self.values.get('name', ''))[:80]}/{self.values.get('postcode', '')}"

    def note(self, code: str, text: str) -> None:
        """Write something down about this row."""
        self.notes.append(Note(code=code, text=text))


@dataclass(frozen=True, kw_only=True)
class KnownAsset:
    """An asset this source gave us before, and the values it gave then."""

    asset: Asset
    given: Sequence[Mapping[str, Any]]
    """Newest first."""

    @property
    def last(self) -> Mapping[str, Any]:
        """The values the source gave last time."""
        return self.given[0] if self.given else {}


@dataclass(kw_only=True)
class Matches:
    """What becomes of rows that share one key."""

    new: list[PreparedRow] = field(default_factory=list)
    known: list[tuple[PreparedRow, KnownAsset]] = field(default_factory=list)
    duplicates: list[tuple[PreparedRow, PreparedRow]] = field(default_factory=list)
    """The row again, and the row it repeats."""
    problems: list[PreparedRow] = field(default_factory=list)


def match_rows(rows: Sequence[PreparedRow], known: Sequence[KnownAsset]) -> Matches:
    """Say which of the rows of one key are about which known assets. Never goes by UPRN alone."""
    matches = Matches()
    rest = _without_duplicates(rows, matches)
    if len(rest) > 1:
        for row in rest:
            others = ", ".join(str(other.raw.number) for other in rest if other is not row)
            row.note("repeated_code", f"The code “{row.key}” also stands on row {others}, which differs.")
    left = list(known)
    for row in list(rest):
        same = next((each for each in left if each.last == row.values), None)
        if same:
            matches.known.append((row, same))
            rest.remove(row)
            left.remove(same)
    if not left:
        matches.new.extend(rest)
    elif len(rest) == 1 and len(left) == 1:
        _match_last(rest[0], left[0], matches)
    else:
        for row in rest:
            row.note(
                "ambiguous_code",
                f"The register has {len(left)} assets under the code “{row.key}” and we cannot tell which "
                "of them this row is about. Nothing was changed.",
            )
        matches.problems.extend(rest)
    return matches


def _without_duplicates(rows: Sequence[PreparedRow], matches: Matches) -> list[PreparedRow]:
    rest: list[PreparedRow] = []
    for row in rows:
        first = next((earlier for earlier in rest if earlier.values == row.values), None)
        if first is None:
            rest.append(row)
            continue
        same = "exactly" if first.raw.cells == row.raw.cells else "once spaces and line ends are tidied"
        row.note("duplicate", f"It says the same as row {first.raw.number}, {same}.")
        matches.duplicates.append((row, first))
    return rest


def _match_last(row: PreparedRow, known: KnownAsset, matches: Matches) -> None:
    """Match by code, but not where name and UPRN both say that the code now means something else."""
    before, now = known.last.get("uprn"), row.values.get("uprn")
    if before and now and before != now and known.last.get("name") != row.values.get("name"):
        row.note(
            "code_reused",
            f"The code “{row.key}” was “{known.last.get('name')}” and now has another name and another UPRN. "
            "A person must say whether it is the same asset. Nothing was changed.",
        )
        matches.problems.append(row)
    else:
        matches.known.append((row, known))


# ---- taking over what changed ------------------------------------------------------------------
def as_json(value: Any) -> Any:
    """Return a field's value as a row's values hold it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return plain_decimal(value)
    return value


def as_field(name: str, value: Any) -> Any:
    """Return a row's value as the field holds it."""
    if value is None:
        return None
    if name == "effective_date":
        return date.fromisoformat(value)
    if name in ("building_size", "land_area"):
        return Decimal(value)
    return value


def take_over(known: KnownAsset, row: PreparedRow) -> dict[str, Any]:
    """Return the fields to change, by name, with their new values; note what a person's word kept.

    A field is taken only where what the register says came from this source, and only where nobody
    has checked the asset after the date of the list.
    """
    asset = known.asset
    differs = [
        name
        for name in FIELD_WORDS
        if name in row.values and as_json(getattr(asset, name)) != row.values[name]
    ]
    point_kept = any(_edited(known, name) for name in _POINT if name in row.values)
    kept = [name for name in differs if _edited(known, name) or (name in _POINT and point_kept)]
    wanted = {name: as_field(name, row.values[name]) for name in differs if name not in kept}
    news = [name for name in kept if row.values[name] != known.last.get(name)]
    if news:
        row.note(
            "kept_edit", f"Changed by a person here, so theirs was kept, not the list's: {_words(news)}."
        )
    checked = _checked_since(asset, row)
    if wanted and checked:
        row.note(
            "kept_check",
            f"A person checked this asset on {checked.isoformat()}, after the date of the list, so the "
            f"list's new values were not taken: {_words(wanted)}.",
        )
        return {}
    return wanted


def _edited(known: KnownAsset, name: str) -> bool:
    """Say whether what the register says in a field is a person's, not the source's."""
    given = [values[name] for values in known.given if name in values]
    return bool(given) and as_json(getattr(known.asset, name)) not in given


def _checked_since(asset: Asset, row: PreparedRow) -> date | None:
    """Return the day a person checked the asset, where that is not before the list's own date."""
    if asset.checked_at is None:
        return None
    checked = timezone.localdate(asset.checked_at)
    listed = row.values.get("effective_date")
    return checked if not listed or checked.isoformat() >= listed else None


def _words(names: Any) -> str:
    return ", ".join(FIELD_WORDS[name] for name in names)
