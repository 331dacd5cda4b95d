import json

import pytest
from django.core.management import CommandError, call_command

from civic.places.management.files import site_named
from civic.places.models import Neighbourhood, Postcode
from civic.places.selectors import neighbourhood_at, place_middle, postcode_point
from civic.places.services import UnreadableFile, import_boundaries, import_postcodes


def square(west, south, size=0.1):
    east, north = west + size, south + size
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


def collection(*features):
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "properties": {"wd23cd": code, "wd23nm": name}, "geometry": geometry}
                for code, name, geometry in features
            ],
        }
    ).encode()


TWO = collection(("E1", "Quayside", square(-2.3, 53.4)), ("E2", "Hill", square(-2.2, 53.4)))


def test_boundaries_are_taken_once(site, other_site):
    import_boundaries(other_site, collection(("E1", "Elsewhere", square(-2.3, 53.4))))
    first = import_boundaries(site, TWO)
    again = import_boundaries(site, TWO)
    assert (first.created, first.changed, first.unchanged) == (2, 0, 0)
    assert (again.created, again.changed, again.unchanged) == (0, 0, 2)
    assert list(Neighbourhood.objects.filter(site=site).values_list("code", "name", "slug")) == [
        ("E2", "Hill", "hill"),
        ("E1", "Quayside", "quayside"),
    ]
    assert neighbourhood_at(site, 53.45, -2.25).name == "Quayside"
    assert neighbourhood_at(site, 50, 0) is None
    assert place_middle(site).longitude == pytest.approx(-2.2)


def test_boundaries_of_one_code_become_one(site):
    report = import_boundaries(
        site, collection(("E1", "Isles", square(-2.3, 53.4)), ("E1", "Isles", square(-2.0, 53.4)))
    )
    assert (report.created, report.problems) == (1, [])
    assert Neighbourhood.objects.get(site=site).geometry["type"] == "MultiPolygon"


def test_boundaries_of_long_codes_that_begin_alike_stay_apart(site):
    long = "z" * 40
    two = collection((long + "1", "North\0", square(-2.3, 53.4)), (long + "2", "South", square(-2.0, 53.4)))
    assert import_boundaries(site, two).created == 2
    assert import_boundaries(site, two).unchanged == 2
    assert set(Neighbourhood.objects.filter(site=site).values_list("name", flat=True)) == {"North", "South"}


def test_boundaries_in_grid_metres_are_moved(site):
    import_boundaries(site, collection(("E1", "Grid", square(378000, 388000, 1000))))
    row = Neighbourhood.objects.get(site=site)
    assert (row.west, row.south) == (pytest.approx(-2.333, abs=0.01), pytest.approx(53.388, abs=0.01))


def test_boundary_without_area_is_named_and_the_rest_taken(site):
    report = import_boundaries(
        site,
        collection(
            ("E1", "Quayside", square(-2.3, 53.4)), ("E2", "Dot", {"type": "Point", "coordinates": [0, 1]})
        ),
    )
    assert report.created == 1
    assert [(p.row, p.what) for p in report.problems] == [(2, "Dot")]


def test_boundary_outside_britain_or_turned_is_named_and_left_out(site):
    turned = square(-2.3, 53.4)
    turned["coordinates"] = [[[y, x] for x, y in turned["coordinates"][0]]]
    report = import_boundaries(site, collection(("E1", "Turned", turned), ("E2", "Atoll", square(70, 1))))
    assert [(p.what, p.why) for p in report.problems] == [
        ("Turned", "it is not in Great Britain; longitude and latitude look swapped"),
        ("Atoll", "it is not in Great Britain"),
    ]
    assert not Neighbourhood.objects.filter(site=site).exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not json",
        b"[" * 200_000,
        b"[1]",
        b'{"type": "FeatureCollection", "features": []}',
        b"PK\x03\x04zip",
        b"a\x00b",
        b'{"type": "FeatureCollection", "features": [{"properties": {"x": 1}, "geometry": null}]}',
    ],
)
def test_boundaries_of_junk_are_refused_in_words(site, content):
    with pytest.raises(UnreadableFile):
        import_boundaries(site, content)
    assert not Neighbourhood.objects.filter(site=site).exists()


POSTCODES = (
    b"postcode,ward_code,lon,lat\n"
    b"pb1 1aa,E1,-2.25,53.45\nPB1 1AB,E2,-2.25,53.45\nM32 OXZ,E1,-2.25,53.45\n"
    b"PB1 1AE,E1,53.45,-2.25\nPB1 1AD,E1,NA,NA\nPB1 1AA,E1,-2.25,53.45\n"
)


def test_postcodes_account_for_every_row(site, other_site):
    import_boundaries(site, TWO)
    report = import_postcodes(site, POSTCODES)
    assert (report.created, report.total) == (2, 6)
    assert [(p.row, p.what, p.why) for p in report.problems] == [
        (4, "M32 OXZ", "it is not a full postcode (perhaps M32 0XZ)"),
        (5, "PB1 1AE", "-2.25, 53.45 is not in Great Britain; longitude and latitude look swapped"),
        (6, "PB1 1AD", "its longitude or latitude is not a number"),
        (7, "PB1 1AA", "it is in the file twice; the first is kept"),
    ]
    assert report.notes == ["Row 3, PB1 1AB: listed in Hill, but its point lies in Quayside."]
    assert postcode_point(site, "PB11AA").neighbourhood.name == "Quayside"
    assert postcode_point(other_site, "PB11AA") is None


def test_postcodes_taken_again_change_nothing(site):
    import_boundaries(site, TWO)
    import_postcodes(site, POSTCODES)
    again = import_postcodes(site, POSTCODES)
    assert (again.created, again.changed, again.unchanged) == (0, 0, 2)


def test_boundaries_after_postcodes_place_them(site):
    import_postcodes(site, POSTCODES)
    assert postcode_point(site, "PB1 1AA").neighbourhood is None
    import_boundaries(site, TWO)
    assert postcode_point(site, "PB1 1AA").neighbourhood.name == "Quayside"


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"a" * 200_000, b"postcode,lon,lat\nnonsense,1,2\n"])
def test_postcodes_of_junk_are_refused_in_words(site, content):
    with pytest.raises(UnreadableFile):
        import_postcodes(site, content)


def test_command_names_the_places_it_knows(site, other_site, tmp_path):
    file = tmp_path / "wards.geojson"
    file.write_bytes(TWO)
    with pytest.raises(CommandError, match=r"testserver, other\.example"):
        call_command("import_boundaries", str(file), site="nowhere.example")
    with pytest.raises(CommandError, match="Cannot read"):
        call_command("import_boundaries", str(tmp_path / "none"), site="testserver")


def test_two_places_at_one_host_are_told_apart_by_port(site, other_site):
    other_site.hostname, other_site.port = "testserver", 8000
    other_site.save()
    with pytest.raises(
        CommandError, match=r"Several places are at testserver.*testserver:80, testserver:8000"
    ):
        site_named("testserver")
    assert [site_named(host) for host in ("testserver:80", "testserver:8000")] == [site, other_site]


@pytest.mark.data
def test_trafford_boundaries_and_postcodes(site, data_folder, capsys):
    folder = data_folder / "trafford"
    call_command("import_boundaries", str(folder / "electoral_ward.geojson"), site="testserver")
    call_command("import_postcodes", str(folder / "trafford_postcodes.csv"), site="testserver")
    said = capsys.readouterr().out
    assert "21 neighbourhoods: 21 new" in said
    assert "11264 postcodes: 11264 new" in said
    assert "466 share one" in said
    # WA14 2UE really differs; M16 9BT lies less than a metre from its ward's edge.
    assert [
        line.split(", ")[1].split(":")[0] for line in said.splitlines() if "its point lies in" in line
    ] == [
        "M16 9BT",
        "WA14 2UE",
    ]
    assert Postcode.objects.filter(site=site, neighbourhood=None).count() <= 1
