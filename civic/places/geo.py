"""Coordinates: WGS84 kept, OSGB36 read and written, H3 cells, distances, postcodes as people type them.

Latitudes and longitudes are WGS84 degrees; eastings and northings are OSGB36 National Grid metres
(EPSG:27700). Nothing here asks the database or the network.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any

import h3
from pyproj import Transformer
from shapely import STRtree
from shapely.geometry import GeometryCollection, MultiPolygon, Point, Polygon, mapping, shape
from shapely.ops import unary_union

#: Mean radius of the Earth in metres (IUGG).
EARTH_RADIUS = 6_371_008.8

#: What the National Grid covers, in metres, and WGS84 around Great Britain, in degrees.
GRID_EAST, GRID_NORTH = (0.0, 700_000.0), (0.0, 1_300_000.0)
BRITAIN_LATITUDE, BRITAIN_LONGITUDE = (49.5, 61.5), (-9.0, 2.5)

#: H3 resolutions kept for every place: about 6 km, 2.3 km, 860 m, 330 m and 125 m across.
RESOLUTIONS = (6, 7, 8, 9, 10)

# Ordnance Survey's own seven-parameter Helmert transformation ("A guide to coordinate systems in
# Great Britain", section 6.6; EPSG:1314). Written out, so that the result is the same on every
# machine whether or not PROJ finds the finer OSTN15 grid. Measured against GDAL's OSTN15 result
# on 497 assets in Cheltenham: at most 1.04 m.
_TO_WGS84 = (
    "+proj=pipeline +step +inv +proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 "
    "+y_0=-100000 +ellps=airy +step +proj=push +v_3 +step +proj=cart +ellps=airy "
    "+step +proj=helmert +x=446.448 +y=-125.157 +z=542.06 +rx=0.15 +ry=0.247 +rz=0.842 "
    "+s=-20.489 +convention=position_vector +step +inv +proj=cart +ellps=WGS84 "
    "+step +proj=pop +v_3 +step +proj=unitconvert +xy_in=rad +xy_out=deg"
)


@dataclass(frozen=True, kw_only=True)
class LatLon:
    """A point in WGS84 degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, kw_only=True)
class GridPoint:
    """A point on the National Grid, in metres."""

    easting: float
    northing: float


@dataclass(frozen=True, kw_only=True)
class Box:
    """A rectangle of latitudes and longitudes."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, latitude: float, longitude: float) -> bool:
        """Say whether a point is in it."""
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east


@lru_cache(maxsize=1)
def _transformer() -> Transformer:
    return Transformer.from_pipeline(_TO_WGS84)


def grid_to_wgs84(easting: float, northing: float) -> LatLon:
    """Return where a National Grid point is. Raises ``ValueError`` off the grid."""
    if not (GRID_EAST[0] <= easting <= GRID_EAST[1] and GRID_NORTH[0] <= northing <= GRID_NORTH[1]):
        raise ValueError(f"{easting}, {northing} is not on the National Grid")
    longitude, latitude = _transformer().transform(easting, northing)
    return LatLon(latitude=latitude, longitude=longitude)


def wgs84_to_grid(latitude: float, longitude: float) -> GridPoint:
    """Return a point's National Grid easting and northing. Raises ``ValueError`` off Great Britain."""
    if not in_britain(latitude, longitude):
        raise ValueError(f"{latitude}, {longitude} is not in Great Britain")
    easting, northing = _transformer().transform(longitude, latitude, direction="INVERSE")
    return GridPoint(easting=easting, northing=northing)


def in_britain(latitude: float, longitude: float) -> bool:
    """Say whether a point is in the rectangle around Great Britain."""
    return (
        BRITAIN_LATITUDE[0] <= latitude <= BRITAIN_LATITUDE[1]
        and BRITAIN_LONGITUDE[0] <= longitude <= BRITAIN_LONGITUDE[1]
    )


def distance_metres(
    latitude: float, longitude: float, other_latitude: float, other_longitude: float
) -> float:
    """Return the great-circle distance in metres (haversine, on a sphere: within 0.5%)."""
    north = math.radians(other_latitude - latitude)
    east = math.radians(other_longitude - longitude)
    chord = (
        math.sin(north / 2) ** 2
        + math.cos(math.radians(latitude)) * math.cos(math.radians(other_latitude)) * math.sin(east / 2) ** 2
    )
    return 2 * EARTH_RADIUS * math.asin(math.sqrt(min(1.0, chord)))


def box_around(latitude: float, longitude: float, metres: float) -> Box:
    """Return the rectangle that holds every point within a distance."""
    north = math.degrees(metres / EARTH_RADIUS)
    east = north / max(0.01, math.cos(math.radians(latitude)))
    return Box(west=longitude - east, south=latitude - north, east=longitude + east, north=latitude + north)


def box_inside(latitude: float, longitude: float, metres: float) -> Box:
    """Return a rectangle all of which is within a distance, nearly the greatest: for up to some 50 km.

    Its corners towards the pole are nearer, those towards the equator farther, by less than the margin.
    """
    return box_around(latitude, longitude, metres / math.sqrt(2) * 0.99)


# ---- H3: hexagonal cells, kept as 64-bit whole numbers ----------------------------------------
def h3_cell(latitude: float, longitude: float, resolution: int) -> int:
    """Return the H3 cell a point lies in."""
    return int(h3.str_to_int(h3.latlng_to_cell(latitude, longitude, resolution)))


def h3_cells(latitude: float, longitude: float) -> dict[int, int]:
    """Return a point's cell at each of ``RESOLUTIONS``."""
    finest = h3.latlng_to_cell(latitude, longitude, RESOLUTIONS[-1])
    return {level: int(h3.str_to_int(h3.cell_to_parent(finest, level))) for level in RESOLUTIONS}


def is_h3_cell(number: int) -> bool:
    """Say whether a number is a cell's."""
    return bool(h3.is_valid_cell(h3.int_to_str(number)))


def h3_parent(cell: int, resolution: int) -> int:
    """Return the wider cell that a cell belongs to."""
    return int(h3.str_to_int(h3.cell_to_parent(h3.int_to_str(cell), resolution)))


def h3_resolution(cell: int) -> int:
    """Return a cell's resolution: bits 52 to 55 of its number (H3's index layout)."""
    return cell >> 52 & 15


def h3_area(resolution: int) -> float:
    """Return the mean area of a cell in square metres."""
    return float(h3.average_hexagon_area(resolution, "m^2"))


def h3_children(cell: int, resolution: int) -> tuple[int, int]:
    """Return the least and the greatest number that cells within a cell have at a finer resolution.

    A cell's number holds a digit of three bits for each resolution, 7 where it is coarser than that.
    """
    own = h3_resolution(cell)
    last = cell + (resolution - own << 52)
    digits = (1 << 3 * (15 - own)) - (1 << 3 * (15 - resolution))
    return last & ~digits, last


def h3_cells_in(box: Box, resolution: int) -> list[int]:
    """Return the cells that a rectangle touches. The rectangle is narrower than half the Earth."""
    # H3 joins corners by great circles, which leave a parallel towards the pole.
    across = math.radians(box.east - box.west)
    middle = math.radians((box.south + box.north) / 2)
    bow = math.degrees(across**2 / 8 * abs(math.sin(middle) * math.cos(middle))) * 1.5
    south, north = max(box.south - bow, -90), min(box.north + bow, 90)
    corners = [(south, box.west), (south, box.east), (north, box.east), (north, box.west)]
    found = h3.h3shape_to_cells_experimental(h3.LatLngPoly(corners), resolution, contain="overlap")
    return [int(h3.str_to_int(cell)) for cell in found]


def h3_box(cell: int) -> Box:
    """Return a rectangle around all that belongs to a cell: finer cells reach a little over its edge."""
    corners = h3.cell_to_boundary(h3.int_to_str(cell))
    latitudes, longitudes = [point[0] for point in corners], [point[1] for point in corners]
    up, across = (max(values) - min(values) for values in (latitudes, longitudes))
    return Box(
        west=min(longitudes) - across / 4,
        south=min(latitudes) - up / 4,
        east=max(longitudes) + across / 4,
        north=max(latitudes) + up / 4,
    )


# ---- shapes ------------------------------------------------------------------------------------
def area_shape(geometry: Mapping[str, Any]) -> Polygon | MultiPolygon:
    """Return the area in a GeoJSON geometry, mended where it crosses itself.

    Takes Polygon, MultiPolygon and GeometryCollection (its areas together). Raises ``ValueError``
    where there is no area in it.
    """
    try:
        found = shape(geometry)
    except Exception as error:  # shapely raises many kinds on strangers' shapes
        raise ValueError("this is not a GeoJSON shape") from error
    parts = list(found.geoms) if isinstance(found, GeometryCollection) else [found]
    return joined_area([part for part in parts if isinstance(part, Polygon | MultiPolygon)])


def joined_area(parts: Sequence[Any]) -> Polygon | MultiPolygon:
    """Return several areas as one. Raises ``ValueError`` where nothing is left."""
    joined = unary_union([part if part.is_valid else part.buffer(0) for part in parts])
    if joined.is_empty or not isinstance(joined, Polygon | MultiPolygon):
        raise ValueError("there is no area in this shape")
    return joined


def as_geojson(area: Any, *, decimals: int = 6) -> dict[str, Any]:
    """Return a shape as GeoJSON; six decimals are about 10 cm."""

    def rounded(value: Any) -> Any:
        if isinstance(value, float | int):
            return round(float(value), decimals)
        return [rounded(each) for each in value]

    found = mapping(area)
    return {"type": found["type"], "coordinates": rounded(found["coordinates"])}


class Areas:
    """Finds which of many areas a point lies in."""

    def __init__(self, shapes: Mapping[int, Any]) -> None:
        """Take areas by the id they are to be known under."""
        self._ids = list(shapes)
        self._tree = STRtree([shapes[id_] for id_ in self._ids])

    def containing(self, latitude: float, longitude: float) -> int | None:
        """Return the id of the area that holds a point, or None. A point on an edge counts."""
        if not self._ids:
            return None
        hits = self._tree.query(Point(longitude, latitude), predicate="intersects")
        return self._ids[int(min(hits))] if len(hits) else None


# ---- postcodes -----------------------------------------------------------------------------------
#: The form of a postcode (BS 7666-2:2006, annex C): outward code, then a digit and two letters.
#: No real area has Z second, so TZ is free for places that are made up.
_OUTCODE = (
    r"(?:TZ[0-9]{1,2}|"
    r"[A-PR-UWYZ](?:[0-9]{1,2}|[A-HK-Y][0-9]{1,2}|[0-9][A-HJKPSTUW]|[A-HK-Y][0-9][ABEHMNPRVWXY]))"
)
_UNIT = re.compile(rf"^({_OUTCODE})([0-9][ABD-HJLNP-UW-Z]{{2}})$")
_OUTCODE_ONLY = re.compile(rf"^{_OUTCODE}$")
_LOOKS_LIKE_DIGIT = str.maketrans({"O": "0", "I": "1", "L": "1", "S": "5", "Z": "2", "B": "8"})
_LOOKS_LIKE_LETTER = str.maketrans({"0": "O", "1": "I", "5": "S", "8": "B", "2": "Z"})


class PostcodeKind(Enum):
    """What somebody's text turned out to be."""

    UNIT = "unit"
    OUTCODE = "outcode"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class PostcodeReading:
    """A postcode as read from text."""

    kind: PostcodeKind
    code: str = ""
    """``M32 0XZ`` for a unit, ``M32`` for an outcode, empty where it is neither."""
    suggestion: str = ""
    """Where it is neither: what was probably meant, with letters and digits mixed up put right."""


def normalised_postcode(text: str) -> PostcodeReading:
    """Read a postcode as people type it: any case, any spaces.

    A full unit, an outcode alone, or not a postcode; then with a suggestion where swapping
    look-alikes (O and 0, I and 1) makes one. Form only: says nothing of whether it exists.
    """
    squeezed = re.sub(r"[\s.\-]+", "", text or "").upper()
    if not squeezed or len(squeezed) > 8:
        return PostcodeReading(kind=PostcodeKind.NONE)
    if match := _UNIT.match(squeezed):
        return PostcodeReading(kind=PostcodeKind.UNIT, code=f"{match[1]} {match[2]}")
    if _OUTCODE_ONLY.match(squeezed):
        return PostcodeReading(kind=PostcodeKind.OUTCODE, code=squeezed)
    return PostcodeReading(kind=PostcodeKind.NONE, suggestion=_suggested_postcode(squeezed))


def _suggested_postcode(squeezed: str) -> str:
    """Return the postcode that look-alike letters and digits hide, or nothing."""
    if not 5 <= len(squeezed) <= 7:
        return ""
    out, sector, unit = squeezed[:-3], squeezed[-3], squeezed[-2:]
    inward = sector.translate(_LOOKS_LIKE_DIGIT) + unit.translate(_LOOKS_LIKE_LETTER)
    for outward in (
        out,
        out[:1].translate(_LOOKS_LIKE_LETTER) + out[1:].translate(_LOOKS_LIKE_DIGIT),
        out[:2].translate(_LOOKS_LIKE_LETTER) + out[2:].translate(_LOOKS_LIKE_DIGIT),
    ):
        if match := _UNIT.match(outward + inward):
            return f"{match[1]} {match[2]}"
    return ""
