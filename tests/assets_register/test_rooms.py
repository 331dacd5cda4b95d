"""Rooms, terms and the way in: who keeps them, what a page shows, and how they are found."""

from datetime import time
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assets_register.counting import size_not_known
from assets_register.hiring import usual_evening
from assets_register.models import AssetIndex, HireTerms, Rate, Room, RoomCapacity, RoomFact
from assets_register.pages import SpacesIndexPage
from assets_register.query import Query, read_query
from assets_register.search import search_assets
from assets_register.services import create_asset, hiring_changed
from civic.pages.services import add_section
from civic.residents.enums import Role
from civic.residents.services import grant_role
from tests.factories.assets import AssetFactory, HireTermsFactory, RoomFactory
from tests.factories.residents import UserFactory

SNIPPET = "wagtailsnippets_assets_register_{}:{}"


@pytest.fixture
def spaces(site):
    return add_section(site.root_page.specific, SpacesIndexPage, "Find a space", slug="spaces")


@pytest.fixture
def hall(site, spaces):
    return create_asset(
        site, name="Ferry Road Hall", kind="hall", publish=True, public_use="yes", bookings_name="Grace"
    )


@pytest.fixture
def librarian(site, client):
    person = UserFactory()
    grant_role(person, site, Role.LIBRARIAN)
    client.force_login(person)
    return client


def formset(name, *rows):
    data = {f"{name}-TOTAL_FORMS": len(rows), f"{name}-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        data |= {f"{name}-{number}-{key}": value for key, value in row.items()}
    return data


def room_data(asset, **more):
    return {
        "asset": asset.pk,
        "name": "Main hall",
        "position": 0,
        "kitchen": "domestic",
        "fact_wifi": "yes",
        "detail_wifi": "ask for the password",
        **formset("capacities", {"layout": "theatre", "people": 90}, {"layout": "standing", "people": 120}),
        **more,
    }


def terms_data(asset, *rates, **more):
    return {
        "asset": asset.pk,
        "setup_charged": "no",
        "vat": "none",
        "caretaker": "no",
        "insurance": "ours",
        "deposit": "0",
        **formset("rates", *rates),
        **formset("extras"),
        **more,
    }


RATE = {"hirer": "anyone", "amount": "12", "per": "hour", "days": "all"}


def test_a_librarian_lists_a_room(librarian, hall, site):
    made = librarian.post(reverse(SNIPPET.format("room", "add")), room_data(hall))
    assert made.status_code == 302, made.context["form"].errors
    room = Room.objects.get()
    assert (room.site, room.asset, room.most) == (site, hall, 120)
    fact = RoomFact.objects.get()
    assert (fact.key, fact.value, fact.detail) == ("wifi", "yes", "ask for the password")
    index = AssetIndex.objects.get(pk=hall.pk)
    assert index.capacity == 120
    assert "main hall" in index.text
    said = " ".join(librarian.get("/spaces/ferry-road-hall/").content.decode().split())
    for words in ("Main hall", "Holds up to 120 people", "Home kitchen: a cooker and a fridge",
                  "Wi-Fi: ask for the password", "Rows of chairs"):  # fmt: skip
        assert words in said


def test_an_edit_brings_the_facts_back_and_takes_one_away(librarian, hall):
    librarian.post(reverse(SNIPPET.format("room", "add")), room_data(hall))
    room = Room.objects.get()
    edit = reverse(SNIPPET.format("room", "edit"), args=[room.pk])
    assert 'value="ask for the password"' in librarian.get(edit).content.decode()
    librarian.post(edit, room_data(hall, fact_wifi="not_known", **formset("capacities")))
    assert not RoomFact.objects.exists()


def test_prices_are_checked_by_whoever_wrote_them(librarian, hall, site):
    made = librarian.post(reverse(SNIPPET.format("hireterms", "add")), terms_data(hall, RATE))
    assert made.status_code == 302, made.context["form"].errors
    terms = HireTerms.objects.get()
    assert (terms.site, terms.rates.get().amount, terms.checked_on is not None) == (site, Decimal(12), True)


def test_bad_terms_are_answered_beside_the_field_and_kept(librarian, hall, site):
    other = RoomFactory(asset=AssetFactory(site=site, name="Elsewhere"), name="Attic")
    rows = ({**RATE, "room": other.pk}, {**RATE, "starts": "18:00", "ends": "09:00"})
    page = librarian.post(
        reverse(SNIPPET.format("hireterms", "add")), terms_data(hall, *rows, note="Ask Grace first")
    ).content.decode()
    for words in ("This is a room of another space.", "It has to end after it starts.", "Ask Grace first"):
        assert words in page
    assert not HireTerms.objects.exists()


def test_a_second_set_of_terms_leads_to_the_first(librarian, hall):
    HireTermsFactory(asset=hall)
    page = librarian.post(reverse(SNIPPET.format("hireterms", "add")), terms_data(hall, RATE))
    assert "This space has one already" in page.content.decode()
    assert HireTerms.objects.count() == 1


def test_taking_a_room_away_takes_it_out_of_the_search(librarian, hall):
    librarian.post(reverse(SNIPPET.format("room", "add")), room_data(hall))
    librarian.post(reverse(SNIPPET.format("room", "delete"), args=[Room.objects.get().pk]))
    assert AssetIndex.objects.get(pk=hall.pk).capacity is None


def capacity(room, people):
    RoomCapacity.objects.create(room=room, layout="standing", people=people)
    hiring_changed(room.asset, what="room", by=None)


def test_people_find_what_is_large_enough_and_are_told_of_what_is_not_known(site, hall):
    small = create_asset(site, name="Shed", publish=True)
    create_asset(site, name="Nobody measured", publish=True)
    capacity(RoomFactory(asset=hall), 80)
    capacity(RoomFactory(asset=small), 10)
    found = search_assets(site, Query(people=60))
    assert [row.asset.name for row in found.rows] == ["Ferry Road Hall"]
    assert (found.counts.total, found.rows[0].most) == (1, 80)
    assert size_not_known(site, Query(people=60)) == 1


@pytest.mark.parametrize("typed", ["-3", "many", "9" * 30, "1e3", "٣"])
def test_a_number_of_people_that_is_none_is_said(site, rf, typed):
    read = read_query(site, rf.get("/", {"people": typed}).GET)
    assert (read.query.people, read.errors["people"]) == (
        0,
        "Please give a number of people, such as 30.",
    )
    assert read.typed["people"] == typed[:10]


def test_what_a_room_has_the_space_has_but_not_the_way_in(site, hall):
    room = RoomFactory(asset=hall, kitchen="catering")
    for key in ("wifi", "step_free"):
        RoomFact.objects.create(room=room, key=key, value="yes", checked_on="2026-11-01")
    hiring_changed(hall, what="room", by=None)
    has = {key: search_assets(site, Query(facilities=(key,))).counts.total for key in ("kitchen", "wifi")}
    assert has == {"kitchen": 1, "wifi": 1}
    assert search_assets(site, Query(facilities=("step_free",))).counts.total == 0


def test_page_says_of_the_space_what_its_rooms_have_as_the_search_does(client, hall):
    loft, hut = RoomFactory(asset=hall, name="Loft", position=1), RoomFactory(asset=hall, name="Hut")
    RoomFact.objects.create(room=loft, key="wifi", value="yes", checked_on="2026-11-01")
    RoomFact.objects.create(room=hut, key="wifi", value="no", checked_on="2026-11-01")
    RoomFact.objects.create(room=hut, key="heating", value="no", checked_on="2026-11-01")
    hiring_changed(hall, what="room", by=None)
    facts = {fact.key: fact for fact in client.get(f"/spaces/{hall.slug}/").context["facts"]}
    assert (facts["wifi"].value, facts["wifi"].detail) == ("yes", "In: Loft")
    assert facts["heating"].value == "not_known"  # one room without it is not the space
    assert AssetIndex.objects.get(pk=hall.pk).facts_no == 0


# ---- what it costs -------------------------------------------------------------------------------
@pytest.fixture
def priced(hall):
    terms = HireTermsFactory(asset=hall, keyholder="Grace Hall-Key", deputy="Tom Deputy")
    Rate.objects.create(terms=terms, amount=12)
    Rate.objects.create(terms=terms, amount=6, hirer="community", starts=time(18))
    return terms


def test_space_says_what_a_weekday_evening_costs(client, priced):
    said = " ".join(client.get("/spaces/ferry-road-hall/").content.decode().split())
    assert '<b class="cost__sum">£12</b> for a community group, two hours on a weekday evening.' in said
    assert "A keyholder opens up, and has a deputy." in said
    assert "Hall-Key" not in said
    assert "Tom Deputy" not in said


def test_cost_page_begins_with_that_evening_and_shows_every_line(client, priced):
    said = " ".join(client.get("/spaces/ferry-road-hall/cost/").content.decode().split())
    assert "£12</h2>" in said
    assert "2 hours at £6" in said
    assert "Grace" in said


def test_cost_of_what_was_asked(client, priced):
    asked = {"who": "business", "day": "2026-12-12", "starts": "10:00", "hours": "3", "setup": "30"}
    said = " ".join(client.get("/spaces/ferry-road-hall/cost/", asked).content.decode().split())
    assert "£36</h2>" in said
    assert "Saturday 12 December, 10am to 1pm" in said
    assert 'value="2026-12-12"' in said


@pytest.mark.parametrize(
    "wrong",
    [{"hours": "0"}, {"hours": "nan"}, {"day": "32"}, {"who": "pirate"}, {"people": "-1"}, {"hours": "1e99"},
     {"day": "9999-12-31", "hours": "24"}, {"day": "0001-01-01", "starts": "00:00", "setup": "120"}],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_is_answered_and_kept(client, priced, wrong):
    asked = {"who": "business", "day": "2026-12-12", "starts": "10:00", "hours": "3"} | wrong
    page = client.get("/spaces/ferry-road-hall/cost/", asked)
    assert page.status_code == 422
    assert asked["starts"] in page.content.decode()


def test_no_terms_no_cost_page(client, hall):
    assert client.get("/spaces/ferry-road-hall/cost/").status_code == 404


def test_usual_evening_is_a_tuesday_at_least_a_week_ahead():
    from datetime import date, timedelta

    for day in range(14):
        today = date(2026, 11, 20) + timedelta(days=day)
        evening = usual_evening(today)
        assert (evening.weekday(), evening.hour) == (1, 19)
        assert timedelta(7) <= evening.date() - today <= timedelta(13)


def test_a_space_costs_the_same_queries_for_one_room_as_for_twenty(client, priced, hall):
    def queries():
        client.get("/spaces/ferry-road-hall/")
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get("/spaces/ferry-road-hall/")
        return len(seen)

    first = RoomFactory(asset=hall, name="One")
    capacity(first, 10)
    Rate.objects.create(terms=priced, amount=5, room=first)
    one = queries()
    for number in range(20):
        room = RoomFactory(asset=hall, name=f"Room {number}")
        capacity(room, 10)
        RoomFact.objects.create(room=room, key="wifi", value="yes", checked_on="2026-11-01")
        Rate.objects.create(terms=priced, amount=5, room=room)
    assert queries() == one
