"""Keeps the register's index and totals true: every write to assets ends here, in its transaction.

How it fails: a write that does not call ``refresh`` leaves the index behind. The public pages then
still show nothing they must not (they read the record's own status again), and
``manage.py rebuild_index`` puts everything right.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Prefetch
from django.utils import translation
from wagtail.models import Site

from assets_register.enums import AssetKind, FactKey, Known
from assets_register.models import (
    Asset,
    AssetFact,
    AssetHours,
    AssetIndex,
    AssetTotal,
    AssetWord,
    Room,
    Scope,
    facts_in_rooms,
)
from assets_register.models.asset import without_words
from assets_register.opening_hours import open_state
from assets_register.textindex import ID_BITS, forget_place, standing_of, tags_of, write_rows
from assets_register.words import count_words, word_deltas
from civic.places.geo import RESOLUTIONS, h3_cells, h3_parent

#: Rows taken at a time: small enough for SQLite's limit on variables.
BATCH = 500
#: Names the totals among PostgreSQL's advisory locks; the place is the other half.
TOTALS_LOCK = 0x4A42
#: Totals per cell are kept of all, and of every kind and fact that is there, so that a map narrowed by
#: one of these is as quick. The closest two resolutions are kept of all alone: so close, few are in view.
CELL_FACETS = frozenset({"all", "kind"})
COARSE = (3, 4, 5)
MAP_RESOLUTIONS = COARSE + RESOLUTIONS
CLOSEST = RESOLUTIONS[-2:]
#: Checks are ordered by whole minutes of this long before a day nobody will see (255 years of them).
_MINUTES, _FIRST_MINUTE = (1 << 63 - ID_BITS) - 1, datetime(2000, 1, 1, tzinfo=UTC)

#: Which bit of ``facts_yes`` and ``facts_no`` stands for which fact. Append only.
FACT_BITS: dict[str, int] = {key: 1 << place for place, key in enumerate(FactKey.values)}

TotalKey = tuple[int, str, str, str, int, int]
"""Site, scope, facet, value, resolution, cell."""


def folded(text: str) -> str:
    """Return text in small letters without accents, as the index keeps it and searches are made."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).lower()


# ---- one row -----------------------------------------------------------------------------------
def recency_of(checked_at: datetime | None, asset_id: int) -> int:
    """Return where an asset stands in the order of checks: longer ago is larger, never is largest."""
    minutes = int((checked_at - _FIRST_MINUTE).total_seconds()) // 60 if checked_at else 0
    return _MINUTES - min(max(minutes, 0), _MINUTES) << ID_BITS | asset_id


def _row(asset: Asset, hours: Mapping[str, int]) -> AssetIndex:
    rooms = list(asset.rooms.all())
    facts = {fact.key: fact.value for fact in asset.facts.all()}
    facts |= dict.fromkeys(facts_in_rooms(rooms), Known.YES.value)
    row = AssetIndex(
        asset_id=asset.pk,
        site_id=asset.site_id,
        usable=asset.is_usable,
        sort_name=folded(asset.name)[:200],
        text=_text(asset, rooms, facts),
        capacity=max((room.most for room in rooms if room.most), default=None),
        kind=asset.kind,
        owner_id=asset.owner_id,
        neighbourhood_id=asset.neighbourhood_id,
        public_use=asset.public_use,
        facts_yes=sum(bit for key, bit in FACT_BITS.items() if facts.get(key) == Known.YES),
        facts_no=sum(bit for key, bit in FACT_BITS.items() if facts.get(key) == Known.NO),
        latitude=asset.latitude,
        longitude=asset.longitude,
        importance=_importance(asset, len(facts)),
        checked_at=asset.checked_at,
        recency=recency_of(asset.checked_at, asset.pk),
        hours_id=hours.get(asset.opening_hours_osm),
    )
    row.standing = standing_of(row.importance, asset.pk)
    row.tags = tags_of(row, FACT_BITS.items())
    if asset.latitude is not None and asset.longitude is not None:
        for level, cell in h3_cells(asset.latitude, asset.longitude).items():
            setattr(row, f"cell{level}", cell)
    return row


def _text(asset: Asset, rooms: Iterable[Room], facts: Mapping[str, str]) -> str:
    """Return what a search looks at. What is not there is left out: nobody searches for it."""
    there = [str(FactKey(key).label) for key, value in facts.items() if value == Known.YES]
    parts = [
        asset.name,
        asset.get_kind_display(),
        asset.property_name,
        asset.address,
        asset.neighbourhood.name if asset.neighbourhood else "",
        asset.owner.name if asset.owner else "",
        asset.custodian.name if asset.custodian else "",
        asset.description,
        asset.purpose,
        *(room.name for room in rooms),
        *(room.equipment for room in rooms),
        *there,
    ]
    told = " ".join(str(part) for part in parts if part)
    text = folded(without_words(told, asset.hushed_words))
    return re.sub(r"[^\w]+", " ", text).strip()


#: Kinds that most people can walk into; where nobody knows yet, these come before offices and yards.
_FOR_EVERYBODY = frozenset({
    AssetKind.COMMUNITY_CENTRE, AssetKind.HALL, AssetKind.LIBRARY, AssetKind.FAITH, AssetKind.MEETING_ROOM,
    AssetKind.WORKSHOP, AssetKind.CAFE, AssetKind.SPORTS, AssetKind.CULTURE, AssetKind.PARK,
    AssetKind.PLAY, AssetKind.ALLOTMENT,
})  # fmt: skip


def _importance(asset: Asset, known_facts: int) -> int:
    """Return the static order of importance: what a visitor can most likely use comes first."""
    if asset.not_a_place:
        return 0
    points = {Known.YES.value: 40, Known.NOT_KNOWN.value: 10}.get(asset.public_use, 0)
    points += 10 if asset.is_usable else 0
    points += 6 if asset.kind in _FOR_EVERYBODY else 0
    points += 5 if asset.picture_id else 0
    points += 5 if asset.bookings_name or asset.bookings_phone or asset.bookings_url else 0
    points += 3 if asset.latitude is not None else 0
    return points + min(known_facts, 7)


# ---- totals ------------------------------------------------------------------------------------
def facet_values(row: AssetIndex) -> Iterator[tuple[str, str]]:
    """Give every facet a row counts under, with its value; not known is a value like another."""
    yield "all", ""
    yield "kind", row.kind
    yield "owner", str(row.owner_id or "")
    yield "neighbourhood", str(row.neighbourhood_id or "")
    yield "hours", str(row.hours_id or "")
    yield "placed", "yes" if row.latitude is not None else "no"
    for key, bit in FACT_BITS.items():
        if row.facts_yes & bit:
            yield f"fact.{key}", Known.YES.value
        elif row.facts_no & bit:
            yield f"fact.{key}", Known.NO.value
        else:
            yield f"fact.{key}", Known.NOT_KNOWN.value


def _pair_keys(row: AssetIndex) -> Iterator[TotalKey]:
    """Give what a row counts under beside each value it can be chosen by; facts not known are the rest."""
    told = [
        (facet, value)
        for facet, value in facet_values(row)
        if not (facet.startswith("fact.") and value == Known.NOT_KNOWN)
    ]
    names = [pair_name(*one) for one in told]
    choices = [name for (facet, value), name in zip(told, names, strict=True) if _can_be_chosen(facet, value)]
    for scope in (Scope.USABLE, Scope.ALL) if row.usable else (Scope.ALL,):
        for choice in choices:
            for name in names:
                yield row.site_id, scope.value, choice, name, PAIRS, 0


def _can_be_chosen(facet: str, value: str) -> bool:
    if facet == "placed":
        return value == "no"  # those that are placed are the rest
    return (facet in {"kind", "owner", "neighbourhood"} and bool(value)) or value == Known.YES


def pair_name(facet: str, value: str) -> str:
    """Return a facet and its value in one, as the totals of pairs have it."""
    return f"{facet}={value}"


def _total_keys(row: AssetIndex) -> Iterator[TotalKey]:
    cells: list[tuple[int, int]] = []
    if row.cell6 is not None:
        cells = [(level, getattr(row, f"cell{level}")) for level in RESOLUTIONS]
        cells += [(level, h3_parent(row.cell6, level)) for level in COARSE]
    wide = [cell for cell in cells if cell[0] not in CLOSEST]
    for scope in (Scope.USABLE, Scope.ALL) if row.usable else (Scope.ALL,):
        for facet, value in facet_values(row):
            yield row.site_id, scope.value, facet, value, 0, 0
            if facet in CELL_FACETS or (facet.startswith("fact.") and value == Known.YES):
                for level, cell in cells if facet == "all" else wide:
                    yield row.site_id, scope.value, facet, value, level, cell


Deltas = dict[TotalKey, list[int]]
#: Instead of a resolution: the total says how many have one value and another, as ``kind=hall`` and
#: ``owner=7``, so that a search narrowed by one facet is counted as quickly as one that is not.
PAIRS = 1


def _add(deltas: Deltas, row: AssetIndex, sign: int) -> None:
    latitude, longitude = round((row.latitude or 0) * 1e6), round((row.longitude or 0) * 1e6)
    for key in _total_keys(row):
        total = deltas[key]
        total[0] += sign
        total[1] += sign * latitude
        total[2] += sign * longitude
    for key in _pair_keys(row):
        deltas[key][0] += sign


def _apply(deltas: Deltas) -> None:
    """Add differences to the totals in one statement per batch, always in the same order."""
    changes = [(*key, *delta) for key, delta in sorted(deltas.items()) if any(delta)]
    columns = "site_id, scope, facet, value, resolution, cell, count, latitude_sum, longitude_sum"
    table = AssetTotal._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # One writer of a place's totals at a time: two with several batches each could else each
            # hold what the other wants. SQLite has one writer anyway.
            for site_id in sorted({key[0] for key in deltas}):
                cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [TOTALS_LOCK, site_id])
        for start in range(0, len(changes), BATCH):
            batch = changes[start : start + BATCH]
            places = ", ".join(["(%s, %s, %s, %s, %s, %s, %s, %s, %s)"] * len(batch))
            cursor.execute(
                f"INSERT INTO {table} ({columns}) VALUES {places} "  # noqa: S608 - names are ours
                "ON CONFLICT (site_id, resolution, scope, facet, value, cell) DO UPDATE SET "
                f"count = {table}.count + excluded.count, "
                f"latitude_sum = {table}.latitude_sum + excluded.latitude_sum, "
                f"longitude_sum = {table}.longitude_sum + excluded.longitude_sum",
                [value for change in batch for value in change],  # type: ignore[misc] # str and int alike
            )
        if any(delta[0] < 0 for delta in deltas.values()):
            for site_id in {key[0] for key in deltas}:  # written out, so that the index of empty ones serves
                cursor.execute(f"DELETE FROM {table} WHERE site_id = %s AND count = 0", [site_id])  # noqa: S608


# ---- the writes --------------------------------------------------------------------------------
def refresh(asset_ids: Collection[int]) -> None:
    """Bring the index and the totals up to what the record says about these assets now.

    Assets that are no longer public, or no longer there, leave the index. Call it inside the
    transaction that wrote the assets.
    """
    ids = sorted(set(asset_ids))
    with transaction.atomic():
        lock_assets(ids)
        for start in range(0, len(ids), BATCH):
            _refresh_batch(ids[start : start + BATCH])


def lock_assets(asset_ids: Collection[int]) -> None:
    """Keep these assets for this transaction: another that wants one of them waits for its end.

    So no total is counted twice. Call it first where several assets are written one after the other:
    all assets before any total, always in the same order, and nobody waits in a ring.
    """
    ids = sorted(set(asset_ids))
    for start in range(0, len(ids), BATCH):
        rows = Asset.objects.select_for_update(no_key=True).filter(pk__in=ids[start : start + BATCH])
        list(rows.order_by("pk").values_list("pk"))


def _refresh_batch(ids: list[int]) -> None:
    deltas: Deltas = defaultdict(lambda: [0, 0, 0])
    before = list(AssetIndex.objects.filter(pk__in=ids))
    for row in before:
        _add(deltas, row, -1)
    assets = (
        Asset.objects.filter(pk__in=ids)
        .public()  # a place that is kept private is not in them
        .select_related("owner", "custodian", "neighbourhood")
        .defer("neighbourhood__geometry")
        .prefetch_related(
            Prefetch("facts", queryset=AssetFact.objects.order_by("key")), "rooms__facts", "rooms__capacities"
        )
    )
    with translation.override(settings.LANGUAGE_CODE):  # whoever saves it, it is found by the same words
        hours = _hours(assets)
        rows = [_row(asset, hours) for asset in assets]
    for row in rows:
        _add(deltas, row, 1)
    AssetIndex.objects.filter(pk__in=ids).delete()
    AssetIndex.objects.bulk_create(rows, batch_size=BATCH)
    _write_native(before, rows)
    _apply(deltas)
    count_words(word_deltas(before, rows))


def _hours(assets: Iterable[Asset]) -> dict[str, int]:
    """Return the number of each of the assets' opening hours, giving new ones a number."""
    wanted = {
        asset.opening_hours_osm for asset in assets if open_state(asset.opening_hours_osm, _FIRST_MINUTE)
    }
    known = AssetHours.objects.filter(osm__in=wanted)
    numbers = {one.osm: one.pk for one in known}
    if new := sorted(wanted - numbers.keys()):
        AssetHours.objects.bulk_create([AssetHours(osm=osm) for osm in new], ignore_conflicts=True)
        numbers = {one.osm: one.pk for one in known.all()}
    return numbers


def _write_native(before: Iterable[AssetIndex], rows: Sequence[AssetIndex]) -> None:
    """Keep SQLite's own text and spatial tables in step. PostgreSQL's indexes keep themselves."""
    if connection.vendor != "sqlite":
        return
    write_rows([(row.site_id, row.standing) for row in before], rows)
    with connection.cursor() as cursor:
        cursor.executemany(
            "DELETE FROM assets_register_rtree WHERE id = %s", [(row.asset_id,) for row in before]
        )
        cursor.executemany(
            "INSERT OR REPLACE INTO assets_register_rtree (id, south, north, west, east) "
            "VALUES (%s, %s, %s, %s, %s)",
            [_point_row(row) for row in rows if row.latitude is not None],
        )


def _point_row(row: AssetIndex) -> tuple[int, float | None, float | None, float | None, float | None]:
    return row.asset_id, row.latitude, row.latitude, row.longitude, row.longitude


def rebuild(site: Site | None = None) -> int:
    """Make the index and totals of one place, or of all, anew; return how many assets are in it."""
    places = Site.objects.filter(pk=site.pk) if site else Site.objects.all()
    with transaction.atomic():
        for site_id in places.order_by("pk").values_list("pk", flat=True):
            _forget(site_id)
            refresh(list(Asset.objects.filter(site=site_id).values_list("pk", flat=True)))
        used = AssetIndex.objects.filter(hours__isnull=False).values("hours")
        AssetHours.objects.exclude(pk__in=used).delete()
    return AssetIndex.objects.filter(site__in=places).count()


def _forget(site_id: int) -> None:
    rows = AssetIndex.objects.filter(site=site_id)
    if connection.vendor == "sqlite":
        forget_place(site_id)
        ids = [*rows.values_list("pk"), *Asset.objects.filter(site=site_id).values_list("pk")]
        with connection.cursor() as cursor:
            cursor.executemany("DELETE FROM assets_register_rtree WHERE id = %s", ids)
    rows.delete()
    AssetTotal.objects.filter(site=site_id).delete()
    AssetWord.objects.filter(site=site_id).delete()
