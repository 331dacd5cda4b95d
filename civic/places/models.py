"""A place's own facts, its neighbourhoods and its postcodes."""

from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from civic.places.kept import Row, kept
from civic.places.licences import DataLicence, Licence, licence_named


@register_setting(icon="site")
class PlaceSettings(BaseSiteSetting):
    """What a place calls itself, where it lies and what it promises."""

    name = models.CharField(_("name of the place"), max_length=80, blank=True)
    name_cy = models.CharField(_("name in Welsh"), max_length=80, blank=True)
    strapline = models.CharField(_("one line about it"), max_length=160, blank=True)
    timezone = models.CharField(_("time zone"), max_length=40, default="Europe/London")
    latitude = models.FloatField(_("latitude of its middle (WGS84)"), null=True, blank=True)
    longitude = models.FloatField(_("longitude of its middle (WGS84)"), null=True, blank=True)
    base_map = models.JSONField(
        _("base map"),
        null=True,
        blank=True,
        help_text=_("GeoJSON shapes drawn under the map where there is no tile server."),
    )
    contact_email = models.EmailField(_("who to write to"), blank=True)
    second_approval = models.BooleanField(
        _("a second person approves an answer before it goes out"), default=True
    )
    stop_seconds = models.PositiveSmallIntegerField(
        _("seconds during which an answer can still be stopped"), default=10
    )
    data_licence = models.CharField(
        _("licence of its open data"),
        max_length=20,
        choices=DataLicence.choices,
        default=DataLicence.OGL_3,
        help_text=_("On what terms others may use the register, its files and its services."),
    )
    demo = models.BooleanField(default=False, editable=False)

    panels = [
        MultiFieldPanel(
            [FieldPanel("name"), FieldPanel("name_cy"), FieldPanel("strapline")], heading=_("Name")
        ),
        MultiFieldPanel(
            [FieldPanel("latitude"), FieldPanel("longitude"), FieldPanel("timezone")],
            heading=_("Where"),
        ),
        MultiFieldPanel(
            [FieldPanel("contact_email"), FieldPanel("second_approval"), FieldPanel("stop_seconds")],
            heading=_("Answers"),
        ),
        FieldPanel("data_licence"),
    ]

    class Meta:
        verbose_name = _("place")

    def __str__(self) -> str:
        return self.name or str(self.site)

    @classmethod
    def for_site(cls, site: Any) -> "PlaceSettings":
        """Return a place's settings, not saved yet where there are none: reading a page writes nothing."""
        if site is None:
            raise cls.DoesNotExist
        row = kept(("settings", site.pk), lambda: _row_of(cls.objects.filter(site=site).first()))
        return row.again() if row else cls(site=site)

    @property
    def licence(self) -> Licence:
        """On what terms others may use what this place publishes as data."""
        return licence_named(self.data_licence)

    def clean(self) -> None:
        """Refuse a time zone there is none of: letters are dated by it."""
        try:
            ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            said = _("There is no such time zone. Write it as Europe/London.")
            raise ValidationError({"timezone": said}) from error


def _row_of(found: PlaceSettings | None) -> Row[PlaceSettings] | None:
    return Row.of(found) if found else None


class KeptNumber(models.Model):
    """One row: the number that changes with what each process keeps of its places (``kept``)."""

    number = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.number)


class PlaceCollection(models.Model):
    """The collection in which a place keeps its own pictures; other places' staff see nothing of it."""

    site = models.OneToOneField("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    collection = models.OneToOneField("wagtailcore.Collection", on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return str(self.collection)


class Neighbourhood(models.Model):
    """A part of a place that people know by name, usually an electoral ward."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    code = models.CharField(_("code"), max_length=40, help_text=_("ONS code where it has one."))
    name = models.CharField(_("name"), max_length=120)
    name_cy = models.CharField(_("name in Welsh"), max_length=120, blank=True)
    slug = models.SlugField(max_length=140)
    geometry = models.JSONField(_("shape"), help_text=_("GeoJSON Polygon or MultiPolygon, WGS84."))
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()

    class Meta:
        verbose_name = _("neighbourhood")
        verbose_name_plural = _("neighbourhoods")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["site", "code"], name="neighbourhood_code_once"),
            models.UniqueConstraint(fields=["site", "slug"], name="neighbourhood_slug_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Postcode(models.Model):
    """A postcode unit and the point that stands for it."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    code = models.CharField(_("postcode"), max_length=8, help_text=_("Normalised: M32 0XZ."))
    latitude = models.FloatField(_("latitude"))
    longitude = models.FloatField(_("longitude"))
    neighbourhood = models.ForeignKey(
        Neighbourhood,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="postcodes",
        verbose_name=_("neighbourhood"),
    )

    class Meta:
        verbose_name = _("postcode")
        verbose_name_plural = _("postcodes")
        constraints = [models.UniqueConstraint(fields=["site", "code"], name="postcode_once")]

    def __str__(self) -> str:
        return self.code
