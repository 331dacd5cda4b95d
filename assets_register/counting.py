"""How many a search finds, in all and by facet: from the totals where they know, else counted up to a cap."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from assets_register.index import FACT_BITS, PAIRS, pair_name
from assets_register.matching import Wanted, rows_of, wanted
from assets_register.models import AssetTotal, Scope
from assets_register.openings import Openings, open_now
from assets_register.orders import Row, first_rows, nearest_rows
from assets_register.query import Query

if TYPE_CHECKING:
    from wagtail.models import Site

#: So many are counted one by one; beyond them counts say "1,000+" and what is counted among them "at least".
CAP = 1000
#: The facets of which people choose one or more values, by their field in ``Query``.
CHOICES = {"kind": "kinds", "owner": "owners", "neighbourhood": "areas"}
_FACTS = tuple(f"fact.{key}" for key in FACT_BITS)
_COLUMNS = ("usable", "kind", "owner_id", "neighbourhood_id", "facts_yes", "facts_no", "latitude", "hours_id")
#: What a page in the best order goes by, beside the standing: taken with what is counted, and not twice.
RANKED_BY = ("kind", "sort_name", "recency")

Facets = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many, in all and by facet, for one list and one search."""

    total: int
    mapped: int
    by_scope: Mapping[str, int]
    """The same search in each list: ``usable`` and ``all``."""
    facets: Facets
    """By facet (``kind``, ``owner``, ``neighbourhood``, ``open``, ``fact.kitchen``...), then by value."""
    more: frozenset[str] = frozenset()
    """What there may be more of than is said: ``total``, ``mapped``, a list or a facet."""
    first: Sequence[Row] | None = None
    """Where these were counted one by one in the static order: standings, and what they are ranked by."""

    def said(self, what: str, number: int) -> str:
        """Return a number as people read it: "608", "1,000+" where there may be more."""
        return f"{number:,}+" if what in self.more else f"{number:,}"

    @property
    def not_mapped(self) -> int:
        """How many of them are not on the map."""
        return self.total - self.mapped


def count_spaces(site: "Site", query: Query) -> Counts:
    """Return the counts of a search."""
    return counts_of(wanted(site, query))


def counts_of(found: Wanted) -> Counts:
    """Return the counts of a search: exact up to ``CAP``, and where nothing or one facet narrows it."""
    if not found.query.narrowed:
        return _told(found, _whole(found))
    if chosen := one_facet(found):
        return _told_of(found, *chosen)
    rows, more, first = _some(found)
    facets = _facets(rows, open_now())
    capped = {"total", "mapped", *facets} if more else set()
    for facet, field in CHOICES.items():
        if getattr(found.query, field):
            # Counted as if none of its own were chosen: the number says what choosing one more would add.
            facets[facet], over = _choices(found.but(**{field: ()}), facet)
            capped = capped | {facet} if over else capped - {facet}
    by_scope, over_scopes = _scopes(found, rows, more=more)
    total, mapped = len(rows), sum(1 for row in rows if row[6] is not None)
    return Counts(
        total=total,
        mapped=mapped,
        by_scope=by_scope,
        facets=facets,
        more=frozenset(capped | over_scopes),
        first=first,
    )


# ---- from the totals ---------------------------------------------------------------------------
Told = Mapping[tuple[str, str, str], int]
"""Counts by scope, facet and value."""


def _whole(found: Wanted) -> Told:
    totals = AssetTotal.objects.filter(site=found.site, resolution=0)
    return {tuple(key): n for *key, n in totals.values_list("scope", "facet", "value", "count")}  # type: ignore[misc] # three


def _paired(found: Wanted, facet: str, values: Sequence[str]) -> Told:
    """Return the counts of those that have one of the values."""
    totals = AssetTotal.objects.filter(
        site=found.site,
        resolution=PAIRS,
        scope__in=Scope.values,
        facet__in=[pair_name(facet, value) for value in values],
    )
    told: Counter[tuple[str, str, str]] = Counter()
    for scope, pair, count in totals.values_list("scope", "value", "count"):
        other, _equals, value = pair.partition("=")
        told[scope, other, value] += count
    return told


def _told_of(found: Wanted, facet: str, values: Sequence[str]) -> Counts:
    """Return the counts of what one facet narrows."""
    if facet == "placed" and values[0] == "yes":  # kept of those that are not: there are fewer
        less = _paired(found, "placed", ["no"])
        return _told(found, {key: n - less.get(key, 0) for key, n in _whole(found).items()})
    counts = _told(found, _paired(found, facet, values))
    if facet not in CHOICES:
        return counts
    # Counted as if none of its own were chosen: the number says what choosing one more would add.
    return replace(counts, facets={**counts.facets, facet: _values_of(found, facet)})


def _values_of(found: Wanted, facet: str) -> dict[str, int]:
    totals = AssetTotal.objects.filter(site=found.site, resolution=0, scope=found.query.use, facet=facet)
    return dict(totals.values_list("value", "count"))


def _told(found: Wanted, told: Told) -> Counts:
    by_scope: dict[str, int] = {scope: told.get((scope, "all", ""), 0) for scope in Scope.values}
    total = by_scope[found.query.use]
    facets: dict[str, dict[str, int]] = {facet: {} for facet in (*CHOICES, *_FACTS)}
    for (scope, facet, value), count in told.items():
        if scope == found.query.use and facet != "all" and count:
            facets.setdefault(facet, {})[value] = count
    for facet in _FACTS:  # what is not told is not known
        if unknown := total - facets[facet].get("yes", 0) - facets[facet].get("no", 0):
            facets[facet]["not_known"] = unknown
    placed, hours = facets.pop("placed", {}), facets.pop("hours", {})
    facets["open"] = _opened({int(pk) if pk else None: n for pk, n in hours.items()})
    return Counts(total=total, mapped=placed.get("yes", 0), by_scope=by_scope, facets=facets)


def _opened(by_hours: Mapping[int | None, int]) -> dict[str, int]:
    now = open_now() if any(by_hours) else Openings(open=frozenset())
    counted: Counter[str] = Counter()
    for pk, n in by_hours.items():
        counted[now.word(pk)] += n
    return dict(counted)


def one_facet(found: Wanted) -> tuple[str, tuple[str, ...]] | None:
    """Return the one facet that narrows a search and its values, any of which will do.

    ``all`` where nothing narrows it; None where more than one does, or what is no facet.
    """
    query = found.query
    chosen: list[tuple[str, tuple[str, ...]]] = [(f"fact.{key}", ("yes",)) for key in query.facilities]
    chosen += [("kind", query.kinds)] if query.kinds else []
    chosen += [("owner", tuple(map(str, found.owner_ids)))] if query.owners else []
    chosen += [("neighbourhood", tuple(map(str, found.area_ids)))] if query.areas else []
    chosen += [("placed", (query.placed,))] if query.placed else []
    rest = replace(query, kinds=(), facilities=(), owners=(), areas=(), placed="")
    if rest.narrowed or len(chosen) > 1:
        return None
    return chosen[0] if chosen else ("all", ("",))


# ---- one by one --------------------------------------------------------------------------------
def _some(found: Wanted) -> tuple[list[Row], bool, Sequence[Row] | None]:
    """Return what a search finds up to the cap, whether there is more, and the same to be ranked."""
    if found.query.latitude is not None:
        rows = [row[2:] for row in nearest_rows(found, CAP + 1, *_COLUMNS)]
        return rows[:CAP], len(rows) > CAP, None
    rows = first_rows(found, CAP + 1, *_COLUMNS, *RANKED_BY)
    counted, kept = 1 + len(_COLUMNS), len(RANKED_BY)
    return [row[1:counted] for row in rows[:CAP]], len(rows) > CAP, [(row[0], *row[-kept:]) for row in rows]


def _facets(rows: Sequence[Row], now: Openings) -> dict[str, Mapping[str, int]]:
    _usable, kinds, owners, areas, yes, no, _latitudes, hours = (
        zip(*rows, strict=True) if rows else [()] * len(_COLUMNS)
    )
    facets: dict[str, Mapping[str, int]] = {
        "kind": Counter(kinds),
        "owner": Counter("" if pk is None else str(pk) for pk in owners),
        "neighbourhood": Counter("" if pk is None else str(pk) for pk in areas),
        "open": Counter(now.word(pk) for pk in hours),
    }
    there, not_there = _facts(yes), _facts(no)
    for key in FACT_BITS:
        known = {"yes": there[key], "no": not_there[key]}
        known["not_known"] = len(rows) - sum(known.values())
        facets[f"fact.{key}"] = {value: n for value, n in known.items() if n}
    return facets


def _facts(columns: Sequence[int]) -> Counter[str]:
    """Return in how many columns of bits each fact's is set."""
    counted: Counter[str] = Counter()
    for bits, n in Counter(columns).items():
        for key in _keys(bits):
            counted[key] += n
    return counted


@lru_cache(maxsize=20_000)
def _keys(bits: int) -> tuple[str, ...]:
    return tuple(key for key, bit in FACT_BITS.items() if bits & bit)


def _choices(found: Wanted, facet: str) -> tuple[Mapping[str, int], bool]:
    """Return a facet's counts for a search without it."""
    if not found.query.narrowed:
        return _values_of(found, facet), False
    if chosen := one_facet(found):
        return _told_of(found, *chosen).facets[facet], False
    some, more, _first = _some(found)
    return _facets(some, Openings(open=frozenset()))[facet], more


def _scopes(found: Wanted, rows: list[tuple[Any, ...]], *, more: bool) -> tuple[dict[str, int], set[str]]:
    """Return how many there are in either list; what can be used is also among everything."""
    if found.query.usable_only:
        if more:
            return {"usable": CAP, "all": CAP}, {"usable", "all"}
        everything = at_most(found.but(use="all"))
        return {"usable": len(rows), "all": min(everything, CAP)}, {"all"} if everything > CAP else set()
    usable = sum(1 for row in rows if row[0])
    if more:
        usable = at_most(found.but(use="usable"))
    over = {"usable"} if usable > CAP else set()
    return {"usable": min(usable, CAP), "all": len(rows)}, over | ({"all"} if more else set())


def at_most(found: Wanted) -> int:
    """Return how many a search finds; ``CAP`` and one where there are more than that."""
    if found.query.latitude is not None:
        return len(nearest_rows(found, CAP + 1))
    return len(first_rows(found, CAP + 1))


def size_not_known(site: "Site", query: Query) -> int:
    """Return how many spaces fit but for the number of people, of which nobody has said how many fit.

    ``CAP`` and one where there are more than that.
    """
    rows = rows_of(wanted(site, replace(query, people=0))).filter(capacity=None)
    return rows.values("asset_id")[: CAP + 1].count()
