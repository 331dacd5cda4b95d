"""A gathering: a round of a conversation held in a room, and what goes on in it.

What people say is kept as everywhere (``conversations.Contribution``); here is only what the room adds.
"""

import secrets
import uuid
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement.conversations.room.codes import new_code
from engagement.conversations.room.enums import GatheringState

MAX_PROMPT, MAX_CAPTION, MAX_SENTENCE = 200, 500, 300
#: How long after midnight of its day a gathering nobody closed is over, and its code with it.
NIGHT = timedelta(hours=6)


def end_of(day: "datetime | object") -> datetime:
    """Return when a gathering of a day is over at the latest: the small hours after it, place's time."""
    midnight = timezone.make_aware(datetime.combine(day, time.min))  # type: ignore[arg-type] # a date
    return midnight + timedelta(days=1) + NIGHT


def new_mark() -> str:
    """Return what links to a screen or a typist's page hang on: a new one ends the old links."""
    return secrets.token_hex(8)


class GatheringQuerySet(models.QuerySet["Gathering"]):
    """Verbs on gatherings."""

    def open(self, now: datetime | None = None) -> "GatheringQuerySet":
        """Keep those whose code works: not closed, and not left over from a day gone by."""
        return self.exclude(state=GatheringState.CLOSED).filter(expires_at__gt=now or timezone.now())

    def going_on(self, now: datetime | None = None) -> "GatheringQuerySet":
        """Keep those that have begun and are not over."""
        return self.open(now).exclude(state=GatheringState.PREPARED)


class Gathering(models.Model):
    """People in a room talk about what a thread asks; a facilitator runs it."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    thread = models.ForeignKey(
        "conversations.Thread", on_delete=models.CASCADE, related_name="gatherings", verbose_name=_("round")
    )
    code = models.CharField(max_length=6, default=new_code, editable=False)
    where = models.CharField(_("where"), max_length=160)
    day = models.DateField(_("which day"), default=timezone.localdate)
    expires_at = models.DateTimeField(editable=False)
    state = models.CharField(max_length=10, choices=GatheringState.choices, default=GatheringState.PREPARED)
    prompt = models.ForeignKey(
        "room.Prompt", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    title_before = models.CharField(
        max_length=200, blank=True, help_text="What stood over the thread, to be put back at the end."
    )
    timer_ends_at = models.DateTimeField(null=True, blank=True)
    timer_left = models.PositiveIntegerField(
        null=True, blank=True, help_text="Seconds left on a timer that stands still while it is paused."
    )
    hold = models.BooleanField(_("hold what people say until you release it"), default=False)
    slow_seconds = models.PositiveSmallIntegerField(_("seconds between one person’s posts"), default=0)
    screen_newest = models.BooleanField(_("show the newest words on the screen too"), default=False)
    link_mark = models.CharField(max_length=16, default=new_mark, editable=False)
    changes = models.PositiveIntegerField(default=0, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    started_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = GatheringQuerySet.as_manager()

    class Meta:
        verbose_name = _("gathering")
        verbose_name_plural = _("gatherings")
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["site", "state", "-day"], name="gathering_of_place")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=GatheringState.values), name="gathering_state_known"
            ),
            models.UniqueConstraint(
                fields=["code"], condition=~Q(state=GatheringState.CLOSED), name="gathering_code_once"
            ),
            models.UniqueConstraint(
                fields=["thread"],
                condition=Q(state__in=[GatheringState.RUNNING, GatheringState.PAUSED]),
                name="gathering_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.where}, {self.day:%Y-%m-%d}"

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep when it is over at the latest with the day it is on."""
        if self._state.adding:
            self.expires_at = end_of(self.day)
        super().save(*args, **kwargs)  # type: ignore[arg-type] # as Django's own

    @property
    def is_open(self) -> bool:
        """Whether its code works."""
        return self.state != GatheringState.CLOSED and self.expires_at > timezone.now()

    @property
    def shown_state(self) -> str:
        """How far it has come; over where its day has gone and nobody closed it."""
        return self.state if self.is_open else GatheringState.CLOSED

    @property
    def code_said(self) -> str:
        """The code as it is read out: two groups of three."""
        return f"{self.code[:3]} {self.code[3:]}"

    @property
    def seconds_left(self) -> int | None:
        """Seconds left on the timer, none below nought; None where there is none."""
        if self.timer_left is not None:
            return self.timer_left
        if self.timer_ends_at is None:
            return None
        return max(0, round((self.timer_ends_at - timezone.now()).total_seconds()))


class Prompt(models.Model):
    """A question put to the room, prepared or made up on the spot."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="prompts")
    text = models.CharField(_("prompt"), max_length=MAX_PROMPT)
    position = models.PositiveSmallIntegerField(default=0)
    shown_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text


class Attendance(models.Model):
    """Somebody joined with the code. Counts nobody among those who took part: saying something does."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="attendances")
    contributor = models.ForeignKey("residents.Contributor", on_delete=models.CASCADE, related_name="+")
    joined_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gathering", "contributor"], name="attendance_once")]

    def __str__(self) -> str:
        return f"{self.contributor_id} {self.gathering_id}"


class Hand(models.Model):
    """A hand that is up, or was."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="hands")
    contributor = models.ForeignKey("residents.Contributor", on_delete=models.CASCADE, related_name="+")
    raised_at = models.DateTimeField(default=timezone.now)
    lowered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["raised_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["gathering", "contributor"], condition=Q(lowered_at=None), name="hand_up_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.contributor_id} {self.gathering_id}"


class SaidHere(models.Model):
    """Words that were said in the room, and to which prompt."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="said")
    contribution = models.OneToOneField(
        "conversations.Contribution", on_delete=models.CASCADE, related_name="said_here"
    )
    prompt = models.ForeignKey(Prompt, null=True, blank=True, on_delete=models.SET_NULL, related_name="said")
    at = models.DateTimeField(default=timezone.now)
    left_aside = models.BooleanField(
        default=False, help_text="Held, and left for a moderator: the facilitator did not release it."
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.contribution_id} {self.gathering_id}"


class Shortlisted(models.Model):
    """Words a facilitator chose for the screen. What is no longer shown to everybody is not shown there."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="shortlist")
    contribution = models.ForeignKey("conversations.Contribution", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["gathering", "contribution"], name="shortlisted_once")]

    def __str__(self) -> str:
        return f"{self.contribution_id} {self.gathering_id}"


class CaptionLine(models.Model):
    """A line a typist wrote of what is said aloud. Kept as the transcript."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="captions")
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=MAX_CAPTION)
    at = models.DateTimeField(default=timezone.now)
    corrected_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["gathering", "number"], name="caption_number_once")]

    def __str__(self) -> str:
        return self.text[:60]


class SoFar(models.Model):
    """A sentence for who comes late. It rests on what people said, and goes when none of that is shown."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="so_far")
    text = models.CharField(_("sentence"), max_length=MAX_SENTENCE)
    contributions = models.ManyToManyField("conversations.Contribution", related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:60]
