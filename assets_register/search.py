"""Finds spaces a page at a time, in one of four orders, ready to show."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.utils import timezone

from assets_register.counting import RANKED_BY, Counts, counts_of
from assets_register.index import recency_of
from assets_register.intervals import interval_of, is_due
from assets_register.matching import Rows, Wanted, matching, wanted
from assets_register.models import Asset, AssetFact, AssetIndex, AssetQuerySet
from assets_register.orders import checked_rows, first_rows, named_rows, nearest_rows
from assets_register.query import Key, Query
from assets_register.selectors import FactView, facts_of
from assets_register.textindex import asset_of, importance_of
from civic.places.geo import distance_metres

if TYPE_CHECKING:
    from wagtail.models import Site

PAGE_SIZE = 25
#: So many are put on paper at once.
PRINTED = 200
#: How many rows, taken in the static order of importance, are ranked by words and freshness. A page
#: among so many is found by its number alone; beyond them by the row the page before it ended with.
CANDIDATES = 500
WINDOW = CANDIDATES // PAGE_SIZE
#: A listing counts as fresh when somebody checked it within this time.
FRESH = timedelta(days=365)


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
class Page:
    """Which assets stand on a page, its number, and where the pages beside it begin."""

    ids: Sequence[int]
    number: int
    next: str = ""
    """The address of the next page, ``?...``; empty where there is none."""
    previous: str = ""


@dataclass(frozen=True, kw_only=True)
class Results:
    """One page of what was found, and the counts of all of it."""

    query: Query
    counts: Counts
    rows: Sequence[SpaceRow]
    page: Page
    corrected: str = ""
    """The words looked for instead of those typed, which no listing has."""

    @property
    def first(self) -> int:
        """The number of the first row shown, counted from 1."""
        return (self.page.number - 1) * PAGE_SIZE + 1

    @property
    def last(self) -> int:
        """The number of the last row shown."""
        return self.first + len(self.rows) - 1


def search_assets(site: "Site", query: Query) -> Results:
    """Return one page of the spaces a query finds, with the counts of all of them."""
    found = wanted(site, query)
    counts = counts_of(found)
    page = page_of(found, counts) if counts.total else Page(ids=(), number=1)
    return Results(
        query=query, counts=counts, rows=space_rows(page.ids, query), page=page, corrected=found.corrected
    )


def search_to_print(site: "Site", query: Query) -> Results:
    """Return the first ``PRINTED`` of what a query finds, in its order."""
    found = wanted(site, query)
    counts = counts_of(found)
    if query.order == "best":
        ids = [asset_of(standing) for standing in _ranked(found, counts)]
    else:
        ids = [pk for _key, pk in _taken(found, PRINTED, None)]
    page = Page(ids=ids[:PRINTED], number=1)
    return Results(
        query=query, counts=counts, rows=space_rows(page.ids, query), page=page, corrected=found.corrected
    )


def ordered_ids(site: "Site", query: Query) -> list[int]:
    """Return every asset a query finds, in a plain lasting order: for downloads."""
    rows = matching(site, query).order_by("sort_name", "asset_id")
    return list(rows.values_list("asset_id", flat=True))


# ---- pages -------------------------------------------------------------------------------------
Placed = tuple[Key, int]
"""Where a row stands in the order, and its number."""


def page_of(found: Wanted, counts: Counts | None = None) -> Page:
    """Return one page; as quick at any depth, for a page far down says where it begins.

    A number too high, or a far one without a beginning, is the last that can be found by its number.
    """
    query = found.query
    if query.key is not None and (query.order != "best" or query.page > WINDOW):
        return _keyed(found, query.key)
    number = min(max(query.page, 1), WINDOW)
    if counts is not None:
        number = min(number, -(-counts.total // PAGE_SIZE)) or 1
    end = number * PAGE_SIZE
    begins: Key | None = None
    if query.order == "best":
        standings = _ranked(found, counts)
        ids, more = [asset_of(one) for one in standings[end - PAGE_SIZE : end]], len(standings) > end
        if number == WINDOW and standings:
            begins = Key(number=max(standings[:CANDIDATES]))
    else:
        rows = _taken(found, end + 1, None)
        shown, more = rows[end - PAGE_SIZE : end], len(rows) > end
        ids, begins = [pk for _key, pk in shown], shown[-1][0] if shown else None
    return Page(
        ids=ids,
        number=number,
        next=query.href(page=number + 1, key=begins) if more else "",
        previous=query.href(page=number - 1) if number > 1 else "",
    )


def _keyed(found: Wanted, key: Key) -> Page:
    """Return the page after a row, or before it."""
    query = found.query
    rows = _taken(found, PAGE_SIZE + 1, key)
    if key.before:
        more_before, more_after = len(rows) > PAGE_SIZE, True
        shown = rows[-PAGE_SIZE:]
    else:
        more_before, more_after = True, len(rows) > PAGE_SIZE
        shown = rows[:PAGE_SIZE]
    number = max(query.page, 2) if more_before else 1
    if not shown:
        return Page(ids=(), number=number, previous=query.href(page=1))
    first, last = shown[0][0], shown[-1][0]
    by_number = number - 1 == 1 or (query.order == "best" and number - 1 <= WINDOW)
    before = None if by_number else replace(first, before=True)
    return Page(
        ids=[number_ for _key, number_ in shown],
        number=number,
        next=query.href(page=number + 1, key=last) if more_after else "",
        previous=query.href(page=number - 1, key=before) if more_before and number > 1 else "",
    )


def _taken(found: Wanted, limit: int, key: Key | None) -> list[Placed]:
    match found.query.order:
        case "near":
            rows = nearest_rows(found, limit, key=_at_distance(key))
            return [(Key(number=pk, value=repr(metres)), pk) for metres, pk in rows]
        case "checked":
            return [(Key(number=recency), pk) for recency, pk in checked_rows(found, limit, key)]
        case "name":
            return [(Key(number=pk, value=name), pk) for name, pk in named_rows(found, limit, key)]
    return [(Key(number=standing), pk) for standing, pk in first_rows(found, limit, "asset_id", key=key)]


def _at_distance(key: Key | None) -> Key | None:
    """Return a key whose value is a distance; none where a stranger wrote something else."""
    if key is None or not re.fullmatch(r"[0-9]{1,8}(\.[0-9]{1,20})?(e-?[0-9]{1,2})?", key.value):
        return None
    return key


def _ranked(found: Wanted, counts: Counts | None = None) -> list[int]:
    """Rank a bounded number of candidates by words, then freshness; one row more says whether that is all.

    Returns their standings.
    """
    now = timezone.now()
    rows = counts.first if counts is not None else None
    if rows is None:
        rows = first_rows(found, CANDIDATES + 1, *RANKED_BY)
    long_ago = {kind: recency_of(now - interval_of(kind), 0) for kind in {row[1] for row in rows}}
    scored = []
    for standing, kind, name, recency in rows[:CANDIDATES]:
        score = importance_of(standing) + (20 if recency < long_ago[kind] else 0)
        named = sum(1 for word in found.words if word in name)
        scored.append((-named, -score, name, standing))
    ranked = [standing for *_order, standing in sorted(scored)]
    return ranked + [row[0] for row in rows[CANDIDATES : CANDIDATES + 1]]


# ---- ready to show -----------------------------------------------------------------------------
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
        .defer("neighbourhood__geometry")
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
