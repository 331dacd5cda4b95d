"""The map: clusters, outlines and what a search covers; ``drawing`` makes a picture of it."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Avg, Count, Max, Min
from django.db.models.functions import Lower
from shapely.geometry import Point

from assets_register.counting import one_facet
from assets_register.index import CELL_FACETS, CLOSEST, MAP_RESOLUTIONS
from assets_register.matching import Wanted, in_box, rows_of, wanted
from assets_register.models import Asset, AssetTotal
from assets_register.orders import first_rows
from assets_register.query import Query
from assets_register.search import public_rows
from civic.places.geo import RESOLUTIONS, Box, area_shape, distance_metres, h3_cells_in, h3_parent
from civic.places.models import Neighbourhood, PlaceSettings

if TYPE_CHECKING:
    from wagtail.models import Site

#: Up to this many points in view, each is shown by itself.
SINGLE_POINTS = 60
#: How many where nobody can come closer; a rectangle that holds more is no part of a street.
MOST_POINTS = 600
#: Up to this many cells with one point each have it shown by itself.
ALONE = 200
#: Up to this many cells are drawn; cells are as wide as that takes.
MOST_CELLS = 1500
#: A rectangle wider than this, in degrees, is looked at whole.
WIDE = 20
#: So many of what a search finds say where its map begins.
ENOUGH = 1000
#: How wide an H3 cell is, in metres (twice the mean edge length of h3geo.org's table).
CELL_WIDTHS = {3: 137_958, 4: 52_144, 5: 19_709, 6: 7449, 7: 2813, 8: 1063, 9: 402, 10: 152}
#: How many places for a name are tried across an area, and up it.
NAME_STEPS = 6


@dataclass(frozen=True, kw_only=True)
class Spot:
    """Something on the map: one space, several at one point, or a cluster."""

    latitude: float
    longitude: float
    count: int
    cell: int | None = None
    assets: tuple[Asset, ...] = ()
    """The spaces themselves, where they are shown one by one."""


def resolution_for(zoom: int, box: Box | None = None) -> int:
    """Return the H3 resolution whose cells are some 60 to 120 pixels across at a web map's zoom.

    Never so fine that a rectangle holds more than ``MOST_CELLS``, whatever zoom a stranger asks for.
    """
    level = max(MAP_RESOLUTIONS[0], min(MAP_RESOLUTIONS[-1], round((zoom - 1) * 0.72) - 1))
    if box is None:
        return level
    middle = (box.south + box.north) / 2
    across = distance_metres(middle, box.west, middle, (box.west + box.east) / 2) * 2
    area = across * distance_metres(box.south, box.west, box.north, box.west)
    while level > MAP_RESOLUTIONS[0] and area / (0.65 * CELL_WIDTHS[level] ** 2) > MOST_CELLS:
        level -= 1
    return level


def spots(site: "Site", query: Query, box: Box, zoom: int) -> list[Spot]:
    """Return what to draw in a rectangle of the map: single spaces where few, clusters where many."""
    found = wanted(site, query)
    resolution = resolution_for(zoom, box)
    totals = _totalled(found, resolution, box)
    rows = in_box(rows_of(found, boxed=True), box)
    if totals is None or sum(spot.count for spot in totals) <= SINGLE_POINTS * 4:
        most = MOST_POINTS if zoom >= 18 else SINGLE_POINTS
        few = list(rows.order_by().values_list("asset_id", flat=True)[: most + 1])
        if len(few) <= most:
            return _points(public_rows(rows))
    clusters = _within(_counted(found, resolution, box) if totals is None else totals, box)
    alone = [cluster for cluster in clusters if cluster.count == 1]
    if len(alone) > ALONE:
        return clusters
    points = rows_of(found, boxed=True).filter(latitude__in_boxes=[_dot(cluster) for cluster in alone])
    shown = _points(public_rows(points)) if alone else []
    return [cluster for cluster in clusters if cluster.count > 1] + shown


def _dot(spot: Spot) -> Box:
    """Return the rectangle of some centimetres around the one point of a cell."""
    near = 2e-6  # the totals hold whole millionths
    return Box(
        west=spot.longitude - near,
        south=spot.latitude - near,
        east=spot.longitude + near,
        north=spot.latitude + near,
    )


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
    found = wanted(site, query)
    clusters = _totalled(found, resolution, box)
    clusters = _counted(found, resolution, box) if clusters is None else clusters
    return clusters if box is None else _within(clusters, box)


def _within(spots: Iterable[Spot], box: Box) -> list[Spot]:
    return [
        spot
        for spot in spots
        if box.south <= spot.latitude <= box.north and box.west <= spot.longitude <= box.east
    ]


def _totalled(found: Wanted, resolution: int, box: Box | None) -> list[Spot] | None:
    """Return clusters from the totals; None where these do not know."""
    chosen = one_facet(found)
    if chosen is None:
        return None
    facet, values = chosen
    kept = facet in CELL_FACETS or facet.startswith("fact.")
    if not kept or (resolution in CLOSEST and facet != "all"):
        return None
    totals = AssetTotal.objects.filter(
        site=found.site, resolution=resolution, scope=found.query.use, facet=facet, value__in=values
    )
    if box is not None and max(box.east - box.west, box.north - box.south) < WIDE:
        totals = totals.filter(cell__in=h3_cells_in(box, resolution))
    columns = ("cell", "count", "latitude_sum", "longitude_sum")
    found_cells: dict[int, tuple[int, int, int]] = {}
    for cell, *sums in totals.order_by("cell").values_list(*columns):
        n, north, east = found_cells.get(cell, (0, 0, 0))
        found_cells[cell] = (n + sums[0], north + sums[1], east + sums[2])
    return [
        Spot(latitude=north / n / 1e6, longitude=east / n / 1e6, count=n, cell=cell)
        for cell, (n, north, east) in found_cells.items()
    ]


def _counted(found: Wanted, resolution: int, box: Box | None) -> list[Spot]:
    """Count in one pass. Cells wider than those kept beside every asset are put together from these."""
    cell = f"cell{max(resolution, RESOLUTIONS[0])}"
    if box is not None and resolution in CLOSEST and not found.by_place and not found.words:
        cells = {h3_parent(one, CLOSEST[0]) for one in h3_cells_in(box, resolution)}
        rows = rows_of(found.but(kinds=())).filter(cell9__in=cells)
        if found.query.kinds:
            # An index holds all this takes (``asset_index_close``). SQLite's planner, which keeps no
            # statistics, would read all of a kind for it: 250 ms among 1,000,000 against 0.3.
            rows = rows.alias(of_kind=Lower("kind")).filter(of_kind__in=found.query.kinds)
    elif box is not None:
        rows = in_box(rows_of(found, boxed=True), box)
    else:
        rows = rows_of(found)
    rows = rows.exclude(**{f"{cell}__isnull": True})
    grouped = (
        rows.values_list(cell)
        .annotate(n=Count("asset_id"), latitude_mean=Avg("latitude"), longitude_mean=Avg("longitude"))
        .order_by(cell)
    )
    found_cells: dict[int, list[float]] = {}
    for number, n, latitude, longitude in grouped:
        wide = number if resolution >= RESOLUTIONS[0] else h3_parent(number, resolution)
        sums = found_cells.setdefault(wide, [0, 0.0, 0.0])
        sums[0] += n
        sums[1] += n * latitude
        sums[2] += n * longitude
    return [
        Spot(latitude=latitude / n, longitude=longitude / n, count=int(n), cell=number)
        for number, (n, latitude, longitude) in found_cells.items()
    ]


def bounds(site: "Site", query: Query) -> Box | None:
    """Return the rectangle around what a query finds within the place, else anywhere, else the place.

    A council owns things far away; one of them must not shrink everything else to a dot. The first
    ``ENOUGH`` of what is found speak for the rest.
    """
    place = place_bounds(site)
    rows = first_rows(wanted(site, query), ENOUGH, "latitude", "longitude")
    points = [(latitude, longitude) for _standing, latitude, longitude in rows if latitude is not None]
    near = [point for point in points if place and place.holds(*point)]
    return _around(near) or _around(points) or place


def _around(points: Sequence[tuple[float, float]]) -> Box | None:
    latitudes, longitudes = zip(*points, strict=True) if points else ((), ())
    if not latitudes:
        return None
    return Box(west=min(longitudes), south=min(latitudes), east=max(longitudes), north=max(latitudes))


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
            "properties": {"layer": "neighbourhood", "name": name, "name_at": _name_places(geometry)},
            "geometry": thinned(geometry),
        }
        for name, geometry in Neighbourhood.objects.filter(site=site).values_list("name", "geometry")
    ]
    for feature in (PlaceSettings.for_site(site).base_map or {}).get("features", []):
        properties = {**(feature.get("properties") or {}), "layer": "base"}
        features.append({"type": "Feature", "properties": properties, "geometry": feature["geometry"]})
    return {"type": "FeatureCollection", "features": features}


def places_for_name(shape: Any) -> list[tuple[float, float]]:
    """Return longitudes and latitudes inside an area where its name may stand, the middle one first."""
    middle = shape.representative_point()
    west, south, east, north = shape.bounds
    steps = [(number + 0.5) / NAME_STEPS for number in range(NAME_STEPS)]
    points = [Point(west + x * (east - west), south + y * (north - south)) for x in steps for y in steps]
    inside = sorted((point for point in points if shape.contains(point)), key=middle.distance)
    return [(round(point.x, 5), round(point.y, 5)) for point in (middle, *inside[: NAME_STEPS * 2])]


def _name_places(geometry: Any) -> list[tuple[float, float]]:
    try:
        return places_for_name(area_shape(geometry))
    except ValueError:
        return []


def thinned(geometry: Any) -> Any:
    """Return a shape with fewer points, about 20 m apart; what is no area comes back as it was."""
    try:
        thin = area_shape(geometry).simplify(0.0002)
    except ValueError:
        return geometry
    return {"type": thin.geom_type, "coordinates": thin.__geo_interface__["coordinates"]}


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
