"""That somebody asked about a space: when, and who was written to. Never who asked, or what."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assets_register.enums import AskedWhom
from assets_register.models.asset import Asset


class Enquiry(models.Model):
    """A question passed on. Its words go into the letter and nowhere else."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="enquiries")
    once = models.UUIDField(default=uuid.uuid4, unique=True, help_text="Of one press, and of its words.")
    went_to = models.CharField(_("went to"), max_length=14, choices=AskedWhom.choices)
    made_at = models.DateTimeField(_("when"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("question passed on")
        verbose_name_plural = _("questions passed on")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(went_to__in=AskedWhom.values), name="enquiry_went_to_known")
        ]

    def __str__(self) -> str:
        return f"{self.asset}: {self.get_went_to_display()}"
