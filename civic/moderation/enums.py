"""Fixed choices of moderation."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReportReason(models.TextChoices):
    """Why somebody asks us to look at something."""

    UNKIND = "unkind", _("It is unkind or threatening")
    HATE = "hate", _("It attacks people for who they are")
    PRIVATE = "private", _("It gives away something private")
    SPAM = "spam", _("It is advertising or spam")
    WRONG = "wrong", _("It is not true")
    SAFETY = "safety", _("Somebody may be in danger")
    OTHER = "other", _("Something else")


class DecisionReason(models.TextChoices):
    """Why something was decided. Shown to the author and in the public log."""

    UNKIND = "unkind", _("It was unkind or threatening")
    HATE = "hate", _("It attacked people for who they are")
    PRIVATE = "private", _("It gave away something private")
    SPAM = "spam", _("It was advertising or spam")
    UNLAWFUL = "unlawful", _("The law does not let us show it")
    OFF_TOPIC = "off_topic", _("It did not belong here")
    SAFETY = "safety", _("To keep somebody safe")
    FINE = "fine", _("It keeps to the house rules")
    MISTAKE = "mistake", _("We had got it wrong")


class Action(models.TextChoices):
    """What a moderator can do with a thing."""

    HIDE = "hide", _("Hide")
    RESTORE = "restore", _("Show again")
    RELEASE = "release", _("Publish")
    REJECT = "reject", _("Do not publish")
    KEEP = "keep", _("Leave as it is")


#: What was done, as people read it afterwards.
DONE = {
    Action.HIDE: _("Hidden"),
    Action.RESTORE: _("Shown again"),
    Action.RELEASE: _("Published"),
    Action.REJECT: _("Not published"),
    Action.KEEP: _("Left as it was"),
}

#: Reasons that speak against a thing, and reasons that speak for it.
AGAINST = (
    DecisionReason.UNKIND,
    DecisionReason.HATE,
    DecisionReason.PRIVATE,
    DecisionReason.SPAM,
    DecisionReason.UNLAWFUL,
    DecisionReason.OFF_TOPIC,
    DecisionReason.SAFETY,
)
IN_FAVOUR = (DecisionReason.FINE, DecisionReason.MISTAKE)
