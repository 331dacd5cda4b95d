"""That somebody says a space is theirs to look after, and what became of it."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assets_register.enums import OPEN_CLAIMS, ClaimState
from assets_register.models.asset import Asset, without_words


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Verbs on claims."""

    def to_decide(self) -> "ClaimQuerySet":
        """Keep what waits for an administrator, of people whose address is confirmed."""
        return self.filter(state__in=OPEN_CLAIMS).exclude(contributor__email_confirmed_at=None)

    def standing(self) -> "ClaimQuerySet":
        """Keep what was verified: whose people may change what the register says of the space."""
        return self.filter(state=ClaimState.VERIFIED, looks_after=True, contributor__erased_at=None)


class Claim(models.Model):
    """One person's word for their organisation about one space; verified, it makes them its keeper.

    Where somebody put a new space into the register it came with the listing (``came_with_it``), whether
    they look after it or only know it.
    """

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    once = models.UUIDField(default=uuid4, unique=True, editable=False)
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="claims", verbose_name=_("space"))
    contributor = models.ForeignKey(
        "residents.Contributor", on_delete=models.CASCADE, related_name="+", verbose_name=_("who")
    )
    looks_after = models.BooleanField(_("they look after it"), default=True)
    came_with_it = models.BooleanField(_("they put it into the register"), default=False)
    organisation_name = models.CharField(_("organisation"), max_length=160, blank=True)
    how = models.TextField(_("how we can check"), max_length=1000, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ClaimState.choices, default=ClaimState.WAITING
    )
    made_at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    reason = models.TextField(_("why not"), max_length=1000, blank=True)
    appeal = models.TextField(_("why we should look again"), max_length=1000, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["site", "state"], name="claim_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["asset", "contributor"],
                condition=Q(state__in=[*OPEN_CLAIMS, ClaimState.VERIFIED]),
                name="claim_once",
            ),
            models.CheckConstraint(condition=Q(state__in=ClaimState.values), name="claim_state_known"),
            models.CheckConstraint(
                condition=~Q(state=ClaimState.DECLINED) | ~Q(reason=""), name="claim_declined_for_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asset}: {self.organisation_name or self.contributor}"

    @property
    def space_name(self) -> str:
        """Its name as whoever claims it may read it: a private place's whole once they look after it."""
        asset, keeps = self.asset, self.state == ClaimState.VERIFIED and self.looks_after
        if not asset.location_masked or self.came_with_it or keeps:
            return asset.name
        return without_words(asset.name, asset.place_words)

    @property
    def is_open(self) -> bool:
        """Whether an administrator still has to decide."""
        return self.state in OPEN_CLAIMS
