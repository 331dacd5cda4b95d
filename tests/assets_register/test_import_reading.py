"""Any file at all gives rows or a plain reason, never a traceback."""

import csv
import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets_register.importing.mappings import CHELTENHAM, NATIONAL, NATIONAL_SCHEMA, choose_mapping
from assets_register.importing.normalising import normalise
from assets_register.importing.reading import UnreadableFile, read_table
from assets_register.importing.screening import screen

HEADING = ",".join(NATIONAL)


def _zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("assets.csv", HEADING)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"  \n \n", "empty"),
        (_zip(), "zip file or a spreadsheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500, "old Excel"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x00\x01\x02" * 100, "not a text file"),
        (b"\xff\xfe" + b"a\x00,\x00\x00\x00" * 20, "not a text file"),
        (b"\xff\xfe\x00\x00" + b"abc", "not a text file"),
        (b"<!DOCTYPE html><table><tr><td>a,b,c</table>", "web page"),
        (b'{"type": "FeatureCollection", "features": []}', "GeoJSON"),
        (b'\n[{"AssetCode": "1", "UPRN": 3, "x": 2}]', "JSON"),
        (b"just one line of prose", "No heading row"),
        (b"a,b,c\n1,2,3\n", "names no columns we know"),
        (HEADING.encode(), "no rows under it"),
        (f'{HEADING}\n"Council,never closed\n1,2\n'.encode(), "quotation mark"),
        (b"x" * (33 * 1024 * 1024), "larger than 32 MB"),
        (b"q\xff\x81\xfe,zz;" * 800_000, "heading"),
        (b"a,b\n" * 2_500_000, "rows"),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else None,
)
def test_junk_gives_a_plain_reason(content, said):
    with pytest.raises(UnreadableFile, match=said) as caught:
        choose_mapping(read_table(content).headings)
    assert "Traceback" not in str(caught.value)
    assert len(str(caught.value)) < 1500


@given(st.binary(max_size=4000))
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_bytes_are_read_or_refused(content):
    try:
        table = read_table(content)
        mapping = choose_mapping(table.headings)
    except UnreadableFile:
        return
    for row in table.rows:
        screen(normalise(mapping.given(row.cells), grid=mapping.grid).values)


_cells = st.lists(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60),
    min_size=20,
    max_size=20,
)


@given(st.lists(_cells, min_size=1, max_size=8))
@settings(max_examples=150, deadline=None)
def test_any_cells_keep_their_rows_and_text(rows):
    written = io.StringIO(newline="")
    csv.writer(written).writerows([list(NATIONAL), *rows])
    filled = [cells for cells in rows if any(cell.strip() for cell in cells)]
    try:
        table = read_table(written.getvalue().encode())
    except UnreadableFile:
        assert not filled
        return
    assert [list(row.cells.values()) for row in table.rows] == filled
    for row in table.rows:
        normal = normalise(NATIONAL_SCHEMA.given(row.cells))
        assert normal.unusable or normal.values["name"]
        screen(normal.values)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings_give_the_same_rows(encoding):
    content = f"{HEADING}\nCouncil,,,,A1,Café “Ouse”,,High Street\n".encode(encoding)
    assert read_table(content).rows[0].cells["PropertyName"] == "Café “Ouse”"


def test_repeated_headings_and_bare_returns_in_cells_are_kept():
    content = b'Org,Org,AssetCode,PropertyName\r\nA,B,1,"Hall\rHigh Street\r \r"\r\n'
    table = read_table(content)
    assert table.rows[0].cells == {
        "Org": "A",
        "Org (2)": "B",
        "AssetCode": "1",
        "PropertyName": "Hall\rHigh Street\r \r",
    }
    assert "Headings that come twice: Org" in table.notes[0].text


def test_a_row_with_cells_beyond_the_heading_is_not_trusted():
    table = read_table(b"AssetCode,PropertyName,Town\n1,Hall,Sale\n2,Hall,The Old, Sale\n3,Hall,Sale,,\n")
    assert [bool(row.ragged) for row in table.rows] == [False, True, False]
    assert table.rows[1].cells["(beyond the last heading, 1)"] == " Sale"


def test_empty_rows_are_counted_and_title_lines_passed_over():
    table = read_table(b"Our assets\n\nAssetCode;PropertyName;Town\n1;Hall;Sale\n;;\n\n2;Park;Hale\n")
    assert [row.number for row in table.rows] == [1, 2]
    assert table.empty_rows == 2


def test_mapping_is_chosen_by_the_heading():
    assert choose_mapping(list(NATIONAL)) is NATIONAL_SCHEMA
    cheltenham = [
        "Organisation",
        "OrganisationLabel",
        "Organisation (2)",
        "UPRN",
        "AssetCode",
        "PropertyName",
    ]
    assert choose_mapping(cheltenham) is CHELTENHAM
    guessed = choose_mapping(["Asset ID", "Name of building/land", "Easting", "Northing", "Postcode"])
    assert guessed.columns == {
        "Asset ID": "asset_code",
        "Name of building/land": "property_name",
        "Postcode": "postcode",
        "Easting": "x",
        "Northing": "y",
    }


def test_heading_again_among_the_rows_is_no_asset():
    table = read_table(b"Code,Name,Post\n1,Hall,M1\nCode, Name,Post\n2,Shed,M2\n")
    assert [row.cells["Name"] for row in table.rows] == ["Hall", "Shed"]
    assert any("heading comes again 1 times" in note.text for note in table.notes)
