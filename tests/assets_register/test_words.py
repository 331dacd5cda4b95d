"""Words as people type them: synonyms, typing mistakes, what is open, where somebody is, strange input."""

from datetime import UTC, datetime
from unittest.mock import patch

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets_register.counting import CAP, count_spaces
from assets_register.index import rebuild
from assets_register.matching import matching
from assets_register.models import Asset, AssetHours, AssetWord
from assets_register.pages import SpacesIndexPage
from assets_register.query import Query, read_query
from assets_register.search import search_assets
from assets_register.services import create_asset, delete_asset, hold_back
from assets_register.synonyms import SYNONYMS
from assets_register.words import distance
from civic.pages.services import add_section
from tests.assets_register.many import many_assets


def names(site, text, **query):
    return [row.asset.name for row in search_assets(site, Query(text=text, **query)).rows]


@pytest.fixture
def words(site, other_site):
    create_asset(site, name="Ferry Road Hall", kind="hall", publish=True, public_use="yes")
    create_asset(site, name="Pell Community Centre", kind="community_centre", publish=True, public_use="yes")
    create_asset(site, name="Neuadd Glan yr Afon", kind="other", publish=True, public_use="yes")
    create_asset(site, name="Cinder Hill Library", kind="library", publish=True, public_use="yes")
    create_asset(other_site, name="Zumba Palace", kind="other", publish=True, public_use="yes")
    return site


# ---- synonyms ------------------------------------------------------------------------------------
def test_hall_finds_centre_behind_what_is_called_a_hall(words):
    found = names(words, "hall")
    assert found[0] == "Ferry Road Hall"
    assert sorted(found[1:]) == ["Neuadd Glan yr Afon", "Pell Community Centre"]
    assert names(words, "centre")[0] == "Pell Community Centre"
    assert "Ferry Road Hall" in names(words, "neuadd")
    assert "Cinder Hill Library" in names(words, "llyfrgell")


def test_synonyms_are_as_the_index_is_written():
    for word, others in SYNONYMS.items():
        assert others[0] == word
        assert all(other.isascii() and other.isalpha() and other.islower() for other in others)


# ---- typing mistakes -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("librery", "library"),
        ("libary", "library"),
        ("ilbrary", "library"),
        ("comunnity", "community"),
        ("cidner hill", "cinder hill"),
        ("centra pell", "centre pell"),
    ],
)
def test_mistyped_words_are_put_right_to_words_of_the_register(words, typed, meant):
    results = search_assets(words, Query(text=typed))
    assert results.corrected == meant
    assert [row.asset.name for row in results.rows] == names(words, meant)
    assert results.counts.total == len(results.rows) > 0


@pytest.mark.parametrize("typed", ["hlal", "zzzz", "zumbo", "x", "m33 7zf", "pell ferry", "libraries"])
def test_what_has_no_near_word_here_or_is_found_is_not_put_right(words, typed):
    results = search_assets(words, Query(text=typed))
    assert results.corrected == ("hall" if typed == "hlal" else "")


def test_files_and_map_hold_what_the_list_shows_for_a_mistyped_word(client, words):
    add_section(words.root_page.specific, SpacesIndexPage, "Find a space", slug="spaces")
    page = client.get("/spaces/?q=librery").content.decode()
    assert "Did you mean “library”" in page
    assert "Cinder Hill Library" in page
    file = b"".join(client.get("/spaces/spaces.csv?q=librery").streaming_content)
    assert b"Cinder Hill Library" in file
    assert matching(words, Query(text="librery")).count() == 1
    assert matching(words, Query(text="librery"), as_typed=True).count() == 0


def test_what_is_held_back_leaves_its_words_behind_nowhere(words):
    library = Asset.objects.get(site=words, name="Cinder Hill Library")
    assert AssetWord.objects.filter(site=words, word="cinder").exists()
    hold_back(library, reason="a refuge", by=None)
    assert not AssetWord.objects.filter(site=words, word="cinder").exists()
    assert search_assets(words, Query(text="cindre")).corrected == ""


def test_word_counts_stay_true_and_come_out_the_same_when_made_anew(words):
    delete_asset(Asset.objects.get(site=words, name="Ferry Road Hall"), by=None)
    kept = set(AssetWord.objects.filter(site=words).values_list("word", "count"))
    rebuild(words)
    assert set(AssetWord.objects.filter(site=words).values_list("word", "count")) == kept
    assert ("community", 1) in kept
    assert "ferry" not in {word for word, _count in kept}


@pytest.mark.parametrize(
    ("one", "other", "mistakes"),
    [("hall", "hall", 0), ("hlal", "hall", 1), ("hal", "hall", 1), ("hull", "hall", 1), ("hla", "hall", 2)],
)
def test_distance_counts_mistakes(one, other, mistakes):
    assert distance(one, other, 2) == mistakes
    assert distance(other, one, 2) == mistakes


# ---- open now ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("hour", "found", "counted"),
    [
        (10, ["Daily"], {"yes": 1, "no": 1, "not_known": 2}),
        (20, ["Evenings"], {"yes": 1, "no": 1, "not_known": 2}),
        (3, [], {"no": 2, "not_known": 2}),
    ],
)
def test_open_now_names_what_is_open_and_counts_what_nobody_knows(site, hour, found, counted):
    create_asset(site, name="Daily", publish=True, public_use="yes", opening_hours="Every day 9am-5pm")
    create_asset(site, name="Evenings", publish=True, public_use="yes", opening_hours="Every day 7pm-10pm")
    create_asset(site, name="Term", publish=True, public_use="yes", opening_hours="Mon-Fri 9am-5pm term time")
    create_asset(site, name="Nobody knows", publish=True, public_use="yes")
    with patch("django.utils.timezone.now", return_value=datetime(2026, 11, 25, hour, tzinfo=UTC)):
        assert [row.asset.name for row in search_assets(site, Query(open_now=True)).rows] == found
        assert dict(count_spaces(site, Query()).facets["open"]) == counted
        assert dict(count_spaces(site, Query(kinds=("other",))).facets["open"]) == counted


def test_hours_of_nobody_are_taken_away_when_the_index_is_made_anew(site):
    asset = create_asset(site, name="Daily", publish=True, opening_hours="Every day 9am-5pm")
    delete_asset(asset, by=None)
    rebuild()
    assert not AssetHours.objects.exists()


# ---- around me -----------------------------------------------------------------------------------
def test_around_me_is_kept_to_three_decimals(site):
    read = read_query(site, QueryDict("at=53.4001234,-2.3009876&within=1"))
    assert (read.query.at, read.query.latitude, read.query.order) == ("53.4,-2.301", 53.4, "near")
    assert read_query(site, QueryDict(read.query.href()[1:])).query == read.query


@pytest.mark.parametrize("at", ["nan,nan", "91,0", "0,0", "x", "53.4", "53.4,-2.3,1", "inf,1", "٥٣,٢"])
def test_nowhere_is_said_and_left_out(site, at):
    query = QueryDict(mutable=True)
    query["at"] = at
    read = read_query(site, query)
    assert (read.query.latitude, list(read.errors)) == (None, ["near"])


# ---- beyond the cap ------------------------------------------------------------------------------
@pytest.fixture
def crowd(site, other_site):
    many_assets(
        site,
        [
            {"name": f"Hall {n}", "kind": ("hall", "park")[n % 2], "public_use": ("yes", "no")[n % 10 == 9]}
            for n in range(2400)
        ],
    )
    return site


@pytest.mark.parametrize(
    ("query", "total", "more", "scopes"),
    [
        ({}, 2160, False, {"usable": 2160, "all": 2400}),
        ({"kinds": ("hall",)}, 1200, False, {"usable": 1200, "all": 1200}),
        ({"text": "hall"}, CAP, True, {"usable": CAP, "all": CAP}),
        ({"text": "hall", "kinds": ("park",)}, 960, False, {"usable": 960, "all": CAP}),
        ({"text": "hall 77"}, 1, False, {"usable": 1, "all": 1}),
    ],
)
def test_counts_beyond_the_cap_say_at_least(crowd, query, total, more, scopes):
    counts = count_spaces(crowd, Query(**query))
    assert (counts.total, "total" in counts.more, dict(counts.by_scope)) == (total, more, scopes)
    assert counts.said("total", counts.total) == f"{total:,}" + ("+" if more else "")


def test_pages_beyond_the_cap_say_at_least(client, crowd):
    add_section(crowd.root_page.specific, SpacesIndexPage, "Find a space", slug="spaces")
    page = client.get("/spaces/?q=hall").content.decode()
    assert "1,000+ spaces" in page
    assert "1 to 25 of 1,000+" in page
    assert client.get("/spaces/?q=hall&view=map").status_code == 200
    printed = client.get("/spaces/print/?q=hall").content.decode()
    assert printed.count("<tr>") == 201
    assert "Here are the first 200." in printed


# ---- strange input -------------------------------------------------------------------------------
@pytest.fixture
def section(words):
    return add_section(words.root_page.specific, SpacesIndexPage, "Find a space", slug="spaces")


STRANGE = [
    "q=%27%3B+DROP+TABLE+assets_register_asset--",
    "q=hall%22+OR+text%3A*+NEAR(a+b)",
    "q=-hall+%2Bcentre+%5Ehall+hall*",
    "q=%7Btext%7D+%3A+hall",
    "q=hall%3A*+%26+%21centre+%7C+%3C-%3E",
    "q=%23khall",
    "q=" + "a+" * 49,
    "q=%F0%9F%8F%9B",
    "q=" + "%C2%A0" * 3,
    "q=%E0%B8%81%E0%B8%82",
    "q=²³¼",
    "people=999999&q=hall",
    "people=1e9",
    "within=nan&near=PB1",
    "at=nan,nan&within=inf",
    "cell=83ffffffffffffff",
    "cell=8affffffffffffff",
    "cell=8a0000000000000",
    "cell=-1",
    "&".join(f"kind={n}" for n in range(900)),
    "&".join(f"owner=o{n}" for n in range(900)),
    "&".join(["has=kitchen"] * 900),
    "&".join(f"has={key}" for key in ("kitchen", "lift", "wifi", "step_free", "toilet")),
    "open=now&placed=no&sort=checked&page=9&after=1",
    "open=tomorrow",
    "page=1&page=2&after=1&before=2",
]


@pytest.mark.parametrize("text", STRANGE)
@pytest.mark.parametrize("path", ["", "print/", "spaces.geojson", "clusters.json"])
def test_strange_addresses_are_answered(client, section, text, path):
    if path == "clusters.json":
        text += "&bbox=-3,53,-2,54&zoom=9"
    response = client.get(f"/spaces/{path}?{text}")
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("bbox", "zoom", "status"),
    [
        ("nan,nan,nan,nan", "9", 422),
        ("-180,-90,180,90", "24", 200),
        ("-180,-90,180,90", "0", 200),
        ("-6,50,2,56", "24", 200),
        ("-1e-9,0,1e-9,1e-9", "24", 200),
        ("-3,53,-2,54", "99999999999", 422),
        ("-3,53,-2,54", "-1", 422),
        ("179.9,-90,180,90", "12", 200),
        ("1e400,0,1,1", "1", 422),
    ],
)
def test_strange_parts_of_the_map_are_answered(client, section, bbox, zoom, status):
    for more in ("", "&q=hall", "&kind=hall", "&kind=hall&has=kitchen"):
        assert client.get(f"/spaces/clusters.json?bbox={bbox}&zoom={zoom}{more}").status_code == status


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(
    st.dictionaries(
        st.sampled_from(
            ["q", "near", "at", "within", "kind", "has", "owner", "area", "people", "use", "placed",
             "cell", "open", "sort", "view", "page", "after", "before"]
        ),
        st.text(max_size=30) | st.sampled_from(["hall", "near", "name", "checked", "map", "1", "now"]),
    )
)  # fmt: skip
def test_whatever_an_address_says_it_is_read_and_answered(words, params):
    query = QueryDict(mutable=True)
    query.update(params)
    read = read_query(words, query)
    results = search_assets(words, read.query)
    assert len(results.rows) <= results.counts.total
    again = read_query(words, QueryDict(read.query.href(page=read.query.page, key=read.query.key)[1:]))
    assert again.query == read.query
