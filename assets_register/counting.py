"""How many a search finds, in all and by facet: from the totals where they know, else counted up to a cap."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from assets_register.index import FACT_BITS
from assets_register.matching import Wanted, rows_of, wanted
from assets_register.models import AssetTotal, Scope
from assets_register.openings import Openings, open_now
from assets_register.orders import first_rows, nearest_rows
from assets_register.query import Query

if TYPE_CHECKING:
    from wagtail.models import Site

#: So many are counted one by one; beyond them counts say "1,000+" and what is counted among them "at least".
CAP = 1000
#: The facets of which people choose one or more values, by their field in ``Query``.
CHOICES = {"kind": "kinds", "owner": "owners", "neighbourhood": "areas"}
_COLUMNS = ("usable", "kind", "owner_id", "neighbourhood_id", "facts_yes", "facts_no", "latitude", "hours_id")

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
        return _totalled(found)
    rows, more = _some(found)
    facets = _facets(rows, open_now())
    capped = {"total", "mapped", *facets} if more else set()
    for facet, field in CHOICES.items():
        if getattr(found.query, field):
            # Counted as if none of its own were chosen: the number says what choosing one more would add.
            facets[facet], over = _choices(found.but(**{field: ()}), facet)
            capped = capped | {facet} if over else capped - {facet}
    by_scope, over_scopes = _scopes(found, rows, more=more)
    total, mapped = len(rows), sum(1 for row in rows if row[6] is not None)
    if more and (exact := _exact(found)):
        total, by_scope, over_scopes = exact[found.query.use], exact, set()
        capped -= {"total"}
    return Counts(
        total=total, mapped=mapped, by_scope=by_scope, facets=facets, more=frozenset(capped | over_scopes)
    )


# ---- from the totals ---------------------------------------------------------------------------
def _totalled(found: Wanted) -> Counts:
    by_scope: dict[str, int] = dict.fromkeys(Scope.values, 0)
    facets: dict[str, dict[str, int]] = {}
    totals = AssetTotal.objects.filter(site=found.site, resolution=0)
    for scope, facet, value, count in totals.values_list("scope", "facet", "value", "count"):
        if facet == "all":
            by_scope[scope] = count
        elif scope == found.query.use:
            facets.setdefault(facet, {})[value] = count
    placed, hours = facets.pop("placed", {}), facets.pop("hours", {})
    facets["open"] = _opened({int(pk) if pk else None: n for pk, n in hours.items()})
    return Counts(
        total=by_scope[found.query.use], mapped=placed.get("yes", 0), by_scope=by_scope, facets=facets
    )


def _opened(by_hours: Mapping[int | None, int]) -> dict[str, int]:
    now = open_now() if any(by_hours) else Openings(open=frozenset())
    counted: Counter[str] = Counter()
    for pk, n in by_hours.items():
        counted[now.word(pk)] += n
    return dict(counted)


def single_facet(found: Wanted) -> tuple[str, str] | None:
    """Return the one facet and value that narrow a search (``all`` where nothing does), else None."""
    query = found.query
    chosen = [("kind", kind) for kind in query.kinds]
    chosen += [(f"fact.{key}", "yes") for key in query.facilities]
    chosen += [("owner", str(pk)) for pk in found.owner_ids]
    chosen += [("neighbourhood", str(pk)) for pk in found.area_ids]
    chosen += [("placed", query.placed)] if query.placed else []
    rest = replace(query, kinds=(), facilities=(), owners=(), areas=(), placed="")
    if rest.narrowed or len(chosen) > 1 or (not chosen and query.narrowed):
        return None
    return chosen[0] if chosen else ("all", "")


def _exact(found: Wanted) -> dict[str, int] | None:
    facet = single_facet(found)
    if facet is None:
        return None
    rows = AssetTotal.objects.filter(site=found.site, resolution=0, cell=0, facet=facet[0], value=facet[1])
    known = dict(rows.filter(scope__in=Scope.values).values_list("scope", "count"))
    return {scope: known.get(scope, 0) for scope in Scope.values}


# ---- one by one --------------------------------------------------------------------------------
def _some(found: Wanted) -> tuple[list[tuple[Any, ...]], bool]:
    """Return what a search finds up to the cap, and whether there is more."""
    if found.query.latitude is not None:
        rows = [row[2:] for row in nearest_rows(found, CAP + 1, *_COLUMNS)]
    else:
        rows = [row[1:] for row in first_rows(found, CAP + 1, *_COLUMNS)]
    return rows[:CAP], len(rows) > CAP


def _facets(rows: Sequence[tuple[Any, ...]], now: Openings) -> dict[str, Mapping[str, int]]:
    _usable, kinds, owners, areas, yes, no, _latitudes, hours = (
        zip(*rows, strict=True) if rows else [()] * len(_COLUMNS)
    )
    facets: dict[str, Mapping[str, int]] = {
        "kind": Counter(kinds),
        "owner": Counter("" if pk is None else str(pk) for pk in owners),
        "neighbourhood": Counter("" if pk is None else str(pk) for pk in areas),
        "open": Counter(now.word(pk) for pk in hours),
    }
    facts = Counter(zip(yes, no, strict=True))
    for key, bit in FACT_BITS.items():
        counted: Counter[str] = Counter()
        for (there, not_there), n in facts.items():
            counted["yes" if there & bit else "no" if not_there & bit else "not_known"] += n
        facets[f"fact.{key}"] = counted
    return facets


def _choices(found: Wanted, facet: str) -> tuple[Mapping[str, int], bool]:
    """Return a facet's counts for a search without it."""
    if not found.query.narrowed:
        rows = AssetTotal.objects.filter(site=found.site, resolution=0, scope=found.query.use, facet=facet)
        return dict(rows.values_list("value", "count")), False
    some, more = _some(found)
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
