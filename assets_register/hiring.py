"""Reads about what people can hire: rooms, terms, the way in, and what it would cost."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from assets_register.enums import ROOM_FACTS, HirerKind, KitchenGrade, Known, RateDays
from assets_register.models import AccessGuide, Asset, HireTerms, Rate, Room, facts_in_rooms
from assets_register.pricing import Quote, Want, pounds, quote, window_words
from assets_register.selectors import FactView

if TYPE_CHECKING:
    from django.db.models import QuerySet

#: What most community groups ask for first; shown before anybody has filled in anything.
EVENING, EVENING_HOURS = time(19), 2


@dataclass(frozen=True, kw_only=True)
class RoomView:
    """A room as a page shows it: only what somebody has said, and what is still not known."""

    room: Room
    there: Sequence[tuple[str, str, date | None, str]]
    """What it has: words, detail, when it was checked and by whom."""
    not_there: Sequence[str]
    not_known: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class PriceView:
    """One price as a page shows it."""

    room: str
    """Empty where it is for every room."""
    hirer: str
    when: str
    price: str
    per: str


def rooms_of(asset: Asset) -> list[RoomView]:
    """Return the rooms of a space in their order. Three queries."""
    rooms: QuerySet[Room] = Room.objects.filter(asset=asset).prefetch_related("capacities", "facts")
    found = list(rooms.order_by("position", "name", "pk"))
    for row in (*found, *(fact for room in found for fact in room.facts.all())):
        asset.hush(row)
    return [_room_view(room) for room in found]


def _room_view(room: Room) -> RoomView:
    said = {fact.key: fact for fact in room.facts.all()}
    there, not_there, not_known = [], [], []
    for key in ROOM_FACTS:
        fact = said.get(key)
        if fact is None:
            not_known.append(str(key.label))
        elif fact.value == Known.YES:
            there.append((str(key.label), fact.detail, fact.checked_on, fact.checked_by_name))
        else:
            not_there.append(str(key.label) + (f" ({fact.detail})" if fact.detail else ""))
    if room.kitchen == KitchenGrade.NOT_KNOWN:
        not_known.insert(0, str(_("Kitchen")))
    elif room.kitchen == KitchenGrade.NONE:
        not_there.insert(0, str(_("Kitchen")))
    else:
        there.insert(0, (str(KitchenGrade(room.kitchen).label), "", None, ""))
    return RoomView(room=room, there=there, not_there=not_there, not_known=not_known)


def facts_with_rooms(facts: Sequence[FactView], rooms: Sequence[RoomView]) -> list[FactView]:
    """Return a space's facts as its page shows them: what one of its rooms has, the space has."""
    found = facts_in_rooms(view.room for view in rooms)
    return [
        replace(fact, value=Known.YES.value, detail=_("In: %(room)s") % {"room": found[fact.key].name})
        if fact.key in found and fact.value != Known.YES
        else fact
        for fact in facts
    ]


def terms_of(asset: Asset) -> HireTerms | None:
    """Return the terms of a space with prices and extras at hand, or None. Three queries."""
    rows: QuerySet[HireTerms] = HireTerms.objects.filter(asset=asset)
    terms = rows.prefetch_related("rates__room", "extras").first()
    if terms is not None and asset.is_masked_copy:
        rooms = [rate.room for rate in terms.rates.all() if rate.room]
        for row in (terms, *terms.extras.all(), *rooms):
            asset.hush(row)
    return terms


def guide_of(asset: Asset) -> AccessGuide | None:
    """Return the guide to getting in, photos at hand, or None: also where its place is kept private,
    since the way to it is where it is."""
    if asset.is_masked_copy:
        return None
    rows: QuerySet[AccessGuide] = AccessGuide.objects.filter(asset=asset)
    return rows.prefetch_related("photos__picture").first()


def prices_of(terms: HireTerms) -> list[tuple[str, list[PriceView]]]:
    """Return the price list: room by room, what holds for every room first."""
    views = [_price_view(rate) for rate in terms.rates.all()]
    views.sort(key=lambda view: view.room)
    return [(room, list(prices)) for room, prices in groupby(views, key=lambda view: view.room)]


def _price_view(rate: Rate) -> PriceView:
    days = "" if rate.days == RateDays.ALL else str(RateDays(rate.days).label)
    when = ", ".join(part for part in (days, window_words(rate)) if part)
    return PriceView(
        room=rate.room.name if rate.room else "",
        hirer=str(HirerKind(rate.hirer).label),
        when=when or _("Any time"),
        price=pounds(rate.amount) if rate.amount else _("Free"),
        per=str(rate.get_per_display()) if rate.amount else "",
    )


def usual_evening(today: date) -> datetime:
    """Return a weekday evening at least a week ahead: the next Tuesday after that."""
    week = today + timedelta(days=7)
    return datetime.combine(week + timedelta(days=(1 - week.weekday()) % 7), EVENING)


def usual_quote(terms: HireTerms, today: date) -> Quote:
    """Return what two hours of a weekday evening cost a community group, in the cheapest room."""
    return min(_usual_quotes(terms, today).values(), key=_cheapness)


def usual_wish(terms: HireTerms) -> dict[str, str]:
    """Return that evening in the cheapest room, as the form has it."""
    today = timezone.localdate()
    evening, quotes = usual_evening(today), _usual_quotes(terms, today)
    return {
        "who": HirerKind.COMMUNITY.value,
        "day": evening.date().isoformat(),
        "starts": f"{evening:%H:%M}",
        "hours": str(EVENING_HOURS),
        "room": str(min(quotes, key=lambda room_id: _cheapness(quotes[room_id])) or ""),
    }


def _cheapness(each: Quote) -> tuple[bool, Decimal]:
    return each.total is None, each.total or Decimal(0)


def _usual_quotes(terms: HireTerms, today: date) -> dict[int | None, Quote]:
    starts = usual_evening(today)
    ends = starts + timedelta(hours=EVENING_HOURS)
    room_ids: list[int | None] = sorted({rate.room_id for rate in terms.rates.all() if rate.room_id})
    return {
        room_id: quote(terms, Want(starts=starts, ends=ends, hirer=HirerKind.COMMUNITY, room_id=room_id))
        for room_id in [*room_ids, None]
    }
