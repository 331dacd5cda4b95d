"""Pellbridge on the map: drawn by us and placed in the sea off Wales, where no real street is.

Everything is laid out in metres east and north of the old bridge, and turned into WGS84 here.
Postcodes begin with TZ, which no British postcode does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import cos, radians, sin
from typing import Any

from shapely.geometry import LineString, MultiPoint, Point, Polygon, mapping
from shapely.ops import voronoi_diagram

#: Where the old bridge stands, WGS84.
LATITUDE, LONGITUDE = 52.300, -4.930
_METRES_PER_DEGREE = 111_320.0

Metres = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Ward:
    """One neighbourhood of Pellbridge."""

    code: str
    name: str
    name_cy: str
    middle: Metres
    outcode: str


WARDS = (
    Ward(code="PB01", name="Quayside", name_cy="Glan y Cei", middle=(-1500, -700), outcode="TZ1"),
    Ward(code="PB02", name="Tannery", name_cy="Y Barcdy", middle=(-350, -650), outcode="TZ1"),
    Ward(code="PB03", name="St Aldhelm's", name_cy="Sant Aldhelm", middle=(150, 450), outcode="TZ1"),
    Ward(code="PB04", name="Cinder Hill", name_cy="Bryn Cols", middle=(1450, 350), outcode="TZ1"),
    Ward(code="PB05", name="Priory Fields", name_cy="Caeau'r Priordy", middle=(950, -1150), outcode="TZ2"),
    Ward(code="PB06", name="Netherfold", name_cy="Y Gorlan Isaf", middle=(2700, -700), outcode="TZ3"),
    Ward(code="PB07", name="Marl Lane", name_cy="Lôn Farl", middle=(-900, 1250), outcode="TZ3"),
    Ward(code="PB08", name="Upper Hafod", name_cy="Hafod Uchaf", middle=(1300, 1950), outcode="TZ4"),
)

# The coast lies to the west; the rest is the borough's edge, walked clockwise from the north-west.
_EDGE: tuple[Metres, ...] = (
    (-1950, 2050), (-1100, 2500), (-100, 2350), (800, 2850), (1900, 2800), (2550, 2250),
    (2700, 1300), (3350, 700), (3700, -200), (3500, -1150), (2800, -1750), (1900, -1800),
    (1100, -2200), (100, -1950), (-700, -1850), (-1350, -1750), (-1900, -1450), (-2250, -1150),
    (-2050, -900), (-2380, -620), (-2150, -350), (-2500, 50), (-2200, 500), (-2350, 950),
    (-2050, 1400),
)  # fmt: skip
_RIVER: tuple[Metres, ...] = (
    (3900, 1400), (3000, 1050), (2350, 1000), (1900, 800), (1250, -200), (700, -380), (250, -80),
    (0, 0), (-350, -150), (-800, -60), (-1250, -300), (-1700, -250), (-2150, -430), (-2900, -500),
)  # fmt: skip
_PARKS: dict[str, tuple[Metres, ...]] = {
    "Priory Green": ((700, -1000), (1150, -950), (1200, -1350), (800, -1450), (600, -1250)),
    "Cinder Tip Park": ((1750, 550), (2150, 600), (2200, 250), (1850, 150), (1650, 300)),
    "Netherfold Allotments": ((2750, -950), (3150, -850), (3200, -1150), (2850, -1250)),
    "Hafod Common": ((1000, 2250), (1600, 2450), (1850, 2150), (1500, 1900), (1050, 2000)),
    "The Strand": ((-2050, 150), (-1750, 200), (-1700, 700), (-2000, 800)),
}
_STREETS: dict[str, tuple[Metres, ...]] = {
    "Bridge Street": ((-700, 700), (-250, 350), (0, 0), (250, -350), (500, -800)),
    "Quay Road": ((-1950, -800), (-1500, -620), (-900, -420), (-350, -420), (60, -90)),
    "Tannery Steps": ((-550, -1000), (-420, -750), (-300, -500), (-160, -250)),
    "Cinder Hill Road": ((60, 90), (600, 250), (1150, 330), (1700, 420), (2600, 650), (3300, 650)),
    "Priory Way": ((500, -800), (950, -880), (1500, -900), (2100, -800), (2700, -720), (3400, -650)),
    "Marl Lane": ((-250, 350), (-550, 850), (-900, 1250), (-1250, 1700), (-1350, 2200)),
    "Hafod Road": ((600, 250), (850, 900), (1150, 1500), (1300, 2000), (1500, 2600)),
    "Church Row": ((-250, 350), (150, 500), (420, 750), (850, 900)),
    "Strand Parade": ((-1950, -800), (-1850, -100), (-1650, 500), (-1600, 1200), (-1250, 1700)),
    "Netherfold Lane": ((2600, 650), (2650, 0), (2700, -720), (2550, -1400)),
    "Foundry Lane": ((1150, 330), (1250, -100), (1300, -500), (1500, -900), (1300, -1700)),
}


def at(east: float, north: float) -> tuple[float, float]:
    """Return WGS84 (latitude, longitude) of a point given in metres from the old bridge."""
    latitude = LATITUDE + north / _METRES_PER_DEGREE
    longitude = LONGITUDE + east / (_METRES_PER_DEGREE * cos(radians(LATITUDE)))
    return round(latitude, 6), round(longitude, 6)


def _lonlat(points: Sequence[Metres]) -> list[tuple[float, float]]:
    return [(lon, lat) for lat, lon in (at(east, north) for east, north in points)]


@cache
def ward_shapes() -> dict[str, Polygon]:
    """Return each ward's outline, in metres, by code: every spot belongs to the nearest middle."""
    edge = Polygon(_EDGE)
    cells = voronoi_diagram(MultiPoint([ward.middle for ward in WARDS]), envelope=edge)
    return {
        ward.code: next(cell for cell in cells.geoms if cell.contains(Point(ward.middle)))
        .intersection(edge)
        .simplify(1)
        for ward in WARDS
    }


def boundaries() -> dict[str, Any]:
    """Return the wards as GeoJSON, in the form ``import_boundaries`` reads."""
    shapes = ward_shapes()
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"code": ward.code, "name": ward.name, "name_cy": ward.name_cy},
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [_lonlat(list(shapes[ward.code].exterior.coords))],
                },
            }
            for ward in WARDS
        ],
    }


def base_map() -> dict[str, Any]:
    """Return land, river, parks and streets as GeoJSON; ``kind`` says how to draw each."""

    def feature(kind: str, shape: Any, name: str = "") -> dict[str, Any]:
        return {"type": "Feature", "properties": {"kind": kind, "name": name}, "geometry": shape}

    land = feature("land", {"type": "Polygon", "coordinates": [_lonlat([*_EDGE, _EDGE[0]])]})
    river = feature("river", mapping(LineString(_lonlat(_RIVER))), "River Pell")
    parks = [
        feature("park", {"type": "Polygon", "coordinates": [_lonlat([*points, points[0]])]}, name)
        for name, points in _PARKS.items()
    ]
    streets = [
        feature("street", mapping(LineString(_lonlat(points))), name) for name, points in _STREETS.items()
    ]
    return {"type": "FeatureCollection", "features": [land, *parks, river, *streets]}


def spot_in(ward: Ward, n: float) -> Metres:
    """Return the n-th spot of a ward, spread like seeds in a sunflower so that none coincide."""
    shape = ward_shapes()[ward.code]
    east, north = ward.middle
    for shrink in (1.0, 0.75, 0.5, 0.3, 0.15):
        angle, reach = n * 2.399963, shrink * 120 * (n + 0.6) ** 0.5
        spot = (east + reach * cos(angle), north + reach * sin(angle))
        if shape.contains(Point(spot)):
            return spot
    return ward.middle


#: Letters the inward half of a postcode is made of.
_INWARD = "ABDEFGHJLN"


def postcodes() -> list[dict[str, Any]]:
    """Return 200 postcodes, 25 a ward, as rows ``import_postcodes`` reads."""
    rows = []
    for number, ward in enumerate(WARDS):
        for n in range(25):
            latitude, longitude = at(*spot_in(ward, n * 3 + 1))
            inward = f"{number + 1}{_INWARD[n // 5]}{_INWARD[n % 5 + 1]}"
            rows.append(
                {
                    "postcode": f"{ward.outcode} {inward}",
                    "lat": latitude,
                    "lon": longitude,
                    "ward_code": ward.code,
                }
            )
    return rows
