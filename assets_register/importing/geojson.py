"""Read GeoJSON (RFC 7946) as rows: properties as columns, and a point of each shape."""

import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from shapely.errors import ShapelyError
from shapely.geometry import shape

from assets_register.importing.notes import Note
from assets_register.importing.tables import COLUMN_LIMIT, ROW_LIMIT, Table, UnreadableFile, table_of

#: The columns the geometry becomes. A grid reference comes only with the ``crs`` of before RFC 7946.
X, Y, CRS = "geometry x", "geometry y", "geometry crs"


def read_geojson(text: str) -> Table:
    """Return the features of a collection as rows. Raises ``UnreadableFile`` where it is none."""
    try:
        found = json.loads(text, parse_constant=str)
    except (ValueError, RecursionError) as error:
        if isinstance(error, json.JSONDecodeError):
            said = _("This looks like GeoJSON and stops making sense near line %(n)d.") % {"n": error.lineno}
            raise UnreadableFile(said) from None
        raise UnreadableFile(_("This looks like GeoJSON and stops making sense.")) from None
    features = found.get("features") if found.get("type") == "FeatureCollection" else None
    if not isinstance(features, list):
        raise UnreadableFile(_("This is JSON, but no GeoJSON: it has no FeatureCollection with features."))
    features = [feature for feature in features if isinstance(feature, dict)]
    if not features:
        raise UnreadableFile(_("The GeoJSON has no features in it."))
    if len(features) > ROW_LIMIT:
        raise UnreadableFile(_("The GeoJSON has more than %(n)s features.") % {"n": f"{ROW_LIMIT:,}"})
    return table_of(_lines(features, _crs(found)), notes=_notes(features))


def _lines(features: list[dict[str, Any]], crs: str) -> Iterator[list[str]]:
    """Give the heading, then a line for each feature."""
    rows = [_properties(feature) for feature in features]
    names = list(dict.fromkeys(name for row in rows for name in row))
    if len(names) > COLUMN_LIMIT:
        said = _("The features have %(n)d properties; a list of assets has about twenty.")
        raise UnreadableFile(said % {"n": len(names)})
    yield [*names, X, Y, CRS]
    for row, feature in zip(rows, features, strict=True):
        x, y = _point(feature.get("geometry"))
        yield [*(row.get(name, "") for name in names), x, y, crs if x else ""]


def _properties(feature: dict[str, Any]) -> dict[str, str]:
    given = feature.get("properties")
    row = {str(name): _text(value) for name, value in given.items()} if isinstance(given, dict) else {}
    if feature.get("id") not in (None, "") and "id" not in row:
        row["id"] = _text(feature["id"])
    return row


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _point(geometry: Any) -> tuple[str, str]:
    """Return a point that lies in the shape, as text; empty where there is no sound geometry."""
    if not isinstance(geometry, dict):
        return "", ""
    try:
        found = shape(geometry)
        point = found if found.geom_type == "Point" else found.representative_point()
        return ("", "") if point.is_empty else (repr(point.x), repr(point.y))
    except (ShapelyError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        return "", ""


def _crs(found: dict[str, Any]) -> str:
    """Return the grid the collection names, as GeoJSON of 2008 could; WGS84 where it names none."""
    crs = found.get("crs")
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    return "OSGB36" if "27700" in name else "WGS84"


def _notes(features: list[dict[str, Any]]) -> list[Note]:
    shapes = sum(
        1
        for feature in features
        if isinstance(feature.get("geometry"), dict) and feature["geometry"].get("type") != "Point"
    )
    said = gettext_noop("%(n)s shapes are no points; a point inside each was taken.")
    return [Note(message=said, given={"n": shapes})] if shapes else []
