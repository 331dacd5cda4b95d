"""Take an import back: what it made goes, what it changed is as before, and a person's word stands."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, Site

from assets_register.enums import AssetStatus, RowOutcome, UndoOutcome
from assets_register.importing.merging import FIELD_WORDS, as_field, as_json, field_words
from assets_register.importing.notes import Note
from assets_register.index import lock_assets
from assets_register.models import Asset, ImportedRow, ImportRun
from assets_register.services import assets_deleted, assets_imported, settle_asset
from assets_register.tasks import undo_run
from civic.partners.models import Organisation
from civic.residents.models import User
from civic.tasks.services import enqueue

#: Fields that go back together or not at all.
_TOGETHER = (
    frozenset({"latitude", "longitude", "easting", "northing"}),
    frozenset({"status", "held_reason"}),
)
#: What is written in an asset's history without a person.
_MACHINE = ("assets.import", "assets.lapse", "assets.undo_import")


#: So many rows are taken back in one transaction, and so many times that in one task.
PART, PARTS = 1_000, 100


class CannotUndo(ValueError):
    """The import cannot be taken back; the message says why, in plain words."""


def why_not_undone(run: ImportRun) -> str:
    """Return why an import cannot be taken back now, in plain words; empty where it can."""
    if run.dry_run:
        return _("This was a dry run: nothing was changed.")
    if run.undone_at or run.undo_asked_at:
        return _("This import is undone already, or is being undone.")
    later = ImportRun.objects.filter(
        site=run.site_id, source=run.source, dry_run=False, undone_at=None, pk__gt=run.pk
    )
    if later.exists():
        return _("A later list of the same source was taken in since. Undo that one first.")
    return ""


@transaction.atomic
def ask_to_undo(run: ImportRun, *, by: "User | None") -> None:
    """Have an import taken back. Raises ``CannotUndo`` with the reason."""
    Site.objects.select_for_update(no_key=True).get(pk=run.site_id)
    run.refresh_from_db()
    if why := why_not_undone(run):
        raise CannotUndo(why)
    run.undo_asked_at, run.undone_by = timezone.now(), by
    run.save(update_fields=["undo_asked_at", "undone_by"])
    enqueue(undo_run, run_id=run.pk)


def undo_import(run_id: int) -> None:
    """Take an import back, part by part; does nothing where that was done or not asked for.

    Each part is one transaction, and a row says when it is done: who tries again goes on. A very long one
    is queued again after ``PARTS`` parts, so that no task takes longer than a task may.
    """
    for _number in range(PARTS):
        if _undo_some(run_id):
            return
    enqueue(undo_run, run_id=run_id)


@transaction.atomic
def _undo_some(run_id: int) -> bool:
    """Take the next rows of an import back; say whether there is nothing left to do."""
    run = ImportRun.objects.select_related("site", "undone_by").filter(pk=run_id).first()
    if run is None or run.undone_at or not run.undo_asked_at:
        return True
    Site.objects.select_for_update(no_key=True).get(pk=run.site_id)
    waiting = run.rows.filter(outcome__in=[RowOutcome.CREATED, RowOutcome.CHANGED], undone="")
    after = run.counts.get("undo_after", 0)
    rows = list(waiting.filter(number__gt=after).order_by("number").select_related("asset__owner")[:PART])
    lock_assets([row.asset_id for row in rows if row.asset_id])
    touched = _touched(rows, run)
    made = [row for row in rows if row.outcome == RowOutcome.CREATED]
    _take_away(run, made, touched)
    for row in rows:
        if row.outcome == RowOutcome.CHANGED:
            _put_back(row, run)
    ImportedRow.objects.bulk_update(rows, ["undone", "problems"], batch_size=200)
    back = [row.asset_id for row in rows if row.outcome == RowOutcome.CHANGED and row.asset_id]
    assets_imported(run.site_id, back)
    undone = Counter(run.counts.get("undone", {})) + Counter(row.undone for row in rows)
    run.counts = {**run.counts, "undone": dict(undone)}
    if len(rows) == PART:
        run.counts["undo_after"] = rows[-1].number
        run.save(update_fields=["counts"])
        return False
    run.counts.pop("undo_after", None)
    _forget_owners(run)
    run.undone_at = timezone.now()
    run.save(update_fields=["undone_at", "counts"])
    return True


# ---- what it made --------------------------------------------------------------------------------
def _touched(rows: Iterable[ImportedRow], run: ImportRun) -> set[int]:
    """Return the assets in whose history a person wrote since the import."""
    ids = [str(row.asset_id) for row in rows if row.asset_id]
    kind = ContentType.objects.get_for_model(Asset)
    found: set[int] = set()
    for start in range(0, len(ids), 500):
        lines = ModelLogEntry.objects.filter(
            content_type=kind, object_id__in=ids[start : start + 500], timestamp__gte=run.started_at
        ).exclude(action__in=_MACHINE)
        found |= {int(pk) for pk in lines.values_list("object_id", flat=True)}
    return found


def _take_away(run: ImportRun, rows: Iterable[ImportedRow], touched: set[int]) -> None:
    gone: list[Asset] = []
    for row in rows:
        asset = row.asset
        if asset is None:
            row.undone = UndoOutcome.BACK
        elif asset.pk in touched or _differs(asset, row):
            row.undone = UndoOutcome.KEPT
            _note(row, gettext_noop("A person has worked on it since it came in, so it stays."))
        else:
            row.undone = UndoOutcome.BACK
            gone.append(asset)
    for asset in gone:
        log(asset, "wagtail.delete", user=run.undone_by, deleted=True)
    ids = [asset.pk for asset in gone]
    for start in range(0, len(ids), 500):
        Asset.objects.filter(pk__in=ids[start : start + 500]).delete()
    if ids:
        assets_deleted(run.site_id, ids)
    deleted = set(ids)
    for row in rows:
        if row.asset_id in deleted:
            row.asset = None


def _differs(asset: Asset, row: ImportedRow) -> bool:
    shown = asset.status not in (AssetStatus.DRAFT, AssetStatus.HELD_BACK)
    return shown or any(
        as_json(getattr(asset, name)) != row.normalised[name]
        for name in FIELD_WORDS
        if name in row.normalised
    )


# ---- what it changed -----------------------------------------------------------------------------
def _put_back(row: ImportedRow, run: ImportRun) -> None:
    asset = row.asset
    if asset is None:
        row.undone = UndoOutcome.KEPT
        _note(row, gettext_noop("It is not in the register any more."))
        return
    if asset.checked_at and asset.checked_at > (run.finished_at or run.started_at):
        row.undone = UndoOutcome.KEPT
        _note(row, gettext_noop("A person has checked it since and found it right, so it stays as it is."))
        return
    changes = {name: pair for name, pair in row.changes.items() if name != "owner"}
    kept = {name for name, (_before, after) in changes.items() if as_json(getattr(asset, name)) != after}
    for group in _TOGETHER:
        if kept & group:
            kept |= group & set(changes)
    back = {name: pair[0] for name, pair in changes.items() if name not in kept}
    for name, before in back.items():
        setattr(asset, name, _as_before(name, before))
    if back:
        settle_asset(asset)
        asset.save()
        log(asset, "assets.undo_import", user=run.undone_by, data={"fields": sorted(back)})
    row.undone = UndoOutcome.BACK if not kept else UndoOutcome.PART if back else UndoOutcome.KEPT
    if kept:
        names = field_words("owner" if name == "owner_id" else name for name in sorted(kept))
        said = gettext_noop("Changed by a person since, so it stays as it is: %(fields)s.")
        _note(row, said, fields=names)


def _as_before(name: str, before: Any) -> Any:
    if name == "owner_id":
        return before if Organisation.objects.filter(pk=before).exists() else None
    return as_field(name, before)


def _note(row: ImportedRow, message: str, **given: Any) -> None:
    row.problems = [*row.problems, asdict(Note(code="undo_kept", message=message, given=given))]


def _forget_owners(run: ImportRun) -> None:
    """Delete the organisations that only this import made, where nothing points at them."""
    for owner in Organisation.objects.filter(site=run.site_id, pk__in=run.counts.get("owners_made", [])):
        used = any(
            relation.related_model._base_manager.filter(**{relation.field.name: owner.pk}).exists()
            for relation in owner._meta.related_objects
            if not isinstance(relation.related_model, str)
        )
        if not used:
            owner.delete()
