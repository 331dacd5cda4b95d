"""What a visitor reads of services: on a space, of a day, of one service, on paper."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assets_register.models import OfferedService, SchoolTerm, ServiceBreak, ServiceTime
from assets_register.offered.keeping import offer_service
from assets_register.offered.reading import AHEAD, ServiceHappenings, day_sheet, find_services
from assets_register.offered.words import ages_in_words, cost_in_words, time_in_words
from assets_register.services import create_asset, hold_back, save_asset, stop_offering
from civic.places.spaces import happenings_at
from tests.factories.assets import OfferedServiceFactory
from tests.factories.projects import ProjectFactory, SessionFactory

PAGE = "/spaces/cinder-hill-library/"
TODAY = f"{PAGE}who-is-in/"


def text(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


@pytest.fixture
def advice(library, council, pat):
    """Debt advice every day, and as much about it as can be known."""
    return offer_service(
        library,
        name="Debt advice",
        kind="advice",
        organisation=council,
        description="Bring your letters.",
        times=[ServiceTime(weekday=n, starts=time(10), ends=time(12)) for n in range(7)],
        by=pat,
        where="The Reading Room",
        for_whom="Anybody with a bill they cannot pay",
        minimum_age=16,
        how_to_come="turn_up",
        cost=Decimal(0),
        languages="English, Welsh",
        contact="The advice team",
        phone="01632 960 777",
    )


# ---- a day -----------------------------------------------------------------------------------------
def test_who_is_in_today_says_when_who_where_and_how(client, advice):
    said = text(client, TODAY)
    for words in (
        "Who is in today",
        "Cinder Hill Library",
        "Debt advice",
        "Pellbridge Council",
        "The Reading Room",
        "Just turn up",
        "Free",
        "16 and over",
        "10am",
        "noon",
        f"{TODAY}{timezone.localdate().isoformat()}.pdf",
        f"{PAGE}service/{advice.uuid}/",
    ):
        assert words in said, words


def test_sessions_of_projects_and_services_are_one_list_in_the_order_of_time(site, library, advice):
    today = timezone.localdate()
    early = timezone.make_aware(datetime.combine(today, time(8)))
    project = ProjectFactory(site=site, title="Fix-it", host_name="Yusuf")
    SessionFactory(
        project=project, space_key=library.space_key, starts_at=early, ends_at=early + timedelta(hours=1)
    )
    sheet = day_sheet(site, library, today)
    assert [(thing.title, thing.by) for thing in sheet.things] == [
        ("Fix-it", "Yusuf"),
        ("Debt advice", "Pellbridge Council"),
    ]
    assert sheet.things[0].details == ("Just turn up", "Free")
    assert [day for day, _things in sheet.after] == [today + timedelta(days=n) for n in range(1, 8)]


def test_empty_day_says_so_and_what_to_do(client, library):
    said = text(client, TODAY)
    assert "Nobody that we know of on this day" in said
    assert f"{PAGE}?about=other#tell-us" in said


def test_other_days_have_their_page_within_three_months(client, advice):
    tomorrow = timezone.localdate() + timedelta(days=1)
    said = text(client, f"{TODAY}{tomorrow.isoformat()}/")
    assert "Debt advice" in said
    assert "noindex" in said
    last = timezone.localdate() + AHEAD
    assert client.get(f"{TODAY}{last.isoformat()}/").status_code == 200
    assert "The day after" not in text(client, f"{TODAY}{last.isoformat()}/")
    for wrong in (
        (last + timedelta(days=1)).isoformat(), (timezone.localdate() - timedelta(days=1)).isoformat(),
        "2026-13-01", "today", "20261126", "9999-12-31", "0001-01-01",
    ):  # fmt: skip
        assert client.get(f"{TODAY}{wrong}/").status_code == 404, wrong
        assert client.get(f"{TODAY}{wrong}.pdf").status_code == 404, wrong


def test_break_takes_it_off_its_days(site, library, advice):
    today = timezone.localdate()
    ServiceBreak.objects.create(service=advice, first_on=today, last_on=today, why="Staff day")
    sheet = day_sheet(site, library, today)
    assert list(sheet.things) == []
    assert sheet.after[0][0] == today + timedelta(days=1)


def test_terms_nobody_told_us_are_said_and_not_taken_for_no(client, site, advice):
    advice.times.all()
    ServiceTime.objects.filter(service=advice).update(term_time="term")
    assert "It goes by school terms: ask whether it is on" in text(client, TODAY)
    today = timezone.localdate()
    SchoolTerm.objects.create(site=site, name="Now", first_on=today, last_on=today + timedelta(days=30))
    assert "It goes by school terms" not in text(client, TODAY)


# ---- what is not shown -----------------------------------------------------------------------------
@pytest.mark.parametrize("status", ["draft", "ended", "paused"])
def test_what_is_not_running_is_not_in(client, advice, status):
    OfferedService.objects.update(status=status)
    assert "Debt advice" not in text(client, TODAY)
    expected = 200 if status == "paused" else 404
    page = text(client, f"{PAGE}service/{advice.uuid}/", expected)
    assert ("Not on at the moment." in page) is (status == "paused")


def test_what_nobody_answered_for_lapses_and_one_day_before_it_does_not(client, advice):
    def checked(days):
        OfferedService.objects.update(checked_at=timezone.now() - timedelta(days=days))
        return "Debt advice" in text(client, TODAY)

    assert checked(271)
    assert "It is time that somebody looked again" in text(client, f"{PAGE}service/{advice.uuid}/")
    assert not checked(273)
    text(client, f"{PAGE}service/{advice.uuid}/", 404)


def test_space_that_is_held_back_takes_its_services_along(client, site, library, advice):
    now = timezone.now()
    hold_back(library, reason="a refuge", by=None)
    for address in (TODAY, f"{PAGE}service/{advice.uuid}/", f"{TODAY}{timezone.localdate()}.pdf"):
        text(client, address, 404)
    assert list(happenings_at(site, [library.space_key], now, now + timedelta(days=7))) == []
    assert list(find_services(site, "Debt", 5)) == []


def test_place_that_is_private_is_in_nothing_that_is_said_of_its_services(client, site, library, advice):
    library.street_name, library.postcode, library.location_masked = "Secret Lane", "PB1 1AA", True
    save_asset(library)
    OfferedService.objects.update(description="In Secret Lane.", where="12 secret lane", alert="Near PB11AA")
    ServiceTime.objects.update(note="Ring at Secret Lane")
    day = timezone.localdate().isoformat()
    for address in (PAGE, TODAY, f"{TODAY}{day}/", f"{PAGE}service/{advice.uuid}/"):
        said = text(client, address).casefold()
        assert "debt advice" in said, address
        assert not [word for word in ("secret", "pb1 1aa", "pb11aa") if word in said], address
    for words in ("Secret Lane", "secret", "Debt"):
        assert list(find_services(site, words, 5)) == [], "asking must not tell either"


def test_space_no_longer_offered_for_hire_still_shows_who_is_in(client, library, advice):
    stop_offering(library, by=None)
    assert "Debt advice" in text(client, PAGE)
    assert "Debt advice" in text(client, TODAY)


def test_other_places_services_are_neither_listed_nor_found(client, site, other_site, library, advice):
    theirs = OfferedServiceFactory(asset=create_asset(other_site, name="Otherham Hall", publish=True))
    now = timezone.now()
    keys = [library.space_key, theirs.asset.space_key]
    found = ServiceHappenings().happenings(site, keys, now, now + timedelta(days=7))
    assert {each.title for each in found} == {"Debt advice"}
    assert list(find_services(site, theirs.name, 5)) == []
    text(client, f"{PAGE}service/{theirs.uuid}/", 404)


# ---- a space, a service, the search ----------------------------------------------------------------
def test_space_lists_what_one_can_get_there_and_leads_on(client, advice):
    said = text(client, PAGE)
    assert f"{PAGE}service/{advice.uuid}/" in said
    assert TODAY in said
    assert "Mondays, 10am to noon" in said


def test_page_of_a_service_says_everything_and_what_is_not_known(client, advice):
    said = text(client, f"{PAGE}service/{advice.uuid}/")
    for words in (
        "Bring your letters.", "Mondays, 10am to noon", "The Reading Room", "a bill they cannot",
        "16 and over", "Just turn up", "Free", "English, Welsh", "The advice team", "01632 960 777",
        "Last checked",
    ):  # fmt: skip
        assert words in said, words
    assert "Not known yet" not in said
    OfferedService.objects.update(cost=None, contact="", phone="", how_to_come="not_known")
    assert text(client, f"{PAGE}service/{advice.uuid}/").count("Not known yet") == 3


def test_search_for_everything_finds_it_by_name_words_and_organisation(client, advice):
    for words in ("debt", "letters", "Pellbridge Council"):
        assert f"{PAGE}service/{advice.uuid}/" in text(client, f"/search/?q={words}")


# ---- words -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("time_", "said"),
    [
        ({"weekday": 1}, "Tuesdays, 10am to noon"),
        ({"weekday": 1, "term_time": "term"}, "Tuesdays, 10am to noon, in term time"),
        ({"weekday": 4, "every": "-1"}, "Fridays, the last of each month, 10am to noon"),
        ({"date": date(2031, 3, 7), "note": "Bring a pen"}, "Friday 7 March 2031, 10am to noon, Bring a pen"),
        ({"weekday": 0, "last_on": date(2031, 3, 3)}, "Mondays, 10am to noon, until Monday 3 March 2031"),
    ],
)
def test_time_in_words(time_, said):
    assert time_in_words(ServiceTime(starts=time(10), ends=time(12), **time_)) == said


@pytest.mark.parametrize(
    ("cost", "note", "said"),
    [
        (None, "", ""),
        (None, "Ask at the desk", "Ask at the desk"),
        (Decimal(0), "", "Free"),
        (Decimal(0), "tea 50p", "Free, tea 50p"),
        (Decimal("4.50"), "a family", "£4.50 a family"),
        (Decimal("3.00"), "", "£3"),
    ],
)
def test_a_price_nobody_wrote_down_is_never_free(cost, note, said):
    assert cost_in_words(OfferedService(cost=cost, cost_note=note)) == said


@pytest.mark.parametrize(
    ("youngest", "oldest", "said"),
    [(None, None, ""), (16, 25, "16 to 25 years old"), (60, None, "60 and over"), (0, 5, "0 to 5 years old")],
)
def test_ages_in_words(youngest, oldest, said):
    assert ages_in_words(OfferedService(minimum_age=youngest, maximum_age=oldest)) == said


# ---- paper, and what it costs ----------------------------------------------------------------------
def test_sheet_is_a_pdf_that_nobody_keeps(client, advice):
    answer = client.get(f"{TODAY}{timezone.localdate().isoformat()}.pdf")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert "no-cache" in answer["Cache-Control"]
    assert (
        client.get(f"/elsewhere/cinder-hill-library/who-is-in/{timezone.localdate()}.pdf").status_code == 404
    )


def test_sheet_takes_what_people_wrote_as_words_not_as_markup(client, library, council):
    OfferedServiceFactory(asset=library, organisation=council, name='#panic("boo") $x$ *b* [/', where='"\\')
    assert client.get(f"{TODAY}{timezone.localdate().isoformat()}.pdf").status_code == 200


def test_sheets_are_not_drawn_without_end(client, advice):
    address = f"{TODAY}{timezone.localdate().isoformat()}.pdf"
    assert [client.get(address).status_code for _n in range(61)] == [200] * 60 + [429]


def queries(client, address):
    with CaptureQueriesContext(connection) as seen:
        text(client, address)
    return len(seen)


def test_thirty_services_cost_what_three_do(client, library, council):
    for address in (TODAY, PAGE):
        text(client, address)
    empty = {address: queries(client, address) for address in (TODAY, PAGE)}
    for wanted in (3, 27):
        OfferedServiceFactory.create_batch(wanted, asset=library, organisation=council)
        if wanted == 3:
            few = {address: queries(client, address) for address in (TODAY, PAGE)}
    many = {address: queries(client, address) for address in (TODAY, PAGE)}
    assert many == few
    assert all(few[address] - empty[address] <= 8 for address in few)
