"""Many write the register at the same time: no deadlock, and the totals are what counting gives."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from assets_register import index
from assets_register.models import Asset, AssetTotal
from assets_register.services import (
    create_asset,
    hold_back,
    mark_gone,
    offer_again,
    place_asset,
    publish_assets,
    record_fact,
    stop_offering,
)

pytestmark = [
    pytest.mark.spread,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="SQLite in memory has one connection: nothing runs together"
    ),
]


def totals():
    columns = ("site", "scope", "facet", "value", "resolution", "cell", "count", "latitude_sum")
    return sorted(AssetTotal.objects.values_list(*columns))


def together(jobs):
    """Run jobs in eight threads, each with its own connection; raises what any of them raises."""

    def run(job):
        try:
            return job()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(run, jobs))


def test_edits_publishing_and_a_whole_rewrite_at_once(monkeypatch):
    from tests.conftest import make_site

    monkeypatch.setattr(index, "BATCH", 3)  # several batches in one transaction, as a long import has
    site = make_site("testserver", "Pellbridge", default=True)
    chance = random.Random(7)
    made = [
        create_asset(
            site, name=f"Hall {n}", kind=chance.choice(["hall", "library", "park"]), publish=n % 2 == 0,
            public_use="yes", latitude=53.4 + n / 900, longitude=-2.3,
        )
        for n in range(40)
    ]  # fmt: skip

    def edit(n):
        asset = Asset.objects.get(pk=made[n % 40].pk)
        (
            lambda: record_fact(asset, key="kitchen", value=["yes", "no"][n % 2], by=None),
            lambda: place_asset(asset, latitude=53.4 + n / 700, longitude=-2.31, by=None),
            lambda: stop_offering(asset, by=None),
            lambda: offer_again(asset, by=None),
            lambda: mark_gone(asset, by=None),
            lambda: hold_back(asset, reason="x", by=None),
            lambda: publish_assets(Asset.objects.filter(site=site), by=None),
        )[chance.randrange(7)]()

    def rewrite(some):
        with transaction.atomic():
            index.lock_assets(some)
            Asset.objects.filter(pk__in=some).update(kind=chance.choice(["hall", "library", "park"]))
            index.refresh(some)

    jobs = [lambda n=n: edit(n) for n in range(150)]
    jobs += [lambda n=n: rewrite([asset.pk for asset in made[n % 4 :: 4]]) for n in range(80)]
    chance.shuffle(jobs)
    together(jobs)
    kept = totals()
    index.rebuild(site)
    assert kept == totals()


def test_two_long_writers_of_totals_do_not_wait_for_each_other_in_a_ring():
    from tests.conftest import make_site

    site = make_site("testserver", "Pellbridge", default=True)
    first, second, third, fourth = (
        create_asset(site, name=f"Number {n}", kind=kind, publish=True, public_use="yes").pk
        for n, kind in enumerate(["hall", "library", "library", "hall"])
    )
    begun = {first: threading.Event(), third: threading.Event()}

    def change(one, kind_of_one, other, kind_of_other, wait_for):
        with transaction.atomic():
            index.lock_assets([one, other])
            for pk, kind in ((one, kind_of_one), (other, kind_of_other)):
                Asset.objects.filter(pk=pk).update(kind=kind)
                index.refresh([pk])
                begun.get(pk, threading.Event()).set()
                wait_for.wait(1)  # the other has begun too, or has to wait for us

    together(
        [
            lambda: change(first, "park", second, "depot", begun[third]),
            lambda: change(third, "depot", fourth, "park", begun[first]),
        ]
    )
    kept = totals()
    index.rebuild(site)
    assert kept == totals()
