"""Writes about assets leave history, the index and the listeners in step."""

import pytest
from wagtail.models import ModelLogEntry

from assets_register import services
from assets_register.events import AssetsChanged, AssetsConfirmed, AssetsPublished
from assets_register.models import Asset, AssetFact, AssetIndex
from civic.partners.services import add_representative
from tests.factories.assets import AssetFactory
from tests.factories.partners import OrganisationFactory
from tests.factories.places import NeighbourhoodFactory
from tests.factories.residents import UserFactory


@pytest.fixture
def told(monkeypatch):
    """The events published, as they are."""
    events: list = []
    monkeypatch.setattr(services, "publish", events.append)
    return events


def _indexed(asset):
    return AssetIndex.objects.filter(pk=asset.pk).exists()


def test_publish_shows_drafts_and_counts_the_rest(site, told):
    draft = AssetFactory(site=site, status="draft")
    AssetFactory(site=site, status="held_back", held_reason="a refuge")
    AssetFactory(site=site, status="gone")
    report = services.publish_assets(Asset.objects.all(), by=None)
    assert report.published == [draft.pk]
    assert report.left == {"held_back": 1, "gone": 1}
    assert told == [AssetsPublished(site_id=site.pk, asset_ids=[draft.pk])]
    assert _indexed(draft)


def test_hold_back_takes_it_off_at_once_and_needs_a_reason(site, told):
    asset = services.create_asset(site, name="Hall", publish=True)
    with pytest.raises(ValueError, match="why"):
        services.hold_back(asset, reason=" ", by=None)
    services.hold_back(asset, reason="A refuge", by=None)
    assert not _indexed(asset)
    assert isinstance(told[-1], AssetsChanged)
    assert not Asset.objects.public().exists()


def test_clearing_makes_a_draft_and_remembers_who(site):
    person = UserFactory()
    asset = AssetFactory(site=site, status="held_back", held_reason="a refuge")
    services.clear_asset(asset, by=person)
    asset.refresh_from_db()
    assert (asset.status, asset.held_reason, asset.cleared_by) == ("draft", "", person)


def test_placing_finds_the_neighbourhood_of_this_place(site, other_site):
    NeighbourhoodFactory(site=other_site)
    ward = NeighbourhoodFactory(site=site)
    asset = services.place_asset(AssetFactory(site=site), latitude=53.45, longitude=-2.35, by=None)
    asset.refresh_from_db()
    assert (asset.latitude, asset.neighbourhood) == (53.45, ward)
    with pytest.raises(ValueError, match="not in Great Britain"):
        services.place_asset(asset, latitude=-2.35, longitude=53.45, by=None)


def test_a_fact_is_recorded_changed_and_taken_back(site):
    asset, person = AssetFactory(site=site), UserFactory()
    services.record_fact(asset, key="kitchen", value="yes", detail="hob", by=person)
    fact = AssetFact.objects.get()
    assert (fact.value, fact.detail, fact.checked_by) == ("yes", "hob", person)
    services.record_fact(asset, key="kitchen", value="no", by=person)
    assert AssetFact.objects.get().value == "no"
    services.record_fact(asset, key="kitchen", value="not_known", by=person)
    assert not AssetFact.objects.exists()
    with pytest.raises(ValueError, match="moat"):
        services.record_fact(asset, key="moat", value="yes", by=person)


def test_a_fact_names_the_organisation_that_checked_it_and_not_the_person(site, other_site):
    person = UserFactory(first_name="Ngozi")
    add_representative(OrganisationFactory(site=other_site, name="Otherham Council"), person)
    asset = AssetFactory(site=site)
    services.record_fact(asset, key="kitchen", value="yes", by=person)
    assert AssetFact.objects.get().checked_by_name == ""
    add_representative(OrganisationFactory(site=site, name="Riverbank Homes"), person)
    services.record_fact(asset, key="kitchen", value="yes", by=person)
    assert AssetFact.objects.get().checked_by_name == "Riverbank Homes"
    services.record_fact(asset, key="kitchen", value="no", by=None)
    assert AssetFact.objects.get().checked_by_name == ""


def test_confirming_shows_the_organisation_and_not_the_person(site, other_site, told):
    person = UserFactory(first_name="Ngozi")
    add_representative(OrganisationFactory(site=other_site, name="Otherham Council"), person)
    asset = AssetFactory(site=site)
    add_representative(OrganisationFactory(site=site, name="A choir"), person)
    add_representative(asset.owner, person)
    services.confirm_asset(asset, by=person)
    asset.refresh_from_db()
    assert asset.checked_at is not None
    assert asset.checked_by_name == asset.owner.name
    assert told == [AssetsConfirmed(site_id=site.pk, asset_ids=[asset.pk])]


def test_a_second_hall_gets_another_address_part(site, other_site):
    services.create_asset(other_site, name="Weir Hall")
    slugs = [services.create_asset(site, name="Weir Hall").slug for _i in range(3)]
    assert slugs == ["weir-hall", "weir-hall-2", "weir-hall-3"]
    assert services.create_asset(site, name="!!!").slug == "asset"


def test_every_write_leaves_a_line_of_history(site):
    person = UserFactory()
    asset = services.create_asset(site, name="Hall", by=person, facts={"kitchen": "yes"}, publish=True)
    services.stop_offering(asset, by=person)
    services.offer_again(asset, by=person)
    services.mark_gone(asset, by=person)
    said = list(ModelLogEntry.objects.order_by("pk").values_list("action", "user_id"))
    actions = ["wagtail.create", "assets.publish", "assets.stop_offering", "assets.publish", "assets.gone"]
    assert said == [(action, person.pk) for action in actions]


def test_deleting_leaves_nothing_in_the_index(site):
    asset = services.create_asset(site, name="Hall", publish=True)
    pk = asset.pk
    services.delete_asset(asset, by=None)
    assert not AssetIndex.objects.filter(pk=pk).exists()
