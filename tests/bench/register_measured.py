# ruff: noqa: S608 - the SQL is written by hand here, and nobody else gives any of it
"""Measure the database in force: ``python -m tests.bench.register_measured`` (see ``bench_register``)."""

import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import django
from django.db import connection

TURNS = 5
#: How often a quick question is asked in one turn.
TIMES = 10
SLOW = 0.2


def _timed(ask: Callable[[], Any], times: int) -> float:
    begun = time.perf_counter()
    for _n in range(times):
        ask()
    return (time.perf_counter() - begun) / times * 1000


def _medians(*asked: Callable[[], Any]) -> list[float]:
    """Return the median of each in milliseconds, asked in turn."""
    times = []
    for ask in asked:
        ask()
        begun = time.perf_counter()
        ask()
        times.append(1 if time.perf_counter() - begun > SLOW else TIMES)
    turns = [[_timed(ask, n) for ask, n in zip(asked, times, strict=True)] for _turn in range(TURNS)]
    return [statistics.median(column) for column in zip(*turns, strict=True)]


def _sql(statements: list[tuple[str, Any]]) -> Callable[[], Any]:
    def ask() -> None:
        with connection.cursor() as cursor:
            for sql, parameters in statements:
                cursor.execute(sql, parameters)
                cursor.fetchall()

    return ask


def _statements(ask: Callable[[], Any]) -> list[tuple[str, Any]]:
    """Return the statements a selector sends, as it sends them."""
    seen: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        seen.append((sql, parameters))
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(note):
        ask()
    return seen


def _compared(
    name: str,
    floor: list[tuple[str, Any]],
    ask: Callable[[], Any],
    *,
    most: float = 1.5,
    spare: float | None = 2.0,
) -> str:
    """Return a selector's line: its SQL may take ``most`` times the floor, the whole ``spare`` ms more."""
    ours = _statements(ask)
    bare, sql, whole = _medians(_sql(floor), _sql(ours), ask)
    return (
        f"{name}: floor {bare:.2f} ms, our SQL {sql:.2f} = {sql / bare:.2f}x in {len(ours)} statements"
        f" ({_bar(sql / bare, most)}), whole {whole:.2f} = floor + {whole - bare:.2f}"
        + ("" if spare is None else f" ({_bar(whole - bare, spare, ' ms')})")
    )


def _bar(got: float, most: float, unit: str = "x") -> str:
    return f"at most {most:g}{unit}: {'met' if got <= most else 'MISSED'}"


def _at_least(got: float, least: float) -> str:
    return f"at least {least:g}x: {'met' if got >= least else 'MISSED'}"


def main() -> None:
    """Print one line a query."""
    django.setup()
    from wagtail.models import Site

    site = Site.objects.get(is_default_site=True)
    for lines in (_lists, _maps, _counts, _texts):
        for line in lines(site):
            print(line, flush=True)


def _lists(site: Any) -> list[str]:
    from assets_register.matching import in_box, rows_in, wanted
    from assets_register.orders import first_rows, named_rows, nearest_rows
    from assets_register.query import Key, Query
    from civic.places.geo import EARTH_RADIUS, Box
    from tests.bench.register_made import MIDDLE

    index = "assets_register_assetindex"
    everything, near = (
        wanted(site, Query()),
        wanted(site, Query(near="X", latitude=MIDDLE[0], longitude=MIDDLE[1], within="2")),
    )
    first = [
        (
            f"SELECT standing, asset_id FROM {index} "
            "WHERE site_id = %s AND usable ORDER BY standing LIMIT 26",
            [site.pk],
        )
    ]
    lines = [_compared("list, first page", first, lambda: first_rows(everything, 26, "asset_id"))]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {index}")
        (count,) = cursor.fetchone()
        cursor.execute(
            f"SELECT standing FROM {index} WHERE usable ORDER BY standing LIMIT 1 OFFSET %s", [count // 2]
        )
        (deep,) = cursor.fetchone()
        cursor.execute(
            f"SELECT sort_name, asset_id FROM {index} ORDER BY sort_name, asset_id LIMIT 1 OFFSET %s",
            [count // 2],
        )
        name, pk = cursor.fetchone()
    beyond = [
        (
            f"SELECT standing, asset_id FROM {index} WHERE site_id = %s AND usable AND standing > %s "
            "ORDER BY standing LIMIT 26",
            [site.pk, deep],
        )
    ]
    lines.append(
        _compared(
            "list, half way down",
            beyond,
            lambda: first_rows(everything, 26, "asset_id", key=Key(number=deep)),
        )
    )
    named = [
        (
            f"SELECT sort_name, asset_id FROM {index} "
            "WHERE site_id = %s AND usable AND (sort_name, asset_id) > "
            "(%s, %s) ORDER BY sort_name, asset_id LIMIT 26",
            [site.pk, name, pk],
        )
    ]
    lines.append(
        _compared(
            "A to Z, half way down", named, lambda: named_rows(everything, 26, Key(number=pk, value=name))
        )
    )
    box = Box(west=MIDDLE[1], south=MIDDLE[0], east=MIDDLE[1] + 0.01, north=MIDDLE[0] + 0.006)
    if connection.vendor == "sqlite":
        inside = [
            (
                f"SELECT i.asset_id FROM assets_register_rtree r CROSS JOIN {index} i ON i.asset_id = r.id "
                "WHERE r.south <= %s AND r.north >= %s AND r.west <= %s AND r.east >= %s "
                "AND i.site_id = %s AND i.usable LIMIT 100",
                [box.north, box.south, box.east, box.west, site.pk],
            )
        ]
    else:
        inside = [
            (
                f"SELECT asset_id FROM {index} "
                "WHERE point(longitude, latitude) <@ box(point(%s, %s), point(%s, %s)) "
                "AND site_id = %s AND usable LIMIT 100",
                [box.west, box.south, box.east, box.north, site.pk],
            )
        ]
    rows = in_box(rows_in(site, by_key=True).filter(usable=True), box).order_by()
    lines.append(_compared("rectangle", inside, lambda: list(rows.values_list("asset_id", flat=True)[:100])))
    lines.append(
        _compared(
            "nearest 25 of 2 miles",
            _nearest(index, site, MIDDLE, EARTH_RADIUS),
            lambda: nearest_rows(near, 26),
        )
    )
    return lines


def _nearest(index: str, site: Any, middle: tuple[float, float], radius: float) -> list[tuple[str, Any]]:
    """Return the nearest by hand: in a ring known to be wide enough, on PostgreSQL by GiST's own order."""
    if connection.vendor != "sqlite":
        return [
            (
                f"SELECT asset_id FROM {index} "
                "WHERE site_id = %s AND usable "
                "ORDER BY point(longitude, latitude) <-> point(%s, %s) LIMIT 26",
                [site.pk, middle[1], middle[0]],
            )
        ]
    for wide in (0.001, 0.002, 0.004, 0.008, 0.016, 0.03):
        around = [middle[0] + wide, middle[0] - wide, middle[1] + wide * 1.7, middle[1] - wide * 1.7]
        sql = (
            "SELECT i.asset_id, %s * "
            "ASIN(SQRT(POW(SIN(RADIANS(i.latitude - %s) / 2), 2) + COS(RADIANS(%s)) * "
            "COS(RADIANS(i.latitude)) * POW(SIN(RADIANS(i.longitude - %s) / 2), 2))) AS away "
            f"FROM assets_register_rtree r CROSS JOIN {index} i ON i.asset_id = r.id "
            "WHERE r.south <= %s AND r.north >= %s AND r.west <= %s AND r.east >= %s "
            "AND i.site_id = %s AND i.usable ORDER BY away LIMIT 26"
        )
        parameters = [2 * radius, middle[0], middle[0], middle[1], *around, site.pk]
        with connection.cursor() as cursor:
            if len(cursor.execute(sql, parameters).fetchall()) == 26:
                break
    return [(sql, parameters)]


def _maps(site: Any) -> list[str]:
    from assets_register.geography import clusters_of, resolution_for
    from assets_register.index import CLOSEST
    from assets_register.query import Query
    from civic.places.geo import Box, h3_cells_in
    from tests.bench.register_made import MIDDLE

    lines = []
    for zoom, wide in ((7, 3.0), (10, 0.8), (13, 0.11), (16, 0.014)):
        box = Box(
            west=MIDDLE[1] - wide,
            south=MIDDLE[0] - wide / 2,
            east=MIDDLE[1] + wide,
            north=MIDDLE[0] + wide / 2,
        )
        level = resolution_for(zoom, box)
        for query, facet, value in (
            (Query(), "all", ""),
            (Query(kinds=("hall",)), "kind", "hall"),
            (Query(facilities=("kitchen",)), "fact.kitchen", "yes"),
        ):
            cells = h3_cells_in(box, level)
            name, most = f"clusters at zoom {zoom}, {facet}", 2.0 if facet == "all" else 5.0
            if level in CLOSEST:  # no totals are kept of these alone: the floor is that of all
                facet, value = "all", ""
            floor = [
                (
                    "SELECT cell, count, latitude_sum, longitude_sum FROM assets_register_assettotal WHERE "
                    "site_id = %s AND resolution = %s AND scope = 'usable' "
                    "AND facet = %s AND value = %s AND cell IN "
                    f"({', '.join(map(str, cells))}) ORDER BY cell",
                    [site.pk, level, facet, value],
                )
            ]
            ask = partial(clusters_of, site, query, level, box)
            line = _compared(name, floor, ask, most=most, spare=None)
            lines.append(line)
    column = "cell6"
    group = (
        f"SELECT {column}, COUNT(*), AVG(latitude), AVG(longitude) FROM assets_register_assetindex "
        f"WHERE site_id = %s AND usable AND {column} IS NOT NULL GROUP BY {column}",
        [site.pk],
    )
    grouped, ours = _medians(_sql([group]), lambda: clusters_of(site, Query(), 6))
    lines.append(
        f"clusters of the whole place: GROUP BY {grouped:.1f} ms, ours {ours:.2f} = {grouped / ours:.0f}x"
        f" ({_at_least(grouped / ours, 100)}; to be so at 1,000,000)"
    )
    return lines


def _counts(site: Any) -> list[str]:
    from assets_register.counting import counts_of
    from assets_register.matching import wanted
    from assets_register.query import Query

    floor = [
        (
            "SELECT scope, facet, value, count FROM assets_register_assettotal WHERE site_id = %s AND "
            "resolution = 0",
            [site.pk],
        )
    ]
    plain = wanted(site, Query())
    lines = [_compared("counts, nothing chosen", floor, lambda: counts_of(plain), most=2, spare=None)]
    for name, query in (
        ("one kind", Query(kinds=("hall",))),
        ("one fact", Query(facilities=("kitchen",))),
        ("one owner", Query(owners=("owner-7",))),
        ("not on the map", Query(placed="no")),
    ):
        found = wanted(site, query)
        bare, ours = _medians(_sql(floor), partial(counts_of, found))
        lines.append(
            f"counts, {name}: {ours:.2f} ms = {ours / bare:.1f}x the totals' {bare:.2f}"
            f" ({_bar(ours / bare, 5)})"
        )
    group = (
        "SELECT kind, facts_yes, facts_no, COUNT(*) FROM assets_register_assetindex "
        "WHERE site_id = %s AND usable GROUP BY kind, facts_yes, facts_no",
        [site.pk],
    )
    grouped, ours = _medians(_sql([group]), lambda: counts_of(plain))
    lines.append(
        f"counts of the whole place: GROUP BY {grouped:.1f} ms, ours {ours:.2f} = {grouped / ours:.0f}x"
        f" ({_at_least(grouped / ours, 100)}; to be so at 1,000,000)"
    )
    return lines


def _texts(site: Any) -> list[str]:
    from assets_register.counting import counts_of
    from assets_register.matching import wanted
    from assets_register.query import Query
    from assets_register.search import page_of

    def both(text: str) -> Callable[[], Any]:
        def ask() -> None:
            found = wanted(site, Query(text=text))
            page_of(found, counts_of(found))

        return ask

    rare, common, hall, typo = _medians(both("zanzibar"), both("pellbridge"), both("hall"), both("zanzibra"))
    return [
        f"words, counted and ranked: rare {rare:.2f} ms, in all of them {common:.2f} = {common / rare:.2f}x"
        f" ({_bar(common / rare, 4)}), "
        f"hall with its synonyms {hall:.2f} = {hall / rare:.2f}x, mistyped {typo:.2f} = {typo / rare:.2f}x"
    ]


if __name__ == "__main__":
    main()
