"""Read one row of a list: its values by our fields, and what there is to say about them."""

from collections.abc import Callable, Iterable
from dataclasses import asdict

from django.utils.translation import gettext_noop as _

from assets_register.enums import NotAPlace
from assets_register.importing.mappings import ColumnMapping
from assets_register.importing.merging import FIELD_WORDS, PreparedRow
from assets_register.importing.normalising import Inside, normalise
from assets_register.importing.screening import screen
from assets_register.importing.tables import RawRow

#: Fields a row says nothing of where its list has no such column, so that nothing is emptied.
_WHERE_GIVEN = (frozenset(FIELD_WORDS) | {"organisation"}) - {
    "name", "kind", "not_a_place", "not_a_place_reason",
}  # fmt: skip


def prepared(
    rows: Iterable[RawRow],
    mapping: ColumnMapping,
    inside: Inside | None,
    told: Callable[[], None] | None = None,
) -> list[PreparedRow]:
    """Return rows as we read them; what the list has no column for, its rows say nothing of."""
    silent = _WHERE_GIVEN - mapping.speaks_of()
    found: list[PreparedRow] = []
    for raw in rows:
        normal = normalise(mapping.given(raw.cells), grid=mapping.grid, inside=inside)
        values = {name: value for name, value in normal.values.items() if name not in silent}
        row = PreparedRow(raw=raw, values=values, notes=normal.notes, unusable=normal.unusable)
        _screen(row)
        found.append(row)
        if told:
            told()
    return found


_FLAGGED = {
    NotAPlace.RENT_CHARGE: _(
        "Flagged as not a place to visit. The words say a payment or a right, not a place: “%(words)s”."
    ),
    NotAPlace.INFRASTRUCTURE: _(
        "Flagged as not a place to visit. The words say infrastructure: “%(words)s”."
    ),
    NotAPlace.BARE_LAND: _(
        "Flagged as not a place to visit. The list says land only, and no word says what anybody could do "
        "there."
    ),
}


def _screen(row: PreparedRow) -> None:
    found = screen(row.values)
    row.values |= asdict(found)
    if found.not_a_place:
        words = found.not_a_place_reason.partition("“")[2].rpartition("”")[0]
        row.note(found.not_a_place, _FLAGGED[NotAPlace(found.not_a_place)], words=words)
    if found.held_reason:
        row.note("held_back", _("Held back until a person decides. %(why)s"), why=[found.held_reason])
