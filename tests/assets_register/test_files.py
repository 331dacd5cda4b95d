"""The register as files: what a spreadsheet takes for text, and how often one may ask."""

import io
import json

import pytest
from openpyxl import load_workbook

from assets_register import files
from assets_register.importing.mappings import NATIONAL
from assets_register.pages import SpacesIndexPage
from assets_register.services import create_asset
from civic.pages.services import add_section


@pytest.fixture
def spaces(site):
    return add_section(site.root_page.specific, SpacesIndexPage, "Find a space", "spaces")


def sheet_of(response):
    return load_workbook(io.BytesIO(b"".join(response))).active


def test_spreadsheet_keeps_text_as_text_and_numbers_as_numbers(client, site, spaces):
    create_asset(
        site, name='=HYPERLINK("http://x.example")', publish=True, public_use="yes", uprn="010090012345",
        street_name="1\x0bHigh Street", latitude=53.4, longitude=-2.3, building_size="120.50",
    )  # fmt: skip
    response = client.get("/spaces/spaces.xlsx")
    assert response["Content-Type"] == files.XLSX
    assert response["Content-Disposition"] == 'attachment; filename="spaces.xlsx"'
    sheet = sheet_of(response)
    heading, row = list(sheet.rows)
    assert [cell.value for cell in heading] == list(NATIONAL)
    cells = dict(zip(NATIONAL.values(), row, strict=True))
    assert (cells["property_name"].data_type, cells["property_name"].value[:11]) == ("s", "=HYPERLINK(")
    assert (cells["uprn"].data_type, cells["uprn"].value) == ("s", "010090012345")
    assert (cells["x"].value, cells["y"].value, cells["building_size"].value) == (-2.3, 53.4, 120.5)
    assert cells["street_name"].value == "1High Street"
    assert cells["land_area"].value is None


def test_no_spaces_make_a_file_with_a_heading_alone(client, spaces):
    assert list(sheet_of(client.get("/spaces/spaces.xlsx")).values) == [tuple(NATIONAL)]
    assert json.loads(b"".join(client.get("/spaces/spaces.geojson"))) == {
        "type": "FeatureCollection",
        "features": [],
    }


def test_more_than_a_sheet_holds_is_said(client, site, spaces, monkeypatch):
    create_asset(site, name="Hall", publish=True, public_use="yes")
    monkeypatch.setattr(files, "SHEET_ROWS", 1)
    answer = client.get("/spaces/spaces.xlsx")
    assert answer.status_code == 422
    assert "Please take the CSV" in answer.content.decode()


@pytest.mark.parametrize("name", ["spaces.csv", "spaces.xlsx", "spaces.geojson"])
def test_files_are_throttled(name, client, spaces, monkeypatch):
    monkeypatch.setattr(files, "FILES", 2)
    assert [client.get(f"/spaces/{name}").status_code for _ in range(3)] == [200, 200, 429]
