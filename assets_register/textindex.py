"""The database's own full-text index over the register: what is written into it, and how it is asked.

SQLite's FTS5 gives what it finds by row number, PostgreSQL by its planner's choice. The row number in
FTS5 is the place and the asset's standing (its place in the static order of importance), so that the
first thousand of two hundred thousand are found by reading a thousand. What filters choose by is there
as words too (``#k`` a kind, ``#f`` a fact, ``#o`` an owner, ``#a`` a neighbourhood...), so that words and
filters together are one question.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Lookup

from assets_register.models import AssetIndex

#: An asset's number takes so many bits of its standing; its importance, turned round, eight above them.
ID_BITS = 36
_IDS = (1 << ID_BITS) - 1
_MOST_IMPORTANT = 255
#: The place's number stands above these.
STANDING_BITS = ID_BITS + 8
_STANDINGS = (1 << STANDING_BITS) - 1

FIND = "SELECT rowid FROM assets_register_fts WHERE assets_register_fts MATCH %s AND rowid BETWEEN %s AND %s"


def standing_of(importance: int, asset_id: int) -> int:
    """Return where an asset stands in the static order: smaller is more important, then older."""
    return max(0, _MOST_IMPORTANT - importance) << ID_BITS | asset_id


def fts_row(site_id: int, standing: int) -> int:
    """Return the row of an asset in FTS5."""
    return site_id << STANDING_BITS | standing


@dataclass(frozen=True, kw_only=True)
class TextQuery:
    """What the full-text index is asked: of every group, any of its words or tags."""

    site_id: int
    words: tuple[tuple[str, ...], ...] = ()
    """Each group: a word as typed, then those that mean the same."""
    prefix: bool = False
    """Whether words that begin with the one typed do as well."""
    tags: tuple[tuple[str, ...], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.tags)

    def fts5(self) -> str:
        """Return this as FTS5 reads it. Words hold letters and digits only (``query.search_words``)."""
        star = "*" if self.prefix else ""
        groups = [
            "{text} : (" + " OR ".join([f'"{word}"{star}', *(f'"{other}"' for other in others)]) + ")"
            for word, *others in self.words
        ]
        groups += ["{tags} : (" + " OR ".join(f'"{tag}"' for tag in group) + ")" for group in self.tags]
        return " AND ".join(groups)

    def tsquery(self) -> tuple[str, list[str]]:
        """Return this as an expression of PostgreSQL's, and its parameters."""
        star = ":*" if self.prefix else ""
        words = " & ".join("(" + " | ".join([f"{word}{star}", *others]) + ")" for word, *others in self.words)
        tags = " & ".join("(" + " | ".join(f"'{tag}'" for tag in group) + ")" for group in self.tags)
        parts = [("to_tsquery('english', %s)", words), ("%s::tsquery", tags)]
        used = [(part, value) for part, value in parts if value]
        return "(" + " && ".join(part for part, _value in used) + ")", [value for _part, value in used]


class FoundBy(Lookup[Any]):
    """``text__found_by=TextQuery(...)``: whether the full-text index finds a row."""

    lookup_name = "found_by"
    prepare_rhs = False
    rhs: TextQuery

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Give SQLite the set of what FTS5 finds."""
        alias = compiler.quote_name_unless_alias(self.lhs.alias)
        first = fts_row(self.rhs.site_id, 0)
        found = FIND.replace("rowid", f"rowid & {_IDS}", 1)
        return f'{alias}."asset_id" IN ({found})', [
            self.rhs.fts5(),
            first,
            first + (1 << STANDING_BITS) - 1,
        ]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Ask PostgreSQL of the column ``search``, which migration ``search_at_scale`` has it keep."""
        query, parameters = self.rhs.tsquery()
        return f'{compiler.quote_name_unless_alias(self.lhs.alias)}."search" @@ {query}', list(parameters)


AssetIndex._meta.get_field("text").register_lookup(FoundBy)


@dataclass(frozen=True, kw_only=True)
class FirstOf:
    """The first of what FTS5 finds, in the static order or ``back`` against it. SQLite only.

    ``beyond`` is the standing they come after: before it where ``back``.
    """

    query: TextQuery
    limit: int
    beyond: int | None = None
    back: bool = False

    def sql(self) -> tuple[str, list[Any]]:
        """Return the question and its parameters."""
        site_id = self.query.site_id
        first, last = fts_row(site_id, 0), fts_row(site_id + 1, 0) - 1
        if self.beyond is not None and self.back:
            last = fts_row(site_id, self.beyond) - 1
        elif self.beyond is not None:
            first = fts_row(site_id, self.beyond) + 1
        order = "DESC" if self.back else "ASC"
        return f"{FIND} ORDER BY rowid {order} LIMIT %s", [self.query.fts5(), first, last, self.limit]


class AmongFirst(Lookup[Any]):
    """``standing__among_first=FirstOf(...)``: whether a row is one of these."""

    lookup_name = "among_first"
    prepare_rhs = False
    rhs: FirstOf

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Give SQLite the set of their standings."""
        sql, parameters = self.rhs.sql()
        lhs, _nothing = self.process_lhs(compiler, connection)
        return f"{lhs} IN (SELECT rowid & {_STANDINGS} FROM ({sql}))", parameters  # noqa: S608 - ours


AssetIndex._meta.get_field("standing").register_lookup(AmongFirst)


def standings_of(first: FirstOf) -> list[int]:
    """Return their standings, in their order."""
    with connection.cursor() as cursor:
        cursor.execute(*first.sql())
        return [row & _STANDINGS for (row,) in cursor.fetchall()]


def asset_of(standing: int) -> int:
    """Return the asset that stands there."""
    return standing & _IDS


def importance_of(standing: int) -> int:
    """Return the importance an asset that stands there has."""
    return _MOST_IMPORTANT - (standing >> ID_BITS)


def forget_place(site_id: int) -> None:
    """Take all of a place out of FTS5."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM assets_register_fts WHERE rowid BETWEEN %s AND %s",
            [fts_row(site_id, 0), fts_row(site_id + 1, 0) - 1],
        )


# ---- tags --------------------------------------------------------------------------------------
def kind_tag(kind: str) -> str:
    """Return the word for a kind of space."""
    return "#k" + kind.replace("_", "")


def number_tag(letter: str, number: int | None) -> str:
    """Return the word for an owner (``o``), a neighbourhood (``a``) or a fact's bit (``f``)."""
    return f"#{letter}{number or 0}"


PLACED, NOT_PLACED, HAS_HOURS, HAS_SIZE = "#placed", "#unplaced", "#hours", "#sized"


def tags_of(row: AssetIndex, bits: Iterable[tuple[str, int]]) -> str:
    """Return an index row's tags; ``bits`` are the facts' bits (``index.FACT_BITS``)."""
    tags = [
        kind_tag(row.kind),
        number_tag("o", row.owner_id),
        number_tag("a", row.neighbourhood_id),
        PLACED if row.latitude is not None else NOT_PLACED,
        *([HAS_HOURS] if row.hours_id else []),
        *([HAS_SIZE] if row.capacity else []),
        *(number_tag("f", place) for place, (_key, bit) in enumerate(bits) if row.facts_yes & bit),
    ]
    return " ".join(tags)


def write_rows(gone: Iterable[tuple[int, int]], rows: Sequence[AssetIndex]) -> None:
    """Keep FTS5 in step: ``gone`` are places and standings. PostgreSQL's index keeps itself."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "DELETE FROM assets_register_fts WHERE rowid = %s", [(fts_row(*one),) for one in gone]
        )
        cursor.executemany(
            "INSERT OR REPLACE INTO assets_register_fts (rowid, text, tags) VALUES (%s, %s, %s)",
            [(fts_row(row.site_id, row.standing), row.text, row.tags) for row in rows],
        )
