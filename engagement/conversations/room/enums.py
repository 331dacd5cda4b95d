"""Fixed choices of a conversation in a room."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class GatheringState(models.TextChoices):
    """How far a gathering has come."""

    PREPARED = "prepared", _("Not begun yet")
    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    CLOSED = "closed", _("Over")
