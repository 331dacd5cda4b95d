"""The spaces pages: what they show, to whom, at what cost."""

import csv
import io
import json
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from assets_register.enums import SuggestionState
from assets_register.models import Asset, Suggestion
from assets_register.pages import SpacesIndexPage
from assets_register.services import confirm_asset, create_asset, hold_back, stop_offering
from assets_register.sources import AssetLinks, AssetSpaces, AssetTarget, find_for_everything, freshness
from assets_register.suggestions import decline_suggestion, take_suggestion
from civic.pages.services import add_section
from civic.partners.services import ensure_organisation
from civic.places.spaces import Happening, register_happening_source
from tests.assets_register.many import many_assets
from tests.factories.residents import UserFactory


@pytest.fixture
def spaces(site, other_site):
    """The spaces section of the place under test; the other place has one too."""
    cache.clear()
    for each in (other_site, site):
        page = add_section(each.root_page.specific, SpacesIndexPage, "Find a space", slug="spaces")
    create_asset(other_site, name="Otherham Hall", publish=True, public_use="yes")
    return page


@pytest.fixture
def library(site, spaces):
    """A space about which something is known and something is not."""
    return create_asset(
        site,
        name="Cinder Hill Library",
        kind="library",
        owner=ensure_organisation(site, "Pellbridge Council"),
        custodian=ensure_organisation(site, "Friends of the Library"),
        publish=True,
        public_use="yes",
        terms="Free for community groups",
        bookings_name="The front desk",
        bookings_email="hidden@pellbridge.example",
        bookings_phone="01632 960000",
        latitude=53.4,
        longitude=-2.3,
        postcode="PB1 1AA",
        facts={"step_free": "yes", "kitchen": "no"},
    )


def hidden(site):
    """Three assets that no public door may show."""
    return [
        create_asset(site, name="Secret Draft", latitude=53.4, longitude=-2.3),
        hold_back(
            create_asset(site, name="Secret Refuge", publish=True, latitude=53.4, longitude=-2.3),
            reason="a refuge",
            by=None,
        ),
        hold_back(create_asset(site, name="Secret Home", publish=True), reason="children live here", by=None),
    ]


def test_list_shows_what_a_visitor_needs(client, spaces, library):
    confirm_asset(library, by=None, by_name="Ada, the library")
    said = client.get("/spaces/").content.decode()
    for words in (
        "1 space", "Cinder Hill Library", "PB1 1AA", "Looked after by Friends of the Library",
        "last checked today", "Free for community groups", "Step-free",
    ):  # fmt: skip
        assert words in said
    assert "Otherham" not in said
    assert "hidden@" not in said


def test_space_says_what_is_known_and_asks_for_the_rest(client, spaces, library):
    said = " ".join(client.get("/spaces/cinder-hill-library/").content.decode().split())
    for words in (
        "Can I use it?", "Free for community groups", "The front desk", "01632 960000",
        "Friends of the Library", "Pellbridge Council", "Nobody has checked this yet",
        "Lift:</span> <span class=\"fact__value\">not known yet.", "?about=lift#tell-us",
        "Nothing that we know of.", "Tell us something is wrong",
        "checked today</span>", 'href="tel:01632960000">Call to ask for this space',
    ):  # fmt: skip
        assert words in said
    assert "hidden@" not in said


def test_empty_register_says_so(client, spaces):
    assert "No spaces here yet" in client.get("/spaces/").content.decode()
    assert client.get("/spaces/?view=map").status_code == 200


def test_nothing_found_says_what_to_do(client, spaces, library):
    said = client.get("/spaces/?q=swimming").content.decode()
    assert "Nothing fits all of that" in said
    assert "Take a filter off" in said


def test_bad_postcode_is_answered_beside_the_field_and_kept(client, spaces, library):
    said = client.get("/spaces/?near=M32+OXZ&q=library").content.decode()
    assert "Did you mean M32 0XZ?" in said
    assert 'value="M32 OXZ"' in said
    assert 'value="library"' in said
    assert 'aria-describedby="spaces-near-error"' in said


def test_no_public_door_shows_what_is_hidden(client, site, spaces, library):
    secrets = hidden(site)
    box = "clusters.json?bbox=-3,53,-2,54&zoom=18&use=all"
    for address in ("", "?use=all", "?use=all&view=map", "?use=all&placed=no", "?q=secret&use=all",
                    "spaces.csv?use=all", "spaces.xlsx?use=all", "spaces.geojson?use=all", box):  # fmt: skip
        response = client.get(f"/spaces/{address}")
        body = b"".join(response) if response.streaming else response.content
        if "xlsx" in address:
            body = repr(list(load_workbook(io.BytesIO(body)).active.values)).encode()
        assert b"Refuge" not in body, address
        assert b"Draft" not in body, address
        assert b"Secret Home" not in body, address
    assert json.loads(client.get(f"/spaces/{box}").content)["spots"][0]["count"] == 1
    for asset in secrets:
        assert client.get(f"/spaces/{asset.slug}/").status_code == 404
        assert client.get(f"/space/{asset.uuid}/").status_code == 404
    ids = [str(asset.uuid) for asset in secrets]
    assert AssetSpaces().spaces(ids) == {}
    assert AssetLinks().links(ids) == {}
    assert find_for_everything(site, "secret", 10) == []


def test_other_places_spaces_have_no_page_here(client, spaces, other_site):
    theirs = Asset.objects.get(site=other_site)
    assert client.get(f"/spaces/{theirs.slug}/").status_code == 404
    assert client.get(f"/space/{theirs.uuid}/").status_code == 404
    assert client.get("/wrong/spaces.csv").status_code == 404


def test_not_offered_stays_on_the_record_without_the_invitation(client, spaces, library):
    stop_offering(library, by=None)
    assert "Cinder Hill" not in client.get("/spaces/").content.decode()
    assert "No longer offered for use" in client.get("/spaces/?use=all").content.decode()
    said = client.get("/spaces/cinder-hill-library/").content.decode()
    assert "no longer offered for use" in said
    assert "01632 960000" not in said


@pytest.mark.parametrize(
    "query", ["", "use=all", "kind=hall&use=all", "q=number", "near=PB1+1AA&within=10", "has=kitchen"]
)
def test_list_map_and_files_are_one_set(client, site, spaces, library, query):
    from civic.places.models import Postcode

    Postcode.objects.create(site=site, code="PB1 1AA", latitude=53.4, longitude=-2.3)
    hidden(site)
    many_assets(
        site,
        [
            {
                "name": f"Number {number}",
                "kind": "hall" if number % 2 else "depot",
                "public_use": "no" if number % 5 == 0 else "not_known",
                "facts": {"kitchen": "yes" if number % 4 else "no"},
                "latitude": 53.4 + number / 5000 if number % 3 else None,
                "longitude": -2.3 if number % 3 else None,
            }
            for number in range(40)
        ],
    )
    page, listed, counts = f"?{query}", [], None
    while page:
        results = client.get(f"/spaces/{page}").context["results"]
        listed += [row.asset.name for row in results.rows]
        counts, page = results.counts, results.page.next
    rows = list(
        csv.DictReader(io.StringIO(b"".join(client.get(f"/spaces/spaces.csv?{query}")).decode("utf-8-sig")))
    )
    features = json.loads(b"".join(client.get(f"/spaces/spaces.geojson?{query}")))["features"]
    sheet = list(
        load_workbook(io.BytesIO(b"".join(client.get(f"/spaces/spaces.xlsx?{query}")))).active.values
    )
    spots = json.loads(client.get(f"/spaces/clusters.json?{query}&bbox=-3,53,-2,54&zoom=12").content)["spots"]
    unplaced = client.get(f"/spaces/?{query}&placed=no").context["results"].counts.total
    assert len(set(listed)) == len(listed) == counts.total > 0
    assert sorted(row["PropertyName"] for row in rows) == sorted(listed)
    assert sheet[0] == tuple(rows[0])
    assert [row[sheet[0].index("PropertyName")] for row in sheet[1:]] == [row["PropertyName"] for row in rows]
    assert sorted(feature["properties"]["name"] for feature in features) == sorted(listed)
    assert sum(spot["count"] for spot in spots) == counts.mapped
    assert sum(1 for feature in features if feature["geometry"]) == counts.mapped
    assert (counts.not_mapped, counts.mapped + counts.not_mapped) == (unplaced, counts.total)


def test_not_on_the_map_is_said_and_listed(client, site, spaces, library):
    create_asset(site, name="Lost Field", publish=True, public_use="yes")
    said = client.get("/spaces/").content.decode()
    assert "1 is not on the map" in said
    response = client.get("/spaces/not-on-the-map/", follow=True)
    assert [row.asset.name for row in response.context["results"].rows] == ["Lost Field"]


def test_lasting_address_leads_to_the_page(client, spaces, library):
    response = client.get(f"/space/{library.uuid}/")
    assert response["Location"] == "/spaces/cinder-hill-library/"


# ---- what visitors tell us ---------------------------------------------------------------------
TELL = "/spaces/cinder-hill-library/tell-us/"


def test_suggestion_waits_until_somebody_takes_it(client, spaces, library):
    response = client.post(TELL, {"about": "lift", "value": "yes", "words": "By the back door"}, follow=True)
    assert "Thank you." in response.content.decode()
    suggestion = Suggestion.objects.get()
    assert (suggestion.asset, suggestion.key, suggestion.value) == (library, "lift", "yes")
    assert not library.facts.filter(key="lift").exists()
    take_suggestion(suggestion, by=UserFactory())
    fact = library.facts.get(key="lift")
    assert (fact.value, fact.detail, suggestion.state) == ("yes", "By the back door", SuggestionState.TAKEN)


def test_suggestion_sent_twice_is_one_and_may_be_declined(client, spaces, library):
    for _turn in range(2):
        client.post(TELL, {"about": "other", "words": "It has moved"})
    suggestion = Suggestion.objects.get()
    decline_suggestion(suggestion, by=UserFactory())
    assert suggestion.state == SuggestionState.DECLINED


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"about": "lift", "words": "kept words"}, "Please say yes or no."),
        ({"about": "other", "value": "yes", "words": "  "}, "Please say what you know."),
        ({"about": "moat", "value": "yes", "words": "kept words"}, "moat"),
        ({"about": "other", "words": "kept words" + "x" * 500}, "500"),
    ],
)
def test_suggestion_that_cannot_be_read_keeps_what_was_typed(client, spaces, library, given, said):
    response = client.post(TELL, given)
    page = response.content.decode()
    assert response.status_code == 422
    assert said in page
    assert ("kept words" in page) == ("kept" in given["words"])
    assert not Suggestion.objects.exists()


def test_too_many_suggestions_are_asked_to_wait(client, spaces, library):
    for number in range(10):
        assert client.post(TELL, {"about": "other", "words": f"Thing {number}"}).status_code == 302
    response = client.post(TELL, {"about": "other", "words": "One too many"})
    assert response.status_code == 429
    assert "One too many" in response.content.decode()
    assert Suggestion.objects.count() == 10


# ---- other rooms -------------------------------------------------------------------------------
def test_happenings_of_the_week_are_listed(client, site, spaces, library, monkeypatch):
    from civic.places import spaces as registry

    monkeypatch.setattr(registry, "_happenings", [])
    soon = timezone.now() + timedelta(days=2)

    class Sessions:
        def happenings(self, place, keys, since, until):
            assert place == site
            assert since <= soon <= until
            return [
                Happening(space_key=key, title="Mending morning", url="/m/", starts_at=soon, ends_at=None)
                for key in keys
            ]

    register_happening_source(Sessions())
    assert "Mending morning" in client.get("/spaces/cinder-hill-library/").content.decode()


def test_answer_that_led_here_is_named(client, site, spaces, library):
    from civic.record.models import Answer, AnswerLink

    answer = Answer.objects.create(
        site=site, owner_key="x", owner_name="Board", outcome="changed", headline="Open on Sundays",
        because="You asked", published_at=timezone.now(),
    )  # fmt: skip
    draft = Answer.objects.create(
        site=site, owner_key="x", owner_name="Board", outcome="not", headline="Not out yet", because="x"
    )
    for each in (answer, draft):
        AnswerLink.objects.create(
            answer=each, target_key=library.space_key, said="You said it was shut on Sundays"
        )
    said = client.get("/spaces/cinder-hill-library/").content.decode()
    assert "You said it was shut on Sundays" in said
    assert "Open on Sundays" in said
    assert "Not out yet" not in said


def test_space_is_known_to_other_rooms(site, spaces, library):
    found = AssetSpaces().spaces([str(library.uuid), "nonsense"])[str(library.uuid)]
    assert (found.key, found.url) == (library.space_key, "/spaces/cinder-hill-library/")
    assert (found.step_free, found.accessible_toilet) == (True, None)
    assert [each.name for each in AssetSpaces().find(site, "library", 5)] == ["Cinder Hill Library"]
    (link,) = AssetLinks().links([str(library.uuid)]).values()
    assert (link.title, link.url) == ("Cinder Hill Library", "/spaces/cinder-hill-library/")
    (find,) = find_for_everything(site, "library", 5)
    assert (find.title, find.url, find.detail) == (
        "Cinder Hill Library", "/spaces/cinder-hill-library/", "Library · PB1 1AA",
    )  # fmt: skip


def test_reported_space_is_hidden_at_once_and_can_come_back(client, spaces, library):
    target, by = AssetTarget(), UserFactory()
    target.hide(str(library.uuid), reason="a refuge is inside", by=by)
    assert client.get("/spaces/cinder-hill-library/").status_code == 404
    assert target.items([str(library.uuid)])[str(library.uuid)].state == "hidden"
    target.restore(str(library.uuid), by=by)
    assert client.get("/spaces/cinder-hill-library/").status_code == 200


def test_freshness_counts_what_was_checked_within_a_year(site, spaces, library, rf):
    assert freshness(rf.get("/"), site, {})["share"] == 0
    confirm_asset(library, by=None)
    create_asset(site, name="Hall", publish=True, public_use="yes")
    found = freshness(rf.get("/"), site, {})
    assert (found["total"], found["checked"], found["share"]) == (2, 1, 50)


# ---- cost --------------------------------------------------------------------------------------
def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


@pytest.mark.parametrize("address", ["/spaces/", "/spaces/?use=all&q=number&kind=hall", "/spaces/?view=map"])
def test_list_costs_the_same_for_3_rows_as_for_300(client, site, spaces, address):
    empty = queries(client, address)
    owner = ensure_organisation(site, "Owner")

    def fill(numbers):
        facts = {"name": "", "kind": "hall", "public_use": "yes", "owner": owner, "longitude": -2.3}
        rows = [
            {**facts, "name": f"Number {n}", "latitude": 53.4 + n / 1000, "facts": {"kitchen": "yes"}}
            for n in numbers
        ]
        many_assets(site, rows)

    fill(range(3))
    few = queries(client, address)
    fill(range(3, 300))
    assert queries(client, address) == few
    assert few <= empty + 8


def test_space_costs_the_same_however_much_is_known(client, site, spaces, library):
    few = queries(client, "/spaces/cinder-hill-library/")
    for key in ("lift", "toilet", "wifi", "water"):
        library.facts.create(key=key, value="yes", checked_on=timezone.localdate())
    assert queries(client, "/spaces/cinder-hill-library/") == few


def test_space_shows_hours_as_typed_and_whether_it_is_open(client, site, spaces):
    create_asset(site, name="Always", publish=True, opening_hours="24/7")
    create_asset(site, name="Sometimes", publish=True, opening_hours="See <programme>\nor ask")
    said = client.get("/spaces/always/").content.decode()
    assert "<b>Open now.</b>" in said
    said = client.get("/spaces/sometimes/").content.decode()
    assert "See &lt;programme&gt;<br>or ask" in said
    assert "Open now" not in said


def test_the_picture_of_a_space_held_back_is_drawn_no_more(client, spaces, library):
    page = client.get(f"{spaces.url}{library.slug}/").content.decode()
    picture = re.search(r'og:image" content="([^"]*)"', page)[1]
    assert client.get(picture)["Content-Type"] == "image/png"
    hold_back(library, reason="a refuge", by=None)
    assert client.get(picture).status_code == 404
