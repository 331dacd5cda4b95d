"""Two listings that may be of one place, and those that a person made one."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assets_register.enums import PairState
from assets_register.models.asset import Asset


class LikelyPair(models.Model):
    """Two assets of different sources that may be one place; remembers what a person said."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    first = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="+")
    why = models.CharField(_("why we ask"), max_length=250)
    state = models.CharField(max_length=10, choices=PairState.choices, default=PairState.NEW)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("two listings that may be one place")
        verbose_name_plural = _("listings that may be one place")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="likely_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="likely_pair_in_order"),
            models.CheckConstraint(condition=Q(state__in=PairState.values), name="likely_pair_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id}/{self.second_id}"


class AssetMerge(models.Model):
    """One listing made of two. The one that was given up stays as a record of its source."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    kept = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="merges")
    given_up = models.OneToOneField(Asset, on_delete=models.CASCADE, related_name="merged_away")
    changes = models.JSONField(default=dict)
    """``{"field": [before, after]}`` of the asset that was kept."""
    moved = models.JSONField(default=dict)
    """Primary keys by model of what came over from the other: facts, rooms, terms, guide, suggestions."""
    status_before = models.CharField(max_length=12)
    """The status of the one that was given up."""
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(kept=F("given_up")), name="asset_merge_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.given_up_id} → {self.kept_id}"
