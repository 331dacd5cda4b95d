"""A good thing somebody put on the map, and what partners pledge beside it."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assets_register.good_here.enums import ANSWERED, KIND_SHOWN, GoodKind
from civic.record.enums import WordsState


class GoodThingQuerySet(models.QuerySet["GoodThing"]):
    """Verbs on good things."""

    def public(self) -> "GoodThingQuerySet":
        """Keep what somebody checked and nothing has taken off since.

        A note whose listing is to be private shows no longer: it would say where the listing is.
        """
        return self.filter(state=WordsState.PUBLISHED).exclude(asset__location_masked=True)


class GoodThing(models.Model):
    """A place, a group or an offer, in the words of whoever put it on the map.

    Where somebody offers to do something themselves no point and no postcode is kept, only the
    neighbourhood: it is likely where they live.
    """

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    once = models.UUIDField(default=uuid4, unique=True, editable=False)
    contributor = models.ForeignKey("residents.Contributor", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("what is it?"), max_length=10, choices=GoodKind.choices)
    name = models.CharField(_("what is it called?"), max_length=120)
    words = models.TextField(_("what is good about it?"), max_length=1000)
    by_name = models.CharField(_("their name"), max_length=80, blank=True)
    postcode = models.CharField(_("postcode"), max_length=8, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    neighbourhood = models.ForeignKey(
        "places.Neighbourhood", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    picture = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    picture_alt = models.CharField(_("what the picture shows"), max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=WordsState.choices, default=WordsState.HELD)
    asset = models.ForeignKey(
        "assets_register.Asset",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The listing it became.",
    )
    made_at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    shown_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = GoodThingQuerySet.as_manager()

    class Meta:
        verbose_name = _("good thing")
        verbose_name_plural = _("what is good here")
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["site", "state", "-made_at"], name="good_thing_shown")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=GoodKind.values), name="good_thing_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind=GoodKind.OFFER) | Q(latitude=None, longitude=None, postcode=""),
                name="good_thing_offer_has_no_point",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """How other rooms name it."""
        return f"good_here.thing:{self.uuid}"

    @property
    def kind_shown(self) -> str:
        """What it is, in a list everybody reads."""
        return str(KIND_SHOWN[GoodKind(self.kind)])

    @property
    def point(self) -> tuple[float, float] | None:
        """Where it is, latitude and longitude in degrees (WGS84); None for an offer."""
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude

    @property
    def is_public(self) -> bool:
        """Whether everybody sees it."""
        return self.state == WordsState.PUBLISHED and not (self.asset and self.asset.location_masked)

    @property
    def is_answered(self) -> bool:
        """Whether there is somebody behind it one can write to."""
        return self.kind in ANSWERED and self.contributor.email_confirmed_at is not None


class GoodPledge(models.Model):
    """What an organisation says it does for a good thing: "we can lend chairs"."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    once = models.UUIDField(default=uuid4, unique=True, editable=False)
    thing = models.ForeignKey(GoodThing, on_delete=models.CASCADE, related_name="pledges")
    organisation = models.ForeignKey("partners.Organisation", on_delete=models.CASCADE, related_name="+")
    words = models.CharField(_("what we can do"), max_length=200)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("pledge")
        verbose_name_plural = _("pledges")
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.words}"
