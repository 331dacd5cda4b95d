"""What was read from other people's files, and what became of every row."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assets_register.enums import RowOutcome, UndoOutcome, UploadStep
from assets_register.models.asset import Asset


class ImportRun(models.Model):
    """One reading of one file. A dry run changes no asset; it only says what would happen."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    source = models.CharField(_("source"), max_length=120)
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    mapping = models.CharField(_("read as"), max_length=60)
    dry_run = models.BooleanField(_("dry run"), default=True)
    counts = models.JSONField(_("what became of the rows"), default=dict)
    """Rows by outcome and by kind of problem."""
    plan = models.JSONField(default=dict, editable=False)
    """How the columns are read and what a person said of rows: who goes on with a long list does the same."""
    rows_total = models.PositiveIntegerField(default=0, editable=False)
    """How many rows the file has; those done are in ``counts``. Without ``finished_at`` it is half done."""
    resumed_after = models.PositiveIntegerField(null=True, editable=False)
    """How many rows were done when a later attempt went on."""
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("by"),
    )

    undo_asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"{self.file_name}, {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def is_half_done(self) -> bool:
        """Whether a long list is being taken in, or waits to be gone on with."""
        return not self.dry_run and self.finished_at is None and self.undone_at is None

    def get_dry_run_display(self) -> str:
        """Say in words, for lists, whether anything was taken in."""
        return str(_("Yes: nothing was changed") if self.dry_run else _("No: taken in"))


class ImportedRow(models.Model):
    """One row of a file as it was, as we read it, and what became of it."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row"), help_text=_("Counted from 1, below the header."))
    raw = models.JSONField(_("as it was"))
    normalised = models.JSONField(_("as we read it"), default=dict)
    outcome = models.CharField(_("outcome"), max_length=10, choices=RowOutcome.choices)
    problems = models.JSONField(_("notes"), default=list)
    """``importing.normalising.Note`` as a dict; older ones are English. A row taken in can have notes too."""
    suspicious = models.BooleanField(_("look at it"), default=False)
    """Whether a note says something that a person should look at."""
    changes = models.JSONField(_("what changed"), default=dict)
    """``{"field": [before, after]}`` of an asset that was there before."""
    candidates = models.JSONField(default=list)
    """Primary keys of the assets it may be about, where a person must say."""
    undone = models.CharField(_("undone"), max_length=6, choices=UndoOutcome.choices, blank=True)
    asset = models.ForeignKey(
        Asset, null=True, blank=True, on_delete=models.SET_NULL, related_name="imported_rows"
    )

    class Meta:
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        ordering = ["run", "number"]
        indexes = [
            # The few rows to look at among a million; most runs are nearly all of one outcome.
            models.Index(fields=["run", "outcome", "number"], name="imported_row_by_outcome"),
            models.Index(
                fields=["run", "number"], condition=Q(suspicious=True), name="imported_row_suspicious"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="imported_row_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=RowOutcome.values), name="imported_row_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(undone__in=["", *UndoOutcome.values]), name="imported_row_undone_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.number}"


class SavedMapping(models.Model):
    """How one publisher's columns were read last time, as a person put it right."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    source = models.CharField(_("source"), max_length=120)
    columns = models.JSONField(default=dict)
    """Our field by their heading; empty for a column that is kept and not read."""
    grid = models.CharField(max_length=10, blank=True)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("way to read a publisher’s columns")
        verbose_name_plural = _("ways to read publishers’ columns")
        constraints = [
            models.UniqueConstraint(fields=["site", "source"], name="saved_mapping_once_per_source")
        ]

    def __str__(self) -> str:
        return self.source


class ImportUpload(models.Model):
    """A file on its way into the register: its columns, how far it has come, and its check."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    source = models.CharField(_("source"), max_length=120)
    file_name = models.CharField(_("file"), max_length=200)
    content = models.BinaryField(null=True)
    """The file itself, until it is taken in or dropped; here, so that every worker can read it."""
    columns = models.JSONField(default=list)
    """``importing.columns.Column`` of each column, as it was guessed."""
    chosen = models.JSONField(default=dict)
    """Our field by their heading, as a person confirmed it."""
    grid = models.CharField(_("coordinates"), max_length=10, blank=True)
    decisions = models.JSONField(default=dict)
    """What a person said of rows: the asset's primary key, or ``new``, by row number."""
    step = models.CharField(max_length=10, choices=UploadStep.choices, default=UploadStep.COLUMNS)
    rows_done = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(default=0)
    resumed_after = models.PositiveIntegerField(default=0)
    """How many rows an earlier attempt had done, where one died on the way."""
    problem = models.TextField(blank=True)
    """Why the last step did not succeed, in plain words."""
    run = models.ForeignKey(
        ImportRun, null=True, blank=True, on_delete=models.SET_NULL, related_name="uploads"
    )
    """Its dry run, then its import."""
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("uploaded list")
        verbose_name_plural = _("uploaded lists")
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(condition=Q(step__in=UploadStep.values), name="import_upload_step_known")
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_busy(self) -> bool:
        """Whether a task is at work on it."""
        return self.step in (UploadStep.CHECKING, UploadStep.APPLYING)
