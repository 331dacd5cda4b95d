"""What was read from other people's files, and what became of every row."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assets_register.enums import RowOutcome
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

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"{self.file_name}, {self.started_at:%Y-%m-%d %H:%M}"

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
    """``[{"code": "outcode_only", "text": "plain words"}]``; a row taken in can have notes too."""
    asset = models.ForeignKey(
        Asset, null=True, blank=True, on_delete=models.SET_NULL, related_name="imported_rows"
    )

    class Meta:
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        ordering = ["run", "number"]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="imported_row_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=RowOutcome.values), name="imported_row_outcome_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.number}"
