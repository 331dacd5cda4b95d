import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.places.geo import (
    Areas,
    PostcodeKind,
    area_shape,
    box_around,
    distance_metres,
    grid_to_wgs84,
    h3_cell,
    h3_cells,
    normalised_postcode,
    wgs84_to_grid,
)

SQUARE = {"type": "Polygon", "coordinates": [[[0, 50], [1, 50], [1, 51], [0, 51], [0, 50]]]}


@pytest.mark.parametrize(
    ("text", "kind", "code", "suggestion"),
    [
        ("WA14 1PF", PostcodeKind.UNIT, "WA14 1PF", ""),
        (" wa141pf\n", PostcodeKind.UNIT, "WA14 1PF", ""),
        ("EC1A1BB", PostcodeKind.UNIT, "EC1A 1BB", ""),
        ("M32", PostcodeKind.OUTCODE, "M32", ""),
        ("M32 OXZ", PostcodeKind.NONE, "", "M32 0XZ"),
        ("WAI4 1PF", PostcodeKind.NONE, "", "WA14 1PF"),
        ("£62", PostcodeKind.NONE, "", ""),
        ("", PostcodeKind.NONE, "", ""),
        ("Altrincham", PostcodeKind.NONE, "", ""),
    ],
)
def test_postcode_read_from_text(text, kind, code, suggestion):
    reading = normalised_postcode(text)
    assert (reading.kind, reading.code, reading.suggestion) == (kind, code, suggestion)


@given(st.text(max_size=40))
def test_postcode_from_anything_never_fails(text):
    reading = normalised_postcode(text)
    assert bool(reading.code) == (reading.kind is not PostcodeKind.NONE)
    if reading.suggestion:
        assert normalised_postcode(reading.suggestion).code == reading.suggestion


@given(st.floats(200_000, 600_000), st.floats(100_000, 900_000))
def test_grid_there_and_back_within_a_centimetre(easting, northing):
    point = grid_to_wgs84(easting, northing)
    back = wgs84_to_grid(point.latitude, point.longitude)
    assert back.easting == pytest.approx(easting, abs=0.01)
    assert back.northing == pytest.approx(northing, abs=0.01)


@pytest.mark.parametrize(("easting", "northing"), [(-1, 5), (100012797623, 53.4), (400000, 1_400_000)])
def test_grid_point_off_the_grid_is_refused(easting, northing):
    with pytest.raises(ValueError, match="not on the National Grid"):
        grid_to_wgs84(easting, northing)


@pytest.mark.data
def test_cheltenham_grid_points_are_within_two_metres_of_their_geojson(data_folder):
    folder = data_folder / "cheltenham"
    features = json.loads((folder / "cheltenham_council_land_and_assets_2021.geojson").read_text())
    points: dict[str, list[tuple[float, float]]] = {}
    for feature in features["features"]:
        points.setdefault(feature["properties"]["id"], []).append(feature["geometry"]["coordinates"])
    text = (folder / "local_authority_land_and_assets_2021.csv").read_bytes().decode("cp1252")
    errors = []
    for row in list(csv.reader(io.StringIO(text, newline="")))[1:]:
        if not row[10]:
            continue
        point = grid_to_wgs84(float(row[10]), float(row[11]))
        errors.append(
            min(
                distance_metres(point.latitude, point.longitude, latitude, longitude)
                for longitude, latitude in points[row[5].strip()]
            )
        )
    assert len(errors) == 497
    assert max(errors) < 2


def test_distance_of_one_degree_of_latitude():
    assert distance_metres(50, 0, 51, 0) == pytest.approx(111_195, abs=1)


def test_box_holds_what_is_within_reach():
    box = box_around(53.4, -2.3, 1000)
    assert distance_metres(53.4, -2.3, box.north, -2.3) == pytest.approx(1000, abs=1)
    assert distance_metres(53.4, -2.3, 53.4, box.east) == pytest.approx(1000, abs=1)


def test_h3_cells_are_whole_numbers_that_fit_a_database():
    cells = h3_cells(53.4, -2.3)
    assert sorted(cells) == [6, 7, 8, 9, 10]
    assert all(0 < cell < 2**63 for cell in cells.values())
    assert h3_cell(53.4, -2.3, 10) == cells[10]


def test_areas_find_the_one_that_holds_a_point():
    areas = Areas({7: area_shape(SQUARE)})
    assert areas.containing(50.5, 0.5) == 7
    assert areas.containing(49, 0.5) is None
    assert Areas({}).containing(50, 0) is None


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "MultiPolygon", "coordinates": [SQUARE["coordinates"]]},
        {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [0, 50]}, SQUARE]},
        # a bow tie: it crosses itself
        {"type": "Polygon", "coordinates": [[[0, 50], [1, 51], [1, 50], [0, 51], [0, 50]]]},
    ],
)
def test_area_of_several_geometries(geometry):
    assert area_shape(geometry).area > 0


@pytest.mark.parametrize("geometry", [{}, {"type": "Point", "coordinates": [0, 1]}, {"type": "Nonsense"}])
def test_area_of_what_is_none_is_refused(geometry):
    with pytest.raises(ValueError, match="shape"):
        area_shape(geometry)
