"""What was heard in a round, and whether those who spoke think it is right."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement.conversations.enums import SummaryState
from engagement.conversations.models.conversations import Conversation, Round


class Summary(models.Model):
    """What was heard, in the organisers' words; a draft that residents check before it is published."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="summaries", verbose_name=_("conversation")
    )
    round = models.OneToOneField(
        Round,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="summary",
        verbose_name=_("round"),
        help_text=_("Empty for a conversation without rounds."),
    )
    text = models.TextField(_("what we heard"))
    state = models.CharField(
        _("state"), max_length=10, choices=SummaryState.choices, default=SummaryState.WRITING
    )
    check_until = models.DateField(_("people can say what is missing until"), null=True, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    first_text = models.TextField(
        blank=True, editable=False, help_text="As it was when people were asked whether it is right."
    )

    class Meta:
        verbose_name = _("summary")
        verbose_name_plural = _("summaries")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=SummaryState.PUBLISHED) | Q(published_at__isnull=False),
                name="summary_published_when",
            ),
            models.UniqueConstraint(
                fields=["conversation"], condition=Q(round=None), name="summary_once_without_rounds"
            ),
        ]

    def __str__(self) -> str:
        return str(self.round) if self.round else self.conversation.question

    @property
    def key(self) -> str:
        """How other rooms name it."""
        return f"conversations.summary:{self.uuid}"

    @property
    def is_shown(self) -> bool:
        """Whether people can read it."""
        return self.state in (SummaryState.CHECKING, SummaryState.PUBLISHED)


class SummaryCheck(models.Model):
    """What one person says of a summary: right, or what is missing. The last counts; each is replied to."""

    summary = models.ForeignKey(Summary, on_delete=models.CASCADE, related_name="checks")
    contributor = models.ForeignKey("residents.Contributor", on_delete=models.CASCADE, related_name="+")
    is_right = models.BooleanField()
    missing = models.TextField(_("what is missing"), blank=True, max_length=2000)
    at = models.DateTimeField(default=timezone.now)
    taken_in = models.BooleanField(_("taken in"), null=True, blank=True)
    reply = models.TextField(_("our reply"), blank=True, max_length=1000)

    class Meta:
        verbose_name = _("check of a summary")
        verbose_name_plural = _("checks of summaries")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["summary", "contributor"], name="summary_checked_once_each"),
            models.CheckConstraint(
                condition=Q(taken_in=None) | Q(taken_in=True) | ~Q(reply=""),
                name="summary_check_refused_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.missing[:60] or str(self.is_right)

    @property
    def waits(self) -> bool:
        """Whether somebody said what is missing and nobody has replied."""
        return bool(self.missing) and self.taken_in is None
