"""The index, the totals and the search over them; the same on SQLite and PostgreSQL."""

import random

import pytest
from django.core.management import call_command
from django.http import QueryDict

from assets_register.counting import count_spaces
from assets_register.enums import AssetKind, Known
from assets_register.index import rebuild
from assets_register.matching import matching
from assets_register.models import Asset, AssetIndex, AssetTotal
from assets_register.query import Query, read_query
from assets_register.search import ordered_ids, search_assets
from assets_register.services import (
    create_asset,
    delete_asset,
    hold_back,
    mark_gone,
    place_asset,
    record_fact,
    save_asset,
    stop_offering,
)
from civic.partners.services import ensure_organisation
from civic.places.models import Neighbourhood, Postcode


def totals(site):
    """Return every total as it stands."""
    columns = ("scope", "facet", "value", "resolution", "cell", "count", "latitude_sum", "longitude_sum")
    return set(AssetTotal.objects.filter(site=site).values_list(*columns))


def names(site, **query):
    return [row.asset.name for row in search_assets(site, Query(**query)).rows]


def asked(site, text):
    return read_query(site, QueryDict(text))


@pytest.fixture
def register(site, other_site):
    """Three spaces to find, and data of every kind that must not be found."""
    council = ensure_organisation(site, "Pellbridge Council", kind="council")
    church = ensure_organisation(site, "St Anne's", kind="faith")
    quayside = Neighbourhood.objects.create(
        site=site, code="E1", name="Quayside", slug="quayside", geometry={}, west=0, south=0, east=0, north=0
    )
    Postcode.objects.create(site=site, code="PB1 1AA", latitude=53.4, longitude=-2.3, neighbourhood=quayside)
    Postcode.objects.create(site=site, code="PB1 1AB", latitude=53.42, longitude=-2.3)
    Postcode.objects.create(site=other_site, code="OT1 1AA", latitude=51, longitude=-1)
    create_asset(
        site,
        name="Cinder Hill Library",
        kind="library",
        owner=council,
        publish=True,
        public_use="yes",
        latitude=53.4,
        longitude=-2.3,
        facts={"step_free": "yes", "kitchen": "no"},
        postcode="PB1 1AA",
    )
    create_asset(
        site,
        name="St Anne's Hall",
        kind="hall",
        owner=church,
        publish=True,
        public_use="yes",
        latitude=53.41,
        longitude=-2.3,
        facts={"step_free": "yes", "kitchen": "yes"},
        description="A café on Thursdays, beside the library.",
    )
    create_asset(site, name="Quayside Depot", kind="depot", owner=council, publish=True, public_use="no")
    create_asset(site, name="Draft Hall", kind="hall", latitude=53.4, longitude=-2.3)
    hold_back(
        create_asset(
            site, name="Children's Home Hall", kind="hall", publish=True, latitude=53.4, longitude=-2.3
        ),
        reason="a children's home",
        by=None,
    )
    create_asset(
        other_site,
        name="Otherham Hall",
        kind="hall",
        publish=True,
        public_use="yes",
        latitude=53.4,
        longitude=-2.3,
        facts={"step_free": "yes", "kitchen": "yes"},
    )
    return site


def test_spaces_you_can_use_are_the_default_and_everything_owned_stands_beside(register):
    assert sorted(names(register)) == ["Cinder Hill Library", "St Anne's Hall"]
    assert sorted(names(register, use="all")) == ["Cinder Hill Library", "Quayside Depot", "St Anne's Hall"]
    counts = count_spaces(register, Query())
    assert counts.by_scope == {"usable": 2, "all": 3}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"text": "library"}, ["Cinder Hill Library", "St Anne's Hall"]),
        ({"text": "LIBRARIES"}, ["Cinder Hill Library", "St Anne's Hall"]),
        ({"text": "cafe"}, ["St Anne's Hall"]),
        ({"text": "café thursday"}, ["St Anne's Hall"]),
        ({"text": "the hall"}, ["St Anne's Hall"]),
        ({"text": "kitchen"}, ["St Anne's Hall"]),
        ({"text": "st anne's"}, ["St Anne's Hall"]),
        ({"text": "libr"}, ["Cinder Hill Library", "St Anne's Hall"]),
        ({"text": "pb1 1aa"}, ["Cinder Hill Library"]),
        ({"text": 'hall" OR "1*) -x :& !|<>'}, []),
        ({"text": "children"}, []),
        ({"kinds": ("hall",)}, ["St Anne's Hall"]),
        ({"owners": ("pellbridge-council",)}, ["Cinder Hill Library"]),
        ({"facilities": ("step_free", "kitchen")}, ["St Anne's Hall"]),
        ({"facilities": ("step_free",)}, ["Cinder Hill Library", "St Anne's Hall"]),
        ({"facilities": ("lift",)}, []),
        ({"near": "PB1 1AA", "latitude": 53.4, "longitude": -2.3, "within": "0.5"}, ["Cinder Hill Library"]),
        (
            {"near": "PB1 1AA", "latitude": 53.4, "longitude": -2.3, "within": "1"},
            ["Cinder Hill Library", "St Anne's Hall"],
        ),
        ({"placed": "no", "use": "all"}, ["Quayside Depot"]),
        ({"placed": "yes", "use": "all", "kinds": ("depot",)}, []),
    ],
)
def test_search_finds_exactly(register, query, found):
    assert names(register, **query) == found
    counts = count_spaces(register, Query(**query))
    assert counts.total == len(found)
    assert len(ordered_ids(register, Query(**query))) == len(found)


def test_words_in_the_name_come_first(register):
    assert names(register, text="hall") == ["St Anne's Hall"]
    create_asset(register, name="Aaa Rooms", description="Once a library", publish=True, public_use="yes")
    assert names(register, text="library")[0] == "Cinder Hill Library"


def test_nearest_first_with_distance(register):
    results = search_assets(register, Query(near="PB1 1AB", latitude=53.42, longitude=-2.3))
    assert [(row.asset.name, round(row.distance, -2)) for row in results.rows] == [
        ("St Anne's Hall", 1100),
        ("Cinder Hill Library", 2200),
    ]


def test_facet_counts_name_not_known_as_a_value_of_its_own(register):
    facets = count_spaces(register, Query()).facets
    assert facets["fact.kitchen"] == {"yes": 1, "no": 1}
    assert facets["fact.lift"] == {"not_known": 2}
    assert facets["kind"] == {"library": 1, "hall": 1}


def test_counts_beside_other_kinds_say_what_choosing_them_would_add(register):
    counts = count_spaces(register, Query(kinds=("hall",)))
    assert counts.total == 1
    assert counts.facets["kind"] == {"library": 1, "hall": 1}


def test_counts_from_totals_and_counted_agree(register):
    plain = count_spaces(register, Query(use="all"))
    counted = count_spaces(register, Query(use="all", kinds=tuple(AssetKind.values)))
    assert (plain.total, plain.mapped, plain.not_mapped) == (3, 2, 1)
    assert (counted.total, counted.mapped, dict(counted.by_scope)) == (3, 2, plain.by_scope)
    for facet, values in plain.facets.items():
        assert {value: n for value, n in counted.facets[facet].items() if n} == values


def test_held_back_and_gone_leave_at_once_and_not_offered_only_the_invitation(register):
    library, hall = Asset.objects.filter(
        site=register, name__in=["Cinder Hill Library", "St Anne's Hall"]
    ).order_by("name")
    stop_offering(library, by=None)
    assert names(register) == ["St Anne's Hall"]
    assert "Cinder Hill Library" in names(register, use="all")
    hold_back(hall, reason="a refuge", by=None)
    mark_gone(library, by=None)
    assert names(register, use="all") == ["Quayside Depot"]
    assert AssetIndex.objects.filter(site=register).count() == 1


def test_totals_stay_true_through_every_kind_of_write(site, other_site):
    chance = random.Random(4)
    owners = [ensure_organisation(site, f"Owner {number}") for number in range(3)]
    create_asset(other_site, name="Elsewhere", publish=True, latitude=53.4, longitude=-2.3)
    assets = [
        create_asset(site, name=f"Space {number}", owner=owners[number % 3], publish=number % 4 != 0)
        for number in range(12)
    ]
    for _turn in range(60):
        asset = chance.choice(assets)
        asset.refresh_from_db()
        match chance.randrange(6):
            case 0:
                place_asset(asset, latitude=53 + chance.random(), longitude=-2 - chance.random(), by=None)
            case 1:
                record_fact(asset, key="kitchen", value=chance.choice(Known.values), by=None)
            case 2:
                asset.kind = chance.choice(AssetKind.values)
                asset.owner = chance.choice([None, *owners])
                save_asset(asset)
            case 3:
                asset.public_use = chance.choice(Known.values)
                save_asset(asset)
            case 4:
                stop_offering(asset, by=None)
            case 5:
                hold_back(asset, reason="because", by=None)
    delete_asset(assets.pop(), by=None)
    Asset.objects.filter(pk=assets.pop().pk).delete()
    kept, rows = totals(site), set(AssetIndex.objects.filter(site=site).values_list("pk", flat=True))
    assert rows == set(Asset.objects.filter(site=site).public().values_list("pk", flat=True))
    rebuild(site)
    assert totals(site) == kept
    assert min(row[5] for row in kept) > 0


def test_rebuild_index_puts_a_broken_index_right(register, capsys):
    before = totals(register)
    AssetTotal.objects.all().delete()
    AssetIndex.objects.all().delete()
    call_command("rebuild_index")
    assert "4 assets" in capsys.readouterr().out
    assert totals(register) == before
    assert names(register, text="kitchen") == ["St Anne's Hall"]


def test_an_index_left_behind_still_shows_nothing_hidden(register):
    Asset.objects.filter(site=register, name="St Anne's Hall").update(status="held_back", held_reason="x")
    assert names(register) == ["Cinder Hill Library"]


def test_renamed_owner_is_found_by_the_new_name(register):
    church = ensure_organisation(register, "St Anne's")
    church.name = "Parish of Pell"
    church.save()
    assert names(register, text="parish") == ["St Anne's Hall"]


# ---- reading a query -----------------------------------------------------------------------
def test_address_is_read_and_made_again(register):
    read = asked(
        register,
        "q=hall&near=pb11aa&within=5&kind=hall&has=kitchen&has=step_free&owner=st-annes&use=all&page=2",
    )
    query = read.query
    assert read.errors == {}
    assert (query.near, query.within, query.facilities) == ("PB1 1AA", "5", ("step_free", "kitchen"))
    assert asked(register, query.href(page=2)[1:]).query == query


def test_first_half_of_a_postcode_is_the_middle_of_those_known(register):
    query = asked(register, "near=PB1").query
    assert (query.near, query.latitude) == ("PB1", pytest.approx(53.41))


@pytest.mark.parametrize(
    ("text", "field", "said"),
    [
        ("near=M32+OXZ", "near", "That is not a postcode. Did you mean M32 0XZ?"),
        (
            "near=%C2%A362",
            "near",
            "That is not a postcode. It should look like M33 7ZF, or M33 for the area.",
        ),
        ("near=OT1+1AA", "near", "We do not know where OT1 1AA is. Is it a postcode in this area?"),
        ("near=ZE1", "near", "We do not know where ZE1 is. Is it a postcode in this area?"),
        ("kind=castle", "kind", "We do not know “castle”, so we left it out."),
        ("has=moat", "has", "We do not know “moat”, so we left it out."),
        ("within=99", "within", "We do not know “99”, so we left it out."),
        ("use=drafts", "use", "We do not know “drafts”, so we left it out."),
        ("sort=%27--", "sort", "We do not know “'--”, so we left it out."),
        ("cell=zzz", "cell", "We do not know that part of the map, so we left it out."),
        ("q=the", "q", "Please give a word to look for, such as hall or kitchen."),
        ("q=" + "x" * 101, "q", "That is a lot to look for. Please use up to 100 letters."),
    ],
)
def test_bad_value_is_named_beside_its_field_and_kept(register, text, field, said):
    read = asked(register, text)
    assert read.errors == {field: said}
    if field in ("q", "near"):
        assert read.typed[field]
    assert search_assets(register, read.query).counts.total == 2


@pytest.mark.parametrize(
    "text", ["page=-1", "page=x", "page=99999999999", "page=50", "q=%00", "owner=%27;--"]
)
def test_junk_in_an_address_is_harmless(register, text):
    query = asked(register, text).query
    assert len(search_assets(register, query).rows) in (0, 2)


def test_nothing_of_another_place_is_found(register, other_site):
    assert names(other_site) == ["Otherham Hall"]
    assert matching(register, Query(use="all", text="otherham")).count() == 0
