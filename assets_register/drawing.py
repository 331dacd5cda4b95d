"""The map as a picture: what browsers without scripts see, and what a space's page shows."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import ngettext

from assets_register.geography import (
    CELL_WIDTHS,
    Spot,
    bounds,
    clusters_of,
    place_bounds,
    places_for_name,
    thinned,
)
from assets_register.query import Query
from civic.places.geo import RESOLUTIONS, Box, area_shape, distance_metres
from civic.places.models import Neighbourhood, PlaceSettings

if TYPE_CHECKING:
    from wagtail.models import Site

#: Widths of the drawn map, in its own units; and how much of it stays free at the edge.
WIDTH, MARGIN = 1000, 30
#: How wide a letter of a name is on it; and how often circles are moved off one another.
LETTER_WIDTH, ROUNDS = 10.5, 12


@dataclass(frozen=True, kw_only=True)
class DrawnArea:
    """A shape of the drawn map."""

    name: str
    slug: str
    kind: str
    """``neighbourhood``, or what the base map calls it: water, park, road, rail..."""
    path: str
    """An SVG path."""
    label: str = ""
    """The name as written on the map; empty where there is no room for it."""
    label_x: float = 0.0
    label_y: float = 0.0
    places: Sequence[tuple[float, float]] = ()
    """Where the name may stand, best first."""
    is_line: bool = False


@dataclass(frozen=True, kw_only=True)
class DrawnSpot:
    """A dot or a counted circle on the drawn map."""

    x: float
    y: float
    radius: float
    count: int
    cell: str
    words: str


@dataclass(frozen=True, kw_only=True)
class DrawnMap:
    """The map as a picture: SVG paths and circles in units of its own."""

    width: int
    height: int
    areas: Sequence[DrawnArea]
    base: Sequence[DrawnArea]
    spots: Sequence[DrawnSpot]


class _Paper:
    """Puts WGS84 degrees on paper: north up, true to shape at the middle's latitude."""

    def __init__(self, box: Box) -> None:
        squeeze = math.cos(math.radians((box.south + box.north) / 2))
        across = max((box.east - box.west) * squeeze, 0.002)
        up = max(box.north - box.south, 0.002)
        self._box, self._squeeze = box, squeeze
        self._scale = min((WIDTH - 2 * MARGIN) / across, (WIDTH * 1.1 - 2 * MARGIN) / up)
        self.width = round(across * self._scale) + 2 * MARGIN
        self.height = round(up * self._scale) + 2 * MARGIN

    def point(self, longitude: float, latitude: float) -> tuple[float, float]:
        x = MARGIN + (longitude - self._box.west) * self._squeeze * self._scale
        y = MARGIN + (self._box.north - latitude) * self._scale
        return round(x, 1), round(y, 1)

    def path(self, geometry: Any) -> str:
        """Return lines and areas as an SVG path; points draw nothing."""
        kind, coordinates = geometry.get("type"), geometry.get("coordinates") or []
        lines: list[Any] = {
            "LineString": [coordinates],
            "MultiLineString": coordinates,
            "Polygon": coordinates,
            "MultiPolygon": [ring for polygon in coordinates for ring in polygon],
        }.get(kind, [])
        end = "Z" if "Polygon" in str(kind) else ""
        parts = []
        for line in lines:
            points = [self.point(each[0], each[1]) for each in line]
            parts.append("M" + "L".join(f"{x:g} {y:g}" for x, y in dict.fromkeys(points)) + end)
        return "".join(parts)


def drawn_map(site: "Site", query: Query, *, marked: tuple[float, float] | None = None) -> DrawnMap | None:
    """Return the map of a search as a picture; with ``marked`` (latitude, longitude), of one point.

    None where the place has no outlines and nothing is on the map.
    """
    around = place_bounds(site) or (None if marked else bounds(site, query))
    if around is None:
        return None
    paper = _Paper(around)
    areas, base = _drawn_areas(site, paper)
    if marked:
        x, y = paper.point(marked[1], marked[0])
        found = [DrawnSpot(x=x, y=y, radius=22, count=1, cell="", words="")]
    else:
        found = [_drawn_spot(paper, spot) for spot in clusters_of(site, query, _drawn_resolution(around))]
    inside = [spot for spot in found if 0 <= spot.x <= paper.width and 0 <= spot.y <= paper.height]
    inside.sort(key=lambda spot: -spot.count)
    inside = _apart(inside, paper)
    areas = labelled(areas, inside, paper.width)
    return DrawnMap(width=paper.width, height=paper.height, areas=areas, base=base, spots=inside)


def drawn_points(site: "Site", points: Sequence[tuple[float, float]]) -> DrawnMap | None:
    """Return a picture of a place with numbered points (latitude, longitude) on it, in their order.

    None where the place has no outlines.
    """
    around = place_bounds(site)
    if around is None:
        return None
    paper = _Paper(around)
    areas, base = _drawn_areas(site, paper)
    found = []
    for number, (latitude, longitude) in enumerate(points, start=1):
        x, y = paper.point(longitude, latitude)
        if 0 <= x <= paper.width and 0 <= y <= paper.height:
            found.append(DrawnSpot(x=x, y=y, radius=30, count=number, cell="", words=""))
    found = _apart(found, paper)
    areas = labelled(areas, found, paper.width)
    return DrawnMap(width=paper.width, height=paper.height, areas=areas, base=base, spots=found)


def _apart(spots: Sequence[DrawnSpot], paper: _Paper) -> list[DrawnSpot]:
    """Return circles moved off one another, the smaller one giving way, so that every number is read."""
    places = [[spot.x, spot.y] for spot in spots]
    for _round in range(ROUNDS):
        for later, spot in enumerate(spots):
            for earlier in range(later):
                across = places[later][0] - places[earlier][0]
                up = places[later][1] - places[earlier][1]
                near = math.hypot(across, up)
                missing = spot.radius + spots[earlier].radius + 4 - near
                if missing > 0:
                    turn = math.atan2(up, across) if near else 1.0
                    places[later][0] += missing * math.cos(turn)
                    places[later][1] += missing * math.sin(turn)
    return [
        replace(
            spot,
            x=round(min(max(x, spot.radius), paper.width - spot.radius), 1),
            y=round(min(max(y, spot.radius), paper.height - spot.radius), 1),
        )
        for spot, (x, y) in zip(spots, places, strict=True)
    ]


def labelled(areas: Sequence[DrawnArea], spots: Sequence[DrawnSpot], width: int) -> list[DrawnArea]:
    """Return areas with their names where these cover no circle and no other name, else without."""
    taken = [(s.x - s.radius, s.y - s.radius, s.x + s.radius, s.y + s.radius) for s in spots]
    found = []
    for area in areas:
        half = len(area.name) * LETTER_WIDTH / 2
        room = area
        for wanted, y in area.places:
            x = min(max(wanted, half + 4), width - half - 4)
            box = (x - half, y - 16, x + half, y + 6)
            if not any(_overlap(box, other) for other in taken):
                taken.append(box)
                room = replace(area, label=area.name, label_x=x, label_y=y)
                break
        found.append(room)
    return found


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _drawn_resolution(box: Box) -> int:
    """Return the H3 resolution of which some seven cells lie side by side across a rectangle."""
    wanted = distance_metres(box.south, box.west, box.south, box.east) / 7
    return min(RESOLUTIONS, key=lambda level: abs(math.log(CELL_WIDTHS[level] / max(wanted, 1))))


def _drawn_spot(paper: _Paper, spot: Spot) -> DrawnSpot:
    x, y = paper.point(spot.longitude, spot.latitude)
    return DrawnSpot(
        x=x,
        y=y,
        radius=round(12 + 5 * math.sqrt(min(spot.count, 40)), 1),
        count=spot.count,
        cell=f"{spot.cell:x}" if spot.cell else "",
        words=ngettext("%(n)s space", "%(n)s spaces", spot.count) % {"n": spot.count},
    )


def _drawn_areas(site: "Site", paper: _Paper) -> tuple[list[DrawnArea], list[DrawnArea]]:
    areas, base = [], []
    rows = Neighbourhood.objects.filter(site=site).order_by("name").values_list("name", "slug", "geometry")
    for name, slug, geometry in rows:
        try:
            shape = area_shape(geometry)
        except ValueError:
            continue
        path = paper.path(thinned(geometry))
        places = [paper.point(*place) for place in places_for_name(shape)]
        areas.append(DrawnArea(name=name, slug=slug, kind="neighbourhood", path=path, places=places))
    for feature in (PlaceSettings.for_site(site).base_map or {}).get("features", []):
        geometry, properties = feature.get("geometry") or {}, feature.get("properties") or {}
        kind = str(properties.get("kind") or properties.get("class") or "shape")
        line = "Line" in str(geometry.get("type"))
        base.append(
            DrawnArea(
                name=str(properties.get("name") or ""),
                slug="",
                kind="".join(letter for letter in kind if letter.isalnum() or letter in "-_"),
                path=paper.path(geometry),
                is_line=line,
            )
        )
    return areas, base
