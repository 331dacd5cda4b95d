"""Take a file into the register: read everything, decide everything, then write it in one go."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from wagtail.models import Site

from assets_register.enums import NotAPlace
from assets_register.importing.columns import describe_columns, mapping_of
from assets_register.importing.deciding import decide
from assets_register.importing.mappings import ColumnMapping, choose_mapping
from assets_register.importing.merging import FIELD_WORDS, PreparedRow
from assets_register.importing.normalising import Inside, normalise
from assets_register.importing.notes import Note
from assets_register.importing.reading import Table, read_table
from assets_register.importing.screening import screen
from assets_register.importing.work import Work
from assets_register.importing.writing import keep, write
from assets_register.models import ImportRun, SavedMapping
from civic.places.selectors import neighbourhood_areas, neighbourhoods

if TYPE_CHECKING:
    from civic.places.geo import Areas
    from civic.residents.models import User

#: Fields a row says nothing of where its list has no such column, so that nothing is emptied.
_WHERE_GIVEN = (frozenset(FIELD_WORDS) | {"organisation"}) - {
    "name", "kind", "not_a_place", "not_a_place_reason",
}  # fmt: skip

Progress = Callable[[int, int], None]


def import_assets(
    site: Site,
    content: bytes,
    *,
    file_name: str,
    source: str = "",
    dry_run: bool = True,
    by: "User | None" = None,
    mapping: ColumnMapping | None = None,
    decisions: "Mapping[str, int | str] | None" = None,
    progress: Progress | None = None,
    finish: Callable[[ImportRun], None] | None = None,
) -> ImportRun:
    """Take a publisher's list of assets into a place's register, or say what would happen.

    ``source`` is what the register calls the publisher; without it, the organisation most rows
    name. ``mapping`` is how to read the columns; without it, as a person said for
    this publisher, or what the heading says. ``decisions`` is
    what a person said of rows, by number: the asset's primary key, or ``new``. ``progress`` is
    called with rows done and rows in all, ``finish`` with the run in the same transaction. New
    assets come in as drafts, or held back. Every row of the file has an ``ImportedRow`` in the run
    returned. A dry run changes no asset. Raises ``UnreadableFile`` where the file as a whole cannot
    be used; nothing is written then.
    """
    started = timezone.now()
    table = read_table(content)
    mapping = mapping or _saved_mapping(site, source.strip(), table) or choose_mapping(table.headings)
    areas = neighbourhood_areas(site)
    rows = _prepared(table, mapping, _inside(site, areas), progress)
    source = (source.strip() or _most_named(rows) or file_name)[:120]
    with transaction.atomic():
        # One import of a place at a time; what else is written about the place need not wait for it.
        Site.objects.select_for_update(no_key=True).get(pk=site.pk)
        work = Work(site=site, source=source, by=by, areas=areas, rows=rows, decisions=decisions or {})
        decide(work)
        if not dry_run:
            write(work)
        notes = [*table.notes, *_unread(table, mapping)]
        run = keep(work, notes, content, mapping.label, file_name, started, dry_run=dry_run)
        if finish:
            finish(run)
    return run


def _saved_mapping(site: Site, source: str, table: Table) -> ColumnMapping | None:
    """Return how a person said that this publisher's columns are read, where somebody has."""
    saved = SavedMapping.objects.filter(site=site, source=source).first() if source else None
    if saved is None:
        return None
    columns = {column.heading: column.field for column in describe_columns(table, saved.columns)}
    return mapping_of(columns, label=f"As {source}’s columns were read", grid=saved.grid)


def _prepared(
    table: Table, mapping: ColumnMapping, inside: Inside | None, progress: Progress | None
) -> list[PreparedRow]:
    """Return every row as we read it; what the list has no column for, its rows say nothing of."""
    silent = _WHERE_GIVEN - mapping.speaks_of()
    rows: list[PreparedRow] = []
    for raw in table.rows:
        normal = normalise(mapping.given(raw.cells), grid=mapping.grid, inside=inside)
        values = {name: value for name, value in normal.values.items() if name not in silent}
        row = PreparedRow(raw=raw, values=values, notes=normal.notes, unusable=normal.unusable)
        _screen(row)
        rows.append(row)
        if progress:
            progress(len(rows), len(table.rows))
    return rows


def _unread(table: Table, mapping: ColumnMapping) -> list[Note]:
    left = [heading for heading in table.headings if heading not in mapping.columns]
    said = _("Columns kept with each row and not read: %(names)s.")
    return [Note(message=said, given={"names": ", ".join(left)})] if left else []


def _inside(site: Site, areas: "Areas") -> Inside | None:
    if not neighbourhoods(site).exists():
        return None
    return lambda latitude, longitude: areas.containing(latitude, longitude) is not None


def _most_named(rows: list[PreparedRow]) -> str:
    named = Counter(row.values.get("organisation", "") for row in rows)
    return str(named.most_common(1)[0][0]) if named else ""


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
