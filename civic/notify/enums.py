"""Fixed choices about messages."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MessageState(models.TextChoices):
    """How far a message has got. ``not_emailed`` waits in "My voice" and goes out if an email comes."""

    QUEUED = "queued", _("Waiting to go out")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent by email")
    NOT_EMAILED = "not_emailed", _("Kept in My voice")
    FAILED = "failed", _("The email could not be delivered; kept in My voice")


class ToldHow(models.TextChoices):
    """How somebody was told."""

    EMAIL = "email", _("by email")
    LINK = "link", _("by email, with only a link")
    RECEIPT = "receipt", _("in My voice, by receipt code")
    PRINT = "print", _("on paper, at a desk")
    ERASED = "erased", _("cannot be told: they asked us to forget them")
    EARLIER = "earlier", _("already told, by an earlier answer")
