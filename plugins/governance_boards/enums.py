"""Fixed choices about boards."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Seat(models.TextChoices):
    """How somebody sits on a board."""

    CHAIR = "chair", _("Chair")
    SECRETARY = "secretary", _("Secretary")
    MEMBER = "member", _("Member")


class ItemState(models.TextChoices):
    """How far a board has come with something it heard."""

    INBOX = "inbox", _("In the inbox")
    ON_AGENDA = "on_agenda", _("On the agenda")
    DECIDED = "decided", _("Decided")
    ANSWERED = "answered", _("Answered")


class DraftState(models.TextChoices):
    """How far an answer has come on its way out."""

    DRAFT = "draft", _("Being written")
    WAITING_APPROVAL = "waiting_approval", _("Waiting for a second person")
    APPROVED = "approved", _("Approved, about to go out")
    STOPPED = "stopped", _("Stopped")
    SENT = "sent", _("Sent")
    THROWN_AWAY = "thrown_away", _("Thrown away")
