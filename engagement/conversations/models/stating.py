"""What a conversation states: its options, and what it said at launch and since."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from engagement.conversations.models.conversations import Conversation


class Option(models.Model):
    """One way it could go; also those that were ruled out before people were asked, and why."""

    conversation = ParentalKey(Conversation, on_delete=models.CASCADE, related_name="options")
    title = models.CharField(_("option"), max_length=160)
    words = models.TextField(_("what it means"), blank=True)
    ruled_out = models.BooleanField(_("ruled out already"), default=False)
    why_ruled_out = models.TextField(_("why it is ruled out"), blank=True)

    class Meta:
        verbose_name = _("option")
        verbose_name_plural = _("options")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ruled_out=False) | ~Q(why_ruled_out=""), name="option_ruled_out_for_a_reason"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Ask why an option is ruled out."""
        if self.ruled_out and not self.why_ruled_out.strip():
            raise ValidationError({"why_ruled_out": _("Say why it is ruled out.")})


class StatedVersion(models.Model):
    """Everything a conversation stated at one time. The first is its launch. Facts: never edited.

    ``stated`` is a list of ``[key, text]`` in the order people read them; see ``stating.stated``.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="stated_versions")
    number = models.PositiveSmallIntegerField()
    stated = models.JSONField()
    why = models.TextField(_("why it changed"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "number"], name="stated_version_number_once"),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(why=""), name="stated_version_changed_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id} v{self.number}"
