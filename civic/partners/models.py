"""Organisations of a place and who acts for them."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from civic.partners.enums import OrganisationKind


class Organisation(models.Model):
    """A council, a housing association, a church, a café: anybody who owns, runs or answers."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=160)
    slug = models.SlugField(max_length=180)
    kind = models.CharField(
        _("kind"), max_length=20, choices=OrganisationKind.choices, default=OrganisationKind.OTHER
    )
    reference = models.URLField(
        _("open reference"), blank=True, help_text=_("The address that stands for it in open data.")
    )
    website = models.URLField(_("website"), blank=True)
    email = models.EmailField(_("email"), blank=True, help_text=_("Never shown; used to write to it."))
    phone = models.CharField(_("telephone"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["site", "slug"], name="organisation_slug_once")]

    def __str__(self) -> str:
        return self.name


class Representative(models.Model):
    """Somebody who acts for an organisation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="representatives")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="represents")
    job_title = models.CharField(_("job title"), max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "user"], name="represents_once")]

    def __str__(self) -> str:
        return f"{self.user}, {self.organisation}"
