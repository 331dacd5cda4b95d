"""Searches somebody wants to hear about when something new fits."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SavedSearch(models.Model):
    """One search kept by one person; an email tells them of what fits and did not before."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contributor = models.ForeignKey(
        "residents.Contributor", on_delete=models.CASCADE, related_name="saved_searches"
    )
    params = models.CharField(max_length=2000, help_text="The list's address after the question mark.")
    words = models.CharField(
        max_length=500, help_text="What it looks for, in the words and language it was kept in."
    )
    seen = models.JSONField(default=list, help_text="Primary keys of the assets that have fitted so far.")
    letters = models.PositiveIntegerField(default=0, help_text="How many times they were told.")
    kept_at = models.DateTimeField(default=timezone.now, editable=False)
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering = ["-kept_at"]
        constraints = [
            models.UniqueConstraint(fields=["contributor", "params"], name="search_kept_once_by_each")
        ]

    def __str__(self) -> str:
        return self.words
