"""A register of generated assets to measure against: fixed seed, bulk SQL, kept between runs.

``borough`` is 100,000 assets in one borough; ``england`` 1,000,000 in sixty towns. ``BENCH_ASSETS`` (default
20000) says how many at most are made of either. Made in ``BENCH_CACHE`` (default ``~/.cache/junction-box``):
a SQLite file, and with ``DATABASE_URL`` a PostgreSQL database it is copied to, by size and migrations.
"""

import json
import os
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import django
from django.db import transaction

SEED = 20261126
MOST = {"borough": 100_000, "england": 1_000_000}
#: Where the borough's middle is; how wide its assets lie, in degrees.
MIDDLE = (53.42, -2.32)
BATCH = 5000
#: So many totals are held before they are written.
MOST_DELTAS = 1_000_000
KINDS = ("hall", "library", "community_centre", "faith", "park", "play", "office", "depot", "housing", "land")
FIRST = (
    "Ferry", "Cinder", "Pell", "Quay", "Mill", "Station", "Church", "Victoria", "Albert", "Canal", "Moss",
    "Orchard", "Priory", "Bridge", "Chapel", "Market", "Grange", "Meadow", "Abbey", "Forge",
)  # fmt: skip
SECOND = ("Road", "Street", "Lane", "Green", "Hill", "Park", "Close", "Square", "Row", "Gate")
HOURS = ("Mo-Fr 09:00-17:00", "Mo-Su 08:00-22:00", "Sa,Su 10:00-16:00")


def count_of(name: str) -> int:
    """Return how many assets are made."""
    return min(MOST[name], int(os.environ.get("BENCH_ASSETS", "20000")))


def _points(name: str, chance: random.Random) -> Iterator[tuple[float, float]]:
    """Give points without end: around the borough, or around sixty towns of England."""
    if name == "borough":
        while True:
            yield MIDDLE[0] + chance.uniform(-0.05, 0.05), MIDDLE[1] + chance.uniform(-0.08, 0.08)
    towns = [(chance.uniform(50.4, 55.0), chance.uniform(-4.2, 1.4)) for _n in range(59)]
    towns.append(MIDDLE)
    weights = [1 / (rank + 3) for rank in range(60)]
    while True:
        town = chance.choices(towns, weights)[0]
        yield town[0] + chance.gauss(0, 0.05), town[1] + chance.gauss(0, 0.08)


def make(name: str) -> None:
    """Fill the database in force, by the same functions that keep the index true."""
    from tests.conftest import make_site

    site = make_site("testserver", "Pellbridge", default=True)
    with transaction.atomic():
        _fill(site, name, count_of(name))


def _fill(site: Any, name: str, count: int) -> None:
    from assets_register import index
    from assets_register.models import AssetHours
    from assets_register.words import count_words
    from civic.partners.models import Organisation

    chance = random.Random(SEED)
    owners = Organisation.objects.bulk_create(
        Organisation(site=site, name=f"Owner {n}", slug=f"owner-{n}") for n in range(200)
    )
    hours = AssetHours.objects.bulk_create(AssetHours(osm=osm) for osm in HOURS)
    points = _points(name, chance)
    deltas: index.Deltas = defaultdict(lambda: [0, 0, 0])
    words: Counter[str] = Counter()
    for start in range(0, count, BATCH):
        _batch(site, owners, hours, points, chance, range(start, min(start + BATCH, count)), deltas, words)
        if len(deltas) > MOST_DELTAS:
            index._apply(deltas)
            deltas.clear()
    index._apply(deltas)
    count_words({site.pk: words})


def _batch(
    site: Any,
    owners: Sequence[Any],
    hours: Sequence[Any],
    points: Iterator[tuple[float, float]],
    chance: random.Random,
    numbers: range,
    deltas: Any,
    words: Counter[str],
) -> None:
    from datetime import UTC, datetime, timedelta

    from assets_register import index
    from assets_register.models import Asset, AssetFact, AssetIndex
    from assets_register.textindex import standing_of, tags_of
    from assets_register.words import words_of
    from civic.places.geo import h3_cells

    now = datetime(2026, 11, 1, tzinfo=UTC)
    assets, rows, facts = [], [], []
    for number in numbers:
        kind = chance.choices(KINDS, (20, 3, 8, 10, 15, 8, 8, 4, 14, 10))[0]
        rare = " zanzibar" if number % 5000 == 17 else ""
        title = f"{chance.choice(FIRST)} {chance.choice(SECOND)} {kind.replace('_', ' ')}{rare}"
        use = chance.choices(("yes", "no", "not_known"), (4, 3, 3))[0]
        placed = chance.random() < 0.97
        latitude, longitude = next(points) if placed else (None, None)
        checked = now - timedelta(minutes=chance.randrange(900_000)) if chance.random() < 0.3 else None
        asset = Asset(
            pk=number + 1, site=site, slug=f"asset-{number}", name=title, kind=kind, status="published",
            owner=chance.choice(owners), public_use=use, latitude=latitude, longitude=longitude,
            checked_at=checked, town="Pellbridge", street_name=f"{chance.choice(FIRST)} Street",
        )  # fmt: skip
        known = chance.sample(range(len(index.FACT_BITS)), chance.choice((0, 0, 2, 5)))
        yes = sum(1 << bit for bit in known if chance.random() < 0.8)
        row = AssetIndex(
            asset_id=asset.pk, site_id=site.pk, usable=use != "no", sort_name=title.lower(),
            text=f"{title} {asset.street_name} {asset.town}".lower(), kind=kind, owner_id=asset.owner_id,
            public_use=use, facts_yes=yes, facts_no=sum(1 << bit for bit in known) & ~yes,
            latitude=latitude, longitude=longitude, checked_at=checked,
            importance={"yes": 50, "no": 0, "not_known": 20}[use] + chance.randrange(20),
            hours_id=chance.choice(hours).pk if chance.random() < 0.1 else None,
        )  # fmt: skip
        row.standing = standing_of(row.importance, asset.pk)
        row.recency = index.recency_of(checked, asset.pk)
        row.tags = tags_of(row, index.FACT_BITS.items())
        if placed:
            for level, cell in h3_cells(latitude, longitude).items():
                setattr(row, f"cell{level}", cell)
        index._add(deltas, row, 1)
        words.update(words_of(row.text))
        assets.append(asset)
        rows.append(row)
        facts += [
            AssetFact(asset=asset, key=key, value="yes", checked_on="2026-01-01")
            for key, bit in index.FACT_BITS.items()
            if yes & bit
        ]
    Asset.objects.bulk_create(assets, batch_size=500)
    AssetFact.objects.bulk_create(facts, batch_size=2000)
    AssetIndex.objects.bulk_create(rows, batch_size=500)
    index._write_native([], rows)


if __name__ == "__main__":
    django.setup()
    make(sys.argv[1])
    print(json.dumps({"made": count_of(sys.argv[1])}))
