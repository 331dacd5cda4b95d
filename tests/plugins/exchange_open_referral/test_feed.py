"""What the feed says, to whom, and how it refuses."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assets_register.models import OfferedService
from assets_register.pages import SpacesIndexPage
from civic.pages.services import add_section
from civic.places.models import PlaceSettings
from civic.pluginkit.services import switch_plugin
from plugins.exchange_open_referral.selectors import TAXONOMY, TERMS, at_location
from tests.factories.assets import AssetFactory, OfferedServiceFactory
from tests.factories.residents import UserFactory
from tests.plugins.exchange_open_referral.conftest import BASE, SECRETS

#: An id nothing has.
NOBODY = UUID("11111111-1111-4111-8111-111111111111")


def got(client, path="/", status=200):
    answer = client.get(f"{BASE}{path}")
    assert answer.status_code == status, (path, answer.content)
    return json.loads(answer.content)


def names(client, query=""):
    return [row["name"] for row in got(client, f"/services{query}")["contents"]]


@pytest.fixture
def advice(client, offered):
    return got(client, f"/services/{offered['Debt advice'].uuid}")


# ---- what it says ----------------------------------------------------------------------------------
def test_service_says_what_we_know(advice, offered):
    service = offered["Debt advice"]
    known = {
        "id": str(service.uuid),
        "organization_id": str(service.organisation.uuid),
        "name": "Debt advice",
        "description": (
            "Bring your letters.\n\nJust turn up. Free, tea 50p. 16 to 99 years old. Anybody with a bill. "
            "We come out to you. The Reading Room"
        ),
        "url": "https://desk.example/advice",
        "email": "advice@desk.example",
        "status": "active",
        "fees": "Free, tea 50p",
        "minimum_age": 16,
        "maximum_age": 99,
        "assured_date": timezone.localdate().isoformat(),
        "alert": "Side door",
    }
    assert {key: advice[key] for key in known} == known
    assert advice["organization"]["name"] == "Citizens’ Desk"
    assert [each["name"] for each in advice["languages"]] == ["English", "Welsh"]
    (cost,) = advice["cost_options"]
    assert (cost["amount"], cost["amount_description"]) == (0, "tea 50p")
    (contact,) = advice["contacts"]
    assert contact["title"] == "The advice team"
    assert contact["phones"][0]["number"] == "01632 960 777"
    (attribute,) = advice["attributes"]
    assert attribute["taxonomy_term"]["name"] == "Advice"


def test_times_are_recurrences(client, advice, offered):
    keys = ("freq", "interval", "byday", "opens_at", "closes_at", "dtstart", "valid_from", "valid_to")

    def times(service):
        return [tuple(each.get(key) for key in keys) for each in service["schedules"]]

    assert times(advice) == [
        ("WEEKLY", 1, "TU", "10:00:00", "12:00:00", None, None, None),
        ("MONTHLY", 1, "-1FR", "14:00:00", "16:00:00", None, None, None),
    ]
    assert advice["schedules"][0]["description"] == "Tuesdays, 10am to noon, in term time, Last at 11"
    toddlers = got(client, f"/services/{offered['Toddler time'].uuid}")
    day = "2026-12-24"
    assert sorted(times(toddlers), key=str) == sorted(
        [
            ("WEEKLY", 2, "MO", "09:30:00", "11:00:00", "2026-01-05", "2026-01-05", "2027-01-05"),
            (None, None, None, "09:00:00", "10:00:00", day, day, day),
        ],
        key=str,
    )


def test_location_is_the_space_with_its_address_and_access(advice, offered):
    (at,) = advice["service_at_locations"]
    location, asset = at["location"], offered["Debt advice"].asset
    assert at["id"] == str(at_location(offered["Debt advice"].uuid))
    assert (location["id"], location["name"]) == (str(asset.uuid), "Cinder Hill Library")
    assert (location["latitude"], location["longitude"]) == (53.401, -2.3)
    assert (location["external_identifier"], location["external_identifier_type"]) == ("000123456789", "UPRN")
    (address,) = location["addresses"]
    assert (address["address_1"], address["city"], address["postal_code"], address["country"]) == (
        "41 Cinder Hill Road", "Pellbridge", "PB1 1AA", "GB",
    )  # fmt: skip
    (access,) = location["accessibility"]
    assert sorted(access["description"].split(". ")) == ["Lift: no", "Step-free: yes"]


def test_what_nobody_has_said_is_left_out(client, offered):
    def empty(value):
        if isinstance(value, dict):
            return any(map(empty, value.values()))
        return any(map(empty, value)) if isinstance(value, list) and value else value in (None, "", [])

    for path in ("services", "service_at_locations", "organizations"):
        for row in got(client, f"/{path}")["contents"]:
            assert not empty(got(client, f"/{path}/{row['id']}")), path


def test_what_is_not_a_whole_address_is_no_address(client, offered):
    hall = got(client, f"/services/{offered['Toddler time'].uuid}")["service_at_locations"][0]["location"]
    assert "addresses" not in hall
    assert hall["latitude"] == 53.6


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("Debt advice", "active"),
        ("Somebody to talk to", "temporarily closed"),
        ("Lapsed", "inactive"),
        ("Ended", "defunct"),
    ],
)
def test_status_and_what_lists_leave_out(client, offered, name, status):
    service = OfferedService.objects.get(name=name)
    assert got(client, f"/services/{service.uuid}")["status"] == status
    assert (name in names(client)) is (name not in ("Lapsed", "Ended"))


def test_assured_date_is_the_last_check(client, offered):
    when = timezone.now() - timedelta(days=40)
    OfferedService.objects.filter(name="Debt advice").update(checked_at=when)
    service = got(client, f"/services/{offered['Debt advice'].uuid}")
    assert service["assured_date"] == timezone.localdate(when).isoformat()
    assert "assurer_email" not in service


# ---- what must not be read -------------------------------------------------------------------------
def everything(client, host="testserver"):
    """Return every text the feed has, each list and each thing in it."""
    paths = ["/", "/openapi.json"]
    for path in ("services", "service_at_locations", "organizations", "taxonomies", "taxonomy_terms"):
        rows = json.loads(client.get(f"{BASE}/{path}", headers={"host": host}).content)["contents"]
        paths += [f"/{path}", *(f"/{path}/{row['id']}" for row in rows)]
    return {path: client.get(f"{BASE}{path}", headers={"host": host}).content.decode() for path in paths}


def test_nothing_hidden_private_or_of_another_place_is_anywhere(client, offered):
    said = everything(client)
    assert len(said) > 20
    for path, text in said.items():
        assert not [word for word in SECRETS if word.casefold() in text.casefold()], path


def test_hidden_things_do_not_answer_by_their_ids(client, offered):
    for service in OfferedService.objects.filter(name__in=["Draft", "Refuge drop-in", "Otherham drop-in"]):
        got(client, f"/services/{service.uuid}", 404)
        got(client, f"/service_at_locations/{at_location(service.uuid)}", 404)
    theirs = OfferedService.objects.get(name="Otherham drop-in")
    got(client, f"/organizations/{theirs.organisation.uuid}", 404)


def test_place_kept_private_has_no_location_and_is_not_found_by_words_or_nearness(client, offered):
    secret = got(client, f"/services/{offered['Somebody to talk to'].uuid}")
    location = secret["service_at_locations"][0]["location"]
    assert set(location) == {"id", "location_type", "name"}
    assert "Somebody to talk to" in names(client)
    for words in ("secret", "Somebody"):
        assert "Somebody to talk to" not in names(client, f"?search={words}")
    near = got(client, "/service_at_locations?postcode=PB1+1AA&proximity=5000")["contents"]
    assert [row["name"] for row in near] == ["Debt advice"]


def test_the_other_place_reads_its_own(client, offered):
    said = " ".join(everything(client, "other.example").values())
    assert "Otherham drop-in" in said
    assert "Debt advice" not in said


# ---- what can be asked -----------------------------------------------------------------------------
KINDS = {kind.value: str(id_) for id_, kind in TERMS.items()}
ALL = ["Debt advice", "Somebody to talk to", "Toddler time"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ALL),
        ("?search=letters", ["Debt advice"]),
        ("?search=DESK", ["Debt advice"]),
        ("?search=nothing", []),
        ("?search=", ALL),
        (f"?taxonomy_term_id={KINDS['advice']}", ["Debt advice"]),
        (f"?taxonomy_term_id={KINDS['children'].upper()}", ["Toddler time"]),
        (f"?taxonomy_term_id={NOBODY}", []),
        (f"?taxonomy_id={TAXONOMY}", ALL),
        (f"?taxonomy_id={NOBODY}", []),
        ("?minimum_age=16", ["Debt advice"]),
        ("?minimum_age=17", []),
        ("?maximum_age=4", ["Toddler time"]),
        ("?maximum_age=3.5", []),
        ("?day=TU", ["Debt advice"]),
        ("?day=fr&start_time=14:00", ["Debt advice"]),
        ("?day=TU&start_time=14:00", []),
        ("?start_time=09:30&end_time=11:00:00", ["Toddler time"]),
        ("?end_time=08:00", []),
    ],
)
def test_services_are_narrowed(client, offered, query, found):
    assert names(client, query) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?postcode=pb11aa&proximity=200", ["Debt advice"]),
        ("?postcode=pb11aa&proximity=100", []),
        ("?postcode=PB1 1AA&proximity=50000", ["Debt advice", "Toddler time"]),
        ("?postcode=PB1 1AA", ALL),
        ("?postcode=SW1A 1AA&proximity=5000", []),
    ],
)
def test_services_at_locations_are_narrowed_by_nearness(client, offered, query, found):
    page = got(client, f"/service_at_locations{query}")
    assert [row["name"] for row in page["contents"]] == found


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("colour=red", "There is no parameter “colour” here."),
        ("page=1&page=2", "“page” is given more than once."),
        ("page=0", "page is a whole number from 1 to 1000000."),
        ("page=-1", "page is a whole number from 1 to 1000000."),
        ("page=1e3", "page is a whole number from 1 to 1000000."),
        ("page=", "page is a whole number from 1 to 1000000."),
        ("page=٣", "page is a whole number from 1 to 1000000."),
        ("per_page=501", "per_page is a whole number from 1 to 500."),
        ("per_page=99999999999999999999", "per_page is a whole number from 1 to 500."),
        ("taxonomy_id=1", "taxonomy_id is a UUID."),
        ("taxonomy_term_id='--", "taxonomy_term_id is a UUID."),
        ("minimum_age=nan", "minimum_age is a number of years from 0 to 150."),
        ("maximum_age=151", "maximum_age is a number of years from 0 to 150."),
        ("start_time=25:00", "start_time is a time of day such as 09:30."),
        ("end_time=noon", "end_time is a time of day such as 09:30."),
        ("day=Tuesday", "day is one of: MO, TU, WE, TH, FR, SA, SU."),
        (f"search={'x' * 201}", "search is at most 200 letters long."),
        ("postcode=PB1 1AA", "There is no parameter “postcode” here."),
    ],
)
def test_what_is_not_understood_is_refused_in_plain_words(client, offered, query, said):
    answer = client.get(f"{BASE}/services?{query}")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content)["detail"] == said


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("proximity=100", "proximity goes with a postcode: give one."),
        ("postcode=PB1", "postcode is a whole postcode, such as SW1A 1AA."),
        ("postcode=PB1 1AA&proximity=0", "proximity is a whole number from 1 to 100000."),
    ],
)
def test_nearness_is_refused_in_plain_words(client, offered, query, said):
    assert got(client, f"/service_at_locations?{query}", 400)["detail"] == said


def test_pages_go_through_all_of_it_once(client, offered):
    seen, page = [], 1
    while True:
        found = got(client, f"/services?per_page=2&page={page}")
        seen += [row["name"] for row in found["contents"]]
        assert (found["total_items"], found["total_pages"], found["page_number"]) == (3, 2, page)
        assert found["first_page"] is (page == 1)
        if found["last_page"]:
            break
        page += 1
    assert seen == ALL
    assert found["size"] == 1
    beyond = got(client, "/services?per_page=2&page=9")
    assert (beyond["empty"], beyond["contents"], beyond["last_page"]) == (True, [], True)


def test_an_empty_place_answers_too(client, site):
    page = got(client, "/services")
    assert page == {
        "total_items": 0, "total_pages": 0, "page_number": 1, "size": 0, "first_page": True,
        "last_page": True, "empty": True, "contents": [],
    }  # fmt: skip
    assert got(client, "/organizations")["empty"] is True


# ---- how it answers --------------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["/", "/services", "/services/no", "/services?x=1", f"/services/{NOBODY}"])
def test_everything_is_readable_from_anywhere_and_sets_no_cookie(client, offered, path):
    answer = client.get(f"{BASE}{path}", headers={"origin": "https://elsewhere.example"})
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies
    assert "Access-Control-Allow-Credentials" not in answer


def test_only_reading_is_allowed(offered):
    strict = Client(enforce_csrf_checks=True)
    for method in ("post", "put", "delete", "patch"):
        answer = getattr(strict, method)(f"{BASE}/services")
        assert answer.status_code == 405
        assert answer["Access-Control-Allow-Origin"] == "*"
    assert strict.head(f"{BASE}/services").status_code == 200


def test_unchanged_answers_need_not_be_sent_again(client, offered):
    first = client.get(f"{BASE}/services")
    assert first["Cache-Control"] == "public, no-cache"
    again = client.get(f"{BASE}/services", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Access-Control-Allow-Origin"] == "*"


def test_who_is_signed_in_reads_the_same(client, offered):
    before = client.get(f"{BASE}/services").content
    client.force_login(UserFactory(is_superuser=True))
    assert client.get(f"{BASE}/services").content == before


def test_licence_is_the_places_own(client, site, offered):
    chosen = PlaceSettings.for_site(site)
    chosen.data_licence = "CC-BY-4.0"
    chosen.save()
    answer = client.get(f"{BASE}/")
    href = "https://creativecommons.org/licenses/by/4.0/"
    assert json.loads(answer.content)["license"]["url"] == href
    assert answer["Link"] == f'<{href}>; rel="license"'
    assert got(client, "/openapi.json")["info"]["license"]["url"] == href


def test_too_many_requests_wait(client, settings, offered):
    settings.PUBLIC_API_LIMIT = 2
    answers = [client.get(f"{BASE}/services") for _n in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2]["Retry-After"] == "60"
    assert answers[2]["Access-Control-Allow-Origin"] == "*"


def test_it_is_gone_where_it_is_switched_off(client, site, offered):
    switch_plugin(site, "exchange_open_referral", on=False)
    for path in ("/", "/services", f"/services/{offered['Debt advice'].uuid}"):
        assert client.get(f"{BASE}{path}", follow=True).status_code == 404
    assert client.get(f"{BASE}/", headers={"host": "other.example"}).status_code == 200


def test_in_welsh_its_own_words_are_welsh_and_its_ids_the_same(client, offered):
    welsh = json.loads(client.get(f"/cy{BASE}/taxonomies").content)["contents"][0]
    assert welsh["id"] == str(TAXONOMY)


def test_three_hundred_cost_what_three_do(client, offered, site):
    def queries(path):
        with CaptureQueriesContext(connection) as seen:
            got(client, path)
        return len(seen)

    paths = ("/services?per_page=500", "/service_at_locations?per_page=500", "/organizations?per_page=500")
    few = {path: queries(path) for path in paths}
    few = {path: queries(path) for path in paths}
    for _n in range(30):
        OfferedServiceFactory.create_batch(2, asset=AssetFactory(site=site), days=[1])
    assert got(client, "/services?per_page=500")["total_items"] == 63
    assert {path: queries(path) for path in paths} == few
    assert max(few.values()) <= 12, few


def test_the_list_of_spaces_leads_to_it(client, offered, site):
    page = add_section(site.root_page.specific, SpacesIndexPage, "Find a space", slug="find-a-space")
    assert f'href="{BASE}/"' in client.get(page.url).content.decode()
