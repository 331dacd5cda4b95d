"""The map: clusters made here, and the picture of it for browsers without scripts."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Avg, Count, Max, Min
from django.utils.translation import ngettext

from assets_register.models import Asset, AssetTotal
from assets_register.query import Query
from assets_register.search import Rows, in_box, matching, public_rows
from civic.places.geo import RESOLUTIONS, Box, area_shape, distance_metres
from civic.places.models import Neighbourhood, PlaceSettings

if TYPE_CHECKING:
    from wagtail.models import Site

#: Up to this many points in view, each is shown by itself.
SINGLE_POINTS = 60
#: How wide an H3 cell is, in metres (twice the mean edge length of h3geo.org's table).
CELL_WIDTHS = {6: 7449, 7: 2813, 8: 1063, 9: 402, 10: 152}
#: Widths of the drawn map, in its own units; and how much of it stays free at the edge.
WIDTH, MARGIN = 1000, 30


@dataclass(frozen=True, kw_only=True)
class Spot:
    """Something on the map: one space, several at one point, or a cluster."""

    latitude: float
    longitude: float
    count: int
    cell: int | None = None
    assets: tuple[Asset, ...] = ()
    """The spaces themselves, where they are shown one by one."""


def resolution_for(zoom: int) -> int:
    """Return the H3 resolution whose cells are some 60 to 120 pixels across at a web map's zoom."""
    return max(RESOLUTIONS[0], min(RESOLUTIONS[-1], round((zoom - 1) * 0.72) - 1))


def spots(site: "Site", query: Query, box: Box, zoom: int) -> list[Spot]:
    """Return what to draw in a rectangle of the map: single spaces where few, clusters where many."""
    rows = in_box(matching(site, query), box)
    few = list(rows.order_by("asset_id").values_list("asset_id", flat=True)[: SINGLE_POINTS + 1])
    if len(few) <= SINGLE_POINTS or zoom >= 18:
        return _points(public_rows(rows))
    resolution = resolution_for(zoom)
    clusters = clusters_of(site, query, resolution, box)
    alone = [cluster.cell for cluster in clusters if cluster.count == 1]
    shown = _points(public_rows(rows.filter(**{f"cell{resolution}__in": alone})))
    return [cluster for cluster in clusters if cluster.count > 1] + shown


def _points(assets: Iterable[Asset]) -> list[Spot]:
    """Return assets as spots; those at one and the same point (to a metre) share one."""
    stacks: dict[tuple[float, float], list[Asset]] = {}
    for asset in assets:
        if asset.latitude is not None and asset.longitude is not None:
            stacks.setdefault((round(asset.latitude, 5), round(asset.longitude, 5)), []).append(asset)
    return [
        Spot(latitude=latitude, longitude=longitude, count=len(stack), assets=tuple(stack))
        for (latitude, longitude), stack in stacks.items()
    ]


def clusters_of(site: "Site", query: Query, resolution: int, box: Box | None = None) -> list[Spot]:
    """Return clusters by H3 cell: from the totals where one facet at most narrows, counted otherwise."""
    facet = _single_facet(query)
    found = _totalled(site, query, facet, resolution) if facet else _counted(site, query, resolution, box)
    if box is not None:
        found = [
            spot
            for spot in found
            if box.south <= spot.latitude <= box.north and box.west <= spot.longitude <= box.east
        ]
    return found


def _single_facet(query: Query) -> tuple[str, str] | None:
    """Return the one facet the totals can answer for, or None where they cannot."""
    if query.text or query.latitude is not None or query.cell or query.owners or query.areas or query.placed:
        return None
    if not query.kinds and not query.facilities:
        return "all", ""
    if len(query.kinds) == 1 and not query.facilities:
        return "kind", query.kinds[0]
    if len(query.facilities) == 1 and not query.kinds:
        return f"fact.{query.facilities[0]}", "yes"
    return None


def _totalled(site: "Site", query: Query, facet: tuple[str, str], resolution: int) -> list[Spot]:
    rows = AssetTotal.objects.filter(
        site=site, scope=query.use, facet=facet[0], value=facet[1], resolution=resolution
    )
    return [
        Spot(
            latitude=latitude_sum / count / 1e6,
            longitude=longitude_sum / count / 1e6,
            count=count,
            cell=cell,
        )
        for cell, count, latitude_sum, longitude_sum in rows.order_by("cell").values_list(
            "cell", "count", "latitude_sum", "longitude_sum"
        )
    ]


def _counted(site: "Site", query: Query, resolution: int, box: Box | None) -> list[Spot]:
    cell = f"cell{resolution}"
    rows = matching(site, query).exclude(**{f"{cell}__isnull": True})
    rows = in_box(rows, box) if box is not None else rows
    grouped = (
        rows.values_list(cell)
        .annotate(n=Count("asset_id"), latitude_mean=Avg("latitude"), longitude_mean=Avg("longitude"))
        .order_by(cell)
    )
    return [
        Spot(latitude=latitude, longitude=longitude, count=count, cell=number)
        for number, count, latitude, longitude in grouped
    ]


def bounds(site: "Site", query: Query) -> Box | None:
    """Return the rectangle around what a query finds within the place, else anywhere, else the place.

    A council owns things far away; one of them must not shrink everything else to a dot.
    """
    place = place_bounds(site)
    rows = matching(site, query)
    return (place and _around(in_box(rows, place))) or _around(rows) or place


def _around(rows: Rows) -> Box | None:
    found = rows.aggregate(
        west=Min("longitude"), south=Min("latitude"), east=Max("longitude"), north=Max("latitude")
    )
    return Box(**found) if found["west"] is not None else None


def place_bounds(site: "Site") -> Box | None:
    """Return the rectangle around a place's neighbourhoods."""
    found = Neighbourhood.objects.filter(site=site).aggregate(
        west=Min("west"), south=Min("south"), east=Max("east"), north=Max("north")
    )
    return Box(**found) if found["west"] is not None else None


def outline(site: "Site") -> dict[str, Any]:
    """Return the place's base map and neighbourhood outlines as one GeoJSON, thinned to about 20 m."""
    features = [
        {
            "type": "Feature",
            "properties": {"layer": "neighbourhood", "name": name},
            "geometry": _thinned(geometry),
        }
        for name, geometry in Neighbourhood.objects.filter(site=site).values_list("name", "geometry")
    ]
    for feature in (PlaceSettings.for_site(site).base_map or {}).get("features", []):
        properties = {**(feature.get("properties") or {}), "layer": "base"}
        features.append({"type": "Feature", "properties": properties, "geometry": feature["geometry"]})
    return {"type": "FeatureCollection", "features": features}


def _thinned(geometry: Any) -> Any:
    try:
        thin = area_shape(geometry).simplify(0.0002)
    except ValueError:
        return geometry
    return {"type": thin.geom_type, "coordinates": thin.__geo_interface__["coordinates"]}


# ---- the drawn map -----------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class DrawnArea:
    """A shape of the drawn map."""

    name: str
    slug: str
    kind: str
    """``neighbourhood``, or what the base map calls it: water, park, road, rail..."""
    path: str
    """An SVG path."""
    label_x: float = 0.0
    label_y: float = 0.0
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
    return DrawnMap(width=paper.width, height=paper.height, areas=areas, base=base, spots=inside)


def _drawn_resolution(box: Box) -> int:
    """Return the H3 resolution of which some nine cells lie side by side across a rectangle."""
    wanted = distance_metres(box.south, box.west, box.south, box.east) / 9
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
        middle = shape.representative_point()
        x, y = paper.point(middle.x, middle.y)
        path = paper.path(_thinned(geometry))
        areas.append(DrawnArea(name=name, slug=slug, kind="neighbourhood", path=path, label_x=x, label_y=y))
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


def read_box(text: str) -> Box | None:
    """Read ``west,south,east,north``; None where it is not a rectangle on Earth."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        return None
    fine = all(map(math.isfinite, (west, south, east, north)))
    if not fine or not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        return None
    return Box(west=west, south=south, east=east, north=north)
