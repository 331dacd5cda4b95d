"""Fixed choices of the record."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    """What a board's answer comes to."""

    CHANGED = "changed", _("Yes")
    PARTLY = "partly", _("Partly")
    NOT = "not", _("No, because")


class NotUsed(models.TextChoices):
    """Why a contribution ended in no finding."""

    OFF_TOPIC = "off_topic", _("It was about something else")
    SAID_BEFORE = "said_before", _("It repeated what the same person had said")
    NOT_PUBLISHED = "not_published", _("The words were not published")
    WITHDRAWN = "withdrawn", _("The person took it back")
    PASSED_ON = "passed_on", _("It was passed to somebody who can act on it")
    TOO_FEW = "too_few", _("Too few people spoke about this to call it a finding")


class Standing(models.TextChoices):
    """How a person stands to an answer. Every person who took part has exactly one."""

    QUOTED = "quoted", _("Their words are behind it")
    AGREED = "agreed", _("They agreed with words behind it")
    NOT_PUBLISHED = "not_published", _("Their words were not published")
    TOOK_PART = "took_part", _("They took part; their words were about something else")


class WordsState(models.TextChoices):
    """Whether words can be shown, and if not why."""

    PUBLISHED = "published", _("Published")
    HELD = "held", _("Waiting to be read")
    REJECTED = "rejected", _("Not published")
    HIDDEN = "hidden", _("Hidden")
    WITHDRAWN = "withdrawn", _("Taken back")
    ERASED = "erased", _("Erased")
