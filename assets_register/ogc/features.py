"""Reads features: the same set as the pages' (``search.matching``), one query a page however many rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, reduce
from operator import or_
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import F, Max, Min, Q, Value
from django.db.models.functions import Coalesce, Concat

from assets_register.enums import FACTS_IN_ORDER, FactKey, Known
from assets_register.index import FACT_BITS
from assets_register.matching import Rows, in_box, matching, rows_in
from assets_register.models import AssetTotal, Scope
from assets_register.models.asset import telling_words, without_words
from assets_register.ogc.collections import Collection
from assets_register.ogc.params import Cursor, ItemsAsked
from assets_register.query import Query
from civic.places.geo import Box

if TYPE_CHECKING:
    from wagtail.models import Site

#: Up to so many matches are sorted; more are met in the order of names.
FEW = 2000

Feature = dict[str, Any]
PageOf = Callable[[str, UUID], str]
"""Gives the address of a space's page from its slug and its lasting id."""

#: What ``datetime`` goes by: when somebody last checked a listing, or where nobody has, its last change.
AS_OF = Coalesce("checked_at", "asset__updated_at")

# Places come from the index, so that a point kept out of it is kept out of here.
_COLUMNS = (
    "asset_id", "sort_name", "latitude", "longitude", "kind", "public_use", "usable", "capacity",
    "facts_yes", "facts_no", "checked_at", "owner__name", "neighbourhood__name", "asset__uuid",
    "asset__slug", "asset__name", "asset__description", "asset__street_number", "asset__street_name",
    "asset__town", "asset__postcode", "asset__uprn", "asset__custodian__name", "asset__updated_at",
    "asset__location_masked",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of features, how many there are in all, and where the pages beside it begin."""

    features: Sequence[Feature]
    matched: int
    next: Cursor | None
    previous: Cursor | None


@dataclass(frozen=True, kw_only=True)
class Extent:
    """The rectangle and the stretch of time a collection covers; None where it has none."""

    box: Box | None
    times: tuple[datetime, datetime] | None


def page_of_features(site: "Site", collection: Collection, asked: ItemsAsked, page_of: PageOf) -> Page:
    """Return one page, by name. Two queries, at any depth.

    Few matches are found by the index of what narrows them, and sorted; many are met soon in the order
    of names, each compared in passing. SQLite's planner, which keeps no statistics here, would take the
    wrong way round.
    """
    found = _narrowed(site, collection, asked)
    matched = found.count() if asked.narrowed else _total(site, collection)
    few = asked.narrowed and matched <= FEW
    rows = found if few else _narrowed(site, collection, asked, walk=True)
    rows = rows.filter(asset__status__in=collection.statuses)
    forward = asked.cursor is None or asked.cursor.forward
    if asked.cursor is not None:
        rows = _beyond(rows, asked.cursor)
    name = Concat("sort_name", Value("")) if few else F("sort_name")  # an expression has no index
    order = (name.asc(), "asset_id") if forward else (name.desc(), "-asset_id")
    got = list(rows.order_by(*order).values_list(*_COLUMNS)[: asked.limit + 1])
    more, got = len(got) > asked.limit, got[: asked.limit]
    if not forward:
        got.reverse()
    before = more if not forward else asked.cursor is not None
    return Page(
        features=[_feature(row, page_of) for row in got],
        matched=matched,
        next=_cursor(got, -1, forward=True) if more or not forward else None,
        previous=_cursor(got, 0, forward=False) if before else None,
    )


def feature(site: "Site", collection: Collection, uuid: UUID, page_of: PageOf) -> Feature | None:
    """Return one feature, or None where it is not in the collection."""
    rows = _rows(site, collection).filter(asset__uuid=uuid, asset__status__in=collection.statuses)
    row = rows.values_list(*_COLUMNS).first()
    return _feature(row, page_of) if row else None


def extent_of(site: "Site", collection: Collection) -> Extent:
    """Return what a collection covers. One query over all its rows."""
    found = _rows(site, collection).aggregate(
        west=Min("longitude"),
        south=Min("latitude"),
        east=Max("longitude"),
        north=Max("latitude"),
        first=Min(AS_OF),
        last=Max(AS_OF),
    )
    times = found.pop("first"), found.pop("last")
    return Extent(
        box=Box(**found) if found["west"] is not None else None, times=times if times[0] is not None else None
    )


# ---- the set -----------------------------------------------------------------------------------
def _rows(site: "Site", collection: Collection) -> Rows:
    return matching(site, Query(use=collection.scope.value))


def _rows_by_place(site: "Site", collection: Collection) -> Rows:
    """Return the same rows, so written that the spatial index is taken first."""
    rows = rows_in(site, by_key=True)
    return rows.filter(usable=True) if collection.scope == Scope.USABLE else rows


def _total(site: "Site", collection: Collection) -> int:
    totals = AssetTotal.objects.filter(
        site=site, resolution=0, scope=collection.scope, facet="all", value="", cell=0
    )
    return totals.values_list("count", flat=True).first() or 0


def _narrowed(site: "Site", collection: Collection, asked: ItemsAsked, *, walk: bool = False) -> Rows:
    """Return what is asked for; ``walk`` compares places row by row, without the spatial index."""
    rows = _rows(site, collection)
    if asked.boxes and walk:
        rows = rows.filter(reduce(or_, (_inside(box) for box in asked.boxes)))
    elif asked.boxes:
        rows = reduce(or_, (in_box(_rows_by_place(site, collection), box) for box in asked.boxes))
    if asked.since or asked.until:
        rows = rows.alias(as_of=AS_OF)
        rows = rows.filter(as_of__gte=asked.since) if asked.since else rows
        rows = rows.filter(as_of__lte=asked.until) if asked.until else rows
    for name, value in asked.values.items():
        rows = _with_value(rows, name, value)
    return rows


def _inside(box: Box) -> Q:
    return Q(latitude__range=(box.south, box.north), longitude__range=(box.west, box.east))


def _with_value(rows: Rows, name: str, value: str) -> Rows:
    """Keep the rows whose property has exactly this value."""
    if name in FACT_BITS:
        return _with_fact(rows, name, value)
    if "\x00" in value:  # no name has one, and PostgreSQL will not be asked for it
        return rows.none()
    column = {
        "owner": "owner__name",
        "neighbourhood": "neighbourhood__name",
        "can_people_use_it": "public_use",
    }
    return rows.filter(**{column.get(name, name): value})


def _with_fact(rows: Rows, key: str, value: str) -> Rows:
    bit = FACT_BITS[key]
    rows = rows.alias(**{f"{key}_yes": F("facts_yes").bitand(bit), f"{key}_no": F("facts_no").bitand(bit)})
    if value == Known.YES:
        return rows.filter(**{f"{key}_yes": bit})
    return rows.filter(**{f"{key}_yes": 0, f"{key}_no": bit if value == Known.NO else 0})


# ---- pages -------------------------------------------------------------------------------------
def _beyond(rows: Rows, cursor: Cursor) -> Rows:
    """Keep what comes after a row in the order of names, or before it; the index is read from there."""
    if cursor.forward:
        later = Q(sort_name__gt=cursor.name) | Q(asset_id__gt=cursor.asset_id)
        return rows.filter(later, sort_name__gte=cursor.name)
    earlier = Q(sort_name__lt=cursor.name) | Q(asset_id__lt=cursor.asset_id)
    return rows.filter(earlier, sort_name__lte=cursor.name)


def _cursor(rows: Sequence[tuple[Any, ...]], place: int, *, forward: bool) -> Cursor | None:
    if not rows:
        return None
    asset_id, name = rows[place][:2]
    return Cursor(forward=forward, name=name, asset_id=asset_id)


# ---- one feature -------------------------------------------------------------------------------
@lru_cache(maxsize=1024)
def _facts(yes: int, no: int) -> Mapping[str, str]:
    """Return what is known of every facility; what nobody has said is not known."""

    def said(key: FactKey) -> str:
        bit = FACT_BITS[key]
        return (Known.YES if yes & bit else Known.NO if no & bit else Known.NOT_KNOWN).value

    return {key.value: said(key) for key in FACTS_IN_ORDER}


def _feature(row: tuple[Any, ...], page_of: PageOf) -> Feature:
    (
        _id, _sort_name, latitude, longitude, kind, public_use, usable, capacity,
        yes, no, checked_at, owner, neighbourhood, uuid,
        slug, name, description, number, street,
        town, postcode, uprn, custodian, updated_at, masked,
    ) = row  # fmt: skip
    placed = latitude is not None
    if masked:
        hushed = telling_words(street, postcode, uprn)
        name, description = without_words(name, hushed), without_words(description, hushed)
        number = street = town = postcode = uprn = ""
    return {
        "type": "Feature",
        "id": str(uuid),
        # What is not on the map has no geometry (RFC 7946, 3.2). CRS84: longitude first.
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]} if placed else None,
        "properties": {
            "name": name,
            "kind": kind,
            "description": description,
            "street": f"{number} {street}".strip(),
            "town": town,
            "postcode": postcode,
            "uprn": uprn,
            "owner": owner,
            "looked_after_by": custodian,
            "neighbourhood": neighbourhood,
            "can_people_use_it": public_use,
            "offered": usable,
            "people": capacity,
            **_facts(yes, no),
            "checked_at": stamp(checked_at) if checked_at else None,
            "updated_at": stamp(updated_at),
            "url": page_of(slug, uuid),
        },
    }


def stamp(moment: datetime) -> str:
    """Return a moment as RFC 3339 writes it in UTC."""
    return moment.isoformat().replace("+00:00", "Z")
