"""Short sentences to vote on, every vote, and each person's last."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement.conversations.enums import Choice, State
from engagement.conversations.models.conversations import Conversation, Round

#: The longest statement, in characters.
MAX_STATEMENT = 500


def new_client_key() -> str:
    """Return a key for what no browser sent."""
    return uuid.uuid4().hex


class Statement(models.Model):
    """One short sentence people agree with, disagree with or pass on."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="statements", verbose_name=_("conversation")
    )
    round = models.ForeignKey(
        Round,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="statements",
        verbose_name=_("round"),
        help_text=_("Empty: it stands beside the whole conversation."),
    )
    contributor = models.ForeignKey(
        "residents.Contributor",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="statements",
        help_text=_("Empty: the organisers wrote it."),
    )
    text = models.CharField(_("statement"), max_length=MAX_STATEMENT, blank=True)
    client_key = models.CharField(max_length=64, default=new_client_key, editable=False)
    source_ref = models.CharField(
        max_length=40, blank=True, editable=False, help_text="Its number where it was imported from."
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PUBLISHED)
    state_reason = models.TextField(_("why"), blank=True)
    made_at = models.DateTimeField(_("said"), default=timezone.now)
    agree_count = models.PositiveIntegerField(
        _("agree"), default=0, editable=False, help_text="Each person's last vote."
    )
    disagree_count = models.PositiveIntegerField(_("disagree"), default=0, editable=False)
    pass_count = models.PositiveIntegerField(_("pass"), default=0, editable=False)
    agree_events = models.PositiveIntegerField(default=0, editable=False, help_text="Every vote ever cast.")
    disagree_events = models.PositiveIntegerField(default=0, editable=False)
    pass_events = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ["made_at", "pk"]
        indexes = [
            models.Index(fields=["conversation", "state", "made_at"], name="statement_in_conversation"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "contributor", "client_key"], name="statement_once_per_client_key"
            ),
            models.UniqueConstraint(
                fields=["conversation", "source_ref"],
                condition=~Q(source_ref=""),
                name="statement_once_per_source",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60] or self.get_state_display()

    @property
    def key(self) -> str:
        """How other rooms name this statement."""
        return f"conversations.statement:{self.uuid}"

    @property
    def vote_count(self) -> int:
        """How many people have voted on it."""
        return self.agree_count + self.disagree_count + self.pass_count


class VoteEvent(models.Model):
    """One press of agree, disagree or pass. Facts: never changed."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="vote_events")
    contributor = models.ForeignKey("residents.Contributor", on_delete=models.CASCADE, related_name="+")
    choice = models.CharField(max_length=8, choices=Choice.choices)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.statement_id}: {self.choice}"


class Vote(models.Model):
    """What one person thinks of one statement now: their last press."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="votes")
    contributor = models.ForeignKey("residents.Contributor", on_delete=models.CASCADE, related_name="votes")
    choice = models.CharField(max_length=8, choices=Choice.choices)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["statement", "contributor"], name="vote_once")]

    def __str__(self) -> str:
        return f"{self.statement_id}: {self.choice}"
