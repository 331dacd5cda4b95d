"""What organisations offer in spaces: drop-ins, classes, clinics; when, for whom and what it costs."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import RevisionMixin

from assets_register.enums import (
    PUBLIC_STATUSES,
    Every,
    HowToCome,
    ServiceKind,
    ServiceStatus,
    TermTime,
    Weekday,
)
from assets_register.models.asset import Asset

#: How long somebody's word that a service is still right holds, and how long it is still shown after.
HOLDS, STILL_SHOWN = timedelta(days=182), timedelta(days=90)


class OfferedServiceQuerySet(models.QuerySet["OfferedService"]):
    """Verbs on services. All of them expect to be narrowed to one place first."""

    def on_record(self) -> "OfferedServiceQuerySet":
        """Keep what was ever told to everybody, in spaces that everybody may see."""
        return self.exclude(status=ServiceStatus.DRAFT).filter(asset__status__in=PUBLIC_STATUSES)

    def shown(self, now: datetime | None = None) -> "OfferedServiceQuerySet":
        """Keep what is offered: not ended, and somebody answered for it not too long ago."""
        since = (now or timezone.now()) - HOLDS - STILL_SHOWN
        return self.on_record().exclude(status=ServiceStatus.ENDED).filter(checked_at__gt=since)

    def due(self, now: datetime | None = None) -> "OfferedServiceQuerySet":
        """Keep what has to be looked at again, the longest due first."""
        until = (now or timezone.now()) - HOLDS
        going_on = self.filter(status__in=[ServiceStatus.RUNNING, ServiceStatus.PAUSED])
        return going_on.filter(checked_at__lte=until).order_by("checked_at", "pk")


class OfferedService(RevisionMixin, ClusterableModel):
    """What one organisation offers in one space, as people look for it: a "service" of Open Referral."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    asset = models.ForeignKey(
        Asset, on_delete=models.CASCADE, related_name="services", verbose_name=_("space")
    )
    where = models.CharField(
        _("where in it"), max_length=120, blank=True, help_text=_("The Reading Room, at the front desk.")
    )
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=ServiceKind.choices)
    organisation = models.ForeignKey(
        "partners.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("who offers it"),
    )
    description = models.TextField(_("what you can get there"), max_length=2000)
    status = models.CharField(
        _("status"), max_length=10, choices=ServiceStatus.choices, default=ServiceStatus.DRAFT
    )
    alert = models.CharField(
        _("what people should know now"),
        max_length=250,
        blank=True,
        help_text=_("Back on 3 March. Use the side door."),
    )

    for_whom = models.CharField(
        _("who it is for"), max_length=250, blank=True, help_text=_("Carers; people new to the town.")
    )
    minimum_age = models.PositiveSmallIntegerField(
        _("from what age"), null=True, blank=True, validators=[MaxValueValidator(120)]
    )
    maximum_age = models.PositiveSmallIntegerField(
        _("up to what age"), null=True, blank=True, validators=[MaxValueValidator(120)]
    )
    how_to_come = models.CharField(
        _("how to come"), max_length=10, choices=HowToCome.choices, default=HowToCome.NOT_KNOWN
    )
    cost = models.DecimalField(
        _("what it costs (£)"),
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("0 where it is free; empty where nobody has said."),
    )
    cost_note = models.CharField(
        _("about the cost"), max_length=120, blank=True, help_text=_("a family; first time free.")
    )
    languages = models.CharField(
        _("languages spoken"), max_length=200, blank=True, help_text=_("With commas: Welsh, Polish, BSL.")
    )
    access = models.CharField(
        _("access"),
        max_length=250,
        blank=True,
        help_text=_("What this service does for it. What the space has is known from the register."),
    )

    contact = models.CharField(
        _("who to ask"),
        max_length=120,
        blank=True,
        help_text=_("A team or a job, shown to everybody. Not a person's name."),
    )
    phone = models.CharField(_("telephone"), max_length=40, blank=True, help_text=_("Shown to everybody."))
    email = models.EmailField(_("email"), blank=True, help_text=_("Shown to everybody: not a person's own."))
    url = models.URLField(_("its own website"), blank=True)

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
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = OfferedServiceQuerySet.as_manager()
    wagtail_reference_index_ignore = True  # records keep out of Wagtail's indexes (ARCHITECTURE)

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["site", "status", "name"], name="service_by_status")]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=ServiceStatus.values), name="service_status_known"),
            models.CheckConstraint(condition=Q(kind__in=ServiceKind.values), name="service_kind_known"),
            models.CheckConstraint(
                condition=Q(status=ServiceStatus.DRAFT) | Q(checked_at__isnull=False),
                name="service_shown_is_checked",
            ),
            models.CheckConstraint(
                condition=Q(minimum_age__isnull=True)
                | Q(maximum_age__isnull=True)
                | Q(maximum_age__gte=F("minimum_age")),
                name="service_ages_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse ages the wrong way round."""
        youngest, oldest = self.minimum_age, self.maximum_age
        if youngest is not None and oldest is not None and oldest < youngest:
            raise ValidationError({"maximum_age": _("This is younger than the age it starts from.")})

    def is_due(self, now: datetime | None = None) -> bool:
        """Say whether it has to be looked at again."""
        return self.checked_at is not None and self.checked_at <= (now or timezone.now()) - HOLDS

    def has_lapsed(self, now: datetime | None = None) -> bool:
        """Say whether nobody has answered for it for so long that it is no longer shown."""
        gone = (now or timezone.now()) - HOLDS - STILL_SHOWN
        return self.checked_at is None or self.checked_at <= gone

    @property
    def spoken(self) -> list[str]:
        """The languages, one by one."""
        return [name for name in (part.strip() for part in self.languages.split(",")) if name]

    def with_content_json(self, content: dict[str, Any]) -> "OfferedService":
        """Return a revision's content on top of what only the present may say: whose it is, and checks."""
        service: OfferedService = super().with_content_json(content)
        for name in ("site_id", "uuid", "checked_at", "checked_by_id", "checked_by_name"):
            setattr(service, name, getattr(self, name))
        return service


class ServiceTime(models.Model):
    """When a service is on: a weekday again and again, or one date."""

    service = ParentalKey(OfferedService, on_delete=models.CASCADE, related_name="times")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    weekday = models.PositiveSmallIntegerField(
        _("day of the week"), choices=Weekday.choices, null=True, blank=True
    )
    every = models.CharField(_("how often"), max_length=10, choices=Every.choices, default=Every.WEEK)
    term_time = models.CharField(
        _("term time"), max_length=10, choices=TermTime.choices, default=TermTime.ALWAYS
    )
    date = models.DateField(_("or one date"), null=True, blank=True)
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("until"))
    first_on = models.DateField(_("first day"), null=True, blank=True)
    last_on = models.DateField(_("last day"), null=True, blank=True)
    note = models.CharField(
        _("about this time"), max_length=120, blank=True, help_text=_("Women only; last entry at three.")
    )

    class Meta:
        verbose_name = _("time")
        verbose_name_plural = _("times")
        ordering = ["date", "weekday", "starts", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday__isnull=False, date__isnull=True)
                | Q(weekday__isnull=True, date__isnull=False),
                name="service_time_day_or_date",
            ),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="service_time_ends_after"),
            models.CheckConstraint(
                condition=~Q(every=Every.FORTNIGHT) | Q(first_on__isnull=False),
                name="service_time_fortnight_counted",
            ),
        ]

    def __str__(self) -> str:
        day = self.date.isoformat() if self.date else self.get_weekday_display()
        return f"{day} {self.starts:%H:%M} to {self.ends:%H:%M}"

    def clean(self) -> None:
        """Say plainly what does not go together. Raises ``ValidationError``."""
        wrong: dict[str, Any] = {}
        if self.weekday is None and self.date is None:
            wrong["weekday"] = _("Choose a day of the week, or give one date.")
        elif self.weekday is not None and self.date is not None:
            wrong["date"] = _("Either a day of the week or one date, not both.")
        if self.starts and self.ends and self.ends <= self.starts:
            wrong["ends"] = _("It has to end after it starts.")
        if self.every == Every.FORTNIGHT and self.first_on is None:
            wrong["first_on"] = _("Say from which day the weeks are counted.")
        if self.first_on and self.last_on and self.last_on < self.first_on:
            wrong["last_on"] = _("This is before the first day.")
        if wrong:
            raise ValidationError(wrong)


class ServiceBreak(models.Model):
    """Days on which a service is not on."""

    service = ParentalKey(OfferedService, on_delete=models.CASCADE, related_name="breaks")
    first_on = models.DateField(_("from"))
    last_on = models.DateField(_("to"), help_text=_("The same day for one day only."))
    why = models.CharField(_("why"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("days when it is not on")
        verbose_name_plural = _("days when it is not on")
        ordering = ["first_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="service_break_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.first_on:%Y-%m-%d}/{self.last_on:%Y-%m-%d}"

    def clean(self) -> None:
        """Refuse an end before the beginning."""
        _in_order(self)


class SchoolTerm(models.Model):
    """One stretch of school days in a place: half a term, between two holidays."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=80, help_text=_("Autumn 2026, first half."))
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))

    class Meta:
        verbose_name = _("school term")
        verbose_name_plural = _("school terms")
        ordering = ["first_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="school_term_in_order")
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse an end before the beginning."""
        _in_order(self)


def _in_order(days: ServiceBreak | SchoolTerm) -> None:
    if days.first_on and days.last_on and days.last_on < days.first_on:
        raise ValidationError({"last_on": _("This is before the first day.")})
