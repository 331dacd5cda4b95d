"""Assets and what is known about them."""

import re
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.query import ModelIterable
from django.utils.translation import gettext_lazy as _
from wagtail.models import RevisionMixin

from assets_register.enums import PUBLIC_STATUSES, AssetKind, AssetStatus, FactKey, Known, NotAPlace
from assets_register.models.facts import CheckedFact
from assets_register.models.settings import RegisterSettings

#: What says where an asset is, or lets somebody look it up in its owner's open list.
PLACE_FIELDS = (
    "street_number", "street_name", "town", "postcode", "uprn", "asset_code", "property_name",
    "latitude", "longitude", "easting", "northing",
)  # fmt: skip
#: What everybody reads and a person or a list wrote: a street's name may stand in it.
TOLD_FIELDS = (
    "name", "description", "terms", "purpose", "tenure_detail", "other_detail", "bookings_name",
    "opening_hours", "not_a_place_reason",
)  # fmt: skip


class ShownIterable(ModelIterable["Asset"]):
    """Gives assets as everybody may see them: without a place that is kept private."""

    def __iter__(self) -> "Iterator[Asset]":
        named: set[int] | None = None
        for asset in super().__iter__():
            if asset.location_masked:
                if named is None:
                    named = RegisterSettings.naming_neighbourhoods()
                asset.mask(keep_neighbourhood=asset.site_id in named)
            yield asset


class AssetQuerySet(models.QuerySet["Asset"]):
    """Verbs on assets. All of them expect to be narrowed to one place first."""

    def as_shown(self) -> "AssetQuerySet":
        """Give each as everybody may see it: where its place is kept private, without it.

        For records only: ``values`` and joins read the table as it is.
        """
        found = self.all()
        found._iterable_class = ShownIterable
        return found

    def public(self) -> "AssetQuerySet":
        """Keep what everybody may see, as they may see it: "everything owned"."""
        return self.filter(status__in=PUBLIC_STATUSES).as_shown()

    def usable(self) -> "AssetQuerySet":
        """Keep "spaces you can use": published, a place, and not known to be closed to the public."""
        rows = self.filter(status=AssetStatus.PUBLISHED, not_a_place="").exclude(public_use=Known.NO)
        return rows.as_shown()

    def placed(self) -> "AssetQuerySet":
        """Keep what has a point on the map."""
        return self.filter(latitude__isnull=False)

    def unplaced(self) -> "AssetQuerySet":
        """Keep what nobody has put on the map yet."""
        return self.filter(latitude__isnull=True)


class Asset(RevisionMixin, models.Model):  # type: ignore[django-manager-missing] # rooms are of an untyped base
    """A building, a room, a park, a piece of land: anything of a place, whoever owns it.

    The fields from ``organisation_uri`` to ``energy_rating`` are those of the national schema for
    local authority land (Local Government Transparency Code 2015, Part 2, paragraphs 35 to 37),
    whose column names ``assets_register.importing.mappings.NATIONAL`` keeps.
    """

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(max_length=140)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=AssetKind.choices, default=AssetKind.OTHER)
    description = models.TextField(_("what it is"), blank=True)
    picture = models.ForeignKey(
        "wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    picture_alt = models.CharField(
        _("the picture in words"), max_length=250, blank=True, help_text=_("For people who cannot see it.")
    )

    owner = models.ForeignKey(
        "partners.Organisation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="assets_owned",
        verbose_name=_("owner"),
    )
    custodian = models.ForeignKey(
        "partners.Organisation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="assets_looked_after",
        verbose_name=_("looked after by"),
    )
    bookings_name = models.CharField(_("who to ask"), max_length=120, blank=True)
    bookings_email = models.EmailField(
        _("their email"), blank=True, help_text=_("Never shown; used to write to them.")
    )
    bookings_phone = models.CharField(_("their telephone"), max_length=40, blank=True)
    bookings_url = models.URLField(_("where to book"), blank=True)
    public_use = models.CharField(
        _("can people use it?"), max_length=10, choices=Known.choices, default=Known.NOT_KNOWN
    )
    opening_hours = models.TextField(
        _("opening hours"),
        max_length=600,
        blank=True,
        help_text=_("As you would say it: Mon-Fri, 9am-5pm. Sat, 10am-noon. Closed bank holidays."),
    )
    opening_hours_osm = models.CharField(
        max_length=400, blank=True, editable=False, help_text="OSM's opening_hours, where that is certain."
    )
    terms = models.CharField(
        _("on what terms"), max_length=250, blank=True, help_text=_("Free for community groups; £12 an hour.")
    )

    # The national fields.
    organisation_uri = models.URLField(_("owner's open reference"), blank=True)
    organisation_code = models.CharField(_("organisation code"), max_length=40, blank=True)
    effective_date = models.DateField(_("true on"), null=True, blank=True)
    uprn = models.CharField(
        _("UPRN"), max_length=12, blank=True, help_text=_("Unique property reference number, 12 digits.")
    )
    asset_code = models.CharField(_("asset code"), max_length=80, blank=True)
    property_name = models.CharField(_("name on the owner's list"), max_length=400, blank=True)
    street_number = models.CharField(_("number"), max_length=40, blank=True)
    street_name = models.CharField(_("street"), max_length=250, blank=True)
    town = models.CharField(_("town"), max_length=80, blank=True)
    postcode = models.CharField(
        _("postcode"), max_length=8, blank=True, help_text=_("A whole postcode, or only its first half.")
    )
    tenure_type = models.CharField(_("tenure"), max_length=60, blank=True)
    tenure_detail = models.CharField(_("tenure detail"), max_length=120, blank=True)
    other_detail = models.CharField(_("other detail"), max_length=250, blank=True)
    holding_type = models.CharField(_("land or buildings"), max_length=40, blank=True)
    purpose = models.CharField(_("purpose"), max_length=120, blank=True)
    building_size = models.DecimalField(
        _("building size (m²)"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    land_area = models.DecimalField(
        _("land area (hectares)"), max_digits=12, decimal_places=4, null=True, blank=True
    )
    energy_rating = models.CharField(_("energy rating"), max_length=2, blank=True)

    # Where.
    latitude = models.FloatField(_("latitude (WGS84)"), null=True, blank=True)
    longitude = models.FloatField(_("longitude (WGS84)"), null=True, blank=True)
    easting = models.FloatField(_("easting (OSGB36)"), null=True, blank=True)
    northing = models.FloatField(_("northing (OSGB36)"), null=True, blank=True)
    neighbourhood = models.ForeignKey(
        "places.Neighbourhood", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    location_masked = models.BooleanField(
        _("keep where it is private"),
        default=False,
        help_text=_("For refuges. Nobody but those who keep the register sees where it is, anywhere."),
    )

    # Standing.
    status = models.CharField(
        _("status"), max_length=12, choices=AssetStatus.choices, default=AssetStatus.DRAFT, editable=False
    )
    held_reason = models.CharField(_("held back because"), max_length=250, blank=True, editable=False)
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("who decided that it may be shown"),
    )
    not_a_place = models.CharField(
        _("not a place to visit"), max_length=20, choices=NotAPlace.choices, blank=True
    )
    not_a_place_reason = models.CharField(_("why we think so"), max_length=250, blank=True)
    lapsed_at = models.DateTimeField(
        _("no longer offered since nobody answered for it"), null=True, blank=True, editable=False
    )
    checked_at = models.DateTimeField(_("last checked"), null=True, blank=True, editable=False)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    checked_by_name = models.CharField(
        _("checked by"), max_length=160, blank=True, editable=False, help_text=_("As the public reads it.")
    )

    # Where it came from.
    source = models.CharField(_("source"), max_length=120, blank=True, editable=False)
    source_ref = models.CharField(_("source's reference"), max_length=120, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    offered_since = models.DateTimeField(
        null=True, editable=False, help_text="When it was last put up, where somebody did that by hand."
    )
    updated_at = models.DateTimeField(auto_now=True)

    objects = AssetQuerySet.as_manager()
    wagtail_reference_index_ignore = True  # records keep out of Wagtail's indexes (ARCHITECTURE)

    class Meta:
        verbose_name = _("asset")
        verbose_name_plural = _("assets")
        ordering = ["name", "pk"]
        indexes = [
            models.Index(fields=["site", "status", "name"], name="asset_by_status"),
            models.Index(fields=["site", "uprn"], name="asset_by_uprn"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["site", "slug"], name="asset_slug_once"),
            models.UniqueConstraint(
                fields=["site", "source", "source_ref"],
                condition=~Q(source_ref=""),
                name="asset_once_per_source",
            ),
            models.CheckConstraint(condition=Q(status__in=AssetStatus.values), name="asset_status_known"),
            models.CheckConstraint(condition=Q(kind__in=AssetKind.values), name="asset_kind_known"),
            models.CheckConstraint(condition=Q(public_use__in=Known.values), name="asset_use_known"),
            models.CheckConstraint(
                condition=Q(not_a_place__in=["", *NotAPlace.values]), name="asset_flag_known"
            ),
            models.CheckConstraint(
                condition=~Q(status=AssetStatus.HELD_BACK) | ~Q(held_reason=""), name="asset_held_for_reason"
            ),
            models.CheckConstraint(condition=Q(uprn__regex=r"^([0-9]{12})?$"), name="asset_uprn_12_digits"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__isnull=False,
                    longitude__range=(-180, 180),
                ),
                name="asset_point_whole",
            ),
            models.CheckConstraint(
                condition=Q(picture__isnull=True) | ~Q(picture_alt=""), name="asset_picture_has_words"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save. Raises ``ValueError`` where that would write a place's absence over the place."""
        written = kwargs.get("update_fields")
        lost = {*PLACE_FIELDS, *TOLD_FIELDS, "neighbourhood", "picture", "picture_alt"}
        if self.is_masked_copy and (written is None or lost & set(written)):
            raise ValueError("this is the asset as everybody sees it, without its place")
        super().save(*args, **kwargs)

    @property
    def address(self) -> str:
        """The postal address on one line, as far as it is known."""
        street = " ".join(part for part in (self.street_number, self.street_name) if part)
        return ", ".join(part for part in (street, self.town, self.postcode) if part)

    #: Whether this is the asset as everybody sees it, with its place taken off; and the words left out.
    is_masked_copy = False
    hushed_words: Sequence[str] = ()

    def mask(self, *, keep_neighbourhood: bool) -> None:
        """Take off, in memory, all that says where it is. The record keeps it."""
        self.hushed_words = self.place_words
        for name in PLACE_FIELDS:
            setattr(self, name, None if getattr(type(self)._meta.get_field(name), "null", False) else "")
        for name in TOLD_FIELDS:
            setattr(self, name, without_words(getattr(self, name), self.hushed_words))
        if not keep_neighbourhood:
            self.neighbourhood = None
        self.picture, self.picture_alt = None, ""  # a front door is an address
        self.is_masked_copy = True

    def hush(self, row: models.Model) -> None:
        """Leave the words of a masked place out of what belongs to it: a room's name, a price's note."""
        for field in row._meta.concrete_fields if self.hushed_words else ():
            if isinstance(field, models.CharField | models.TextField) and not field.choices:
                setattr(row, field.attname, without_words(getattr(row, field.attname), self.hushed_words))

    @property
    def place_words(self) -> list[str]:
        """The words by which somebody would find it: its street, its postcode, its UPRN."""
        return telling_words(self.street_name, self.postcode, self.uprn)

    @property
    def space_key(self) -> str:
        """How other rooms point at this asset."""
        return f"assets_register.asset:{self.uuid}"

    @property
    def is_placed(self) -> bool:
        """Whether it has a point on the map."""
        return self.latitude is not None

    @property
    def is_public(self) -> bool:
        """Whether everybody may see it."""
        return self.status in PUBLIC_STATUSES

    @property
    def is_usable(self) -> bool:
        """Whether it counts among "spaces you can use"."""
        return self.status == AssetStatus.PUBLISHED and not self.not_a_place and self.public_use != Known.NO

    def with_content_json(self, content: dict[str, Any]) -> "Asset":
        """Return a revision's content on top of what only the present may say: status and checks."""
        asset: Asset = super().with_content_json(content)
        for name in (
            "site_id", "uuid", "status", "held_reason", "lapsed_at", "cleared_by_id", "checked_at",
            "checked_by_id", "checked_by_name", "source", "source_ref", "offered_since",
        ):  # fmt: skip
            setattr(asset, name, getattr(self, name))
        return asset


#: How the last word of a street's name is written short.
SHORT_STREETS = {
    "avenue": "ave", "close": "cl", "court": "ct", "crescent": "cres", "drive": "dr", "gardens": "gdns",
    "grove": "gr", "lane": "ln", "place": "pl", "road": "rd", "square": "sq", "street": "st",
    "terrace": "terr",
}  # fmt: skip
WHOLE_STREETS = {short: word for word, short in SHORT_STREETS.items()}
#: Words so many streets share that they tell nobody which.
SHARED_STREET_WORDS = {*SHORT_STREETS, "church", "station", "north", "south", "lower", "upper", "green"}


def telling_words(street: str, postcode: str, uprn: str) -> list[str]:
    """Return the words by which somebody would find a place: its street, its postcode, its UPRN.

    The street as it is written, as it is written short or whole, and the words of it that are its own: a
    list spells it one way this year and another the next.
    """
    words = street.split()
    spelled = [street]
    if words:
        last, before = words[-1].strip(".").lower(), " ".join(words[:-1])
        other = SHORT_STREETS.get(last) or WHOLE_STREETS.get(last)
        spelled += [f"{before} {other}"] if other and before else []
    own = [word for word in re.findall(r"[^\W\d_]{5,}", street) if word.lower() not in SHARED_STREET_WORDS]
    return [word for word in (*spelled, postcode, uprn, *own) if len(word) > 3]


def without_words(text: str, words: Sequence[str]) -> str:
    """Return a text with these words left out, however their letters and spaces are written."""
    for word in words:
        loose = r"\W*".join(map(re.escape, re.sub(r"\W+", "", word)))
        text = re.sub(loose, "…", text, flags=re.IGNORECASE)
    return text


class AssetFact(CheckedFact):
    """One facility or means of access: there, or not there. No row means that nobody knows yet."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="facts")
    key = models.CharField(_("what"), max_length=30, choices=FactKey.choices)

    class Meta:
        verbose_name = _("facility or access")
        verbose_name_plural = _("facilities and access")
        constraints = [
            models.UniqueConstraint(fields=["asset", "key"], name="asset_fact_once"),
            models.CheckConstraint(condition=Q(key__in=FactKey.values), name="asset_fact_key_known"),
            models.CheckConstraint(condition=Q(value__in=[Known.YES, Known.NO]), name="asset_fact_yes_or_no"),
        ]

    def __str__(self) -> str:
        return f"{self.get_key_display()}: {self.get_value_display()}"
