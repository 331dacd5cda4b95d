"""A file's way into the register from the admin screen: its columns, a check, and taking it in."""

import logging
from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assets_register.enums import UploadStep
from assets_register.importing.columns import describe_columns, guess_grid, mapping_of
from assets_register.importing.pairs import note_likely_pairs
from assets_register.importing.reading import UnreadableFile, read_table
from assets_register.importing.running import import_assets
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
    table = read_table(content)
    saved = SavedMapping.objects.filter(site=site, source=source).first()
    columns = describe_columns(table, saved.columns if saved else None)
    return ImportUpload.objects.create(
        site=site,
        source=source,
        file_name=file_name[:200],
        content=content,
        columns=[asdict(column) for column in columns],
        grid=saved.grid if saved else guess_grid(table.headings),
        rows_total=len(table.rows),
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
    ImportRun.objects.filter(uploads=upload, dry_run=True).delete()
    upload.delete()


def drop_old_uploads() -> int:
    """Throw away the files nobody took in; return how many."""
    old = ImportUpload.objects.filter(made_at__lt=timezone.now() - KEPT).exclude(step=UploadStep.APPLIED)
    ImportRun.objects.filter(uploads__in=old, dry_run=True).delete()
    return int(old.delete()[1].get("assets_register.ImportUpload", 0))


def _begin(upload: ImportUpload, step: str, after: tuple[str, ...], **fields: object) -> None:
    """Go a step on, where nobody else has in the meantime. Raises ``NotNow`` otherwise."""
    waiting = ImportUpload.objects.filter(pk=upload.pk, step__in=after)
    if not waiting.update(step=step, rows_done=0, problem="", **fields):
        raise NotNow
    upload.refresh_from_db()


# ---- in the task ---------------------------------------------------------------------------------
def run_upload(upload_id: int, *, dry_run: bool) -> None:
    """Check a file, or take it in; what goes wrong is written down and the file is where it was.

    Taking in is one transaction, and so is what it says of itself: a worker that dies halfway leaves
    nothing behind, and the next begins again.
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
        _give_back(
            upload, before, _("Something went wrong on our side. Nothing was changed. Please try again.")
        )


def with_progress(upload: ImportUpload, *, dry_run: bool, done: str) -> None:
    """Read a kept file, telling how far it has come, and write what it comes to."""

    def progress(rows: int, total: int) -> None:
        if rows % STEP == 0 or rows == total:
            ImportUpload.objects.filter(pk=upload.pk).update(rows_done=rows, rows_total=total)

    old = upload.run
    mapping = mapping_of(
        upload.chosen,
        label=_("As %(source)s’s columns were read") % {"source": upload.source},
        grid=upload.grid,
    )

    def finish(run: ImportRun) -> None:
        fields = {"step": done, "run": run} | ({} if dry_run else {"content": None})
        ImportUpload.objects.filter(pk=upload.pk).update(**fields)
        if old is not None and old.dry_run:
            old.delete()
        if not dry_run:
            note_likely_pairs(upload.site, source=upload.source)

    import_assets(
        upload.site,
        bytes(upload.content or b""),
        file_name=upload.file_name,
        source=upload.source,
        dry_run=dry_run,
        by=upload.by,
        mapping=mapping,
        decisions=upload.decisions,
        progress=progress,
        finish=finish,
    )


def _give_back(upload: ImportUpload, step: str, why: str) -> None:
    ImportUpload.objects.filter(pk=upload.pk).update(step=step, problem=why, rows_done=0)
