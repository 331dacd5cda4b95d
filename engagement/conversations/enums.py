"""Fixed choices of a conversation."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ConversationStatus(models.TextChoices):
    """How far a conversation has come. The opening and closing times narrow ``open`` further."""

    DRAFT = "draft", _("Not shown yet")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")
    ANSWERED = "answered", _("Answered")


class State(models.TextChoices):
    """Whether words are shown. The values are those of the record's ``WordsState``."""

    PUBLISHED = "published", _("Shown")
    HELD = "held", _("Waiting to be read")
    HIDDEN = "hidden", _("Hidden")
    REJECTED = "rejected", _("Not published")
    WITHDRAWN = "withdrawn", _("Taken back")
    ERASED = "erased", _("Erased")


class SaidHow(models.TextChoices):
    """How somebody said it."""

    ONLINE = "online", _("online")
    PAPER = "paper", _("on paper")
    DESK = "desk", _("at a desk")
    WORKSHOP = "workshop", _("in a workshop")
    PHONE = "phone", _("by phone")
    STREET = "street", _("in the street")


class Choice(models.TextChoices):
    """What somebody thinks of a statement."""

    AGREE = "agree", _("Agree")
    DISAGREE = "disagree", _("Disagree")
    PASS = "pass", _("Pass")


class EventKind(models.TextChoices):
    """What changed in public in a thread."""

    POSTED = "posted"
    EDITED = "edited"
    HIDDEN = "hidden"
    RESTORED = "restored"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"
    MERGED = "merged"
    PROMPT = "prompt"
    ROUND = "round"
