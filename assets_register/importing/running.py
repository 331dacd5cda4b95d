"""Take a file into the register, or say what would happen: a short one at once, a long one part by part.

A short list is read whole, decided, and written in one transaction. A long one goes through the file once to
see which rows belong together (``surveying``), then takes some rows at a time, each part in a transaction
with its report: totals, index and counts are true after every part, and memory does not grow. Whoever tries
again after a worker died goes on where the last part ended, because the run's rows say which are done.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop
from numpy.typing import NDArray
from wagtail.models import Site

from assets_register.importing.columns import describe_columns, mapping_of
from assets_register.importing.deciding import decide
from assets_register.importing.job import Import, Progress
from assets_register.importing.known import (
    Register,
    known_assets,
    missing,
    register_of,
    runs_before,
    taken_refs,
)
from assets_register.importing.listed import Listed, open_list
from assets_register.importing.mappings import ColumnMapping, choose_mapping
from assets_register.importing.merging import PreparedRow
from assets_register.importing.naming import Namer
from assets_register.importing.normalising import Inside
from assets_register.importing.notes import Note
from assets_register.importing.runs import (
    begun,
    lock,
    refuse_beside_another,
    refuse_stopped,
    unfinished,
)
from assets_register.importing.surveying import Order, order_of, survey
from assets_register.importing.tables import RawRow
from assets_register.importing.work import Work
from assets_register.importing.writing import keep_missing, keep_rows, write
from assets_register.models import ImportedRow, ImportRun, SavedMapping
from civic.places.selectors import neighbourhood_areas, neighbourhoods

if TYPE_CHECKING:
    from civic.places.geo import Areas
    from civic.residents.models import User

#: A list of at most so many rows is taken in at once, all or nothing; a longer one so many rows at a time.
AT_ONCE, PART = 5_000, 1_000
#: Rows that belong with others are read again so many at a time.
GULP = 20_000
#: Rows by which a column is known again in a saved way to read them.
LOOKED_AT = 5_000


def import_assets(
    site: Site,
    content: bytes | Path,
    *,
    file_name: str,
    source: str = "",
    dry_run: bool = True,
    by: "User | None" = None,
    mapping: ColumnMapping | None = None,
    decisions: "Mapping[str, int | str] | None" = None,
    progress: Progress | None = None,
    resumed: Callable[[int], None] | None = None,
    before_end: Callable[[ImportRun], None] | None = None,
    finish: Callable[[ImportRun], None] | None = None,
) -> ImportRun:
    """Take a publisher's list of assets into a place's register, or say what would happen.

    ``content`` is the file, or its bytes. ``source`` is what the register calls the publisher; without it,
    the organisation most rows name. ``mapping`` is how to read the columns; without it, as a person said for
    this publisher, or what the heading says. ``decisions`` is what a person said of rows, by number: the
    asset's primary key, or ``new``. ``progress`` is called with rows done and rows in all, ``resumed`` with
    the rows an earlier attempt had done, ``before_end`` with the run once all rows are written, ``finish``
    in the transaction that ends it. New assets come in as drafts, or held back. Every row of the file has an
    ``ImportedRow`` in the run returned. A dry run changes no asset.

    A list of more than ``AT_ONCE`` rows is written part by part; called again with the same file, it goes on.
    Raises ``UnreadableFile`` where the file as a whole cannot be used: nothing is written then; or where a
    long list of the same source is half taken in.
    """
    listed = open_list(content)
    mapping = mapping or _saved_mapping(site, source.strip(), listed) or choose_mapping(listed.headings)
    seen = survey(listed, mapping, owners=not source.strip())
    areas = neighbourhood_areas(site)
    job = Import(
        site=site,
        listed=listed,
        mapping=mapping,
        source=(source.strip() or seen.most_named or file_name)[:120],
        dry_run=dry_run,
        by=by,
        decisions=decisions or {},
        areas=areas,
        inside=_inside(site, areas),
        seen=seen,
        progress=progress,
        namer=Namer(site),
    )
    if seen.total <= AT_ONCE:
        return _at_once(job, file_name, before_end, finish)
    return _by_parts(job, file_name, resumed, before_end, finish)


# ---- at once -------------------------------------------------------------------------------------
def _at_once(job: Import, file_name: str, before_end: Any, finish: Any) -> ImportRun:
    started = timezone.now()
    rows = job.prepared(job.listed.all_rows())
    with transaction.atomic():
        lock(job.site)
        refuse_beside_another(job, None)
        run = begun(job, file_name, started)
        register = register_of(job.site, job.source, job.seen.keys)
        order_of(job.seen, known=register.keys, left=register.left)  # refuses a code that is none
        _part(job, run, register, rows)
        if before_end:
            before_end(run)
        _end(job, run, register, finish)
    return run


# ---- part by part --------------------------------------------------------------------------------
def _by_parts(job: Import, file_name: str, resumed: Any, before_end: Any, finish: Any) -> ImportRun:
    with transaction.atomic():
        lock(job.site)
        run = unfinished(job)
        refuse_beside_another(job, run)
        run = run or begun(job, file_name, timezone.now())
    waiting = _waiting(run, job.seen.total)
    job.done = job.seen.total - int(waiting.sum())
    if job.done:
        ImportRun.objects.filter(pk=run.pk).update(resumed_after=job.done)
        if resumed:
            resumed(job.done)
    register = register_of(job.site, job.source, job.seen.keys)
    order = order_of(job.seen, known=register.keys, left=register.left)
    for some in _parts(job.listed, order, waiting):
        rows = job.prepared(some)
        with transaction.atomic():
            lock(job.site)
            run.refresh_from_db()
            refuse_stopped(run)
            _part(job, run, register, rows)
    if before_end:
        before_end(run)
    with transaction.atomic():
        lock(job.site)
        run.refresh_from_db()
        refuse_stopped(run)
        _end(job, run, register_of(job.site, job.source, job.seen.keys), finish)
    return run


def _waiting(run: ImportRun, total: int) -> NDArray[np.bool_]:
    """Return which rows are still to be done, by number less one."""
    waiting = np.ones(total, dtype=bool)
    numbers = ImportedRow.objects.filter(run=run).order_by("number").values_list("number", flat=True)
    for number in numbers.iterator(chunk_size=10_000):
        waiting[number - 1] = False
    return waiting


def _parts(listed: Listed, order: Order, waiting: NDArray[np.bool_]) -> Iterator[list[RawRow]]:
    """Give the rows still to be done: first those that stand alone, as the file has them, then the rest.

    The rest are few in most lists; the file is gone through once more for every ``GULP`` of them.
    """
    alone = (row for row in listed.all_rows() if waiting[row.number - 1] and order.alone(row.number))
    while some := list(islice(alone, PART)):
        yield some
        waiting[[row.number - 1 for row in some]] = False
    parts = iter(order.parts(waiting, PART))
    while some_parts := _up_to(parts, GULP):
        wanted: set[int] = set().union(*some_parts)
        found = {row.number: row for row in listed.all_rows() if row.number in wanted}
        for numbers in some_parts:
            yield [found[number] for number in sorted(numbers)]


def _up_to(parts: Iterator[set[int]], most: int) -> list[set[int]]:
    """Take parts until they are so many rows."""
    taken: list[set[int]] = []
    while sum(map(len, taken)) < most and (part := next(parts, None)):
        taken.append(part)
    return taken


# ---- what both do --------------------------------------------------------------------------------
def _part(job: Import, run: ImportRun, register: Register, rows: list[PreparedRow]) -> None:
    """Decide some rows and write them with their report; inside the caller's transaction."""
    work = Work(
        site=job.site,
        source=job.source,
        by=job.by,
        areas=job.areas,
        namer=job.namer,
        rows=rows,
        decisions=job.decisions,
        owners=job.owners,
    )
    runs = runs_before(job.site, job.source, but=run.pk)
    named = [said for row in rows if (said := job.decisions.get(str(row.raw.number))) not in (None, "new")]
    pks = [*register.of_keys(row.key for row in rows), *(int(said) for said in named if said)]
    known = known_assets(register, pks, runs)
    codes = [str(row.values["asset_code"]) for row in rows if row.values.get("asset_code")]
    beside = known_assets(register, register.left_beside(codes), runs)
    work.refs = taken_refs(register, rows, known)
    decide(work, known, [each for group in beside.values() for each in group])
    if not job.dry_run:
        write(work)
    keep_rows(work, run)
    run.save(update_fields=["counts"])


def _end(job: Import, run: ImportRun, register: Register, finish: Any) -> None:
    run.counts["file_notes"] = [
        asdict(note) for note in (*job.listed.notes, *_unread(job.listed, job.mapping))
    ]
    keep_missing(run, missing(register, run))
    run.finished_at = timezone.now()
    run.save(update_fields=["counts", "finished_at"])
    if finish:
        finish(run)


# ---- the columns ---------------------------------------------------------------------------------
def _saved_mapping(site: Site, source: str, listed: Listed) -> ColumnMapping | None:
    """Return how a person said that this publisher's columns are read, where somebody has."""
    saved = SavedMapping.objects.filter(site=site, source=source).first() if source else None
    if saved is None:
        return None
    described = describe_columns(listed, saved.columns, most=LOOKED_AT)
    columns = {column.heading: column.field for column in described}
    return mapping_of(columns, label=f"As {source}’s columns were read", grid=saved.grid)


def _unread(listed: Listed, mapping: ColumnMapping) -> list[Note]:
    left = [heading for heading in listed.headings if heading not in mapping.columns]
    said = gettext_noop("Columns kept with each row and not read: %(names)s.")
    return [Note(message=said, given={"names": ", ".join(left)})] if left else []


def _inside(site: Site, areas: "Areas") -> Inside | None:
    if not neighbourhoods(site).exists():
        return None
    return lambda latitude, longitude: areas.containing(latitude, longitude) is not None
