"""Write what was decided about some rows, and keep the report of it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.log_actions import get_active_log_context
from wagtail.models import ModelLogEntry

from assets_register.enums import RowOutcome
from assets_register.importing.merging import PreparedRow
from assets_register.importing.reporting import ROWS_NAMED, SUSPICIOUS
from assets_register.importing.work import Work
from assets_register.models import Asset, ImportedRow, ImportRun
from assets_register.services import assets_imported
from civic.partners.models import Organisation
from civic.partners.services import ensure_organisation

#: How many assets that are not in a file any more are listed in its report, and how many by their names.
GONE_LISTED, GONE_NAMED = 10_000, 100
#: Rows written in one statement.
BATCH = 500


def _owner(work: Work, row: PreparedRow) -> Organisation | None:
    name = row.values.get("organisation") or ""
    if not name:
        return None
    if name not in work.owners:
        kind = "council" if "council" in name.lower() else "other"
        last = Organisation.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        work.owners[name] = ensure_organisation(work.site, name, kind=kind)
        if work.owners[name].pk > last:
            work.owners_made.append(work.owners[name].pk)
    return work.owners[name]


def write(work: Work) -> None:
    """Write what was decided about some rows; inside the caller's transaction."""
    for row in work.rows:
        outcome, asset = work.results[row.raw.number]
        if asset is None or outcome == RowOutcome.DUPLICATE:
            continue
        if outcome == RowOutcome.CREATED or "owner" in work.changed.get(row.raw.number, (asset, set()))[1]:
            before, asset.owner = asset.owner_id, _owner(work, row)
            if outcome != RowOutcome.CREATED:
                row.changes["owner_id"] = [before, asset.owner_id]
    work.namer.name(work.created)
    Asset.objects.bulk_create(work.created, batch_size=BATCH)
    # In the order every other writer takes several assets, so that none waits for another in a ring.
    for asset, fields in sorted(work.changed.values(), key=lambda change: change[0].pk):
        asset.save(update_fields=[*fields, "updated_at"])
    changed = [asset for asset, _fields in work.changed.values()]
    _log(work)
    assets_imported(
        work.site.pk, [asset.pk for asset in changed], drafts=[asset.pk for asset in work.created]
    )


def _log(work: Work) -> None:
    """Write each asset's history, many at once: one by one, Wagtail asks of each who and of what kind."""
    context = get_active_log_context()
    now = timezone.now()
    told: list[tuple[Asset, dict[str, Any]]] = [(asset, {"new": True}) for asset in work.created]
    told += [(asset, {"fields": sorted(fields)}) for asset, fields in work.changed.values()]
    kind = ContentType.objects.get_for_model(Asset)
    ModelLogEntry.objects.bulk_create(
        (
            ModelLogEntry(
                content_type=kind,
                object_id=str(asset.pk),
                label=str(asset),
                action="assets.import",
                timestamp=now,
                user=work.by or context.user,
                uuid=context.uuid,
                data={"source": work.source, **data},
            )
            for asset, data in told
        ),
        batch_size=BATCH,
    )


# ---- the report ----------------------------------------------------------------------------------
def no_counts() -> dict[str, Any]:
    """Return what a run counts, before any row."""
    return {
        "rows": 0,
        **dict.fromkeys(RowOutcome.values, 0),
        "held_back": 0,
        "not_in_file": 0,
        "missing": [],
        "gone": [],
        "owners_made": [],
        "suspicious": 0,
        "notes": {},
        "note_rows": {},
        "file_notes": [],
    }


def keep_rows(work: Work, run: ImportRun) -> None:
    """Keep the report of some rows, and add them to the run's counts; the caller saves the run."""
    kept = [_imported(run, row, *work.results[row.raw.number]) for row in work.rows]
    ImportedRow.objects.bulk_create(kept, batch_size=BATCH)
    counts = run.counts
    for outcome, number in Counter(str(row.outcome) for row in kept).items():
        counts[outcome] += number
    counts["rows"] += len(kept)
    counts["held_back"] += work.held
    counts["owners_made"] = [*counts["owners_made"], *work.owners_made]
    counts["suspicious"] += sum(row.suspicious for row in kept)
    for row in work.rows:
        for code in {note.code for note in row.notes}:
            counts["notes"][code] = counts["notes"].get(code, 0) + 1
            named = counts["note_rows"].setdefault(code, [])
            counts["note_rows"][code] = sorted([*named, row.raw.number])[:ROWS_NAMED]
    counts["notes"] = dict(sorted(counts["notes"].items()))


def keep_missing(run: ImportRun, gone: Iterable[tuple[int, str]]) -> None:
    """Keep what the file has no row of: counted all, listed and named up to a number."""
    counts = run.counts
    for pk, name in gone:
        counts["not_in_file"] += 1
        if len(counts["gone"]) < GONE_LISTED:
            counts["gone"].append(pk)
        if len(counts["missing"]) < GONE_NAMED:
            counts["missing"].append(name)


def _imported(run: ImportRun, row: PreparedRow, outcome: str, asset: Asset | None) -> ImportedRow:
    return ImportedRow(
        run=run,
        number=row.raw.number,
        raw=row.raw.cells,
        normalised=row.values,
        outcome=outcome,
        problems=[asdict(note) for note in row.notes],
        suspicious=outcome == RowOutcome.PROBLEM or any(note.code in SUSPICIOUS for note in row.notes),
        changes=row.changes,
        candidates=row.candidates,
        asset=asset if asset is not None and asset.pk else None,
    )
