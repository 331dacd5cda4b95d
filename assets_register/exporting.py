"""The register as open data: the national columns, exactly, as CSV or XLSX, and GeoJSON.

All of them come piece by piece: the whole register is never in memory.
"""

import json
from collections.abc import Iterator
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from assets_register.addresses import space_path
from assets_register.importing.mappings import NATIONAL
from assets_register.importing.normalising import plain_decimal
from assets_register.importing.reporting import csv_lines
from assets_register.models import Asset, AssetQuerySet

#: Rows one sheet of a spreadsheet holds, its heading too (ECMA-376; what Excel itself takes).
SHEET_ROWS = 1_048_576
#: What a spreadsheet may reckon with. UPRNs and codes stay text: they begin with noughts.
NUMBERS = {"x", "y", "building_size", "land_area"}


def export_assets_csv(assets: AssetQuerySet) -> Iterator[str]:
    """Return assets as lines of a CSV with the columns of the national schema, in its order.

    Local Government Transparency Code 2015, paragraphs 35 to 37. Coordinates are WGS84. The
    caller narrows the assets to what its reader may see.
    """

    def rows() -> Iterator[list[str]]:
        yield list(NATIONAL)
        for values in _rows(assets):
            yield [_text(value) for value in values]

    return csv_lines(rows())


def write_assets_xlsx(assets: AssetQuerySet, file: IO[bytes]) -> None:
    """Write assets as a workbook of one sheet, with the same columns as the CSV, to a file.

    Text is always text, so nothing in it becomes a formula. Rows are written as they are read.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Assets")
    sheet.freeze_panes = "A2"
    for number, column in enumerate(NATIONAL):
        sheet.column_dimensions[_letters(number)].width = max(12, len(column) + 2)
    sheet.append([_bold(sheet, column) for column in NATIONAL])
    fields = list(NATIONAL.values())
    for values in _rows(assets):
        sheet.append(
            [
                float(value) if field in NUMBERS and value is not None else _as_text(sheet, _text(value))
                for field, value in zip(fields, values, strict=True)
            ]
        )
    book.save(file)


def export_assets_geojson(assets: AssetQuerySet, section: str) -> Iterator[str]:
    """Return assets as pieces of one GeoJSON collection; ``section`` is the path of the spaces page.

    What is not on the map has no geometry (RFC 7946, 3.2).
    """
    yield '{"type": "FeatureCollection", "features": ['
    joint = ""
    for asset in assets.iterator(chunk_size=500):
        yield joint + json.dumps(_feature(asset, section), ensure_ascii=False)
        joint = ",\n"
    yield "]}"


def _rows(assets: AssetQuerySet) -> Iterator[list[Any]]:
    for asset in assets.select_related("owner").order_by("pk").iterator(chunk_size=500):
        yield [_value(asset, field) for field in NATIONAL.values()]


def _value(asset: Asset, field: str) -> Any:
    if field == "organisation":
        return asset.owner.name if asset.owner else ""
    if field == "property_name":
        return asset.property_name or asset.name
    if field == "crs":
        return "WGS84" if asset.latitude is not None else ""
    if field in ("x", "y"):
        return asset.longitude if field == "x" else asset.latitude
    if field in ("building_size", "land_area"):
        number = getattr(asset, field)
        return None if number is None else plain_decimal(number)
    return getattr(asset, field)


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _as_text(sheet: Any, text: str) -> Any:
    if not text:
        return None
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", text))
    cell.data_type = "s"
    return cell


def _bold(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=text)
    cell.font = Font(bold=True)
    return cell


def _letters(number: int) -> str:
    return chr(ord("A") + number)


def _feature(asset: Asset, section: str) -> dict[str, Any]:
    geometry = None
    if asset.latitude is not None:
        geometry = {"type": "Point", "coordinates": [asset.longitude, asset.latitude]}
    properties = {
        "name": asset.name,
        "kind": asset.kind,
        "address": asset.address,
        "owner": asset.owner.name if asset.owner else None,
        "looked_after_by": asset.custodian.name if asset.custodian else None,
        "can_people_use_it": asset.public_use,
        "offered": asset.is_usable,
        "checked_at": asset.checked_at.isoformat() if asset.checked_at else None,
        "url": space_path(asset, section),
    }
    return {"type": "Feature", "id": str(asset.uuid), "geometry": geometry, "properties": properties}
