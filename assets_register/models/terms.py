"""On what terms a space is hired: prices, extras, and what comes with them."""

from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from assets_register.enums import ExtraPer, HirerKind, InsuranceRoute, Known, RateDays, RatePer, Vat
from assets_register.models.asset import Asset
from assets_register.models.rooms import Room

NOT_NEGATIVE = [MinValueValidator(Decimal(0))]


def _pounds(words: Any, **options: Any) -> "models.DecimalField[Any, Any]":
    return models.DecimalField(words, max_digits=8, decimal_places=2, validators=NOT_NEGATIVE, **options)


class HireTerms(ClusterableModel):
    """What hiring a space costs and asks of people. All money is in pounds."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    asset = models.OneToOneField(
        Asset, on_delete=models.CASCADE, related_name="hire_terms", verbose_name=_("space")
    )
    minimum_hours = models.DecimalField(
        _("shortest hire (hours)"),
        max_digits=4,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.25")), MaxValueValidator(24)],
    )
    setup_charged = models.CharField(
        _("is setting up and clearing away charged?"),
        max_length=10,
        choices=Known.choices,
        default=Known.NOT_KNOWN,
    )
    vat = models.CharField(_("VAT"), max_length=10, choices=Vat.choices, default=Vat.NOT_KNOWN)
    deposit = _pounds(
        _("deposit (£)"), null=True, blank=True, help_text=_("Given back. 0 where there is none.")
    )
    caretaker = models.CharField(
        _("does a caretaker have to be there?"),
        max_length=10,
        choices=Known.choices,
        default=Known.NOT_KNOWN,
    )
    caretaker_hourly = _pounds(
        _("caretaker (£ an hour)"), null=True, blank=True, help_text=_("0 where it is in the price.")
    )
    insurance = models.CharField(
        _("insurance"), max_length=12, choices=InsuranceRoute.choices, default=InsuranceRoute.NOT_KNOWN
    )
    insurance_charge = _pounds(
        _("insurance (£ a hire)"), null=True, blank=True, help_text=_("Where the cover has to be paid for.")
    )
    keyholder = models.CharField(
        _("keyholder"), max_length=160, blank=True, help_text=_("Never shown. Who opens up.")
    )
    deputy = models.CharField(
        _("deputy keyholder"), max_length=160, blank=True, help_text=_("Never shown. Who opens up otherwise.")
    )
    licence = models.CharField(
        _("licence"), max_length=250, blank=True, help_text=_("Music, alcohol, until when.")
    )
    food = models.CharField(
        _("food"), max_length=250, blank=True, help_text=_("Bring your own; hot food only from the café.")
    )
    cancellation = models.CharField(_("if you cancel"), max_length=250, blank=True)
    note = models.TextField(_("anything else"), max_length=1000, blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True, editable=False)
    checked_by_name = models.CharField(_("checked by"), max_length=160, blank=True, editable=False)

    class Meta:
        verbose_name = _("terms of hire")
        verbose_name_plural = _("terms of hire")
        ordering = ["asset__name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(setup_charged__in=Known.values), name="terms_setup_known"),
            models.CheckConstraint(condition=Q(caretaker__in=Known.values), name="terms_caretaker_known"),
            models.CheckConstraint(condition=Q(vat__in=Vat.values), name="terms_vat_known"),
            models.CheckConstraint(
                condition=Q(insurance__in=InsuranceRoute.values), name="terms_insurance_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.asset.name)


class Rate(models.Model):
    """One price: for whom, which room, when, and for how long."""

    terms = ParentalKey(HireTerms, on_delete=models.CASCADE, related_name="rates")
    room = models.ForeignKey(
        Room,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("room"),
        help_text=_("Empty: every room."),
    )
    hirer = models.CharField(_("for"), max_length=12, choices=HirerKind.choices, default=HirerKind.ANYONE)
    amount = _pounds(_("price (£)"), help_text=_("0 is free."))
    per = models.CharField(_("for how long"), max_length=8, choices=RatePer.choices, default=RatePer.HOUR)
    days = models.CharField(_("on"), max_length=8, choices=RateDays.choices, default=RateDays.ALL)
    starts = models.TimeField(_("from"), null=True, blank=True, help_text=_("Empty: from the morning on."))
    ends = models.TimeField(_("until"), null=True, blank=True, help_text=_("Empty: until midnight."))

    class Meta:
        verbose_name = _("price")
        verbose_name_plural = _("prices")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(hirer__in=HirerKind.values), name="rate_hirer_known"),
            models.CheckConstraint(condition=Q(per__in=RatePer.values), name="rate_per_known"),
            models.CheckConstraint(condition=Q(days__in=RateDays.values), name="rate_days_known"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="rate_not_negative"),
            models.CheckConstraint(
                condition=Q(starts__isnull=True) | Q(ends__isnull=True) | Q(ends__gt=F("starts")),
                name="rate_ends_after",
            ),
        ]

    def __str__(self) -> str:
        return f"£{self.amount} {self.get_per_display()}, {self.get_hirer_display()}"


class Extra(models.Model):
    """Something that costs more: heating, the projector, a second caretaker."""

    terms = ParentalKey(HireTerms, on_delete=models.CASCADE, related_name="extras")
    name = models.CharField(_("what"), max_length=80)
    amount = _pounds(_("price (£)"))
    per = models.CharField(_("for"), max_length=8, choices=ExtraPer.choices, default=ExtraPer.HIRE)
    always = models.BooleanField(_("everybody pays it"), default=False)

    class Meta:
        verbose_name = _("extra")
        verbose_name_plural = _("extras")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["terms", "name"], name="extra_name_once"),
            models.CheckConstraint(condition=Q(per__in=ExtraPer.values), name="extra_per_known"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="extra_not_negative"),
        ]

    def __str__(self) -> str:
        return self.name
