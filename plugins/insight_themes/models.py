"""Themes of one conversation and what belongs to each. Holds keys and telling words, no sentences."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ThemeRun(models.Model):
    """When the themes of a conversation were last worked out, and from how much."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    subject_key = models.CharField(max_length=120, unique=True)
    worked_out_at = models.DateTimeField(default=timezone.now)
    said_count = models.PositiveIntegerField(default=0, help_text="Things said and statements read.")
    people_count = models.PositiveIntegerField(default=0, help_text="People who said them, once each.")
    loose_count = models.PositiveIntegerField(default=0, help_text="Things that fitted no theme.")

    def __str__(self) -> str:
        return self.subject_key


class Theme(models.Model):
    """Things said that use the same telling words."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject_key = models.CharField(max_length=120, db_index=True)
    name = models.CharField(_("name"), max_length=160)
    renamed = models.BooleanField(default=False, help_text="A person named it: working out anew keeps that.")
    words = models.JSONField(default=list, help_text="Its telling words, the most telling first.")
    item_count = models.PositiveIntegerField(default=0)
    people_count = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)
    insight = models.ForeignKey(
        "record.Insight",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The newest finding made from it.",
    )

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["-item_count", "pk"]

    def __str__(self) -> str:
        return self.name


class ThemeItem(models.Model):
    """One thing said, in the theme it fits best. The nearest come first."""

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="items")
    subject_key = models.CharField(max_length=120)
    source_key = models.CharField(max_length=120)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["subject_key", "source_key"], name="theme_item_in_one_theme")
        ]

    def __str__(self) -> str:
        return self.source_key
