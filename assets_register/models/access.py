"""Getting in, told as a way and not as a badge."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from assets_register.models.asset import Asset


class AccessGuide(ClusterableModel):
    """How a person gets from the street to the room, in words, measures and photos."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    asset = models.OneToOneField(
        Asset, on_delete=models.CASCADE, related_name="access_guide", verbose_name=_("space")
    )
    arriving = models.TextField(
        _("getting there"), max_length=1000, blank=True, help_text=_("Bus stop, drop-off, kerbs, slopes.")
    )
    route = models.TextField(
        _("from where to where is it step-free?"),
        max_length=1000,
        blank=True,
        help_text=_("From the car park to the hall by the side door; the front door has two steps."),
    )
    narrowest_door = models.PositiveSmallIntegerField(
        _("narrowest door on the way (cm)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(30), MaxValueValidator(400)],
    )
    senses = models.TextField(
        _("light, noise and quiet"),
        max_length=1000,
        blank=True,
        help_text=_("Hand dryers, strip lights, when it is quiet."),
    )
    checked_on = models.DateField(_("checked on"), null=True, blank=True, editable=False)
    checked_by_name = models.CharField(_("checked by"), max_length=160, blank=True, editable=False)

    class Meta:
        verbose_name = _("access guide")
        verbose_name_plural = _("access guides")
        ordering = ["asset__name", "pk"]

    def __str__(self) -> str:
        return str(self.asset.name)


class AccessPhoto(models.Model):
    """One photo along the way in, with what it shows in words."""

    guide = ParentalKey(AccessGuide, on_delete=models.CASCADE, related_name="photos")
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    picture = models.ForeignKey(
        "wagtailimages.Image", on_delete=models.CASCADE, related_name="+", verbose_name=_("photo")
    )
    words = models.CharField(
        _("the photo in words"), max_length=250, help_text=_("Read out to people who cannot see it.")
    )

    class Meta:
        verbose_name = _("photo of the way")
        verbose_name_plural = _("photos of the way")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.words
