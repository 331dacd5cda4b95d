"""Takes what a search finds in an order, a few rows at a time, beginning anywhere: as quick at any depth."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import connection
from django.db.models import Q

from assets_register.matching import Rows, Wanted, distance_from, rows_of
from assets_register.models import AssetIndex
from assets_register.query import RADII, Key
from assets_register.textindex import asset_of, first_found
from civic.places.geo import Box, box_around

#: At most so many of what the text index finds are looked at together.
CHUNK = 20_000
#: So many times as many points as wanted are taken into the first ring: not all of them are wanted.
SPARE = 3
#: How wide the first ring is, in metres.
FIRST_RING = 150.0

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
    text, rows = found.text, rows_of(found, text=False)
    back = key is not None and key.before
    beyond, size = key.number if key else None, limit
    got: list[Row] = []
    while True:
        standings = first_found(text, beyond=beyond, limit=size, back=back)
        named = rows.filter(asset_id__in=[asset_of(standing) for standing in standings])
        some = named.values_list("standing", *columns)
        got += sorted(some, key=lambda row: row[0], reverse=back)
        if len(standings) < size or len(got) >= limit:
            return got[:limit][::-1] if back else got[:limit]
        beyond, size = standings[-1], min(size * 4, CHUNK)


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
    """
    here = (found.query.latitude or 0.0, found.query.longitude or 0.0)
    within = float(RADII[found.query.within])
    columns = ("distance_away", "asset_id", *columns)
    if key is not None and key.before:
        return _nearer(found, here, limit, columns, key)
    inner = float(key.value) if key else 0.0
    outer = min(_wide_enough(here, inner, within, limit * SPARE), within)
    while True:
        rows = _in_ring(found, here, inner, outer)
        if key is not None:
            rows = rows.filter(Q(distance_away__gt=inner) | Q(asset_id__gt=key.number))
        got = list(rows.order_by("distance_away", "asset_id").values_list(*columns)[:limit])
        if len(got) == limit or outer >= within:
            return got
        outer = min(outer * 2, within)


def _nearer(
    found: Wanted, here: tuple[float, float], limit: int, columns: Sequence[str], key: Key
) -> list[Row]:
    outer = float(key.value)
    width = max(outer / 10, FIRST_RING)
    while True:
        inner = max(outer - width, 0.0)
        rows = _in_ring(found, here, inner, outer)
        rows = rows.filter(Q(distance_away__lt=outer) | Q(asset_id__lt=key.number))
        got = list(rows.order_by("-distance_away", "-asset_id").values_list(*columns)[:limit])
        if len(got) == limit or not inner:
            return got[::-1]
        width *= 2


def _in_ring(found: Wanted, here: tuple[float, float], inner: float, outer: float) -> Any:
    rows = rows_of(found, near=False).filter(latitude__in_boxes=ring(here, inner, outer))
    return rows.annotate(distance_away=distance_from(*here)).filter(distance_away__range=(inner, outer))


def ring(here: tuple[float, float], inner: float, outer: float) -> tuple[Box, ...]:
    """Return rectangles that hold all that is farther than ``inner`` and nearer than ``outer`` metres."""
    whole = box_around(*here, outer)
    if inner < outer / 20:
        return (whole,)
    hole = box_around(*here, inner / math.sqrt(2) * 0.999)  # inside the inner circle
    return (
        replace(whole, north=hole.south),
        replace(whole, south=hole.north),
        replace(whole, south=hole.south, north=hole.north, east=hole.west),
        replace(whole, south=hole.south, north=hole.north, west=hole.east),
    )


def _wide_enough(here: tuple[float, float], inner: float, within: float, points: int) -> float:
    """Return how far out so many points lie, roughly, whatever they are."""
    outer = max(FIRST_RING, inner * 1.1)
    while outer < within:
        found = AssetIndex.objects.filter(latitude__in_boxes=ring(here, inner, outer))
        if found.values("asset_id")[:points].count() >= points:
            break
        outer *= 2
    return outer
