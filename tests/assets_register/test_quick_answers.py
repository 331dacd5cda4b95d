"""What is answered from totals, rings and indexes is what looking at every row gives."""

import random

import pytest

from assets_register import counting
from assets_register.counting import CAP, counts_of
from assets_register.enums import AssetKind, FactKey
from assets_register.geography import clusters_of
from assets_register.matching import matching, wanted
from assets_register.models import AssetHours, AssetIndex
from assets_register.orders import nearest_rows
from assets_register.query import Key, Query
from assets_register.search import search_assets
from civic.partners.services import ensure_organisation
from civic.places.geo import Box, distance_metres, h3_cells
from civic.places.models import Neighbourhood
from tests.assets_register.many import many_assets

HERE = (53.4, -2.3)


@pytest.fixture
def many(site, other_site):
    """Three hundred spaces of every sort, dense in the middle; and another place's on top of them."""
    chance = random.Random(11)
    owners = [None, *(ensure_organisation(site, f"Owner {number}") for number in range(3))]
    areas = [None] + [
        Neighbourhood.objects.create(
            site=site,
            code=f"E{n}",
            name=f"Area {n}",
            slug=f"area-{n}",
            geometry={},
            west=0,
            south=0,
            east=0,
            north=0,
        )
        for n in range(2)
    ]

    def rows(count, owners, areas):
        return [
            {
                "name": f"Space {number}",
                "kind": chance.choice(AssetKind.values),
                "public_use": chance.choice(["yes", "no", "not_known"]),
                "owner": chance.choice(owners),
                "neighbourhood": chance.choice(areas),
                "opening_hours_osm": chance.choice(["", "Mo-Fr 09:00-17:00", "24/7"]),
                "latitude": HERE[0] + chance.gauss(0, 0.03) if number % 9 else None,
                "longitude": HERE[1] + chance.gauss(0, 0.05) if number % 9 else None,
                "facts": {
                    key: chance.choice(["yes", "no"])
                    for key in chance.sample(FactKey.values, chance.randrange(4))
                },
            }
            for number in range(count)
        ]

    many_assets(site, rows(300, owners, areas))
    many_assets(other_site, rows(40, [None], [None]))
    assert AssetHours.objects.count() == 2
    return site


ONE_FACET = [
    {"kinds": ("hall",)},
    {"kinds": ("hall", "library", "park")},
    {"facilities": ("kitchen",)},
    {"owners": ("owner-1",)},
    {"owners": ("owner-0", "owner-2")},
    {"owners": ("nobody",)},
    {"areas": ("area-1",)},
    {"placed": "yes"},
    {"placed": "no"},
]


def said(counts):
    facets = {
        facet: {str(key): n for key, n in values.items() if n} for facet, values in counts.facets.items()
    }
    return counts.total, counts.mapped, dict(counts.by_scope), facets, counts.more


@pytest.mark.parametrize("use", ["usable", "all"])
@pytest.mark.parametrize("chosen", ONE_FACET)
def test_counts_of_one_facet_are_those_of_counting_one_by_one(many, monkeypatch, chosen, use):
    found = wanted(many, Query(**chosen, use=use))
    totalled = counts_of(found)
    monkeypatch.setattr(counting, "one_facet", lambda found: None)
    counted = counts_of(found)
    assert said(totalled) == said(counted)
    assert counted.first is not None
    assert totalled.first is None
    assert totalled.total == matching(many, found.query).count()


def test_counts_of_one_facet_are_exact_beyond_the_cap(many, monkeypatch):
    monkeypatch.setattr(counting, "CAP", 5)
    whole = counts_of(wanted(many, Query(use="all", kinds=tuple(AssetKind.values))))
    assert (whole.total, whole.by_scope["all"], whole.more) == (300, 300, frozenset())
    assert whole.said("total", whole.total) == "300"
    two = counts_of(wanted(many, Query(use="all", kinds=tuple(AssetKind.values), placed="yes")))
    assert "total" in two.more
    assert two.facets["kind"] == counts_of(wanted(many, Query(use="all", placed="yes"))).facets["kind"]


@pytest.mark.parametrize(
    "query", [{}, {"kinds": ("hall", "park", "library")}, {"facilities": ("lift",)}, {"use": "all"}]
)
@pytest.mark.parametrize("within", ["0.5", "2", "10"])
def test_nearest_first_is_every_row_by_its_distance(many, query, within):
    found = wanted(many, Query(near="X", latitude=HERE[0], longitude=HERE[1], within=within, **query))
    rows = (
        matching(many, Query(**query)).exclude(latitude=None).values_list("asset_id", "latitude", "longitude")
    )
    away = sorted((distance_metres(*HERE, north, east), pk) for pk, north, east in rows)
    expected = [row for row in away if row[0] <= {"0.5": 805, "2": 3219, "10": 16093}[within]]
    assert nearest_rows(found, CAP) == expected
    assert set(matching(many, found.query).values_list("asset_id", flat=True)) == {
        pk for _metres, pk in expected
    }
    for start in range(0, len(expected), 7):
        first, later = expected[start : start + 7], expected[start + 7 : start + 14]
        assert nearest_rows(found, 7, key=Key(number=first[-1][1], value=repr(first[-1][0]))) == later
        if later:
            before = Key(number=later[0][1], value=repr(later[0][0]), before=True)
            assert nearest_rows(found, 7, key=before) == first


def test_nearest_with_nothing_about_looks_as_far_as_asked_and_no_farther(site):
    many_assets(site, [{"name": "Far", "public_use": "yes", "latitude": HERE[0] + 0.1, "longitude": HERE[1]}])
    far, nearer = (
        wanted(site, Query(near="X", latitude=HERE[0], longitude=HERE[1], within=within))
        for within in ("10", "5")
    )
    assert [round(row[0]) for row in nearest_rows(far, 5)] == [11120]
    assert nearest_rows(nearer, 5) == []


@pytest.mark.parametrize("resolution", [9, 10])
@pytest.mark.parametrize("query", [{}, *ONE_FACET[:5], {"kinds": ("hall", "park"), "facilities": ("lift",)}])
def test_closest_clusters_hold_every_row_of_their_cells(many, query, resolution):
    box = Box(west=HERE[1] - 0.02, south=HERE[0] - 0.01, east=HERE[1] + 0.02, north=HERE[0] + 0.01)
    cells = {}
    rows = matching(many, Query(use="all", **query)).exclude(latitude=None)
    for north, east in rows.values_list("latitude", "longitude"):
        cells.setdefault(h3_cells(north, east)[resolution], []).append((north, east))
    middles = {
        cell: (len(points), *(sum(values) / len(points) for values in zip(*points, strict=True)))
        for cell, points in cells.items()
    }
    expected = {cell: middle[0] for cell, middle in middles.items() if box.holds(*middle[1:])}
    found = clusters_of(many, Query(use="all", **query), resolution, box)
    assert {spot.cell: spot.count for spot in found} == expected


def test_words_with_each_kind_find_that_kind_alone(many):
    """The text index alone decides which kind: no two may look the same to it."""
    kinds = dict(AssetIndex.objects.filter(site=many, usable=True).values_list("asset_id", "kind"))
    for kind in AssetKind.values:
        page = search_assets(many, Query(text="space", kinds=(kind,)))
        assert {row.asset.pk for row in page.rows} == {pk for pk, each in kinds.items() if each == kind}
