"""What people said, how it read before, and who agreed."""

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement.conversations.enums import Move, PanelState, SaidHow, State
from engagement.conversations.models.conversations import Conversation, Thread

if TYPE_CHECKING:
    from engagement.conversations.models.panel import PanelReply

#: The longest contribution, in characters.
MAX_WORDS = 5_000


class Contribution(models.Model):
    """Something somebody said. Never deleted: its state says whether the words are shown."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="contributions", verbose_name=_("conversation")
    )
    thread = models.ForeignKey(
        Thread, on_delete=models.CASCADE, related_name="contributions", verbose_name=_("thread")
    )
    contributor = models.ForeignKey(
        "residents.Contributor",
        on_delete=models.PROTECT,
        related_name="contributions",
        verbose_name=_("who said it"),
    )
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="replies",
        verbose_name=_("reply to"),
        help_text="What it answers, at any depth.",
    )
    root = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.CASCADE,
        related_name="below",
        help_text="What stands at the top of the replies it belongs to: it is shown there, flat.",
    )
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="merged",
        help_text="Words it was put together with: they stand for it in the thread, and it is shown there.",
    )
    question = models.ForeignKey(
        "conversations.Question",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="contributions",
        verbose_name=_("in answer to"),
    )
    panel_state = models.CharField(
        _("question to the panel"),
        max_length=10,
        choices=PanelState.choices,
        blank=True,
        editable=False,
        help_text="Empty for what is no question to a panel; else what its PanelReply says, or open.",
    )
    text = models.TextField(_("words"), blank=True)
    folded = models.TextField(
        blank=True, editable=False, help_text="The words as they are searched: small letters, no accents."
    )
    client_key = models.CharField(
        max_length=64, help_text="Made by the sender: a resend with the same key is the same contribution."
    )
    number = models.PositiveIntegerField(
        null=True, blank=True, help_text="Its place in the thread: that of its first public event."
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PUBLISHED)
    state_before = models.CharField(max_length=10, blank=True, help_text="What taking it back is undone to.")
    state_reason = models.TextField(_("why"), blank=True)
    said_how = models.CharField(_("how"), max_length=10, choices=SaidHow.choices, default=SaidHow.ONLINE)
    said_where = models.CharField(_("where"), max_length=160, blank=True)
    said_at = models.DateTimeField(_("said"), default=timezone.now)
    move = models.CharField(
        max_length=10,
        choices=Move.choices,
        blank=True,
        editable=False,
        help_text="What a facilitator does with it; empty for everybody's own words.",
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("written down by"),
        help_text="Who wrote it down for somebody; empty where people said it themselves.",
    )
    posted_at = models.DateTimeField(_("entered"), default=timezone.now)
    edited_at = models.DateTimeField(_("changed"), null=True, blank=True)
    nod_count = models.PositiveIntegerField(_("agree"), default=0, editable=False)
    reply_count = models.PositiveIntegerField(
        _("replies"), default=0, editable=False, help_text="Everything below it, on what stands at the top."
    )
    merged_count = models.PositiveIntegerField(default=0, editable=False)

    #: The words put together with these, and shown; ``threads.fill_in`` looks them up.
    others: "Sequence[Contribution]" = ()
    #: What the panel replied; ``threads.fill_in`` looks it up.
    panel: "PanelReply | None" = None

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ["thread", "number", "pk"]
        indexes = [
            models.Index(fields=["thread", "root", "number"], name="contribution_in_thread"),
            models.Index(fields=["thread", "root", "-reply_count", "number"], name="contribution_discussed"),
            models.Index(fields=["root", "number"], name="contribution_replies"),
            models.Index(fields=["conversation", "state"], name="contribution_by_state"),
            models.Index(fields=["site", "state", "posted_at"], name="contribution_queue"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["thread", "contributor", "client_key"], name="contribution_once_per_client_key"
            ),
            models.UniqueConstraint(fields=["thread", "number"], name="contribution_number_once"),
            models.UniqueConstraint(
                fields=["entered_by", "client_key"],
                condition=Q(entered_by__isnull=False),
                name="contribution_entered_once",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60] or self.get_state_display()

    @property
    def key(self) -> str:
        """How other rooms name this contribution."""
        return f"conversations.contribution:{self.uuid}"

    @property
    def panel_said(self) -> str:
        """What the panel replied, in a line of a table: who, and their words."""
        reply = getattr(self, "panel_reply", None)
        return ": ".join(filter(None, [str(reply.member or ""), reply.words])) if reply else ""

    @property
    def is_shown(self) -> bool:
        """Whether everybody can read the words."""
        return self.state == State.PUBLISHED

    @property
    def is_deep(self) -> bool:
        """Whether it answers a reply, so that where it stands does not say whom it answers."""
        return self.parent_id != self.root_id


class ContributionVersion(models.Model):
    """How a contribution read before it was changed. Facts: only erasing removes the words."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    was_shown = models.BooleanField(default=False, help_text="Whether everybody had read these words.")
    replaced_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["contribution", "number"], name="contribution_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id} v{self.number}"


class Nod(models.Model):
    """One person agrees with one contribution."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="nods")
    contributor = models.ForeignKey("residents.Contributor", on_delete=models.CASCADE, related_name="nods")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contribution", "contributor"], name="nod_once")]

    def __str__(self) -> str:
        return f"{self.contributor_id} {self.contribution_id}"


class HeldName(models.Model):
    """A name somebody wants instead of the one that shows, where a person reads everything first."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contributor = models.OneToOneField(
        "residents.Contributor", on_delete=models.CASCADE, related_name="held_name"
    )
    name = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=State.choices, default=State.HELD)
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["site", "state", "asked_at"], name="held_name_queue")]

    def __str__(self) -> str:
        return str(self.contributor_id)


class HiddenName(models.Model):
    """A name a moderator took off every screen, kept so that the decision can be undone."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    contributor = models.OneToOneField(
        "residents.Contributor", on_delete=models.CASCADE, related_name="hidden_name"
    )
    name = models.CharField(max_length=80)
    reason = models.TextField(blank=True)
    hidden_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.contributor_id)
