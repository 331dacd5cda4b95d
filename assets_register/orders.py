"""Takes what a search finds in an order, a few rows at a time, beginning anywhere: as quick at any depth."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import connection
from django.db.models import Q

from assets_register.matching import Rows, Wanted, rows_beside_text, rows_of
from assets_register.models import AssetTotal
from assets_register.query import RADII, Key
from assets_register.textindex import FirstOf, standings_of
from civic.places.geo import Box, box_around, box_inside, distance_metres, h3_area, h3_cell

#: At most so many of what the text index finds are looked at together.
CHUNK = 20_000
#: So many times as many points as wanted are to be expected in the first ring: some are denser than others.
SPARE = 1.3
#: The least width of a ring, in metres, and by how much one is wider than the one before at most.
FIRST_RING, WIDEST_STEP = 150.0, 4.0
#: Of cells at these resolutions it is asked how many are in them.
ASKED_RESOLUTIONS = (5, 7, 9)
#: No asset has so high a number.
NO_ASSET = 1 << 63

Row = tuple[Any, ...]


# ---- the static order --------------------------------------------------------------------------
def first_rows(found: Wanted, limit: int, *columns: str, key: Key | None = None) -> list[Row]:
    """Return up to ``limit`` rows, most important first: their standing, then the columns.

    However many there are, few more than ``limit`` are looked at.
    """
    if connection.vendor == "sqlite" and found.text and not found.by_place:
        return _first_by_text(found, limit, columns, key)
    rows = rows_of(found)
    if found.text and not found.by_place:
        rows = rows_of(found, text=False).filter(text__found_by=found.text)
    return _by_number(rows, "standing", limit, columns, key)


def _first_by_text(found: Wanted, limit: int, columns: Sequence[str], key: Key | None) -> list[Row]:
    text, rows = found.text, rows_beside_text(found)
    back = key is not None and key.before
    beyond, size = key.number if key else None, limit
    got: list[Row] = []
    while True:
        first = FirstOf(query=text, limit=size, beyond=beyond, back=back)
        some = rows.filter(standing__among_first=first).order_by().values_list("standing", *columns)
        got += sorted(some, key=lambda row: row[0], reverse=back)
        if len(got) < limit:  # were some of the first not wanted, or are there no more?
            standings = standings_of(first)
            if len(standings) == size:
                beyond, size = standings[-1], min(size * 4, CHUNK)
                continue
        return got[:limit][::-1] if back else got[:limit]


def _by_number(rows: Rows, field: str, limit: int, columns: Sequence[str], key: Key | None) -> list[Row]:
    """Return rows in the order of one column that is different in each."""
    if key is not None and key.before:
        rows = rows.filter(**{f"{field}__lt": key.number}).order_by(f"-{field}")
        return list(rows.values_list(field, *columns)[:limit])[::-1]
    rows = rows.filter(**{f"{field}__gt": key.number}) if key else rows
    return list(rows.order_by(field).values_list(field, *columns)[:limit])


def checked_rows(found: Wanted, limit: int, key: Key | None = None) -> list[Row]:
    """Return rows, last checked first: where they stand in that order, and their number."""
    return _by_number(rows_of(found), "recency", limit, ["asset_id"], key)


def named_rows(found: Wanted, limit: int, key: Key | None = None) -> list[Row]:
    """Return rows from A to Z: their name and number."""
    rows = rows_of(found)
    if key is not None and key.before:
        earlier = Q(sort_name__lt=key.value) | Q(asset_id__lt=key.number)
        rows = rows.filter(earlier, sort_name__lte=key.value).order_by("-sort_name", "-asset_id")
        return list(rows.values_list("sort_name", "asset_id")[:limit])[::-1]
    if key is not None:
        later = Q(sort_name__gt=key.value) | Q(asset_id__gt=key.number)
        rows = rows.filter(later, sort_name__gte=key.value)
    return list(rows.order_by("sort_name", "asset_id").values_list("sort_name", "asset_id")[:limit])


# ---- nearest first -----------------------------------------------------------------------------
def nearest_rows(found: Wanted, limit: int, *columns: str, key: Key | None = None) -> list[Row]:
    """Return up to ``limit`` rows, nearest first: their distance in metres and number, then the columns.

    Looks at wider and wider rings, from the middle or from where ``key`` stands, until enough are found.
    The database's spatial index gives what lies in a ring; how far each is, is worked out here, once.
    """
    here = (found.query.latitude or 0.0, found.query.longitude or 0.0)
    within = float(RADII[found.query.within])
    if key is not None and key.before:
        return _nearer(found, here, limit, columns, key)
    inner = float(key.value) if key else 0.0
    after = (inner, key.number) if key else (-1.0, 0)
    outer = min(_wide_enough(found, here, inner, limit), within)
    got: list[Row] = []
    while True:
        got += [row for row in _in_ring(found, here, inner, outer, columns) if row[:2] > after]
        if len(got) >= limit or outer >= within:
            return got[:limit]
        after = (outer, NO_ASSET)
        wider = math.sqrt(limit / len(got)) if got else WIDEST_STEP
        inner, outer = outer, min(outer * min(max(wider, 1.5), WIDEST_STEP), within)


def _nearer(
    found: Wanted, here: tuple[float, float], limit: int, columns: Sequence[str], key: Key
) -> list[Row]:
    before = (float(key.value), key.number)
    outer = min(before[0], float(RADII[found.query.within]))
    width = max(outer / 10, FIRST_RING)
    while True:
        inner = max(outer - width, 0.0)
        got = [row for row in _in_ring(found, here, inner, outer, columns) if row[:2] < before]
        if len(got) >= limit or not inner:
            return got[-limit:]
        width *= 2


def _in_ring(
    found: Wanted, here: tuple[float, float], inner: float, outer: float, columns: Sequence[str]
) -> list[Row]:
    """Return rows between two distances, nearest first, by number where they are as near."""
    rows = rows_of(found, near=False).filter(latitude__in_boxes=ring(here, inner, outer)).order_by()
    away = [
        (distance_metres(*here, latitude, longitude), asset_id, *rest)
        for latitude, longitude, asset_id, *rest in rows.values_list(
            "latitude", "longitude", "asset_id", *columns
        )
    ]
    return sorted((row for row in away if inner <= row[0] <= outer), key=lambda row: row[:2])


def ring(here: tuple[float, float], inner: float, outer: float) -> tuple[Box, ...]:
    """Return rectangles that hold all that is farther than ``inner`` and nearer than ``outer`` metres."""
    whole = box_around(*here, outer)
    if inner < outer / 20:
        return (whole,)
    hole = box_inside(*here, inner)
    return (
        replace(whole, north=hole.south),
        replace(whole, south=hole.north),
        replace(whole, south=hole.south, north=hole.north, east=hole.west),
        replace(whole, south=hole.south, north=hole.north, west=hole.east),
    )


def _wide_enough(found: Wanted, here: tuple[float, float], inner: float, limit: int) -> float:
    """Return how far out so many lie, roughly: as dense as in the least cell there that has enough."""
    cells = {h3_cell(*here, level): level for level in ASKED_RESOLUTIONS}
    totals = AssetTotal.objects.filter(
        site=found.site, resolution__in=ASKED_RESOLUTIONS, scope=found.query.use, facet="all", value="",
        cell__in=cells,
    )  # fmt: skip
    counts = dict(totals.values_list("cell", "count"))
    wanted = limit * SPARE
    for cell in sorted(counts, key=lambda one: -cells[one]):
        area = h3_area(cells[cell])
        if counts[cell] >= wanted and area > math.pi * inner**2:
            return max(math.sqrt(inner**2 + wanted * area / counts[cell] / math.pi), inner * 1.01)
    return max(FIRST_RING * WIDEST_STEP, inner * 1.5)
