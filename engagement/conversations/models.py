"""Conversations, their rounds and threads, what people said, and what they agreed with."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement.conversations.enums import Choice, ConversationStatus, EventKind, SaidHow, State

#: The longest contribution, in characters, and the longest statement.
MAX_WORDS = 5_000
MAX_STATEMENT = 500


def new_client_key() -> str:
    """Return a key for what no browser sent."""
    return uuid.uuid4().hex


class ConversationQuerySet(models.QuerySet["Conversation"]):
    """Verbs on conversations."""

    def public(self) -> "ConversationQuerySet":
        """Keep what people may see."""
        return self.exclude(status=ConversationStatus.DRAFT)

    def taking_words(self, now: datetime | None = None) -> "ConversationQuerySet":
        """Keep what can be spoken in right now."""
        now = now or timezone.now()
        return self.filter(status=ConversationStatus.OPEN, opens_at__lte=now).filter(
            Q(closes_at=None) | Q(closes_at__gt=now)
        )

    def coming(self, now: datetime | None = None) -> "ConversationQuerySet":
        """Keep what is announced and has not begun."""
        return self.filter(status=ConversationStatus.OPEN, opens_at__gt=now or timezone.now())


class Conversation(models.Model):  # type: ignore[django-manager-missing] # pages: Wagtail's is untyped
    """A question put to a place, with what was promised about the answer. One for all languages."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    question = models.CharField(_("the question"), max_length=200)
    intro = models.TextField(_("a few words about it"), blank=True)
    promise = models.TextField(
        _("the promise"), blank=True, help_text=_("What will be done with what people say.")
    )
    decider_name = models.CharField(_("who decides"), max_length=160, blank=True)
    decider_key = models.CharField(
        max_length=120, blank=True, help_text=_("The record behind the name: governance_boards.board:<uuid>.")
    )
    can_change = models.TextField(_("what can change"), blank=True)
    cannot_change = models.TextField(_("what cannot change, and why"), blank=True)
    offline_ways = models.TextField(
        _("other ways to take part"),
        blank=True,
        help_text=_("Where people can say it on paper, by phone or face to face. One a line."),
    )
    opens_at = models.DateTimeField(_("opens"), default=timezone.now)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    answer_by = models.DateField(_("answer by"), null=True, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=ConversationStatus.choices, default=ConversationStatus.DRAFT
    )
    hold_posts = models.BooleanField(
        _("a person reads every post before it is shown"),
        default=False,
        help_text=_("Also statements people add, and words they change later."),
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    source_ref = models.CharField(
        max_length=120,
        blank=True,
        editable=False,
        help_text="What it was imported from, so it comes in once.",
    )
    people_count = models.PositiveIntegerField(
        default=0, editable=False, help_text="Everybody who said, nodded or voted, once. Stored on write."
    )
    contribution_count = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text="Things said that were shown, tombstones included. Stored on write.",
    )
    statement_count = models.PositiveIntegerField(default=0, editable=False)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        ordering = ["-opens_at", "-pk"]
        indexes = [models.Index(fields=["site", "status", "-opens_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at=None) | Q(closes_at__gt=models.F("opens_at")),
                name="conversation_closes_after_it_opens",
                violation_error_message=_("It has to close after it opens."),
            ),
            models.UniqueConstraint(
                fields=["site", "source_ref"],
                condition=~Q(source_ref=""),
                name="conversation_once_per_source",
            ),
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def key(self) -> str:
        """How other rooms name this conversation."""
        return f"conversations.conversation:{self.uuid}"

    @property
    def takes_words(self) -> bool:
        """Whether anybody can say something right now."""
        now = timezone.now()
        return (
            self.status == ConversationStatus.OPEN
            and self.opens_at <= now
            and (self.closes_at is None or self.closes_at > now)
        )

    @property
    def is_coming(self) -> bool:
        """Whether it is announced and has not begun."""
        return self.status == ConversationStatus.OPEN and self.opens_at > timezone.now()


class Round(models.Model):
    """One stage of a long conversation."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    title = models.CharField(_("title"), max_length=160)
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["conversation", "number"], name="round_number_once")]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class Thread(models.Model):
    """Where people talk: one prompt and everything said to it. Events in it are numbered."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="threads")
    round = models.ForeignKey(
        Round,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="threads",
        verbose_name=_("round"),
    )
    title = models.CharField(_("prompt"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=0)
    last_event_number = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title or self.conversation.question


class Contribution(models.Model):
    """Something somebody said. Never deleted: its state says whether the words are shown."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="contributions")
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="contributions")
    contributor = models.ForeignKey(
        "residents.Contributor", on_delete=models.PROTECT, related_name="contributions"
    )
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="replies",
        help_text="One level.",
    )
    text = models.TextField(_("words"), blank=True)
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
    posted_at = models.DateTimeField(_("entered"), default=timezone.now)
    edited_at = models.DateTimeField(_("changed"), null=True, blank=True)
    nod_count = models.PositiveIntegerField(default=0, editable=False)
    reply_count = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ["thread", "number", "pk"]
        indexes = [
            models.Index(fields=["thread", "parent", "number"], name="contribution_in_thread"),
            models.Index(fields=["parent", "number"], name="contribution_replies"),
            models.Index(fields=["conversation", "state"], name="contribution_by_state"),
            models.Index(fields=["site", "state", "posted_at"], name="contribution_queue"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["thread", "contributor", "client_key"], name="contribution_once_per_client_key"
            ),
            models.UniqueConstraint(fields=["thread", "number"], name="contribution_number_once"),
        ]

    def __str__(self) -> str:
        return self.text[:60] or self.get_state_display()

    @property
    def key(self) -> str:
        """How other rooms name this contribution."""
        return f"conversations.contribution:{self.uuid}"

    @property
    def is_shown(self) -> bool:
        """Whether everybody can read the words."""
        return self.state == State.PUBLISHED


class ContributionVersion(models.Model):
    """How a contribution read before it was changed. Facts: only erasing removes the words."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
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


class Statement(models.Model):
    """One short sentence people agree with, disagree with or pass on."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="statements")
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
    agree_count = models.PositiveIntegerField(default=0, editable=False, help_text="Each person's last vote.")
    disagree_count = models.PositiveIntegerField(default=0, editable=False)
    pass_count = models.PositiveIntegerField(default=0, editable=False)
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


class Participation(models.Model):
    """One person took part in one conversation, by whatever they did first. Keeps the count true."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="participations")
    contributor = models.ForeignKey("residents.Contributor", on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "contributor"], name="participation_once")
        ]

    def __str__(self) -> str:
        return f"{self.contributor_id} {self.conversation_id}"


class ThreadEvent(models.Model):
    """A public change in a thread, numbered in the transaction that made it.

    Holds ids, never words: replay renders what may be shown now.
    """

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="events")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=EventKind.choices)
    contribution = models.ForeignKey(
        Contribution, null=True, blank=True, on_delete=models.CASCADE, related_name="events"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["thread", "number"], name="thread_event_number_once")]

    def __str__(self) -> str:
        return f"{self.thread_id}#{self.number} {self.kind}"


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
