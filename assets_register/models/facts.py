"""What is true of something, who looked, and when."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assets_register.enums import Known


class CheckedFact(models.Model):
    """One thing that is there, or is not. No row means that nobody knows yet."""

    value = models.CharField(
        _("is it there?"), max_length=10, choices=[(Known.YES.value, _("Yes")), (Known.NO.value, _("No"))]
    )
    detail = models.CharField(_("detail"), max_length=200, blank=True)
    checked_on = models.DateField(_("checked on"))
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    checked_by_name = models.CharField(
        _("checked by, as the public reads it"), max_length=160, blank=True, editable=False
    )

    class Meta:
        abstract = True
