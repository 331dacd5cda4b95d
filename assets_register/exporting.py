"""The register as open data: the national columns, exactly."""

from collections.abc import Iterator
from typing import Any

from assets_register.importing.mappings import NATIONAL
from assets_register.importing.normalising import plain_decimal
from assets_register.importing.reporting import csv_lines
from assets_register.models import Asset, AssetQuerySet


def export_assets_csv(assets: AssetQuerySet) -> Iterator[str]:
    """Return assets as lines of a CSV with the columns of the national schema, in its order.

    Local Government Transparency Code 2015, paragraphs 35 to 37. Coordinates are WGS84. The
    caller narrows the assets to what its reader may see.
    """

    def rows() -> Iterator[list[str]]:
        yield list(NATIONAL)
        for asset in assets.select_related("owner").order_by("pk").iterator(chunk_size=500):
            yield [_cell(asset, field) for field in NATIONAL.values()]

    return csv_lines(rows())


def _cell(asset: Asset, field: str) -> str:
    value: Any
    if field == "organisation":
        value = asset.owner.name if asset.owner else ""
    elif field == "property_name":
        value = asset.property_name or asset.name
    elif field == "crs":
        value = "WGS84" if asset.latitude is not None else ""
    elif field in ("x", "y"):
        value = asset.longitude if field == "x" else asset.latitude
    elif field in ("building_size", "land_area"):
        number = getattr(asset, field)
        value = "" if number is None else plain_decimal(number)
    else:
        value = getattr(asset, field)
    return "" if value is None else str(value)
