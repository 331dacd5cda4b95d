"""What the map draws: clusters, single spaces, outlines, and the picture for browsers without scripts."""

import json
import math
import random

import pytest
from django.core.cache import cache

from assets_register.drawing import DrawnArea, DrawnSpot, drawn_map, labelled
from assets_register.geography import bounds, clusters_of, outline, read_box, resolution_for, spots
from assets_register.index import MAP_RESOLUTIONS
from assets_register.models import Asset
from assets_register.pages import SpacesIndexPage
from assets_register.query import Query
from assets_register.services import create_asset
from civic.pages.services import add_section
from civic.places.geo import Box
from civic.places.models import Neighbourhood, PlaceSettings
from civic.places.selectors import neighbourhood_at
from tests.assets_register.many import many_assets

WHOLE = Box(west=-3, south=53, east=-2, north=54)
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[-2.4, 53.3], [-2.2, 53.3], [-2.2, 53.5], [-2.4, 53.5], [-2.4, 53.3]]],
}


@pytest.fixture
def spread(site, other_site):
    """Two hundred spaces about the place, one far away, one nowhere; and another place's."""
    cache.clear()
    chance = random.Random(2)
    many_assets(
        site,
        [
            {
                "name": f"Space {number}",
                "kind": "hall" if number % 2 else "park",
                "public_use": "yes",
                "latitude": 53.3 + chance.random() / 5,
                "longitude": -2.4 + chance.random() / 5,
                "facts": {"kitchen": "yes"} if number % 3 else {},
            }
            for number in range(200)
        ],
    )
    create_asset(site, name="Far away", publish=True, public_use="yes", latitude=50.2, longitude=-5)
    create_asset(site, name="Nowhere", publish=True, public_use="yes")
    create_asset(other_site, name="Elsewhere", publish=True, public_use="yes", latitude=53.4, longitude=-2.3)
    Neighbourhood.objects.create(
        site=site, code="E1", name="Quayside", slug="quayside", geometry=SQUARE,
        west=-2.4, south=53.3, east=-2.2, north=53.5,
    )  # fmt: skip
    return site


def test_clusters_from_totals_are_the_same_as_counted(spread):
    facets = [{}, {"kinds": ("hall",)}, {"facilities": ("kitchen",)}, {"use": "all"}]
    for resolution in MAP_RESOLUTIONS:
        for facet in facets:
            totalled = clusters_of(spread, Query(**facet), resolution)
            counted = clusters_of(spread, Query(**facet, placed="yes"), resolution)
            assert [(one.cell, one.count) for one in totalled] == [(one.cell, one.count) for one in counted]
            for one, other in zip(totalled, counted, strict=True):
                assert one.latitude == pytest.approx(other.latitude, abs=1e-5)
                assert one.longitude == pytest.approx(other.longitude, abs=1e-5)


def test_every_space_in_view_is_counted_once_at_any_zoom(spread):
    for zoom in (5, 9, 11, 13, 16, 18):
        found = spots(spread, Query(), WHOLE, zoom)
        assert sum(spot.count for spot in found) == 200
        single = [asset.pk for spot in found for asset in spot.assets]
        assert len(set(single)) == len(single)


def test_few_spaces_are_shown_one_by_one_and_those_at_one_point_together(site):
    for name in ("Hall", "Room in the hall"):
        create_asset(site, name=name, publish=True, latitude=53.4, longitude=-2.3)
    create_asset(site, name="Park", publish=True, latitude=53.41, longitude=-2.3)
    found = spots(site, Query(), WHOLE, 9)
    assert sorted([asset.name for asset in spot.assets] for spot in found) == [
        ["Hall", "Room in the hall"],
        ["Park"],
    ]


def test_closer_zoom_never_has_wider_cells():
    levels = [resolution_for(zoom) for zoom in range(25)]
    assert levels == sorted(levels)
    assert (levels[0], levels[-1]) == (MAP_RESOLUTIONS[0], MAP_RESOLUTIONS[-1])


def test_one_asset_far_away_does_not_shrink_the_map(spread):
    box = bounds(spread, Query())
    assert box.south > 53
    far = bounds(spread, Query(text="far away"))
    assert (far.south, far.west) == (50.2, -5)


def test_part_of_the_map_narrows_the_list_to_its_count(spread):
    from assets_register.counting import count_spaces

    cluster = max(clusters_of(spread, Query(), 7), key=lambda spot: spot.count)
    assert count_spaces(spread, Query(cell=cluster.cell)).total == cluster.count


def test_drawn_map_counts_every_space_of_the_place(spread):
    drawn = drawn_map(spread, Query())
    assert [area.name for area in drawn.areas] == ["Quayside"]
    assert sum(spot.count for spot in drawn.spots) == 200
    assert all(0 <= spot.x <= drawn.width and 0 <= spot.y <= drawn.height for spot in drawn.spots)


def test_drawn_numbers_cover_neither_each_other_nor_a_name(spread):
    drawn = drawn_map(spread, Query())
    spots = drawn.spots
    assert len(spots) > 3
    assert all(
        math.hypot(one.x - other.x, one.y - other.y) >= one.radius + other.radius
        for place, one in enumerate(spots)
        for other in spots[:place]
    )
    for area in drawn.areas:
        if area.label:
            half = len(area.label) * 5
            assert not any(
                abs(spot.x - area.label_x) < spot.radius + half - 20
                and abs(spot.y - area.label_y + 5) < spot.radius
                for spot in spots
            )


def test_name_without_room_is_left_off_the_drawing():
    area = DrawnArea(name="Quayside", slug="quayside", kind="neighbourhood", path="", places=[(500, 500)])
    whole = DrawnSpot(x=500, y=500, radius=400, count=9, cell="", words="")
    assert labelled([area], [whole], 1000)[0].label == ""
    assert labelled([area], [], 1000)[0].label == "Quayside"


def test_drawn_map_of_one_space_has_one_dot(spread):
    assert len(drawn_map(spread, Query(), marked=(53.4, -2.3)).spots) == 1


def test_place_without_outlines_still_has_a_map(site):
    assert drawn_map(site, Query()) is None
    create_asset(site, name="Hall", publish=True, latitude=53.4, longitude=-2.3)
    assert len(drawn_map(site, Query()).spots) == 1


def test_base_map_is_drawn_under_everything(spread):
    settings = PlaceSettings.for_site(spread)
    line = {"type": "LineString", "coordinates": [[-2.3, 53.3], [-2.3, 53.5]]}
    settings.base_map = {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": {"kind": 'ri"ver>'}, "geometry": line}],
    }
    settings.save()
    (shape,) = drawn_map(spread, Query()).base
    assert (shape.kind, shape.is_line, shape.path[0]) == ("river", True, "M")
    assert [f["properties"]["layer"] for f in outline(spread)["features"]] == ["neighbourhood", "base"]


@pytest.mark.parametrize(
    "text", ["", "1,2,3", "a,b,c,d", "-2,53,-3,54", "nan,1,2,3", "-2,53,inf,54", "-200,0,1,1"]
)
def test_box_of_junk_is_refused(text):
    assert read_box(text) is None


@pytest.mark.parametrize("query", ["", "bbox=-3,53,-2,54", "bbox=-3,53,-2,54&zoom=x", "bbox=0&zoom=3",
                                   "bbox=-3,53,-2,54&zoom=99"])  # fmt: skip
def test_clusters_asked_for_badly_are_refused_in_words(client, site, query):
    add_section(site.root_page.specific, SpacesIndexPage, "Find a space", slug="spaces")
    response = client.get(f"/spaces/clusters.json?{query}")
    assert response.status_code == 422
    assert "bbox" in json.loads(response.content)["detail"]


def test_outline_says_where_a_name_goes(spread):
    (quayside,) = outline(spread)["features"]
    places = quayside["properties"]["name_at"]
    assert len(places) > 5
    names = {neighbourhood_at(spread, latitude, longitude).name for longitude, latitude in places}
    assert names == {"Quayside"}


def test_map_names_only_public_spaces(client, spread):
    add_section(spread.root_page.specific, SpacesIndexPage, "Find a space", slug="spaces")
    Asset.objects.filter(site=spread).exclude(name="Space 1").update(status="draft")
    found = json.loads(client.get("/spaces/clusters.json?bbox=-3,53,-2,54&zoom=18").content)["spots"]
    assert [item["name"] for spot in found for item in spot["items"]] == ["Space 1"]
