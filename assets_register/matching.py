"""What a search finds: one set of rows, which the list, the map, the counts and the files all show."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import (
    BigIntegerField,
    ExpressionWrapper,
    F,
    FloatField,
    Func,
    Lookup,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import ASin, Cos, Least, Power, Radians, Sin, Sqrt

from assets_register.index import FACT_BITS
from assets_register.models import AssetIndex
from assets_register.openings import open_now
from assets_register.query import RADII, Query
from assets_register.synonyms import meanings
from assets_register.textindex import (
    HAS_HOURS,
    HAS_SIZE,
    NOT_PLACED,
    PLACED,
    FirstOf,
    TextQuery,
    kind_tag,
    number_tag,
    standings_of,
)
from assets_register.words import nearest_word
from civic.partners.models import Organisation
from civic.places.geo import (
    EARTH_RADIUS,
    RESOLUTIONS,
    Box,
    box_around,
    box_inside,
    h3_box,
    h3_children,
    h3_resolution,
)
from civic.places.models import Neighbourhood

if TYPE_CHECKING:
    from wagtail.models import Site

Rows = QuerySet[AssetIndex]
#: No owner and no area has this number: one that is not known finds nothing.
NOBODYS = (2**62,)
#: Whether there is a row is asked of PostgreSQL as if so many were wanted.
WEIGHED = 300


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A query and what it takes to answer it, looked up once."""

    site: "Site"
    query: Query
    owner_ids: tuple[int, ...] = ()
    area_ids: tuple[int, ...] = ()
    words: tuple[str, ...] = ()
    """The words looked for: as typed, or put right."""
    prefix: bool = False
    """Whether no listing has the words, but some have words that begin so."""
    corrected: str = ""
    """What was looked for instead, where no listing has the words as typed."""
    hours_ids: tuple[int, ...] = ()
    """The hours that are open now, where that is asked for."""

    @property
    def by_place(self) -> bool:
        """Whether a part of the map narrows it, which the spatial index finds first."""
        return self.query.latitude is not None or self.query.cell is not None

    @property
    def text(self) -> TextQuery:
        """The question for the text index."""
        query = self.query
        tags = [tuple(kind_tag(kind) for kind in query.kinds)]
        if query.owners:
            tags.append(tuple(number_tag("o", pk) for pk in self.owner_ids or NOBODYS))
        if query.areas:
            tags.append(tuple(number_tag("a", pk) for pk in self.area_ids or NOBODYS))
        tags += [(number_tag("f", _place(key)),) for key in query.facilities]
        tags += [(tag,) for tag in (
            {"yes": PLACED, "no": NOT_PLACED}.get(query.placed),
            HAS_HOURS if query.open_now else None,
            HAS_SIZE if query.people else None,
        ) if tag]  # fmt: skip
        return TextQuery(
            site_id=self.site.pk,
            words=_groups(self.words),
            prefix=self.prefix,
            tags=tuple(group for group in tags if group),
        )

    def but(self, **changes: Any) -> "Wanted":
        """Return the same with another query."""
        return replace(self, query=replace(self.query, **changes))


def _place(key: str) -> int:
    return FACT_BITS[key].bit_length() - 1


def _groups(words: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(meanings(word) for word in words)


def wanted(site: "Site", query: Query, *, as_typed: bool = False) -> Wanted:
    """Look up what a query speaks of. At most six queries, none where nothing needs looking up."""
    found = Wanted(site=site, query=query)
    if query.owners:
        owners = Organisation.objects.filter(site=site, slug__in=query.owners)
        found = replace(found, owner_ids=tuple(owners.order_by("pk").values_list("pk", flat=True)))
    if query.areas:
        areas = Neighbourhood.objects.filter(site=site, slug__in=query.areas)
        found = replace(found, area_ids=tuple(areas.order_by("pk").values_list("pk", flat=True)))
    if query.open_now:
        found = replace(found, hours_ids=tuple(sorted(open_now().open)))
    return _worded(found, as_typed=as_typed) if query.words else found


def _worded(found: Wanted, *, as_typed: bool) -> Wanted:
    """Take the words as typed; where no listing has them, as beginnings; else put right."""
    words = found.query.words
    if _any(found.site, words, prefix=False):
        return replace(found, words=words)
    if _any(found.site, words, prefix=True):
        return replace(found, words=words, prefix=True)
    if as_typed:
        return replace(found, words=words)
    better = tuple(
        word if _any(found.site, [word], prefix=True) else nearest_word(found.site, word) for word in words
    )
    if all(better) and better != words and _any(found.site, better, prefix=False):
        return replace(found, words=better, corrected=" ".join(better))
    return replace(found, words=words)


def _any(site: "Site", words: Sequence[str], *, prefix: bool) -> bool:
    text = TextQuery(site_id=site.pk, words=_groups(words), prefix=prefix)
    if connection.vendor == "sqlite":
        return bool(standings_of(FirstOf(query=text, limit=1)))
    rows = AssetIndex.objects.filter(site=site, text__found_by=text)
    # PostgreSQL takes a word it does not know to be not rare, and for one row looks through all: 750 ms
    # among 1,000,000. Asked for as many, it begins with its text index where that is quicker: 1 ms.
    return rows.order_by("standing")[:WEIGHED].count() > 0


# ---- the set -----------------------------------------------------------------------------------
def matching(site: "Site", query: Query, *, as_typed: bool = False) -> Rows:
    """Return every row a query finds, in no order; ``as_typed`` puts no word right."""
    return rows_of(wanted(site, query, as_typed=as_typed))


def rows_of(found: Wanted, *, text: bool = True, near: bool = True, boxed: bool = False) -> Rows:
    """Return the rows wanted; without ``text`` or ``near``, these are left to the caller.

    ``boxed`` where the caller narrows them to a rectangle.
    """
    query = found.query
    rows = _narrowed(rows_in(found.site, by_key=found.by_place or boxed), found)
    if near and query.latitude is not None and query.longitude is not None:
        rows = within(rows, query.latitude, query.longitude, RADII[query.within])
    if query.usable_only:
        rows = rows.filter(usable=True)
    if query.kinds:
        rows = rows.filter(kind__in=query.kinds)
    if query.owners:
        rows = rows.filter(owner_id__in=found.owner_ids)
    if query.areas:
        rows = rows.filter(neighbourhood_id__in=found.area_ids)
    for key in query.facilities:
        bit = FACT_BITS[key]
        rows = rows.alias(**{f"has_{key}": F("facts_yes").bitand(bit)}).filter(**{f"has_{key}": bit})
    if text and found.words:
        rows = rows.filter(text__found_by=replace(found.text, tags=()))
    return rows


def rows_beside_text(found: Wanted) -> Rows:
    """Return the rows wanted but for what the text index knows: words, and tags for all facets."""
    rows = _narrowed(rows_in(found.site), found)
    return rows.filter(usable=True) if found.query.usable_only else rows


def rows_in(site: "Site", *, by_key: bool = False) -> Rows:
    """Return the rows of a place; ``by_key`` so written that SQLite takes no index over the place first.

    Its planner, which keeps no statistics here, would walk the whole place where the spatial index
    or a list of numbers names a few. Measured among 100,000: 0.1 ms for a small rectangle against 8.
    """
    if by_key and connection.vendor == "sqlite":
        site_id = ExpressionWrapper(F("site_id") + 0, output_field=BigIntegerField())
        return AssetIndex.objects.alias(of_site=site_id).filter(of_site=site.pk)
    return AssetIndex.objects.filter(site=site)


def _narrowed(rows: Rows, found: Wanted) -> Rows:
    """Keep the rows that pass what is no facet, but for words and distance."""
    query = found.query
    if query.people:
        rows = rows.filter(capacity__gte=query.people)
    if query.placed:
        rows = rows.filter(latitude__isnull=query.placed == "no")
    if query.open_now:
        rows = rows.filter(hours_id__in=found.hours_ids)
    return in_cell(rows, query.cell) if query.cell else rows


def in_cell(rows: Rows, cell: int) -> Rows:
    """Keep the rows in an H3 cell, found by the spatial index around it."""
    level = h3_resolution(cell)
    if level >= RESOLUTIONS[0]:
        rows = rows.filter(**{f"cell{level}": cell})
    else:
        rows = rows.filter(cell6__range=h3_children(cell, RESOLUTIONS[0]))
    return in_box(rows, h3_box(cell))


def in_box(rows: Rows, box: Box) -> Rows:
    """Keep the rows within a rectangle, by the database's spatial index and then exactly."""
    return rows.filter(
        latitude__in_boxes=(box,),
        latitude__range=(box.south, box.north),
        longitude__range=(box.west, box.east),
    )


class InBoxes(Lookup[Any]):
    """``latitude__in_boxes=(Box(...), ...)``: whether the spatial index finds a row in any of them."""

    lookup_name = "in_boxes"
    prepare_rhs = False
    rhs: Sequence[Box]

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Give SQLite the set of what the R*Tree finds."""
        one = (
            "SELECT id FROM assets_register_rtree "
            "WHERE south <= %s AND north >= %s AND west <= %s AND east >= %s"
        )
        parameters = [edge for box in self.rhs for edge in (box.north, box.south, box.east, box.west)]
        alias = compiler.quote_name_unless_alias(self.lhs.alias)
        return f'{alias}."asset_id" IN ({" UNION ALL ".join([one] * len(self.rhs))})', parameters

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Ask PostgreSQL's GiST index over the point."""
        alias = compiler.quote_name_unless_alias(self.lhs.alias)
        one = f'point({alias}."longitude", {alias}."latitude") <@ box(point(%s, %s), point(%s, %s))'
        parameters = [edge for box in self.rhs for edge in (box.west, box.south, box.east, box.north)]
        return f"({' OR '.join([one] * len(self.rhs))})", parameters


AssetIndex._meta.get_field("latitude").register_lookup(InBoxes)


def within(rows: Rows, latitude: float, longitude: float, metres: float) -> Rows:
    """Keep the rows within some metres of a point. How far is asked only of those near the edge."""
    sure = box_inside(latitude, longitude, metres)
    inside = Q(latitude__range=(sure.south, sure.north), longitude__range=(sure.west, sure.east))
    rows = in_box(rows, box_around(latitude, longitude, metres))
    away = DistanceFrom(Value(latitude), Value(longitude), F("latitude"), F("longitude"))
    return rows.alias(metres_away=away).filter(inside | Q(metres_away__lte=metres))


class DistanceFrom(Func):
    """The great-circle distance between two points in metres, by latitude and longitude (haversine)."""

    output_field = FloatField()
    arity = 4
    #: Our own function on SQLite (``receivers``): its trigonometry is Python's, one call for each sine.
    function = "metres_between"

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:
        """Work it out in PostgreSQL's own arithmetic."""
        latitude, longitude, other_latitude, other_longitude = self.get_source_expressions()
        north = Radians(other_latitude - latitude)
        east = Radians(other_longitude - longitude)
        chord = Power(Sin(north / 2), 2) + Cos(Radians(latitude)) * Cos(Radians(other_latitude)) * Power(
            Sin(east / 2), 2
        )
        metres = Value(2 * EARTH_RADIUS) * ASin(Sqrt(Least(Value(1.0), chord)))
        return compiler.compile(metres)  # type: ignore[no-any-return]
