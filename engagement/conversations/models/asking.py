"""Questions a round asks, how each was changed, and what people answered."""

import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement.conversations.enums import QuestionKind, SaidHow
from engagement.conversations.models.conversations import Round

#: How many steps a scale has at most, how many choices a question, and the longest choice.
MOST_STEPS, MOST_CHOICES, LONGEST_CHOICE = 10, 20, 160
#: What stands for "prefer not to say": a value of its own, which no choice can be.
PREFER_NOT = "~"


class Question(models.Model):
    """One question of a round. Once people see it, it changes only with a reason they see too."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(
        Round, on_delete=models.CASCADE, related_name="questions", verbose_name=_("round")
    )
    position = models.PositiveSmallIntegerField(_("place in the list"), default=0)
    text = models.CharField(_("the question"), max_length=200)
    help_text = models.CharField(_("a few words to help"), max_length=300, blank=True)
    kind = models.CharField(
        _("how it is answered"), max_length=6, choices=QuestionKind.choices, default=QuestionKind.LONG
    )
    required = models.BooleanField(_("has to be answered"), default=False)
    choices = models.TextField(
        _("choices"), blank=True, help_text=_("One a line. “Prefer not to say” is always added.")
    )
    steps = models.PositiveSmallIntegerField(_("steps of the scale"), default=5)
    low_end = models.CharField(_("what the first step means"), max_length=60, blank=True)
    high_end = models.CharField(_("what the last step means"), max_length=60, blank=True)
    ranked = models.PositiveSmallIntegerField(_("how many to put in order"), default=3)
    is_asked = models.BooleanField(
        _("is asked"), default=True, help_text=_("Take this away, and nobody is asked it any more.")
    )

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["round", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=QuestionKind.values), name="question_kind_known")
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_text(self) -> bool:
        """Whether it is answered in one's own words."""
        return self.kind in (QuestionKind.SHORT, QuestionKind.LONG)

    def offered(self) -> list[str]:
        """Return what can be chosen, as people read it, without "prefer not to say"."""
        if self.kind == QuestionKind.SCALE:
            return [str(step) for step in range(1, self.steps + 1)]
        if self.is_text:
            return []
        lines = (" ".join(line.split()) for line in self.choices.splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def clean(self) -> None:
        """Ask for what its kind needs."""
        errors: dict[str, object] = {}
        offered = self.offered()
        if self.kind in (QuestionKind.ONE, QuestionKind.MANY, QuestionKind.RANK):
            if not 2 <= len(offered) <= MOST_CHOICES:
                errors["choices"] = _("Give between 2 and 20 choices, one a line.")
            elif any(len(one) > LONGEST_CHOICE or one == PREFER_NOT for one in offered):
                errors["choices"] = _("A choice is 160 characters at most.")
        if self.kind == QuestionKind.RANK and offered and not 2 <= self.ranked <= min(5, len(offered)):
            errors["ranked"] = _("Between 2 and 5, and no more than there are choices.")
        if self.kind == QuestionKind.SCALE:
            if not 3 <= self.steps <= MOST_STEPS:
                errors["steps"] = _("Between 3 and 10 steps.")
            for name in ("low_end", "high_end"):
                if not getattr(self, name).strip():
                    errors[name] = _("Say what this end of the scale means.")
        if errors:
            raise ValidationError(errors)


class QuestionChange(models.Model):
    """How a question read before it was changed, and why it was. Facts: never edited.

    ``before`` is empty where the question was added after people saw the round.
    """

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="changes")
    before = models.TextField(blank=True)
    why = models.TextField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="question_changed_for_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.why[:40]}"


class Given(models.Model):
    """What one person answers to one question now. Words of their own are a contribution."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, related_name="given", verbose_name=_("question")
    )
    contributor = models.ForeignKey("residents.Contributor", on_delete=models.CASCADE, related_name="given")
    contribution = models.OneToOneField(
        "conversations.Contribution",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="given",
        verbose_name=_("in their words"),
    )
    said_how = models.CharField(_("how"), max_length=10, choices=SaidHow.choices, default=SaidHow.ONLINE)
    said_where = models.CharField(_("where"), max_length=160, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("answered"), default=timezone.now)

    class Meta:
        verbose_name = _("answer to a question")
        verbose_name_plural = _("answers to questions")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["question", "contributor"], name="question_answered_once_each")
        ]

    def __str__(self) -> str:
        return str(self.question)

    @property
    def round(self) -> Round:
        """The round it was answered in."""
        return self.question.round

    @property
    def words_state(self) -> str:
        """Whether words of one's own are shown; empty where it was chosen."""
        return str(self.contribution.get_state_display()) if self.contribution else ""

    @property
    def in_words(self) -> str:
        """What was answered, as a line of a table; "prefer not to say" is said as such."""
        if self.question.is_text:
            return self.contribution.text if self.contribution else ""
        picked = [one.value for one in self.picked.all()]
        if picked == [PREFER_NOT]:
            return str(_("Prefer not to say"))
        return "; ".join(picked)


class Picked(models.Model):
    """One choice of one person; ``place`` counts from 1 where choices are put in order, else 0."""

    given = models.ForeignKey(Given, on_delete=models.CASCADE, related_name="picked")
    value = models.CharField(max_length=LONGEST_CHOICE)
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["place", "pk"]
        constraints = [models.UniqueConstraint(fields=["given", "value"], name="picked_once")]

    def __str__(self) -> str:
        return self.value
