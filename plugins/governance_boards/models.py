"""Boards: what is before them, what they decided and answer, and what they said they would do."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civic.record.enums import Outcome
from plugins.governance_boards.enums import DraftState, ItemState, Seat


class Board(models.Model):
    """Several organisations that govern something together, and answer for it."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=160)
    slug = models.SlugField(max_length=180)
    remit = models.TextField(_("what it decides about"), blank=True)
    answer_days = models.PositiveSmallIntegerField(
        _("days it usually takes to answer"),
        default=56,
        help_text=_("Proposed as the answer-by date when something is put on the agenda."),
    )

    class Meta:
        verbose_name = _("board")
        verbose_name_plural = _("boards")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["site", "slug"], name="board_slug_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """How other rooms name this board."""
        return f"governance_boards.board:{self.uuid}"


class BoardMember(models.Model):
    """One person on a board, for one organisation."""

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="members")
    organisation = models.ForeignKey(
        "partners.Organisation", on_delete=models.CASCADE, related_name="+", verbose_name=_("organisation")
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="board_seats")
    seat = models.CharField(_("seat"), max_length=10, choices=Seat.choices, default=Seat.MEMBER)

    class Meta:
        verbose_name = _("board member")
        verbose_name_plural = _("board members")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["board", "user"], name="board_member_once")]

    def __str__(self) -> str:
        return f"{self.user}, {self.organisation}"


class Meeting(models.Model):
    """One sitting of a board. Its agenda is public."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="meetings")
    starts_at = models.DateTimeField(_("when"))
    place = models.CharField(_("where"), max_length=200, blank=True)
    note = models.TextField(_("can people come? anything else?"), blank=True)

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["starts_at"]

    def __str__(self) -> str:
        return f"{self.board}, {timezone.localtime(self.starts_at):%-d %B %Y}"


class AgendaItem(models.Model):
    """Something that was heard, before a board."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="items")
    meeting = models.ForeignKey(
        Meeting,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="items",
        verbose_name=_("meeting"),
    )
    insight = models.OneToOneField(
        "record.Insight",
        on_delete=models.CASCADE,
        related_name="+",
        help_text="Before one board at a time, so that one board owes the answer.",
    )
    state = models.CharField(max_length=10, choices=ItemState.choices, default=ItemState.INBOX)
    arrived_at = models.DateTimeField(default=timezone.now)
    put_on_at = models.DateTimeField(null=True, blank=True)
    put_on_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["arrived_at", "pk"]
        indexes = [models.Index(fields=["board", "state"])]

    def __str__(self) -> str:
        return str(self.insight)


class Decision(models.Model):
    """What a board decided about an item. Facts: a later decision is a new row."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="decisions")
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    text = models.TextField(_("what was decided"))
    decided_on = models.DateField(_("decided on"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-decided_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.text[:60]}"


class AnswerDraft(models.Model):
    """An answer, or a correction of one, on its way out: written, approved by another, waiting, gone."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="drafts")
    items = models.ManyToManyField(AgendaItem, related_name="drafts")
    outcome = models.CharField(_("the answer is"), max_length=10, choices=Outcome.choices)
    headline = models.CharField(_("in one line"), max_length=200)
    because = models.TextField(_("because"))
    what_changes = models.TextField(_("what changes"), blank=True)
    what_does_not = models.TextField(_("what does not, and why"), blank=True)
    look_again_on = models.DateField(_("when it will be looked at again"), null=True, blank=True)
    state = models.CharField(max_length=20, choices=DraftState.choices, default=DraftState.DRAFT)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField(default=timezone.now)
    writers = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        related_name="+",
        help_text="Everybody who wrote or changed it: none of them is its second person.",
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    approvals = models.PositiveSmallIntegerField(
        default=0, help_text="Counts approvals: a send queued for an earlier one does nothing."
    )
    sends_at = models.DateTimeField(null=True, blank=True)
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    stopped_at = models.DateTimeField(null=True, blank=True)
    answer = models.OneToOneField(
        "record.Answer", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    corrects = models.ForeignKey(
        "record.Answer",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The answer that went out, where this puts it right.",
    )
    correction_note = models.TextField(_("what was corrected"), blank=True)

    class Meta:
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=DraftState.SENT, corrects=None, answer__isnull=False)
                | ((~Q(state=DraftState.SENT) | Q(corrects__isnull=False)) & Q(answer=None)),
                name="draft_sent_has_answer",
            ),
            models.CheckConstraint(
                condition=Q(corrects=None) | ~Q(correction_note=""), name="correction_says_what"
            ),
            models.UniqueConstraint(
                fields=["corrects"],
                condition=~Q(state__in=[DraftState.SENT, DraftState.THROWN_AWAY]),
                name="correction_open_once",
            ),
        ]

    def __str__(self) -> str:
        return self.headline

    @property
    def open_to_change(self) -> bool:
        """Whether the words can still be changed before it goes out."""
        return self.state in {DraftState.DRAFT, DraftState.WAITING_APPROVAL, DraftState.STOPPED}


class Action(models.Model):
    """Something a board said it would do: by whom, by when."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="actions")
    item = models.ForeignKey(
        AgendaItem,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="actions",
        verbose_name=_("because of"),
    )
    text = models.CharField(_("what will be done"), max_length=300)
    owner = models.ForeignKey(
        "partners.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name=_("who does it")
    )
    due_on = models.DateField(_("by when"))
    done_on = models.DateField(_("done on"), null=True, blank=True)

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def overdue(self) -> bool:
        """Whether it should have been done by yesterday and is not."""
        return self.done_on is None and self.due_on < timezone.localdate()
