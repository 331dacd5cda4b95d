"""What people tell us about a space when nobody knew."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assets_register.enums import FactKey, Known, SuggestionState
from assets_register.models.asset import Asset


class Suggestion(models.Model):
    """Somebody's answer to "not known yet: do you know?". Changes nothing until a steward takes it."""

    asset = models.ForeignKey(
        Asset, on_delete=models.CASCADE, related_name="suggestions", verbose_name=_("space")
    )
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(_("about"), max_length=30, choices=FactKey.choices, blank=True)
    value = models.CharField(
        _("their answer"),
        max_length=10,
        choices=[(Known.YES.value, _("Yes")), (Known.NO.value, _("No"))],
        blank=True,
    )
    words = models.CharField(_("in their words"), max_length=500, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=SuggestionState.choices, default=SuggestionState.NEW
    )
    made_at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        ordering = ["made_at", "pk"]
        indexes = [models.Index(fields=["asset", "state"], name="suggestion_by_state")]
        constraints = [
            models.CheckConstraint(condition=~Q(value="") | ~Q(words=""), name="suggestion_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.asset}: {self.get_key_display() or self.words}"
