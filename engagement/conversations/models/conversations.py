"""Conversations, their rounds and threads, who took part, and what changed in public."""

import uuid
from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel

from engagement.conversations.enums import (
    MODE_ASKS,
    ConversationStatus,
    EventKind,
    Mode,
    PromiseLevel,
    SaidHow,
    Weight,
)

#: How long after closing something can be written down that was said, on paper or at a desk, in time.
PAPER_GRACE = timedelta(days=28)


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

    def taking_paper(self, now: datetime | None = None) -> "ConversationQuerySet":
        """Keep what can be written down in at a desk: what is open, and what closed a short while ago."""
        now = now or timezone.now()
        lately = Q(closes_at__lte=now, closes_at__gt=now - PAPER_GRACE)
        return self.filter(
            Q(status=ConversationStatus.OPEN, opens_at__lte=now) & (Q(closes_at=None) | Q(closes_at__gt=now))
            | Q(status__in=(ConversationStatus.OPEN, ConversationStatus.CLOSED)) & lately
        )

    def coming(self, now: datetime | None = None) -> "ConversationQuerySet":
        """Keep what is announced and has not begun."""
        return self.filter(status=ConversationStatus.OPEN, opens_at__gt=now or timezone.now())

    def past_its_time(self, now: datetime | None = None) -> "ConversationQuerySet":
        """Keep what takes no more words, and nobody has closed."""
        return self.filter(status=ConversationStatus.OPEN, closes_at__lte=now or timezone.now())

    def past_its_day(self) -> "ConversationQuerySet":
        """Keep what people see, was to be answered before today, and nobody has called answered."""
        owed = self.filter(status__in=[ConversationStatus.OPEN, ConversationStatus.CLOSED])
        return owed.filter(answer_by__lt=timezone.localdate())


class Conversation(ClusterableModel):
    """A question put to a place, with what was promised about the answer. One for all languages."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    question = models.CharField(_("the question"), max_length=200)
    intro = models.TextField(_("a few words about it"), blank=True)
    weight = models.CharField(_("kind"), max_length=6, choices=Weight.choices, default=Weight.CHAT)
    promise_level = models.CharField(
        _("how far people's words reach"), max_length=12, choices=PromiseLevel.choices, blank=True
    )
    promise = models.TextField(
        _("the promise"),
        blank=True,
        help_text=_("What will be done with what people say. Left empty, the words of the level are used."),
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
    length_reason = models.TextField(
        _("why it is open that long"), blank=True, help_text=_("Who needs the time, and what for.")
    )
    equality_assessment = models.ForeignKey(
        "wagtaildocs.Document",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("equality assessment"),
        help_text=_("Who could lose or gain, and what is done about it (Equality Act 2010, section 149)."),
    )
    answer_by = models.DateField(_("answer by"), null=True, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=ConversationStatus.choices, default=ConversationStatus.DRAFT
    )
    hold_posts = models.BooleanField(
        _("a person reads every post before it is shown"),
        default=False,
        help_text=_("Also statements people add, and words they change later."),
    )
    suggest_related = models.BooleanField(
        _("show people what others said like it, before they say theirs"),
        default=True,
        help_text=_("They can add their voice to those words, or say their own all the same."),
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    source_ref = models.CharField(
        max_length=120,
        blank=True,
        editable=False,
        help_text="What it was imported from, so it comes in once.",
    )
    people_count = models.PositiveIntegerField(
        _("people"),
        default=0,
        editable=False,
        help_text="Everybody who said, nodded or voted, once. Stored on write.",
    )
    contribution_count = models.PositiveIntegerField(
        _("things said"),
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
    def promise_said(self) -> str:
        """The promise in its own words, or in those of its level."""
        return self.promise or (str(PromiseLevel(self.promise_level).label) if self.promise_level else "")

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
    def takes_paper(self) -> bool:
        """Whether what was said away from a screen before it closed can still be written down."""
        if self.takes_words:
            return True
        now = timezone.now()
        return (
            self.status in (ConversationStatus.OPEN, ConversationStatus.CLOSED)
            and self.closes_at is not None
            and self.closes_at <= now < self.closes_at + PAPER_GRACE
        )

    @property
    def closed_on(self) -> date | None:
        """The last day on which something could be said, where it has passed."""
        if self.closes_at is None or self.closes_at > timezone.now():
            return None
        return timezone.localdate(self.closes_at)

    @property
    def is_coming(self) -> bool:
        """Whether it is announced and has not begun."""
        return self.status == ConversationStatus.OPEN and self.opens_at > timezone.now()


class Round(models.Model):
    """One stage of a long conversation."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="rounds", verbose_name=_("conversation")
    )
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    title = models.CharField(_("title"), max_length=160)
    mode = models.CharField(
        _("what people do in it"),
        max_length=10,
        choices=Mode.choices,
        default=Mode.THREAD,
        help_text=_("It cannot change once the round is open."),
    )
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    cites = models.ForeignKey(
        "conversations.Summary",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="cited_by",
        verbose_name=_("builds on the summary of"),
        help_text=_("A later round opens on what was heard in the one before, as it was published."),
    )

    results_live = models.BooleanField(
        _("show the counts while it is open"),
        default=False,
        help_text=_("Of questions to answer. Without it everybody sees them once the round is over."),
    )

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["conversation", "number"], name="round_number_once")]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    @property
    def asks(self) -> str:
        """What people are asked to do in it, in a sentence."""
        return str(MODE_ASKS[self.mode])

    @property
    def has_begun(self) -> bool:
        """Whether its time has come; without one it begins with the conversation."""
        return self.opens_at is None or self.opens_at <= timezone.now()

    @property
    def is_on(self) -> bool:
        """Whether it is between its opening and its closing."""
        return self.has_begun and (self.closes_at is None or self.closes_at > timezone.now())

    @property
    def is_over(self) -> bool:
        """Whether nothing can be said in it any more: it has closed, or its conversation has."""
        if self.closes_at is not None and self.closes_at <= timezone.now():
            return True
        whole = self.conversation
        return not (whole.takes_words or whole.is_coming or whole.status == ConversationStatus.DRAFT)


class Thread(models.Model):
    """Where people talk: one prompt and everything said to it. Events in it are numbered."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="threads", verbose_name=_("conversation")
    )
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


class Participation(models.Model):
    """One person took part in one conversation, by whatever they did first. Keeps the count true."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="participations")
    contributor = models.ForeignKey("residents.Contributor", on_delete=models.CASCADE, related_name="+")
    how = models.CharField(
        max_length=10, choices=SaidHow.choices, default=SaidHow.ONLINE, help_text="How they took part first."
    )
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
        "conversations.Contribution", null=True, blank=True, on_delete=models.CASCADE, related_name="events"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["thread", "number"], name="thread_event_number_once")]

    def __str__(self) -> str:
        return f"{self.thread_id}#{self.number} {self.kind}"
