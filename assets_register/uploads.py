"""A file's way into the register from the admin screen: its columns, a check, and taking it in."""

import logging
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assets_register.enums import UploadStep
from assets_register.importing.columns import describe_columns, guess_grid, mapping_of
from assets_register.importing.listed import open_list
from assets_register.importing.pairs import note_likely_pairs
from assets_register.importing.running import import_assets
from assets_register.importing.runs import forget_runs
from assets_register.importing.tables import UnreadableFile
from assets_register.models import ImportRun, ImportUpload, SavedMapping
from assets_register.tasks import apply_upload, check_upload
from civic.tasks.services import enqueue

if TYPE_CHECKING:
    from wagtail.models import Site

    from civic.residents.models import User

log = logging.getLogger(__name__)

#: How long a file that nobody took in is kept.
KEPT = timedelta(days=30)
#: Rows between two looks at how far it has come.
STEP = 100


class NotNow(Exception):
    """The step does not follow from where the file is: somebody else was quicker, or a task is at work."""


def start_upload(
    site: "Site", content: bytes, *, file_name: str, source: str, by: "User | None"
) -> ImportUpload:
    """Keep a file and guess its columns. Raises ``UnreadableFile`` with a plain reason, and keeps nothing."""
    listed = open_list(content)
    saved = SavedMapping.objects.filter(site=site, source=source).first()
    columns = describe_columns(listed, saved.columns if saved else None)
    return ImportUpload.objects.create(
        site=site,
        source=source,
        file_name=file_name[:200],
        content=content,
        columns=[asdict(column) for column in columns],
        grid=saved.grid if saved else guess_grid(listed.headings),
        rows_total=listed.total,
        by=by,
    )


@transaction.atomic
def confirm_columns(upload: ImportUpload, chosen: Mapping[str, str], *, grid: str, by: "User | None") -> None:
    """Remember how this publisher's columns are read, and have the file checked."""
    SavedMapping.objects.update_or_create(
        site=upload.site,
        source=upload.source,
        defaults={"columns": dict(chosen), "grid": grid, "changed_by": by},
    )
    _begin(
        upload,
        UploadStep.CHECKING,
        (UploadStep.COLUMNS, UploadStep.CHECKED),
        chosen=dict(chosen),
        grid=grid,
        decisions={},
    )
    enqueue(check_upload, upload_id=upload.pk)


@transaction.atomic
def decide_rows(upload: ImportUpload, decisions: Mapping[str, int | str]) -> None:
    """Remember what a person said of rows that cannot be told, and check the file again."""
    _begin(upload, UploadStep.CHECKING, (UploadStep.CHECKED,), decisions={**upload.decisions, **decisions})
    enqueue(check_upload, upload_id=upload.pk)


@transaction.atomic
def take_in(upload: ImportUpload) -> None:
    """Have a checked file taken in."""
    _begin(upload, UploadStep.APPLYING, (UploadStep.CHECKED,))
    enqueue(apply_upload, upload_id=upload.pk)


@transaction.atomic
def back_to_columns(upload: ImportUpload) -> None:
    """Let somebody look at the columns of a checked file again."""
    _begin(upload, UploadStep.COLUMNS, (UploadStep.CHECKED,))


@transaction.atomic
def drop_upload(upload: ImportUpload) -> None:
    """Throw a file away that was not taken in, and its check."""
    if not ImportUpload.objects.filter(
        pk=upload.pk, step__in=(UploadStep.COLUMNS, UploadStep.CHECKED)
    ).exists():
        raise NotNow
    forget_runs(ImportRun.objects.filter(uploads=upload, dry_run=True))
    upload.delete()


def drop_old_uploads() -> int:
    """Throw away the files nobody took in; return how many."""
    old = ImportUpload.objects.filter(made_at__lt=timezone.now() - KEPT).exclude(step=UploadStep.APPLIED)
    forget_runs(ImportRun.objects.filter(uploads__in=old, dry_run=True))
    return int(old.delete()[1].get("assets_register.ImportUpload", 0))


def _begin(upload: ImportUpload, step: str, after: tuple[str, ...], **fields: object) -> None:
    """Go a step on, where nobody else has in the meantime. Raises ``NotNow`` otherwise."""
    waiting = ImportUpload.objects.filter(pk=upload.pk, step__in=after)
    if not waiting.update(step=step, rows_done=0, resumed_after=0, problem="", **fields):
        raise NotNow
    upload.refresh_from_db()


# ---- in the task ---------------------------------------------------------------------------------
def run_upload(upload_id: int, *, dry_run: bool) -> None:
    """Check a file, or take it in; what goes wrong is written down and the file is where it was.

    Taking in a short list is one transaction, and so is what it says of itself: a worker that dies halfway
    leaves nothing behind, and the next begins again. A long list is taken in part by part, and the next
    worker goes on.
    """
    busy, done, before = (
        (UploadStep.CHECKING, UploadStep.CHECKED, UploadStep.COLUMNS)
        if dry_run
        else (UploadStep.APPLYING, UploadStep.APPLIED, UploadStep.CHECKED)
    )
    upload = ImportUpload.objects.select_related("site", "by").filter(pk=upload_id, step=busy).first()
    if upload is None or upload.content is None:  # done by another attempt, or dropped
        return
    try:
        with_progress(upload, dry_run=dry_run, done=done)
    except UnreadableFile as error:
        _give_back(upload, before, str(error))
    except Exception:
        log.exception("import.failed", extra={"upload": upload.pk})
        _give_back(upload, before, _what_went_wrong(upload))


def half_done(upload: ImportUpload) -> ImportRun | None:
    """Return the import of this file that stopped on its way, where one did."""
    runs = ImportRun.objects.filter(
        site=upload.site, source=upload.source, dry_run=False, finished_at=None, undone_at=None
    )
    return runs.filter(undo_asked_at=None, file_name=upload.file_name).first()


def _what_went_wrong(upload: ImportUpload) -> str:
    run = half_done(upload)
    if run is None:
        return _("Something went wrong on our side. Nothing was changed. Please try again.")
    said = _(
        "Something went wrong on our side when %(done)s of %(total)s rows were taken in. Those are in the "
        "register. Take it in again: it goes on from there."
    )
    return said % {"done": run.counts["rows"], "total": run.rows_total}


def with_progress(upload: ImportUpload, *, dry_run: bool, done: str) -> None:
    """Read a kept file, telling how far it has come, and write what it comes to."""

    def progress(rows: int, total: int) -> None:
        if rows % STEP == 0 or rows == total:
            ImportUpload.objects.filter(pk=upload.pk).update(rows_done=rows, rows_total=total)

    def resumed(rows: int) -> None:
        ImportUpload.objects.filter(pk=upload.pk).update(resumed_after=rows, rows_done=rows)

    old = upload.run
    mapping = mapping_of(
        upload.chosen,
        label=_("As %(source)s’s columns were read") % {"source": upload.source},
        grid=upload.grid,
    )

    def before_end(run: ImportRun) -> None:
        if not dry_run:
            note_likely_pairs(upload.site, source=upload.source)

    def finish(run: ImportRun) -> None:
        fields = {"step": done, "run": run} | ({} if dry_run else {"content": None})
        ImportUpload.objects.filter(pk=upload.pk).update(**fields)
        if old is not None and old.dry_run:
            forget_runs(ImportRun.objects.filter(pk=old.pk))

    with tempfile.NamedTemporaryFile(suffix=".list") as file:
        file.write(upload.content or b"")
        file.flush()
        upload.content = None  # from here on it is read from the disk, row by row
        import_assets(
            upload.site,
            Path(file.name),
            file_name=upload.file_name,
            source=upload.source,
            dry_run=dry_run,
            by=upload.by,
            mapping=mapping,
            decisions=upload.decisions,
            progress=progress,
            resumed=resumed,
            before_end=before_end,
            finish=finish,
        )


def _give_back(upload: ImportUpload, step: str, why: str) -> None:
    ImportUpload.objects.filter(pk=upload.pk).update(step=step, problem=why, rows_done=0)
