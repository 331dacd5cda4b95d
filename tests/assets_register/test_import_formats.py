"""Excel workbooks and GeoJSON give the rows a CSV of the same list would; bombs are refused."""

import io
import json
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from assets_register.importing import spreadsheets
from assets_register.importing.columns import describe_columns
from assets_register.importing.reading import UnreadableFile, read_table

ROWS = [
    ["Ref", "Name", "Post code", "UPRN", "From", "Open"],
    ["A1", "Weir Hall", "M33 7DF", 10070405081.0, date(2026, 1, 10), True],
    ["A2", "Lock Library", None, None, datetime(2026, 1, 10, 9, 30), False],
]


def workbook(*sheets):
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def cells(table):
    return [list(row.cells.values()) for row in table.rows]


def test_workbook_gives_the_rows_of_a_csv():
    table = read_table(workbook(("Assets", ROWS)))
    csv = read_table(
        b"Ref,Name,Post code,UPRN,From,Open\nA1,Weir Hall,M33 7DF,10070405081,2026-01-10,yes\n"
        b"A2,Lock Library,,,2026-01-10T09:30:00,no\n"
    )
    assert (table.headings, cells(table)) == (csv.headings, cells(csv))
    assert table.notes == []


def test_workbook_with_a_cover_sheet_gives_the_sheet_with_the_list():
    table = read_table(workbook(("Read me", [["About this list"]]), ("Assets", ROWS)))
    assert len(table.rows) == 2
    assert [note.text for note in table.notes] == ["The workbook has 2 sheets; “Assets” was read."]


def test_formulas_give_what_they_came_to_and_errors_nothing():
    """Excel keeps what a formula last came to beside it; openpyxl writes none, so the part is mended."""
    packed = workbook(("Assets", [ROWS[0], ["A1", "=1+1", "#N/A", None, None, "x"]]))
    mended = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(mended, "w") as new:
        for name in old.namelist():
            part = old.read(name).replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
            new.writestr(name, part.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>"))
    assert cells(read_table(mended.getvalue())) == [["A1", "2", "", "", "", "x"]]


def _bomb():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        for number in range(11):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", b"0" * (20 * 1024 * 1024))
    return packed.getvalue()


def _entities():
    """A billion laughs: a workbook whose XML swells as it is read."""
    packed = io.BytesIO()
    laughs = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'
    with zipfile.ZipFile(io.BytesIO(workbook(("A", ROWS)))) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            new.writestr(name, laughs if name == "xl/worksheets/sheet1.xml" else old.read(name))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (_bomb(), "unpacks to more than 200 MB"),
        (_entities(), "damaged"),
        (workbook(("A", ROWS))[:3000], "damaged or cut short"),
        (workbook(("A", [])), "No heading row"),
        (workbook(("A", [ROWS[0]])), "no rows under it"),
        (workbook(("A", [[str(n) for n in range(300)]])), "300 columns"),
    ],
    ids=["bomb", "entities", "cut off", "empty", "heading only", "wide"],
)
def test_workbooks_that_are_none_are_refused_in_plain_words(content, said):
    with pytest.raises(UnreadableFile, match=said):
        read_table(content)


def test_sheet_of_endless_rows_is_refused(monkeypatch):
    monkeypatch.setattr(spreadsheets, "ROW_LIMIT", 50)
    with pytest.raises(UnreadableFile, match="more than 50 rows"):
        read_table(workbook(("A", [*ROWS, *[["A", "B", "C"]] * 60])))


def feature(geometry, **properties):
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features, **more):
    return json.dumps({"type": "FeatureCollection", "features": features, **more}).encode()


def test_geojson_gives_properties_as_columns_and_a_point_in_each_shape():
    square = [[[-2.4, 53.4], [-2.2, 53.4], [-2.2, 53.6], [-2.4, 53.6], [-2.4, 53.4]]]
    table = read_table(
        collection(
            feature({"type": "Point", "coordinates": [-2.35, 53.45]}, name="Weir Hall", tags=["a", "b"]),
            feature({"type": "Polygon", "coordinates": square}, name="Weir Park", open=True),
            feature(None, name="Nowhere"),
        )
    )
    assert table.headings == ["name", "tags", "open", "geometry x", "geometry y", "geometry crs"]
    assert cells(table) == [
        ["Weir Hall", '["a", "b"]', "", "-2.35", "53.45", "WGS84"],
        ["Weir Park", "", "yes", "-2.3", "53.5", "WGS84"],
        ["Nowhere", "", "", "", "", ""],
    ]
    assert [note.text for note in table.notes] == ["1 shapes are no points; a point inside each was taken."]
    assert [column.field for column in describe_columns(table)] == ["property_name", "", "", "x", "y", "crs"]


def test_geojson_on_the_national_grid_says_so():
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}
    table = read_table(
        collection(feature({"type": "Point", "coordinates": [1, 2]}, name="x", b="y"), crs=crs)
    )
    assert table.rows[0].cells["geometry crs"] == "OSGB36"


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point", "coordinates": []},
        {"type": "Point", "coordinates": ["a", "b"]},
        {"type": "Polygon", "coordinates": [[[0, 0]]]},
        {"type": "Nonsense", "coordinates": [1, 2]},
        {"type": "Polygon"},
        "POINT (1 2)",
    ],
)
def test_a_geometry_that_is_none_leaves_its_row_without_a_point(geometry):
    table = read_table(collection(feature(geometry, name="Hall", town="Sale")))
    assert list(table.rows[0].cells.values()) == ["Hall", "Sale", "", "", ""]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "stops making sense near line 1"),
        (b'{"type": "Topology"}', "no GeoJSON"),
        (b'{"type": "FeatureCollection", "features": [1, null]}', "no features"),
        (b'{"a":' * 100_000, "stops making sense"),
        (b'{"type": "FeatureCollection", "features": ' + b"9" * 5000 + b"}", "stops making sense"),
    ],
)
def test_json_that_is_no_geojson_is_refused_in_plain_words(content, said):
    with pytest.raises(UnreadableFile, match=said):
        read_table(content)


@pytest.mark.data
@pytest.mark.parametrize(
    ("file", "rows", "fields"),
    [
        ("trafford/trafford_land_and_building_assets.csv", 608, 20),
        ("trafford/libraries.geojson", 13, 8),
        ("trafford/trafford_leisure_centres_and_parking_polygons.geojson", 17, 8),
        ("cheltenham/cheltenham_council_land_and_assets_2021.geojson", 497, 13),
        ("edinburgh/Community_centres.csv", 49, 7),
        ("edinburgh/Edinburgh_City_Chambers_rooms.csv", 9, 1),
    ],
)
def test_real_files_have_their_columns_guessed(data_folder, file, rows, fields):
    table = read_table((data_folder / file).read_bytes())
    known = [column.field for column in describe_columns(table) if column.field]
    assert (len(table.rows), len(known), len(set(known))) == (rows, fields, fields)
