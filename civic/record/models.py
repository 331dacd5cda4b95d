"""Insight, Evidence, Disposition, Answer: every row points back at the one before it."""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civic.record.enums import NotUsed, Outcome


class InsightQuerySet(models.QuerySet["Insight"]):
    """Verbs on insights."""

    def unanswered(self) -> "InsightQuerySet":
        """Keep what no published answer covers."""
        return self.exclude(answers__published_at__isnull=False)

    def awaiting_answer(self) -> "InsightQuerySet":
        """Keep what somebody promised to answer and has not."""
        return self.unanswered().filter(answer_due_on__isnull=False)


class Insight(models.Model):
    """What we heard: a finding with the words behind it. Changed only by a new version."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject_key = models.CharField(
        max_length=120, db_index=True, help_text="Where it was said: conversations.conversation:<uuid>."
    )
    title = models.CharField(_("what we heard"), max_length=200)
    summary = models.TextField(_("in more words"), blank=True)
    version = models.PositiveSmallIntegerField(default=1)
    made_with = models.CharField(max_length=60, blank=True, help_text="The plugin that proposed it.")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now)
    people_count = models.PositiveIntegerField(
        default=0, help_text="People whose words or agreement stand behind it. Stored on write."
    )
    heard_from_count = models.PositiveIntegerField(
        default=0, help_text="People who took part where it was said, when it was recorded."
    )
    # Who owes an answer, so that a missed date is public whatever plugin is switched on.
    answer_owner_key = models.CharField(max_length=120, blank=True)
    answer_owner_name = models.CharField(_("who answers"), max_length=160, blank=True)
    answer_due_on = models.DateField(_("answer by"), null=True, blank=True, db_index=True)
    first_due_on = models.DateField(
        _("answer first promised by"), null=True, blank=True, help_text="Stays, however often it is moved."
    )
    why_late = models.TextField(_("why it is late"), blank=True)

    objects = InsightQuerySet.as_manager()

    class Meta:
        verbose_name = _("insight")
        verbose_name_plural = _("insights")
        ordering = ["-recorded_at", "-pk"]
        indexes = [models.Index(fields=["site", "-recorded_at"])]

    def __str__(self) -> str:
        return self.title

    @property
    def key(self) -> str:
        """How other rooms name this insight."""
        return f"record.insight:{self.uuid}"

    @property
    def moved_from(self) -> date | None:
        """The day first promised, where a later one has been named since."""
        first, now = self.first_due_on, self.answer_due_on
        return first if first and now and first < now else None

    @property
    def promised_by(self) -> date | None:
        """The day an answer is measured by: the first promised, or an earlier one named since."""
        return min((day for day in (self.first_due_on, self.answer_due_on) if day), default=None)


class InsightVersion(models.Model):
    """How an insight was worded at one time. Facts: never edited."""

    insight = models.ForeignKey(Insight, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    why = models.CharField(max_length=300, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["insight", "number"], name="insight_version_once")]

    def __str__(self) -> str:
        return f"{self.title} (v{self.number})"


class Evidence(models.Model):
    """One thing somebody said, as a reason for one insight. Holds a key, never the words."""

    insight = models.ForeignKey(Insight, on_delete=models.CASCADE, related_name="evidence")
    source_key = models.CharField(max_length=120, db_index=True)
    contributor = models.ForeignKey(
        "residents.Contributor",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="evidence",
        help_text="Empty for the organisers' own seed statements.",
    )
    position = models.PositiveIntegerField(default=0)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["insight", "source_key"], name="evidence_once_per_insight")
        ]

    def __str__(self) -> str:
        return self.source_key


class Disposition(models.Model):
    """Where a contribution ended: in an insight, or in a reason why not. Newest row counts."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    source_key = models.CharField(max_length=120, db_index=True)
    subject_key = models.CharField(max_length=120, db_index=True)
    contributor = models.ForeignKey(
        "residents.Contributor", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    insight = models.ForeignKey(
        Insight, null=True, blank=True, on_delete=models.CASCADE, related_name="dispositions"
    )
    reason = models.CharField(max_length=20, choices=NotUsed.choices, blank=True)
    note = models.TextField(blank=True, help_text="In plain words, to the person who said it.")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(insight__isnull=False, reason="") | (Q(insight__isnull=True) & ~Q(reason="")),
                name="disposition_insight_or_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.source_key}: {self.insight or self.get_reason_display()}"


class AnswerQuerySet(models.QuerySet["Answer"]):
    """Verbs on answers."""

    def published(self) -> "AnswerQuerySet":
        """Keep what has gone out."""
        return self.filter(published_at__isnull=False)


class Answer(models.Model):
    """What somebody who governs the place said back, about one or more insights."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    insights = models.ManyToManyField(Insight, related_name="answers")
    owner_key = models.CharField(max_length=120, help_text="governance_boards.board:<uuid>")
    owner_name = models.CharField(_("who answers"), max_length=160)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    headline = models.CharField(_("in one line"), max_length=200)
    because = models.TextField(_("because"))
    what_changes = models.TextField(_("what changes"), blank=True)
    what_does_not = models.TextField(_("what does not, and why"), blank=True)
    look_again_on = models.DateField(_("looked at again on"), null=True, blank=True)
    version = models.PositiveSmallIntegerField(default=1)
    correction_note = models.TextField(_("what was corrected"), blank=True)
    promised_for = models.DateField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True, db_index=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    told_count = models.PositiveIntegerField(default=0, help_text="People told. Stored on write.")

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["-published_at", "-pk"]

    def __str__(self) -> str:
        return self.headline

    @property
    def key(self) -> str:
        """How other rooms name this answer."""
        return f"record.answer:{self.uuid}"

    @property
    def on_time(self) -> bool | None:
        """Whether it came by the promised day; None where no day was promised."""
        if self.promised_for is None or self.published_at is None:
            return None
        return timezone.localtime(self.published_at).date() <= self.promised_for


class AnswerVersion(models.Model):
    """How an answer read at one time. Facts: never edited."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    headline = models.CharField(max_length=200)
    because = models.TextField()
    what_changes = models.TextField(blank=True)
    what_does_not = models.TextField(blank=True)
    look_again_on = models.DateField(null=True, blank=True)
    correction_note = models.TextField(blank=True)
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["answer", "number"], name="answer_version_once")]

    def __str__(self) -> str:
        return f"{self.headline} (v{self.number})"


class AnswerLink(models.Model):
    """What came of an answer: a room opened, a project started. Shown on its trail."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="links")
    target_key = models.CharField(max_length=120, help_text="assets_register.asset:<uuid>")
    said = models.CharField(_("in words"), max_length=200)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["answer", "target_key"], name="answer_link_once")]

    def __str__(self) -> str:
        return self.said


class AnswerRecipient(models.Model):
    """How one person stood to one answer when it went out. The rows add up to everyone."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="recipients")
    contributor = models.ForeignKey(
        "residents.Contributor", on_delete=models.CASCADE, related_name="answers_received"
    )
    standing = models.CharField(max_length=20)
    subject_key = models.CharField(max_length=120, blank=True, help_text="Where they took part.")
    source_keys = models.JSONField(default=list, help_text="What of theirs the message is about.")
    unpublished_keys = models.JSONField(
        default=list, help_text="What else of theirs was not published: the message says why."
    )
    told_how = models.CharField(max_length=20, blank=True, help_text="email, link, receipt.")
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["answer", "contributor"], name="answer_recipient_once")
        ]

    def __str__(self) -> str:
        return f"{self.contributor_id} {self.standing}"
