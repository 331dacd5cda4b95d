"""Fixed choices about projects."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProjectStatus(models.TextChoices):
    """Whether a project is shown."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    ENDED = "ended", _("Ended")


class Attendance(models.TextChoices):
    """How you come to a session."""

    JUST_TURN_UP = "just_turn_up", _("Just turn up")
    SAY_COMING = "say_coming", _("Tell us you're coming")


class YesNoUnknown(models.TextChoices):
    """A fact, or that nobody knows it yet. Unknown is never shown as no."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Not known yet")


class ComingState(models.TextChoices):
    """Whether somebody who said "I'm coming" still is."""

    COMING = "coming", _("Coming")
    CANCELLED = "cancelled", _("Not coming any more")


class WishState(models.TextChoices):
    """What became of "I'd like to start…"."""

    NEW = "new", _("New")
    TALKING = "talking", _("In touch")
    STARTED = "started", _("Became a project")
    CLOSED = "closed", _("Closed")
