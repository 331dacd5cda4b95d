"""Finds spaces: one set of rows, which the list, the map, the counts and the downloads all show."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Count, F, FloatField, Prefetch, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import ASin, Cos, Least, Power, Radians, Sin, Sqrt
from django.utils import timezone

from assets_register.enums import Known
from assets_register.index import FACT_BITS
from assets_register.intervals import interval_of, is_due
from assets_register.models import Asset, AssetFact, AssetIndex, AssetQuerySet, AssetTotal, Scope
from assets_register.query import RADII, Query
from assets_register.selectors import FactView, facts_of
from civic.places.geo import EARTH_RADIUS, RESOLUTIONS, Box, box_around, distance_metres

if TYPE_CHECKING:
    from wagtail.models import Site

PAGE_SIZE = 25
#: How many rows, taken in the static order of importance, are ranked by words and freshness.
CANDIDATES = 500
#: A listing counts as fresh when somebody checked it within this time.
FRESH = timedelta(days=365)

Rows = QuerySet[AssetIndex]


@dataclass(frozen=True, kw_only=True)
class SpaceRow:
    """One space in a list."""

    asset: Asset
    facts: Mapping[str, FactView]
    distance: float | None
    """Metres from the postcode asked about."""
    fresh: bool
    most: int | None = None
    """People its largest room holds; None where nobody has said."""


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many, in all and by facet, for one list and one search."""

    total: int
    mapped: int
    by_scope: Mapping[str, int]
    """The same search in each list: ``usable`` and ``all``."""
    facets: Mapping[str, Mapping[str, int]]
    """By facet (``kind``, ``owner``, ``neighbourhood``, ``fact.kitchen``...), then by value."""

    @property
    def not_mapped(self) -> int:
        """How many of them are not on the map."""
        return self.total - self.mapped


@dataclass(frozen=True, kw_only=True)
class Results:
    """One page of what was found, and the counts of all of it."""

    query: Query
    counts: Counts
    rows: Sequence[SpaceRow]
    page: int
    pages: int

    @property
    def first(self) -> int:
        """The number of the first row shown, counted from 1."""
        return (self.page - 1) * PAGE_SIZE + 1

    @property
    def last(self) -> int:
        """The number of the last row shown."""
        return self.first + len(self.rows) - 1


# ---- the set -----------------------------------------------------------------------------------
def matching(site: "Site", query: Query) -> Rows:
    """Return every row a query finds, in no order: the one set behind list, map, counts and files."""
    rows = _narrowed(site, query)
    if query.use == "usable":
        rows = rows.filter(usable=True)
    if query.kinds:
        rows = rows.filter(kind__in=query.kinds)
    if query.owners:
        rows = rows.filter(owner__slug__in=query.owners)
    if query.areas:
        rows = rows.filter(neighbourhood__slug__in=query.areas)
    for key in query.facilities:
        bit = FACT_BITS[key]
        rows = rows.alias(**{f"has_{key}": F("facts_yes").bitand(bit)}).filter(**{f"has_{key}": bit})
    return rows


def _narrowed(site: "Site", query: Query) -> Rows:
    """Return the rows that pass everything but the list and the facets."""
    rows = AssetIndex.objects.filter(site=site)
    if query.people:
        rows = rows.filter(capacity__gte=query.people)
    if query.placed:
        rows = rows.filter(latitude__isnull=query.placed == "no")
    if query.cell:
        rows = rows.filter(**{f"cell{_cell_resolution(query.cell)}": query.cell})
    if query.latitude is not None and query.longitude is not None:
        metres = RADII[query.within]
        rows = in_box(rows, box_around(query.latitude, query.longitude, metres))
        distance = distance_from(query.latitude, query.longitude)
        rows = rows.alias(distance_away=distance).filter(distance_away__lte=metres)
    if query.words:
        exact = rows.filter(asset_id__in=_text_ids(query.words, prefix=False))
        rows = exact if exact.exists() else rows.filter(asset_id__in=_text_ids(query.words, prefix=True))
    return rows


def _cell_resolution(cell: int) -> int:
    """Return an H3 cell's resolution: bits 52 to 55 of the number (H3's index layout)."""
    resolution = cell >> 52 & 15
    return resolution if resolution in RESOLUTIONS else RESOLUTIONS[-1]


def in_box(rows: Rows, box: Box) -> Rows:
    """Keep the rows within a rectangle, by the database's spatial index and then exactly."""
    if connection.vendor == "sqlite":
        near = RawSQL(
            "SELECT id FROM assets_register_rtree "
            "WHERE south <= %s AND north >= %s AND west <= %s AND east >= %s",
            (box.north, box.south, box.east, box.west),
        )
    else:
        near = RawSQL(
            "SELECT asset_id FROM assets_register_assetindex WHERE point(longitude, latitude) "
            "<@ box(point(%s, %s), point(%s, %s))",
            (box.west, box.south, box.east, box.north),
        )
    return rows.filter(
        asset_id__in=near,
        latitude__range=(box.south, box.north),
        longitude__range=(box.west, box.east),
    )


def distance_from(latitude: float, longitude: float) -> Any:
    """Return the distance of a row in metres as the database works it out (haversine)."""
    here = Radians(Value(latitude, output_field=FloatField()))
    north = Radians(F("latitude") - Value(latitude))
    east = Radians(F("longitude") - Value(longitude))
    chord = Power(Sin(north / 2), 2) + Cos(here) * Cos(Radians("latitude")) * Power(Sin(east / 2), 2)
    return Value(2 * EARTH_RADIUS) * ASin(Sqrt(Least(Value(1.0), chord)))


def _text_ids(words: Sequence[str], *, prefix: bool) -> RawSQL:
    """Return a subquery of the assets whose text has all these words, or words that begin so."""
    if connection.vendor == "sqlite":
        terms = " ".join(f'"{word}"*' if prefix else f'"{word}"' for word in words)
        return RawSQL("SELECT rowid FROM assets_register_fts WHERE assets_register_fts MATCH %s", (terms,))
    terms = " & ".join(f"{word}:*" if prefix else word for word in words)
    return RawSQL(
        "SELECT asset_id FROM assets_register_assetindex "
        "WHERE to_tsvector('english', text) @@ to_tsquery('english', %s)",
        (terms,),
    )


# ---- counts ------------------------------------------------------------------------------------
def count_spaces(site: "Site", query: Query) -> Counts:
    """Return the counts of a search: from the totals where nothing narrows it, counted otherwise."""
    return _counted(site, query) if query.narrowed else _totalled(site, query)


def _totalled(site: "Site", query: Query) -> Counts:
    by_scope: dict[str, int] = dict.fromkeys(Scope.values, 0)
    facets: dict[str, dict[str, int]] = {}
    totals = AssetTotal.objects.filter(site=site, resolution=0, cell=0)
    for scope, facet, value, count in totals.values_list("scope", "facet", "value", "count"):
        if facet == "all":
            by_scope[scope] = count
        elif scope == query.use:
            facets.setdefault(facet, {})[value] = count
    placed = facets.pop("placed", {})
    return Counts(total=by_scope[query.use], mapped=placed.get("yes", 0), by_scope=by_scope, facets=facets)


def _counted(site: "Site", query: Query) -> Counts:
    """Count in one pass over the distinct combinations of facet values.

    A facet people choose one or more values of is counted as if none of its own were chosen, so
    that the numbers beside the other values say what choosing them would add.
    """
    groups = (
        _narrowed(site, query)
        .values_list(
            "usable", "kind", "owner_id", "owner__slug", "neighbourhood_id", "neighbourhood__slug",
            "facts_yes", "facts_no",
        )
        .annotate(n=Count("asset_id"), placed=Count("latitude"))
        .order_by()
    )  # fmt: skip
    wanted = sum(FACT_BITS[key] for key in query.facilities)
    total = mapped = 0
    by_scope: Counter[str] = Counter(dict.fromkeys(Scope.values, 0))
    facets: dict[str, Counter[str]] = {"kind": Counter(), "owner": Counter(), "neighbourhood": Counter()}
    facets |= {f"fact.{key}": Counter() for key in FACT_BITS}
    for usable, kind, owner, owner_slug, area, area_slug, yes, no, n, placed in groups:
        if yes & wanted != wanted:
            continue
        fits = {
            "kind": not query.kinds or kind in query.kinds,
            "owner": not query.owners or owner_slug in query.owners,
            "neighbourhood": not query.areas or area_slug in query.areas,
        }
        if all(fits.values()):
            by_scope[Scope.ALL] += n
            by_scope[Scope.USABLE] += n if usable else 0
        if query.use == "usable" and not usable:
            continue
        for facet, value in (("kind", kind), ("owner", owner or ""), ("neighbourhood", area or "")):
            if all(fit for name, fit in fits.items() if name != facet):
                facets[facet][str(value)] += n
        if all(fits.values()):
            total, mapped = total + n, mapped + placed
            for key, bit in FACT_BITS.items():
                value = Known.YES if yes & bit else Known.NO if no & bit else Known.NOT_KNOWN
                facets[f"fact.{key}"][value.value] += n
    return Counts(total=total, mapped=mapped, by_scope=by_scope, facets=facets)


def size_not_known(site: "Site", query: Query) -> int:
    """Return how many spaces fit but for the number of people, of which nobody has said how many fit."""
    return matching(site, replace(query, people=0)).filter(capacity=None).count()


# ---- order and pages ---------------------------------------------------------------------------
def search_assets(site: "Site", query: Query) -> Results:
    """Return one page of the spaces a query finds, with the counts of all of them."""
    counts = count_spaces(site, query)
    pages = max(1, -(-counts.total // PAGE_SIZE))
    page = min(query.page, pages)
    found = matching(site, query) if counts.total else AssetIndex.objects.none()
    ids = _page_ids(found, query, (page - 1) * PAGE_SIZE)
    return Results(query=query, counts=counts, rows=space_rows(ids, query), page=page, pages=pages)


def ordered_ids(site: "Site", query: Query) -> list[int]:
    """Return every asset a query finds, in a plain lasting order: for downloads."""
    return list(matching(site, query).order_by("sort_name", "asset_id").values_list("asset_id", flat=True))


def _page_ids(rows: Rows, query: Query, start: int) -> list[int]:
    end = start + PAGE_SIZE
    if query.order == "best":
        return _best(rows, query, start, end)
    if query.order == "near" and query.latitude is not None and query.longitude is not None:
        distance = distance_from(query.latitude, query.longitude)
        rows = rows.alias(distance_away=distance).order_by("distance_away", "asset_id")
    elif query.order == "checked":
        rows = rows.order_by(F("checked_at").desc(nulls_last=True), "sort_name", "asset_id")
    else:
        rows = rows.order_by("sort_name", "asset_id")
    return list(rows.values_list("asset_id", flat=True)[start:end])


def _best(rows: Rows, query: Query, start: int, end: int) -> list[int]:
    """Rank a bounded number of candidates, taken in the static order; beyond them that order stays."""
    rows = rows.order_by("-importance", "sort_name", "asset_id")
    if start >= CANDIDATES:
        return list(rows.values_list("asset_id", flat=True)[start:end])
    now = timezone.now()
    scored = []
    values = rows.values_list("asset_id", "sort_name", "importance", "checked_at", "kind")[:CANDIDATES]
    for place, (asset_id, name, importance, checked_at, kind) in enumerate(values):
        fresh = checked_at is not None and checked_at + interval_of(kind) > now
        score = importance + (20 if fresh else 0)
        named = sum(1 for word in query.words if word in name)
        scored.append((-named, -score, place, asset_id))
    ids = [asset_id for *_order, asset_id in sorted(scored)][start:end]
    missing = end - CANDIDATES
    if missing > 0 and len(scored) == CANDIDATES:
        ids += rows.values_list("asset_id", flat=True)[CANDIDATES:end]
    return ids


def space_rows(ids: Sequence[int], query: Query | None = None) -> list[SpaceRow]:
    """Return spaces in the order of their ids, ready to show; what is not public is left out.

    The record's own status is read again here: whatever the index may say, nothing that must not
    be shown leaves by this door.
    """
    if not ids:
        return []
    assets = (
        Asset.objects.filter(pk__in=ids)
        .public()
        .select_related("owner", "custodian", "neighbourhood")
        .prefetch_related(Prefetch("facts", queryset=AssetFact.objects.order_by("key")))
        .in_bulk()
    )
    now = timezone.now()
    most = dict(AssetIndex.objects.filter(pk__in=ids).values_list("pk", "capacity"))
    return [
        SpaceRow(
            asset=assets[id_],
            facts={fact.key: fact for fact in facts_of(assets[id_])},
            distance=_distance(assets[id_], query),
            fresh=not is_due(assets[id_], now),
            most=most.get(id_),
        )
        for id_ in ids
        if id_ in assets
    ]


def _distance(asset: Asset, query: Query | None) -> float | None:
    if query is None or query.latitude is None or query.longitude is None:
        return None
    if asset.latitude is None or asset.longitude is None:
        return None
    return distance_metres(query.latitude, query.longitude, asset.latitude, asset.longitude)


def public_rows(rows: Rows) -> AssetQuerySet:
    """Return the assets behind index rows, by name; the record's own status is read again."""
    return (
        Asset.objects.filter(pk__in=rows.values("asset_id"))
        .public()
        .select_related("owner", "custodian")
        .order_by("name", "pk")
    )
