"""The record of an import: begun, found again half done, and whether it may go on; and old ones forgotten."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.models import Site

from assets_register.importing.job import Import
from assets_register.importing.tables import UnreadableFile
from assets_register.importing.writing import no_counts
from assets_register.models import ImportedRow, ImportRun


def lock(site: Site) -> None:
    """Let one import of a place write at a time; what else is written about it need not wait."""
    Site.objects.select_for_update(no_key=True).get(pk=site.pk)


def begun(job: Import, file_name: str, started: Any) -> ImportRun:
    """Begin a run. An older dry run of the same file goes."""
    old = ImportRun.objects.filter(
        site=job.site, sha256=job.listed.sha256, dry_run=True, uploads=None, finished_at__isnull=False
    )
    forget_runs(old)
    return ImportRun.objects.create(
        site=job.site,
        source=job.source,
        file_name=file_name[:200],
        sha256=job.listed.sha256,
        mapping=job.mapping.label[:60],
        plan=_plan(job),
        dry_run=job.dry_run,
        counts=no_counts(),
        rows_total=job.seen.total,
        started_at=started,
        by=job.by,
    )


def _plan(job: Import) -> dict[str, Any]:
    return {
        "columns": dict(job.mapping.columns),
        "grid": job.mapping.grid,
        "decisions": dict(job.decisions),
    }


def unfinished(job: Import) -> ImportRun | None:
    """Return the run of this file that an earlier attempt left half done."""
    runs = ImportRun.objects.filter(
        site=job.site,
        source=job.source,
        sha256=job.listed.sha256,
        dry_run=job.dry_run,
        finished_at=None,
        undo_asked_at=None,
    )
    for run in runs.order_by("-pk"):
        if run.plan == _plan(job) and run.rows_total == job.seen.total:
            return run
        if job.dry_run:
            forget_runs(ImportRun.objects.filter(pk=run.pk))
    return None


def refuse_beside_another(job: Import, own: ImportRun | None) -> None:
    """Refuse to write beside a list of the same source that is half taken in."""
    if job.dry_run:
        return
    others = ImportRun.objects.filter(
        site=job.site, source=job.source, dry_run=False, finished_at=None, undone_at=None
    )
    if (other := others.exclude(pk=own.pk if own else 0).first()) is not None:
        raise UnreadableFile(
            _(
                "“%(file)s” of the same publisher is half taken in: %(done)s of %(total)s rows. Take in the "
                "same file with the same columns again to go on, or undo it first."
            )
            % {"file": other.file_name, "done": other.counts["rows"], "total": other.rows_total}
        )


def refuse_stopped(run: ImportRun) -> None:
    """Refuse to go on with what somebody has asked to undo."""
    if run.undo_asked_at:
        raise UnreadableFile(_("This import is being undone, so it does not go on."))


def forget_runs(runs: "QuerySet[ImportRun]") -> None:
    """Delete runs and the report of their rows, without reading what may be a million rows."""
    for pk in list(runs.values_list("pk", flat=True)):
        rows = ImportedRow.objects.filter(run=pk)
        rows._raw_delete(rows.db)  # nothing points at them, and nobody listens
    runs.delete()
