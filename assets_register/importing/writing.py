"""Write what was decided about a file, and keep the report of it."""

import hashlib
from collections import Counter
from dataclasses import asdict
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.log_actions import get_active_log_context
from wagtail.models import ModelLogEntry

from assets_register.enums import RowOutcome
from assets_register.importing.merging import PreparedRow
from assets_register.importing.notes import Note
from assets_register.importing.reporting import SUSPICIOUS
from assets_register.importing.work import Work
from assets_register.models import Asset, ImportedRow, ImportRun
from assets_register.services import assets_imported
from civic.partners.models import Organisation
from civic.partners.services import ensure_organisation

#: How many assets that are not in a file any more are named in its report.
GONE_NAMED = 10_000


def _owner(work: Work, row: PreparedRow) -> Organisation | None:
    name = row.values.get("organisation") or ""
    if not name:
        return None
    if name not in work.owners:
        kind = "council" if "council" in name.lower() else "other"
        before = set(Organisation.objects.filter(site=work.site).values_list("pk", flat=True))
        work.owners[name] = ensure_organisation(work.site, name, kind=kind)
        if work.owners[name].pk not in before:
            work.owners_made.append(work.owners[name].pk)
    return work.owners[name]


def write(work: Work) -> None:
    """Write what was decided; inside the caller's transaction."""
    for row in work.rows:
        outcome, asset = work.results[row.raw.number]
        if asset is None or outcome == RowOutcome.DUPLICATE:
            continue
        if outcome == RowOutcome.CREATED or "owner" in work.changed.get(row.raw.number, (asset, set()))[1]:
            before, asset.owner = asset.owner_id, _owner(work, row)
            if outcome != RowOutcome.CREATED:
                row.changes["owner_id"] = [before, asset.owner_id]
    Asset.objects.bulk_create(work.created, batch_size=200)
    # In the order every other writer takes several assets, so that none waits for another in a ring.
    for asset, fields in sorted(work.changed.values(), key=lambda change: change[0].pk):
        asset.save(update_fields=[*fields, "updated_at"])
    changed = [asset for asset, _fields in work.changed.values()]
    _log(work)
    assets_imported(work.site.pk, [asset.pk for asset in (*work.created, *changed)])


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
        batch_size=200,
    )


def keep(
    work: Work,
    file_notes: list[Note],
    content: bytes,
    label: str,
    file_name: str,
    started: Any,
    *,
    dry_run: bool,
) -> ImportRun:
    """Keep the report: one row for every row of the file. An older dry run of the same file goes."""
    digest = hashlib.sha256(content).hexdigest()
    ImportRun.objects.filter(site=work.site, sha256=digest, dry_run=True, uploads=None).delete()
    run = ImportRun.objects.create(
        site=work.site,
        source=work.source,
        file_name=file_name[:200],
        sha256=digest,
        mapping=label[:60],
        dry_run=dry_run,
        counts=_counts(work, file_notes),
        started_at=started,
        finished_at=timezone.now(),
        by=work.by,
    )
    ImportedRow.objects.bulk_create(
        [_imported(run, row, *work.results[row.raw.number]) for row in work.rows], batch_size=200
    )
    return run


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


def _counts(work: Work, file_notes: list[Note]) -> dict[str, Any]:
    outcomes = Counter(str(outcome) for outcome, _asset in work.results.values())
    notes = Counter(code for row in work.rows for code in {note.code for note in row.notes})
    return {
        "rows": len(work.rows),
        **{outcome: outcomes.get(outcome, 0) for outcome in RowOutcome.values},
        "held_back": work.held,
        "not_in_file": len(work.missing),
        "missing": [each.asset.name for each in work.missing[:100]],
        "gone": [each.asset.pk for each in work.missing[:GONE_NAMED]],
        "owners_made": work.owners_made,
        "suspicious": sum(
            work.results[row.raw.number][0] == RowOutcome.PROBLEM
            or any(n.code in SUSPICIOUS for n in row.notes)
            for row in work.rows
        ),
        "notes": dict(sorted(notes.items())),
        "file_notes": [asdict(note) for note in file_notes],
    }
