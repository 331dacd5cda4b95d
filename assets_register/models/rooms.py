"""Rooms of an asset: how many people they hold and what is in them."""

import uuid
from collections.abc import Iterable

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from assets_register.enums import GETTING_IN, KITCHENS, ROOM_FACTS, FactKey, KitchenGrade, Known, Layout
from assets_register.models.asset import Asset
from assets_register.models.facts import CheckedFact


class Room(ClusterableModel):
    """One room, hall, kitchen or yard of an asset that people can have to themselves."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="rooms", verbose_name=_("space"))
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120)
    position = models.PositiveSmallIntegerField(
        _("order"), default=0, help_text=_("The room with the smallest number comes first.")
    )
    description = models.TextField(_("what it is like"), max_length=2000, blank=True)
    floor = models.CharField(_("which floor"), max_length=60, blank=True)
    area = models.DecimalField(
        _("size (m²)"),
        max_digits=7,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
    )
    kitchen = models.CharField(
        _("kitchen"), max_length=10, choices=KitchenGrade.choices, default=KitchenGrade.NOT_KNOWN
    )
    sockets = models.PositiveSmallIntegerField(_("sockets"), null=True, blank=True)
    equipment = models.CharField(
        _("what else is there"), max_length=300, blank=True, help_text=_("Piano, stage, blackout blinds.")
    )

    objects: models.Manager["Room"] = models.Manager()

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        ordering = ["asset", "position", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["asset", "name"], name="room_name_once"),
            models.CheckConstraint(condition=Q(kitchen__in=KitchenGrade.values), name="room_kitchen_known"),
        ]

    def __str__(self) -> str:
        return f"{self.asset.name}: {self.name}"

    @property
    def most(self) -> int | None:
        """How many people it holds at most, in any layout; None where nobody has said."""
        return max((each.people for each in self.capacities.all()), default=None)


class RoomCapacity(models.Model):
    """How many people a room holds in one layout."""

    room = ParentalKey(Room, on_delete=models.CASCADE, related_name="capacities")
    layout = models.CharField(_("layout"), max_length=10, choices=Layout.choices)
    people = models.PositiveIntegerField(_("people"), validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = _("how many it holds")
        verbose_name_plural = _("how many it holds")
        ordering = ["-people", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["room", "layout"], name="room_layout_once"),
            models.CheckConstraint(condition=Q(layout__in=Layout.values), name="room_layout_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_layout_display()}: {self.people}"


class RoomFact(CheckedFact):
    """One thing that is or is not true of a room. No row means that nobody knows yet."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="facts")
    key = models.CharField(_("what"), max_length=30, choices=[(k.value, k.label) for k in ROOM_FACTS])

    class Meta:
        verbose_name = _("fact about a room")
        verbose_name_plural = _("facts about a room")
        constraints = [
            models.UniqueConstraint(fields=["room", "key"], name="room_fact_once"),
            models.CheckConstraint(
                condition=Q(key__in=[k.value for k in ROOM_FACTS]), name="room_fact_key_known"
            ),
            models.CheckConstraint(condition=Q(value__in=[Known.YES, Known.NO]), name="room_fact_yes_or_no"),
        ]

    def __str__(self) -> str:
        return f"{self.get_key_display()}: {self.get_value_display()}"


def facts_in_rooms(rooms: Iterable[Room]) -> dict[str, Room]:
    """Return what rooms have, by ``FactKey``, each with the first room that has it.

    How to get in is said of the whole space alone: a step-free room behind a step is no help. Nor does
    one room without it mean that the space has none.
    """
    found: dict[str, Room] = {}
    for room in rooms:
        there = {fact.key for fact in room.facts.all() if fact.value == Known.YES} - GETTING_IN
        if room.kitchen in KITCHENS:
            there.add(FactKey.KITCHEN)
        for key in there:
            found.setdefault(str(key), room)
    return found
