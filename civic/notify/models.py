"""The outbox: everything people are told, once each."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civic.notify.enums import MessageState, ToldHow


class MessageQuerySet(models.QuerySet["Message"]):
    """Verbs on messages."""

    def to_read(self) -> "MessageQuerySet":
        """Keep what "My voice" shows: not the plumbing, such as "is this your email?"."""
        return self.filter(in_app=True)


class Message(models.Model):
    """One thing one person is told. ``once_key`` makes telling it twice impossible.

    ``context`` holds keys and facts, never anybody else's words: quotes are looked up when the
    message is read or sent, so that what is hidden or erased since is gone from here too.
    """

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contributor = models.ForeignKey(
        "residents.Contributor", on_delete=models.CASCADE, related_name="messages"
    )
    kind = models.CharField(max_length=60)
    once_key = models.CharField(max_length=200, unique=True)
    title = models.CharField(_("what it is about"), max_length=250, help_text="Shown in My voice only.")
    subject = models.CharField(max_length=200, help_text="The email's discreet subject line.")
    context = models.JSONField(default=dict)
    in_app = models.BooleanField(default=True)
    state = models.CharField(max_length=12, choices=MessageState.choices, default=MessageState.QUEUED)
    told_how = models.CharField(max_length=10, choices=ToldHow.choices, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    printed_at = models.DateTimeField(null=True, blank=True)
    printed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["contributor", "-created_at"]),
            models.Index(fields=["state", "created_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.once_key}"
