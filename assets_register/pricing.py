"""What a hire costs, line by line. Plain arithmetic over the terms of a space; nothing is written.

The rules, as a hirer would expect them of a price list:

- The time is charged from when you need the room, set-up included where the terms say so, and never
  less than the shortest hire.
- For every part of that time the price that fits best holds: one for this room before one for every
  room, one for this kind of hirer before one for anyone, one for these days and hours before one
  for all. Between two that fit alike the lower one.
- Where the same time is offered as a whole (a session, a day), people pay whichever is less.
- What is not known is said, and makes the total an "at least".
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assets_register.enums import ExtraPer, HirerKind, InsuranceRoute, Known, RateDays, RatePer, Vat
from civic.pages.templatetags.ui import clock

if TYPE_CHECKING:
    from assets_register.models import Extra, HireTerms, Rate

PENNY = Decimal("0.01")
VAT_RATE = Decimal("0.20")
HOUR = timedelta(hours=1)
MIDNIGHT = time(0)


@dataclass(frozen=True, kw_only=True)
class Want:
    """What somebody would like: local times, without a zone."""

    starts: datetime
    ends: datetime
    setup: timedelta = timedelta(0)
    """Time to set up and clear away, in all."""
    hirer: str = HirerKind.ANYONE
    room_id: int | None = None
    people: int | None = None
    extra_ids: Collection[int] = ()


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a bill."""

    words: str
    sum: str = ""
    """How the amount is made: ``2 hours at £12.00``."""
    amount: Decimal
    """Pounds."""


@dataclass(frozen=True, kw_only=True)
class Quote:
    """What a hire costs, as far as anybody can say."""

    lines: Sequence[Line] = ()
    total: Decimal | None = None
    """Pounds, without the deposit; None where no price is known for this time."""
    deposit: Decimal | None = None
    """Given back afterwards; None where nobody has said."""
    not_known: Sequence[str] = field(default_factory=tuple)
    """What could make it more, in words."""
    told: Sequence[str] = field(default_factory=tuple)
    """What goes with it and costs nothing here."""

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing from the total."""
        return self.total is not None and not self.not_known


def quote(terms: "HireTerms", want: Want) -> Quote:
    """Return what a hire costs. Raises ``ValueError`` for a time that ends before it starts."""
    if want.ends <= want.starts or want.setup < timedelta(0):
        raise ValueError("a hire ends after it starts")
    rates = [rate for rate in terms.rates.all() if _is_for(rate, want)]
    starts, ends, short = _charged(terms, want)
    hire = _cheapest(rates, starts, ends, short)
    not_known, told = _conditions(terms, want)
    if hire is None:
        return Quote(deposit=terms.deposit, not_known=not_known, told=told)
    lines = [*hire, *_with_it(terms, want, _hours(ends - starts))]
    total = sum((line.amount for line in lines), Decimal(0))
    if terms.vat == Vat.ADDED and total:
        tax = (total * VAT_RATE).quantize(PENNY, ROUND_HALF_UP)
        lines.append(Line(words=_("VAT"), sum=_("20%% of %(sum)s") % {"sum": pounds(total)}, amount=tax))
        total += tax
    return Quote(lines=lines, total=total, deposit=terms.deposit, not_known=not_known, told=told)


def pounds(amount: Decimal) -> str:
    """Return an amount as people write it: £12, £12.50."""
    whole = amount == amount.to_integral_value()
    return f"£{formats.number_format(amount, 0 if whole else 2, use_l10n=True, force_grouping=True)}"


# ---- the time ----------------------------------------------------------------------------------
def _charged(terms: "HireTerms", want: Want) -> tuple[datetime, datetime, Decimal]:
    """Return from when to when is charged, and the hours that are missing to the shortest hire."""
    starts = want.starts - want.setup if terms.setup_charged == Known.YES else want.starts
    missing = (terms.minimum_hours or Decimal(0)) - _hours(want.ends - starts)
    return starts, want.ends, max(missing, Decimal(0))


def _hours(length: timedelta) -> Decimal:
    return Decimal(length // timedelta(minutes=1)) / 60


# ---- which price -------------------------------------------------------------------------------
def _is_for(rate: "Rate", want: Want) -> bool:
    return rate.room_id in (None, want.room_id) and rate.hirer in (HirerKind.ANYONE, want.hirer)


def _fit(rate: "Rate") -> tuple[bool, bool, bool, bool, Decimal]:
    """Order prices by how well they fit: the best first."""
    return (
        rate.room_id is None,
        rate.hirer == HirerKind.ANYONE,
        rate.days == RateDays.ALL,
        rate.starts is None and rate.ends is None,
        rate.amount,
    )


def _window(rate: "Rate", day: datetime) -> tuple[datetime, datetime] | None:
    """Return from when to when a price holds on a day; None where it does not."""
    weekend = day.weekday() >= 5
    if rate.days == (RateDays.WEEKDAYS if weekend else RateDays.WEEKEND):
        return None
    starts = datetime.combine(day.date(), rate.starts or MIDNIGHT)
    ends_next_day = rate.ends is None or rate.ends == MIDNIGHT
    ends = datetime.combine(day.date(), rate.ends or MIDNIGHT) + timedelta(days=ends_next_day)
    return starts, ends


def _days(starts: datetime, ends: datetime) -> Iterator[datetime]:
    day = datetime.combine(starts.date(), MIDNIGHT)
    while day < ends:
        yield day
        day += timedelta(days=1)


def _cheapest(rates: Sequence["Rate"], starts: datetime, ends: datetime, short: Decimal) -> list[Line] | None:
    ways = [
        _by_the_hour(rates, starts, ends, short),
        _by_the_session(rates, starts, ends),
        _by_the_day(rates, starts, ends),
    ]
    known = [lines for lines in ways if lines is not None]
    return min(known, key=lambda lines: sum(line.amount for line in lines), default=None)


def _by_the_hour(
    rates: Sequence["Rate"], starts: datetime, ends: datetime, short: Decimal
) -> list[Line] | None:
    """Charge every part of the time at the price that fits it best."""
    hourly = sorted((rate for rate in rates if rate.per == RatePer.HOUR), key=_fit)
    edges = {starts, ends}
    windows = []
    for day in _days(starts, ends):
        for rate in hourly:
            window = _window(rate, day)
            if window:
                windows.append((rate, window))
                edges |= {edge for edge in window if starts < edge < ends}
    marks = sorted(edges)
    spent: dict[int, tuple[Rate, Decimal]] = {}
    last: Rate | None = None
    for begins, stops in pairwise(marks):
        fitting = [rate for rate, window in windows if window[0] <= begins and stops <= window[1]]
        last = min(fitting, key=_fit, default=None)
        if last is None:
            return None
        spent[last.pk] = (last, spent.get(last.pk, (last, Decimal(0)))[1] + _hours(stops - begins))
    lines = [_hire_line(rate, hours) for rate, hours in spent.values()]
    if short and last is not None:
        lines.append(
            Line(
                words=_("Up to the shortest hire"),
                sum=_sum(short, last.amount),
                amount=_money(short * last.amount),
            )
        )
    return lines


def _hire_line(rate: "Rate", hours: Decimal) -> Line:
    return Line(words=_rate_words(rate), sum=_sum(hours, rate.amount), amount=_money(hours * rate.amount))


def _by_the_session(rates: Sequence["Rate"], starts: datetime, ends: datetime) -> list[Line] | None:
    """Offer whole mornings, afternoons or evenings, one after the other, until all of the time is held."""
    offered = []
    for day in _days(starts, ends):
        for rate in rates:
            window = _window(rate, day) if rate.per == RatePer.SESSION else None
            if window:
                offered.append((rate, window))
    lines, reached = [], starts
    while reached < ends:
        fitting = [(rate, window) for rate, window in offered if window[0] <= reached < window[1]]
        best = min(fitting, key=lambda each: _fit(each[0]), default=None)
        if best is None:
            return None
        lines.append(Line(words=_rate_words(best[0]), amount=best[0].amount))
        reached = best[1][1]
    return lines


def _by_the_day(rates: Sequence["Rate"], starts: datetime, ends: datetime) -> list[Line] | None:
    """Offer whole days."""
    daily = [rate for rate in rates if rate.per == RatePer.DAY]
    counted: dict[int, tuple[Rate, int]] = {}
    for day in _days(starts, ends):
        fitting = [rate for rate in daily if _window(rate, day)]
        best = min(fitting, key=_fit, default=None)
        if best is None:
            return None
        counted[best.pk] = (best, counted.get(best.pk, (best, 0))[1] + 1)
    return [
        Line(
            words=_rate_words(rate),
            sum=ngettext("%(n)d day at %(price)s", "%(n)d days at %(price)s", n)
            % {"n": n, "price": pounds(rate.amount)},
            amount=rate.amount * n,
        )
        for rate, n in counted.values()
    ]


def _rate_words(rate: "Rate") -> str:
    """Return what a price is for, in words."""
    parts = [rate.room.name if rate.room else _("Hire")]
    if rate.hirer != HirerKind.ANYONE:
        parts.append(str(HirerKind(rate.hirer).label))
    if rate.days != RateDays.ALL:
        parts.append(str(RateDays(rate.days).label))
    if rate.starts or rate.ends:
        parts.append(window_words(rate))
    return " · ".join(parts)


def _clock(moment: time | None) -> str:
    return clock(datetime.combine(datetime.min, moment)) if moment else ""


def window_words(rate: "Rate") -> str:
    """Return from when to when a price holds, in words; empty for all day."""
    starts, ends = _clock(rate.starts), _clock(rate.ends)
    if starts and ends:
        return _("%(start)s to %(end)s") % {"start": starts, "end": ends}
    if starts:
        return _("from %(start)s") % {"start": starts}
    return _("until %(end)s") % {"end": ends} if ends else ""


# ---- what comes with it ------------------------------------------------------------------------
def _with_it(terms: "HireTerms", want: Want, hours: Decimal) -> Iterator[Line]:
    if terms.caretaker == Known.YES and terms.caretaker_hourly:
        yield Line(
            words=_("Caretaker"),
            sum=_sum(hours, terms.caretaker_hourly),
            amount=_money(hours * terms.caretaker_hourly),
        )
    if terms.insurance in (InsuranceRoute.OURS, InsuranceRoute.PARTNERSHIP) and terms.insurance_charge:
        yield Line(words=_("Insurance"), amount=terms.insurance_charge)
    for extra in terms.extras.all():
        if extra.always or extra.pk in want.extra_ids:
            line = _extra_line(extra, want, hours)
            if line is not None:
                yield line


def _extra_line(extra: "Extra", want: Want, hours: Decimal) -> Line | None:
    if extra.per == ExtraPer.HOUR:
        return Line(words=extra.name, sum=_sum(hours, extra.amount), amount=_money(hours * extra.amount))
    if extra.per == ExtraPer.HIRE:
        return Line(words=extra.name, amount=extra.amount)
    if want.people is None:
        return None
    told = ngettext("%(n)d person at %(price)s", "%(n)d people at %(price)s", want.people)
    told %= {"n": want.people, "price": pounds(extra.amount)}
    return Line(words=extra.name, sum=told, amount=extra.amount * want.people)


def _conditions(terms: "HireTerms", want: Want) -> tuple[list[str], list[str]]:
    """Return what is not known and could cost more, and what is known and costs nothing here."""
    not_known, told = [], []
    if want.room_id is None and any(rate.room_id for rate in terms.rates.all()):
        not_known.append(_("which room it is: some have prices of their own"))
    if want.setup and terms.setup_charged == Known.YES:
        told.append(_("Setting up and clearing away is in it, charged like the rest."))
    if want.setup and terms.setup_charged == Known.NOT_KNOWN:
        not_known.append(_("whether setting up and clearing away is charged"))
    if terms.vat == Vat.NOT_KNOWN:
        not_known.append(_("whether VAT comes on top"))
    if terms.caretaker == Known.NOT_KNOWN:
        not_known.append(_("whether a caretaker has to be there"))
    elif terms.caretaker == Known.YES and terms.caretaker_hourly is None:
        not_known.append(_("what the caretaker costs"))
    if terms.insurance == InsuranceRoute.NOT_KNOWN:
        not_known.append(_("whose insurance covers you"))
    elif terms.insurance == InsuranceRoute.YOURS:
        told.append(_("You need public liability insurance of your own. It is not in the total."))
    elif not terms.insurance_charge:
        told.append(str(InsuranceRoute(terms.insurance).label) + ".")
    if terms.deposit is None:
        not_known.append(_("whether there is a deposit"))
    if want.people is None and any(e.per == ExtraPer.PERSON and _wanted(e, want) for e in terms.extras.all()):
        not_known.append(_("how many people you will be: some things are charged for each"))
    return not_known, told


def _wanted(extra: "Extra", want: Want) -> bool:
    return extra.always or extra.pk in want.extra_ids


def _money(amount: Decimal) -> Decimal:
    return amount.quantize(PENNY, ROUND_HALF_UP)


def _sum(hours: Decimal, price: Decimal) -> str:
    short = f"{hours.quantize(PENNY, ROUND_HALF_UP).normalize():f}"
    shown = formats.number_format(Decimal(short), use_l10n=True)
    words = _("%(hours)s hour at %(price)s") if hours == 1 else _("%(hours)s hours at %(price)s")
    return words % {"hours": shown, "price": pounds(price)}
