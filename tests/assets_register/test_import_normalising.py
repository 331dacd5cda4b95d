"""One row of strings becomes typed values, and everything mended or left out is said."""

import pytest

from assets_register.enums import AssetKind, NotAPlace
from assets_register.importing.normalising import normalise
from assets_register.importing.screening import screen


def _row(**cells):
    return normalise({"property_name": "Hall", "x": "-2.35", "y": "53.4", **cells})


def _codes(row):
    return [note.code for note in row.notes]


def test_an_ordinary_row_has_nothing_to_note():
    row = _row(uprn="10070405081", postcode="m33 7df", building_size="1,047.50", effective_date="29/09/2023")
    assert _codes(row) == []
    assert row.values["uprn"] == "010070405081"
    assert row.values["postcode"] == "M33 7DF"
    assert row.values["building_size"] == "1047.5"
    assert row.values["effective_date"] == "2023-09-29"
    assert (row.values["latitude"], row.values["longitude"]) == (53.4, -2.35)


def test_a_mistyped_postcode_is_left_out_with_a_suggestion():
    row = _row(postcode="M32 OXZ")
    assert _codes(row) == ["bad_postcode"]
    assert "M32 0XZ" in row.notes[0].text
    assert row.values["postcode"] == ""
    assert row.values["postcode_suggestion"] == "M32 0XZ"


def test_an_outcode_is_kept_and_named():
    row = _row(postcode="WA15")
    assert (row.values["postcode"], _codes(row)) == ("WA15", ["outcode_only"])


def test_swapped_coordinates_are_turned_and_said():
    row = _row(x="53.457484", y="-2.365856", crs="WGS84")
    assert (row.values["latitude"], row.values["longitude"]) == (53.457484, -2.365856)
    assert _codes(row) == ["swapped"]


def test_swapped_grid_metres_are_turned_where_only_that_lies_in_the_place():
    given = {"property_name": "Hall", "x": "222126", "y": "395265", "crs": "OSGB36"}
    row = normalise(given, inside=lambda latitude, longitude: 51.8 < latitude < 52)
    assert (row.values["easting"], row.values["northing"]) == (395265.0, 222126.0)
    assert row.values["latitude"] == pytest.approx(51.897667, abs=2e-5)
    assert _codes(row) == ["swapped"]
    elsewhere = normalise(given, inside=lambda latitude, longitude: False)
    assert (elsewhere.values["easting"], _codes(elsewhere)) == (222126.0, ["outside_place"])


def test_letters_nobody_sees_are_left_out():
    assert _row(property_name="Weir\x00 \x02Hall\u202e\ufeff").values["name"] == "Weir Hall"


@pytest.mark.parametrize(
    ("x", "y", "code"),
    [
        ("", "", "no_coordinates"),
        ("-2.3", "", "bad_coordinates"),
        ("east", "north", "bad_coordinates"),
        ("0", "0", "bad_coordinates"),
        ("nan", "inf", "bad_coordinates"),
        ("9999999", "9999999", "bad_coordinates"),
    ],
)
def test_coordinates_that_are_none_leave_the_asset_off_the_map(x, y, code):
    row = _row(x=x, y=y)
    assert row.values["latitude"] is None
    assert row.values["longitude"] is None
    assert _codes(row) == [code]


def test_grid_metres_are_kept_as_given_beside_degrees():
    row = _row(x="395265", y="222126")
    assert (row.values["easting"], row.values["northing"]) == (395265.0, 222126.0)
    assert row.values["latitude"] == pytest.approx(51.897667, abs=2e-5)


def test_a_point_outside_the_place_is_taken_and_said():
    row = normalise({"property_name": "Hall", "x": "-2.6", "y": "53.5"}, inside=lambda lat, lon: False)
    assert _codes(row) == ["outside_place"]
    assert row.values["latitude"] == 53.5


@pytest.mark.parametrize(("given", "kept"), [("54-56", "54-56"), ("2-4a", "2-4a"), ("12", "12")])
def test_a_street_number_is_text(given, kept):
    assert _row(street_number=given).values["street_number"] == kept


def test_a_number_that_is_none_is_left_out_and_said():
    row = _row(building_size="£62")
    assert row.values["building_size"] is None
    assert _codes(row) == ["bad_number"]


def test_a_uprn_rounded_by_a_spreadsheet_is_left_out():
    row = _row(uprn="1.00013E+11")
    assert (row.values["uprn"], _codes(row)) == ("", ["bad_uprn"])


def test_garbled_letters_are_put_right():
    row = _row(property_name="Sale of a Rent Charge of Â£62 p.a.")
    assert row.values["name"] == "Sale of a Rent Charge of £62 p.a."
    assert _codes(row) == ["garbled"]
    assert screen(row.values).not_a_place == NotAPlace.RENT_CHARGE


def test_no_name_takes_the_address():
    row = _row(property_name="N/A", street_name="Land At\rNaunton Lane\r \r")
    assert row.values["name"] == "Land At Naunton Lane"
    assert row.values["property_name"] == ""
    assert _codes(row) == ["no_name"]


def test_neither_name_nor_address_is_unusable():
    row = _row(property_name=" ", street_name="N/A")
    assert row.unusable
    assert "nothing_to_call_it" in _codes(row)


@pytest.mark.parametrize(
    "name",
    [
        "Old Hall Road Childrens Home",
        "Rose Children's Residential Home",
        "Women's refuge",
        "Partington Centre Caretakers Flat",
        "Caretaker's House, off Flixton Road",
        "Turn Moss Playing Fields, Parks Amenities and Groundsmans House",
        "Gardens, Public Toilets with private flat above",
        "Elm Staff Houses",
        "Shawe View Residential Care Home",
    ],
)
def test_what_could_do_harm_is_held_back(name):
    assert screen({"name": name, "holding_type": "Buildings"}).held_reason


@pytest.mark.parametrize(
    "name",
    [
        "Stretford & Lostock Childrens Centre",
        "Hale Library",
        "Longford Park",
        "Refugee Week Hall",
        "Homestead Hall",
    ],
)
def test_what_does_no_harm_is_not_held_back(name):
    assert screen({"name": name, "holding_type": "Buildings"}).held_reason == ""


@pytest.mark.parametrize(
    ("name", "holding", "kind", "flag"),
    [
        ("Hale Library", "Buildings", AssetKind.LIBRARY, ""),
        ("Eaton Road Allotments (No Facilities)", "Land", AssetKind.ALLOTMENT, ""),
        ("Chapel Road", "Buildings", AssetKind.OTHER, ""),
        ("Land at Edge Lane", "Land", AssetKind.LAND, NotAPlace.BARE_LAND),
        ("Land at Park Road, former school", "Land", AssetKind.LAND, NotAPlace.BARE_LAND),
        ("Tennis Courts. Land fronting to Carver Road", "Land", AssetKind.SPORTS, ""),
        ("Re: Electricity Sub-station Canterbury Road", "Land", AssetKind.LAND, NotAPlace.INFRASTRUCTURE),
        ("Part of highways", "Land", AssetKind.LAND, NotAPlace.INFRASTRUCTURE),
        ("Sale War Memorial", "Land", AssetKind.CEMETERY, ""),
        ("Seymour Park", "Land", AssetKind.PARK, ""),
    ],
)
def test_kind_and_flag_come_from_the_words(name, holding, kind, flag):
    found = screen({"name": name, "property_name": name, "holding_type": holding})
    assert (found.kind, found.not_a_place) == (kind, flag)
