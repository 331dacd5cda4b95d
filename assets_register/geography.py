"""The map: clusters, outlines and what a search covers; ``drawing`` makes a picture of it."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Avg, Count, Max, Min
from shapely.geometry import Point

from assets_register.models import Asset, AssetTotal
from assets_register.query import Query
from assets_register.search import Rows, in_box, matching, public_rows
from civic.places.geo import RESOLUTIONS, Box, area_shape
from civic.places.models import Neighbourhood, PlaceSettings

if TYPE_CHECKING:
    from wagtail.models import Site

#: Up to this many points in view, each is shown by itself.
SINGLE_POINTS = 60
#: How wide an H3 cell is, in metres (twice the mean edge length of h3geo.org's table).
CELL_WIDTHS = {6: 7449, 7: 2813, 8: 1063, 9: 402, 10: 152}
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
