"""What a hire costs: every line of it, and what is not known."""

from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets_register.enums import HirerKind
from assets_register.models import Extra, Rate
from assets_register.pricing import Want, pounds, quote
from tests.factories.assets import AssetFactory, HireTermsFactory, RoomFactory

TUESDAY = datetime(2026, 12, 8)
SATURDAY = datetime(2026, 12, 12)


def at(hour: float, hours: float = 2, day: datetime = TUESDAY, **more) -> Want:
    starts = day + timedelta(hours=hour)
    return Want(starts=starts, ends=starts + timedelta(hours=hours), **more)


def bill(found):
    return [(line.words, line.sum, line.amount) for line in found.lines]


@pytest.fixture
def asset(site):
    return AssetFactory(site=site, name="Ferry Road Hall")


@pytest.fixture
def terms(asset):
    return HireTermsFactory(asset=asset)


def rate(terms, amount, **more):
    return Rate.objects.create(terms=terms, amount=Decimal(amount), **more)


def test_hours_at_a_price(terms):
    rate(terms, "12.50")
    found = quote(terms, at(19, 2))
    assert bill(found) == [("Hire", "2 hours at £12.50", Decimal("25.00"))]
    assert (found.total, found.is_whole) == (Decimal("25.00"), True)
    assert quote(terms, at(19, 1)).lines[0].sum == "1 hour at £12.50"
    assert quote(terms, at(19, 1.5)).lines[0].sum == "1.5 hours at £12.50"
    assert quote(terms, at(9, 10)).lines[0].sum == "10 hours at £12.50"


def test_twenty_pound_room_shows_how_it_becomes_seventy_four(terms):
    terms.minimum_hours, terms.setup_charged, terms.vat = Decimal(3), "yes", "included"
    terms.insurance_charge, terms.caretaker, terms.caretaker_hourly = Decimal(4), "yes", Decimal(2)
    Extra.objects.create(terms=terms, name="Heating", amount=Decimal(5), per="hire", always=True)
    rate(terms, 20)
    found = quote(terms, at(19, 2, setup=timedelta(minutes=30)))
    assert bill(found) == [
        ("Hire", "2.5 hours at £20", Decimal("50.00")),
        ("Up to the shortest hire", "0.5 hours at £20", Decimal("10.00")),
        ("Caretaker", "2.5 hours at £2", Decimal("5.00")),
        ("Insurance", "", Decimal("4.00")),
        ("Heating", "", Decimal("5.00")),
    ]
    assert found.total == Decimal(74)
    assert found.told == ["Setting up and clearing away is in it, charged like the rest."]


def test_price_that_fits_best_holds(terms, asset):
    hall, kitchen = RoomFactory(asset=asset, name="Hall"), RoomFactory(asset=asset, name="Kitchen")
    rate(terms, 10)
    rate(terms, 7, hirer="community")
    rate(terms, 30, room=hall)
    rate(terms, 18, room=hall, hirer="community")
    rate(terms, 25, room=hall, hirer="community", days="weekend")
    cases = [
        (at(10), 20),
        (at(10, hirer=HirerKind.COMMUNITY), 14),
        (at(10, hirer=HirerKind.BUSINESS, room_id=kitchen.pk), 20),
        (at(10, room_id=hall.pk), 60),
        (at(10, hirer=HirerKind.COMMUNITY, room_id=hall.pk), 36),
        (at(10, day=SATURDAY, hirer=HirerKind.COMMUNITY, room_id=hall.pk), 50),
    ]
    assert [quote(terms, want).total for want, _total in cases] == [total for _want, total in cases]
    assert quote(terms, cases[-1][0]).lines[0].words == (
        "Hall · A community group or charity · Saturday and Sunday"
    )


def test_time_across_two_prices_is_charged_at_each(terms):
    rate(terms, 10, ends=time(18))
    rate(terms, 16, starts=time(18))
    assert bill(quote(terms, at(17, 3))) == [
        ("Hire · until 6pm", "1 hour at £10", Decimal("10.00")),
        ("Hire · from 6pm", "2 hours at £16", Decimal("32.00")),
    ]


def test_past_midnight_and_over_a_weekend_each_day_has_its_price(terms):
    rate(terms, 10, days="weekdays")
    rate(terms, 20, days="weekend")
    friday = datetime(2026, 12, 11)
    assert quote(terms, at(22, 4, day=friday)).total == 2 * 10 + 2 * 20


def test_whole_sessions_and_days_where_they_cost_less(terms):
    rate(terms, 10)
    rate(terms, 25, per="session", starts=time(9), ends=time(13))
    rate(terms, 25, per="session", starts=time(13), ends=time(17))
    rate(terms, 45, per="day")
    assert quote(terms, at(9, 2)).total == 20
    assert bill(quote(terms, at(9, 4))) == [("Hire · 9am to 1pm", "", Decimal(25))]
    assert quote(terms, at(11, 4)).total == 40  # two half sessions would be 50
    assert bill(quote(terms, at(9, 8))) == [("Hire", "1 day at £45", Decimal(45))]
    assert quote(terms, at(9, 30)).total == 2 * 45


def test_sessions_follow_one_another(terms):
    rate(terms, 25, per="session", starts=time(9), ends=time(13))
    rate(terms, 30, per="session", starts=time(13), ends=time(17))
    assert quote(terms, at(10, 6)).total == 55
    assert quote(terms, at(16, 2)).total is None


def test_no_price_for_that_time_is_not_nought(terms):
    rate(terms, 10, days="weekdays")
    found = quote(terms, at(10, day=SATURDAY))
    assert (found.total, list(found.lines), found.is_whole) == (None, [], False)


def test_free_is_nought_and_whole(terms):
    rate(terms, 0, hirer="community")
    terms.vat = "added"
    found = quote(terms, at(19, hirer=HirerKind.COMMUNITY))
    assert (found.total, found.is_whole, len(found.lines)) == (0, True, 1)


def test_vat_on_top_is_a_line(terms):
    terms.vat = "added"
    rate(terms, "9.99")
    assert bill(quote(terms, at(19, 1)))[1:] == [("VAT", "20% of £9.99", Decimal("2.00"))]


def test_extras_people_chose_and_what_each_person_pays(terms):
    rate(terms, 10)
    tea = Extra.objects.create(terms=terms, name="Tea", amount=Decimal("1.50"), per="person")
    lights = Extra.objects.create(terms=terms, name="Stage lights", amount=Decimal(6), per="hour")
    assert len(quote(terms, at(19)).lines) == 1
    found = quote(terms, at(19, people=12, extra_ids={tea.pk, lights.pk}))
    assert bill(found)[1:] == [
        ("Tea", "12 people at £1.50", Decimal("18.00")),
        ("Stage lights", "2 hours at £6", Decimal("12.00")),
    ]
    unsaid = quote(terms, at(19, extra_ids={tea.pk}))
    assert unsaid.not_known == ["how many people you will be: some things are charged for each"]


def test_what_nobody_said_makes_it_at_least(terms):
    terms.setup_charged = terms.vat = terms.caretaker = terms.insurance = "not_known"
    terms.deposit = None
    rate(terms, 10)
    found = quote(terms, at(19, setup=timedelta(minutes=30)))
    assert (found.total, found.is_whole, found.deposit) == (20, False, None)
    assert found.not_known == [
        "whether setting up and clearing away is charged",
        "whether VAT comes on top",
        "whether a caretaker has to be there",
        "whose insurance covers you",
        "whether there is a deposit",
    ]


def test_deposit_is_beside_the_total_and_own_insurance_is_told(terms):
    terms.deposit, terms.insurance = Decimal(50), "yours"
    rate(terms, 10)
    found = quote(terms, at(19))
    assert (found.total, found.deposit) == (20, 50)
    assert found.told == ["You need public liability insurance of your own. It is not in the total."]


def test_hire_that_ends_before_it_starts_is_refused(terms):
    with pytest.raises(ValueError, match="ends after it starts"):
        quote(terms, at(19, -1))


def test_pounds():
    cases = {"12": "£12", "12.5": "£12.50", "0": "£0", "1234.56": "£1,234.56", "1000": "£1,000"}
    assert {key: pounds(Decimal(key)) for key in cases} == cases


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.integers(0, 47),
    length=st.integers(1, 96),
    setup=st.integers(0, 8),
    hirer=st.sampled_from(HirerKind.values),
)
def test_total_is_always_the_sum_of_its_lines_and_longer_is_never_cheaper(terms, start, length, setup, hirer):
    """Half hours. With one price an hour and one a day, an hour more never costs less."""
    if not terms.rates.exists():
        rate(terms, 11)
        rate(terms, 7, hirer="community")
        rate(terms, 60, per="day")
        terms.minimum_hours, terms.setup_charged = Decimal("1.5"), "yes"
    want = at(start / 2, length / 2, setup=timedelta(minutes=30 * setup), hirer=hirer)
    found = quote(terms, want)
    assert found.total == sum(line.amount for line in found.lines)
    longer = quote(terms, at(start / 2, length / 2 + 1, setup=want.setup, hirer=hirer))
    assert longer.total >= found.total
