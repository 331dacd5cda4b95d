"""Which asset a row is about, and what of it to take: careful with codes, and never over a person's word."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from assets_register.importing.normalising import plain_decimal
from assets_register.importing.notes import Note
from assets_register.importing.reading import RawRow
from assets_register.models import Asset

#: The fields of ``Asset`` that a file may fill, in the words of the report.
FIELD_WORDS: dict[str, str] = {
    "name": _("name"),
    "kind": _("kind"),
    "not_a_place": _("flag “not a place to visit”"),
    "not_a_place_reason": _("reason of the flag"),
    "organisation_uri": _("owner’s open reference"),
    "organisation_code": _("organisation code"),
    "effective_date": _("date it was true"),
    "uprn": _("UPRN"),
    "asset_code": _("asset code"),
    "property_name": _("name on the list"),
    "street_number": _("number"),
    "street_name": _("street"),
    "town": _("town"),
    "postcode": _("postcode"),
    "tenure_type": _("tenure"),
    "tenure_detail": _("tenure detail"),
    "other_detail": _("other detail"),
    "holding_type": _("land or buildings"),
    "purpose": _("purpose"),
    "building_size": _("building size"),
    "land_area": _("land area"),
    "energy_rating": _("energy rating"),
    "description": _("description"),
    "opening_hours": _("opening hours"),
    "bookings_phone": _("telephone of whom to ask"),
    "bookings_email": _("email of whom to ask"),
    "bookings_url": _("where to book"),
    "latitude": _("latitude"),
    "longitude": _("longitude"),
    "easting": _("easting"),
    "northing": _("northing"),
}
_OTHERS = {
    "owner": _("owner"),
    "status": _("status"),
    "held_reason": _("held back because"),
    "source_ref": _("reference"),
}
#: Fields kept or taken together: half a new point would be a third place.
_POINT = ("latitude", "longitude", "easting", "northing")
#: What a name says: the name, and the kind it was guessed from.
_BY_NAME = ("name", "kind")


def key_of(values: Mapping[str, Any]) -> str:
    """Return what a source calls a row: its code, or its name and postcode where it has none."""
    code = str(values.get("asset_code") or "")
    return code or f"{slugify(values.get('name', ''))[:80]}/{values.get('postcode', '')}"


@dataclass(kw_only=True)
class PreparedRow:
    """A row read and normalised, before it is known what it is about."""

    raw: RawRow
    values: dict[str, Any]
    notes: list[Note] = field(default_factory=list)
    unusable: bool = False
    changes: dict[str, list[Any]] = field(default_factory=dict)
    """What the row changes of a known asset: before and after, by field."""
    candidates: list[int] = field(default_factory=list)
    """Primary keys of the assets it may be about, where a person must say."""

    @property
    def key(self) -> str:
        """What the source calls it: its code, or its name and postcode where it has none."""
        return key_of(self.values)

    def note(self, code: str, message: str, /, **given: Any) -> None:
        """Write something down about this row; see ``Note``."""
        self.notes.append(Note(code=code, message=message, given=given))


@dataclass(frozen=True, kw_only=True)
class KnownAsset:
    """An asset this source gave us before, and the values it gave then."""

    asset: Asset
    record: Asset
    """The source's own entry: the same, or one that was merged into the asset."""
    given: Sequence[Mapping[str, Any]]
    """Newest first."""
    theirs: frozenset[str] | None = None
    """Where this source's own listing was merged into another: the fields that were taken from it."""

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
            said = _("The code “%(code)s” also stands on row %(others)s, which differs.")
            row.note("repeated_code", said, code=row.key, others=others)
    left = list(known)
    for row in list(rest):
        same = next((each for each in left if _says_the_same(each.last, row.values)), None)
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
            row.candidates = [each.asset.pk for each in left]
            row.note(
                "ambiguous_code",
                _(
                    "The register has %(n)s assets under the code “%(code)s” and we cannot tell which of "
                    "them this row is about. Nothing was changed."
                ),
                n=len(left),
                code=row.key,
            )
        matches.problems.extend(rest)
    return matches


def _says_the_same(last: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Say whether a source says what it said last time, in all that this file speaks of."""
    return bool(last) and all(name in last and last[name] == value for name, value in values.items())


def _without_duplicates(rows: Sequence[PreparedRow], matches: Matches) -> list[PreparedRow]:
    rest: list[PreparedRow] = []
    for row in rows:
        first = next((earlier for earlier in rest if earlier.values == row.values), None)
        if first is None:
            rest.append(row)
            continue
        same = (
            _("It says the same as row %(n)s, exactly.")
            if first.raw.cells == row.raw.cells
            else _("It says the same as row %(n)s, once spaces and line ends are tidied.")
        )
        row.note("duplicate", same, n=first.raw.number)
        matches.duplicates.append((row, first))
    return rest


def _match_last(row: PreparedRow, known: KnownAsset, matches: Matches) -> None:
    """Match by code, but not where name and UPRN both say that the code now means something else."""
    before, now = known.last.get("uprn"), row.values.get("uprn")
    if before and now and before != now and known.last.get("name") != row.values.get("name"):
        row.candidates = [known.asset.pk]
        row.note(
            "code_reused",
            _(
                "The code “%(code)s” was “%(name)s” and now has another name and another UPRN. "
                "A person must say whether it is the same asset. Nothing was changed."
            ),
            code=row.key,
            name=known.last.get("name"),
        )
        matches.problems.append(row)
    else:
        matches.known.append((row, known))


# ---- codes whose end changed ---------------------------------------------------------------------
def code_stem(code: str) -> str:
    """Return a code without its last part: what publishers add to it changes from year to year.

    ``TMBC0216/J17`` and ``TMBC0216`` have the stem ``TMBC0216``. A stem without a digit is none.
    """
    stem, slash, _end = code.rpartition("/")
    if not slash:
        found = re.match(r"(.*\d.*)[-._ ]", code)
        stem = found.group(1) if found else code
    return stem if re.search(r"\d", stem) else code


#: New rows that share a stem; where there are more, it is the beginning of a numbering and says nothing.
STEM_SHARED = 2_000


def match_stems(rows: Iterable[PreparedRow], left: Iterable[KnownAsset]) -> Matches:
    """Match new rows with assets that seem to have gone, where only the end of the code differs.

    Taken only where one row and one asset share the stem, and the name or the address says the same. A code
    that had an end already and has one more (``A12/1/a`` for ``A12/1``) is looked at last, and as narrowly;
    where it does not match, the row is new: parts of a thing are often listed so.
    """
    matches = Matches()
    by_stem: dict[str, list[KnownAsset]] = {}
    by_code: dict[str, list[KnownAsset]] = {}
    for each in left:
        code = str(each.last.get("asset_code") or each.asset.asset_code)
        if code:
            by_stem.setdefault(code_stem(code), []).append(each)
            by_code.setdefault(code, []).append(each)
    groups: dict[str, list[PreparedRow]] = {}
    for row in rows:
        code = str(row.values.get("asset_code") or "")
        groups.setdefault(code_stem(code) if code else f"row {row.raw.number}", []).append(row)
    longer: list[tuple[str, list[PreparedRow]]] = []
    for stem, group in groups.items():
        known = by_stem.get(stem, []) if len(group) <= STEM_SHARED else []
        if not known:
            longer.append((stem, group))
        elif len(group) == 1 and len(known) == 1 and (why := _alike(known[0], group[0])):
            _match_stem(group[0], known[0], why, matches)
        else:
            matches.problems.extend(_unsure(row, known) for row in group)
    taken = {id(each) for _row, each in matches.known}
    for stem, group in longer:
        known = [each for each in by_code.get(stem, []) if id(each) not in taken]
        if len(group) == 1 and len(known) == 1 and (why := _alike(known[0], group[0])):
            _match_stem(group[0], known[0], why, matches)
        else:
            matches.new.extend(group)
    return matches


def _match_stem(row: PreparedRow, known: KnownAsset, why: str, matches: Matches) -> None:
    row.note("code_suffix", why, before=known.last.get("asset_code") or known.asset.asset_code)
    matches.known.append((row, known))


def _alike(known: KnownAsset, row: PreparedRow) -> str:
    """Return what to note where a row is about an asset although its code has changed; empty elsewhere."""
    last, now = known.last, row.values
    if last.get("name") and str(last["name"]).casefold() == str(now["name"]).casefold():
        return _("The code was “%(before)s”. Matched, because the name is the same.")
    address = [name for name in ("street_number", "street_name", "postcode") if now.get(name)]
    if "street_name" in address and all(last.get(name) == now[name] for name in address):
        return _("The code was “%(before)s”. Matched, because the address is the same.")
    return ""


def _unsure(row: PreparedRow, known: Sequence[KnownAsset]) -> PreparedRow:
    row.candidates = [each.asset.pk for each in known]
    names = ", ".join(f"“{each.asset.asset_code}” ({each.asset.name})" for each in known[:3])
    row.note(
        "code_unsure",
        _(
            "The code “%(code)s” looks like %(names)s with another ending, and neither name nor address says "
            "whether it is the same. Nothing was changed."
        ),
        code=row.key,
        names=names,
    )
    return row


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
    if known.last.get("property_name") and any(note.code == "no_name" for note in row.notes):
        # A list whose column of names nobody recognised: what we made up from an address names nothing anew.
        differs = [name for name in differs if name not in _BY_NAME]
    point_kept = any(_edited(known, name) for name in _POINT if name in row.values)
    kept = [name for name in differs if _edited(known, name) or (name in _POINT and point_kept)]
    wanted = {name: as_field(name, row.values[name]) for name in differs if name not in kept}
    news = [name for name in kept if row.values[name] != known.last.get(name)]
    if news:
        why = (
            _(
                "The listing has another source for this, so we keep what it says of: %(fields)s. "
                "The list says otherwise."
            )
            if known.theirs is not None
            else _("A person changed, so we keep what it says of: %(fields)s. The list says otherwise.")
        )
        row.note("kept_edit", why, fields=field_words(news))
    checked = _checked_since(asset, row)
    if wanted and checked:
        row.note(
            "kept_check",
            _(
                "A person checked this asset on %(day)s, after the date of the list, so the list’s new "
                "values were not taken: %(fields)s."
            ),
            day=checked.isoformat(),
            fields=field_words(wanted),
        )
        return {}
    return wanted


def _edited(known: KnownAsset, name: str) -> bool:
    """Say whether what the register says in a field is a person's or another source's, not this one's."""
    if known.theirs is not None and name not in known.theirs:
        return True
    given = [values[name] for values in known.given if name in values]
    return bool(given) and as_json(getattr(known.asset, name)) not in given


def _checked_since(asset: Asset, row: PreparedRow) -> date | None:
    """Return the day a person checked the asset, where that is not before the list's own date."""
    if asset.checked_at is None:
        return None
    checked = timezone.localdate(asset.checked_at)
    listed = row.values.get("effective_date")
    return checked if not listed or checked.isoformat() >= listed else None


def field_words(names: Iterable[str]) -> list[str]:
    """Return what fields are called, as messages of the catalogue: what a note is given."""
    return [FIELD_WORDS.get(name) or _OTHERS.get(name, name) for name in names]


def change_words(name: str) -> str:
    """Return what a field is called in a report, in the language in force."""
    return gettext(field_words([name])[0])
