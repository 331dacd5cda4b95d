"""On which days a time comes round. Plain arithmetic over dates: no database, no clock, no language."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from assets_register.enums import Every, TermTime

WEEK = 7


@dataclass(frozen=True, kw_only=True)
class Days:
    """A stretch of days, both ends in it."""

    first: datetime.date
    last: datetime.date

    def __contains__(self, day: datetime.date) -> bool:
        return self.first <= day <= self.last


class Time(Protocol):
    """What of ``ServiceTime`` is read here."""

    weekday: int | None
    every: str
    term_time: str
    date: datetime.date | None
    first_on: datetime.date | None
    last_on: datetime.date | None


@dataclass(frozen=True, kw_only=True)
class DayOn:
    """One day on which a time comes round."""

    day: datetime.date
    sure: bool
    """False where it goes by school terms, and nobody has said when those are."""


def in_term(day: datetime.date, terms: Sequence[Days]) -> bool | None:
    """Say whether a day is a school day's; None before the first and after the last term we know."""
    if not terms or not min(t.first for t in terms) <= day <= max(t.last for t in terms):
        return None
    return any(day in term for term in terms)


def comes_round(time: Time, day: datetime.date, terms: Sequence[Days]) -> bool | None:
    """Say whether a time comes round on a day; None where it goes by terms that nobody has told us."""
    if time.date is not None:
        return day == time.date
    if (
        day.weekday() != time.weekday
        or (time.first_on is not None and day < time.first_on)
        or (time.last_on is not None and day > time.last_on)
        or not _right_week(time, day)
    ):
        return False
    if time.term_time == TermTime.ALWAYS:
        return True
    term = in_term(day, terms)
    return term if term is None or time.term_time == TermTime.TERM else not term


def days_on(
    time: Time, between: Days, *, terms: Sequence[Days] = (), breaks: Iterable[Days] = ()
) -> Iterator[DayOn]:
    """Return the days between two on which a time comes round, but for breaks, soonest first."""
    closed = list(breaks)
    for day in _days(between):
        on = comes_round(time, day, terms)
        if on is not False and not any(day in stretch for stretch in closed):
            yield DayOn(day=day, sure=on is True)


def _days(between: Days) -> Iterator[datetime.date]:
    for n in range((between.last - between.first).days + 1):
        yield between.first + datetime.timedelta(days=n)


def _right_week(time: Time, day: datetime.date) -> bool:
    if time.every == Every.WEEK:
        return True
    if time.every == Every.FORTNIGHT:
        begins = time.first_on
        return begins is not None and ((day - begins).days // WEEK) % 2 == 0
    if time.every == Every.LAST:
        return (day + datetime.timedelta(days=WEEK)).month != day.month
    return (day.day - 1) // WEEK + 1 == int(time.every)
