"""The database itself refuses what must never be."""

import pytest
from django.db import IntegrityError, transaction

from assets_register.models import Asset, AssetFact
from assets_register.selectors import facts_of, placing_queue, register_counts, usable_assets
from tests.factories.assets import AssetFactFactory, AssetFactory


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "secret"},
        {"kind": "castle"},
        {"public_use": "maybe"},
        {"not_a_place": "dull"},
        {"status": "held_back", "held_reason": ""},
        {"uprn": "123"},
        {"uprn": "12345678901x"},
        {"latitude": 53.4, "longitude": None},
        {"latitude": None, "longitude": -2.3},
        {"latitude": 95, "longitude": -2.3},
    ],
    ids=str,
)
def test_an_impossible_asset_is_refused(site, fields):
    asset = AssetFactory(site=site)
    with pytest.raises(IntegrityError), transaction.atomic():
        Asset.objects.filter(pk=asset.pk).update(**fields)


def test_slug_and_source_reference_are_once_per_place(site, other_site):
    AssetFactory(site=site, slug="hall", source="Council", source_ref="A1")
    AssetFactory(site=other_site, slug="hall", source="Council", source_ref="A1")
    AssetFactory(site=site, slug="other", source="Council", source_ref="")
    AssetFactory(site=site, slug="third", source="Council", source_ref="")
    for taken in ({"slug": "hall"}, {"slug": "new", "source": "Council", "source_ref": "A1"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            AssetFactory(site=site, **taken)


@pytest.mark.parametrize("fields", [{"value": "not_known"}, {"value": ""}, {"key": "moat"}], ids=str)
def test_a_fact_is_yes_or_no_about_something_known(site, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        AssetFactFactory(asset=AssetFactory(site=site), **fields)


def test_a_fact_is_said_once(site):
    fact = AssetFactFactory(asset=AssetFactory(site=site))
    with pytest.raises(IntegrityError), transaction.atomic():
        AssetFactFactory(asset=fact.asset, value="no")


def test_what_nobody_said_is_not_known_and_never_no(site):
    asset = AssetFactory(site=site)
    AssetFactFactory(asset=asset, key="kitchen", value="no")
    facts = {fact.key: fact.value for fact in facts_of(asset)}
    assert facts["kitchen"] == "no"
    assert facts["step_free"] == "not_known"
    assert list(facts.values()).count("not_known") == len(facts) - 1
    assert not AssetFact.objects.filter(key="step_free").exists()


def test_usable_leaves_out_what_is_closed_or_no_place_but_keeps_not_known(site, other_site):
    AssetFactory(site=other_site)
    kept = [AssetFactory(site=site, public_use="yes"), AssetFactory(site=site, public_use="not_known")]
    AssetFactory(site=site, public_use="no")
    AssetFactory(site=site, not_a_place="bare_land")
    for status in ("draft", "not_offered", "gone"):
        AssetFactory(site=site, status=status)
    AssetFactory(site=site, status="held_back", held_reason="a refuge")
    assert set(usable_assets(site)) == set(kept)


def test_counts_are_of_what_everybody_may_see(site, other_site):
    AssetFactory(site=other_site)
    AssetFactory(site=site, latitude=53.4, longitude=-2.3)
    AssetFactory(site=site, status="not_offered")
    AssetFactory(site=site, status="draft")
    assert register_counts(site) == {"all": 2, "mapped": 1, "not_mapped": 1}


def test_placing_queue_is_places_without_a_point(site, other_site):
    AssetFactory(site=other_site)
    waiting = [AssetFactory(site=site), AssetFactory(site=site, status="draft")]
    AssetFactory(site=site, latitude=53.4, longitude=-2.3)
    AssetFactory(site=site, not_a_place="rent_charge")
    AssetFactory(site=site, status="held_back", held_reason="a refuge")
    assert set(placing_queue(site)) == set(waiting)
