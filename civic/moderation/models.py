"""Reports, decisions and second looks. Facts: rows are added, never edited."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civic.moderation.enums import DONE, Action, DecisionReason, ReportReason


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Verbs on decisions."""

    def public(self) -> "DecisionQuerySet":
        """Keep what the public log may list: nothing that was done to keep somebody safe."""
        return self.filter(apart=False)


class Decision(models.Model):
    """What a moderator decided about one thing, and why."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    target_key = models.CharField(max_length=120, db_index=True)
    action = models.CharField(_("what was done"), max_length=10, choices=Action.choices)
    reason = models.CharField(_("why"), max_length=12, choices=DecisionReason.choices)
    words = models.TextField(_("to the author, in your own words"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    author = models.ForeignKey(
        "residents.Contributor", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    apart = models.BooleanField(default=False, help_text="Decided on a report of danger; not in the log.")
    made_at = models.DateTimeField(default=timezone.now)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["site", "-made_at"])]

    def __str__(self) -> str:
        return f"{self.target_key}: {self.get_action_display()}"

    @property
    def done(self) -> str:
        """What was done, as people read it afterwards: "Hidden"."""
        return str(DONE[Action(self.action)])


class ReportQuerySet(models.QuerySet["Report"]):
    """Verbs on reports."""

    def waiting(self) -> "ReportQuerySet":
        """Keep what nobody has decided on yet."""
        return self.filter(decision=None)


class Report(models.Model):
    """Somebody asked us to look at something. No sign-in needed, and no name kept unless given."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    target_key = models.CharField(max_length=120, db_index=True)
    reason = models.CharField(_("what is wrong"), max_length=12, choices=ReportReason.choices)
    words = models.TextField(_("in your own words"), blank=True)
    reporter = models.ForeignKey(
        "residents.Contributor", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    apart = models.BooleanField(default=False, help_text="Danger: only place administrators see it.")
    made_at = models.DateTimeField(default=timezone.now)
    decision = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="reports"
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["made_at", "pk"]
        indexes = [models.Index(fields=["site", "decision", "made_at"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason="safety") | Q(apart=True), name="report_of_danger_is_apart"
            )
        ]

    def __str__(self) -> str:
        return f"{self.target_key}: {self.get_reason_display()}"


class Appeal(models.Model):
    """An author asked for another look at a decision. Decided by another moderator."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="appeal")
    words = models.TextField(_("why you would like another look"), blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    outcome = models.OneToOneField(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="appeal_decided"
    )

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"another look at {self.decision}"
