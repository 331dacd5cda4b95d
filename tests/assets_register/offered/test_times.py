"""On which days a time comes round: no database."""

import itertools
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from assets_register.offered.times import DayOn, Days, comes_round, days_on, in_term

#: A Thursday.
DAY = date(2026, 11, 26)
MONTH = Days(first=date(2026, 11, 1), last=date(2026, 11, 30))
TERMS = [
    Days(first=date(2026, 9, 1), last=date(2026, 10, 23)),
    Days(first=date(2026, 11, 2), last=date(2026, 12, 18)),
]


@dataclass
class When:
    weekday: int | None = 3
    every: str = "week"
    term_time: str = "always"
    first_on: date | None = None
    last_on: date | None = None
    date: Any = None


def november(time, **more):
    return [on.day.day for on in days_on(time, MONTH, **more)]


@pytest.mark.parametrize(
    ("every", "days"),
    [
        ("week", [5, 12, 19, 26]),
        ("1", [5]),
        ("2", [12]),
        ("3", [19]),
        ("4", [26]),
        ("-1", [26]),
    ],
)
def test_weekday_comes_round_as_often_as_it_says(every, days):
    assert november(When(every=every)) == days


def test_last_of_a_month_with_five_is_the_fifth():
    october = Days(first=date(2026, 10, 1), last=date(2026, 10, 31))
    assert [on.day.day for on in days_on(When(every="-1"), october)] == [29]
    assert [on.day.day for on in days_on(When(every="4"), october)] == [22]


def test_fortnight_is_counted_from_its_first_day_and_not_before():
    assert november(When(every="fortnight", first_on=date(2026, 11, 12))) == [12, 26]
    assert november(When(every="fortnight", first_on=date(2026, 11, 10))) == [12, 26]
    assert november(When(every="fortnight")) == []


def test_first_and_last_day_belong_to_it():
    assert november(When(first_on=date(2026, 11, 12), last_on=date(2026, 11, 19))) == [12, 19]


def test_one_date_is_on_that_date_alone():
    assert november(When(weekday=None, date=date(2026, 11, 17))) == [17]


def test_breaks_are_left_out():
    assert november(When(), breaks=[Days(first=date(2026, 11, 6), last=date(2026, 11, 19))]) == [5, 26]


def test_term_time_goes_by_the_terms():
    autumn = Days(first=date(2026, 10, 15), last=date(2026, 11, 5))
    on = [one.day for one in days_on(When(term_time="term"), autumn, terms=TERMS)]
    assert on == [date(2026, 10, 15), date(2026, 10, 22), date(2026, 11, 5)]
    off = [one.day for one in days_on(When(term_time="holidays"), autumn, terms=TERMS)]
    assert off == [date(2026, 10, 29)]


@pytest.mark.parametrize("when", ["term", "holidays"])
def test_terms_nobody_told_us_make_it_unsure_and_not_off(when):
    day = Days(first=DAY, last=DAY)
    assert list(days_on(When(term_time=when), day)) == [DayOn(day=DAY, sure=False)]
    after = date(2027, 1, 7)
    assert comes_round(When(term_time=when), after, TERMS) is None
    assert in_term(date(2026, 8, 1), TERMS) is None


def test_whole_of_a_year_has_52_or_53_of_a_weekday():
    year = Days(first=date(2026, 1, 1), last=date(2026, 12, 31))
    found = [on.day for on in days_on(When(), year)]
    assert len(found) == 53
    assert {later - sooner for sooner, later in itertools.pairwise(found)} == {timedelta(days=7)}
