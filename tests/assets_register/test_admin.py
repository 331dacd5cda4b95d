"""The register's admin screens: editing, filters, bulk actions, import reports."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assets_register.importing.running import import_assets
from assets_register.models import Asset, AssetFact
from civic.residents.enums import Role
from civic.residents.services import grant_role
from tests.factories.assets import AssetFactory
from tests.factories.partners import OrganisationFactory
from tests.factories.residents import UserFactory

LIST = "wagtailsnippets_assets_register_asset:list"
EDIT = "wagtailsnippets_assets_register_asset:edit"
ADD = "wagtailsnippets_assets_register_asset:add"


@pytest.fixture
def keeper(site, client):
    person = UserFactory()
    grant_role(person, site, Role.ASSET_MANAGER)
    client.force_login(person)
    client.person = person
    return client


def _form(**fields):
    return {
        "name": "Weir Hall",
        "kind": "hall",
        "public_use": "yes",
        "fact_kitchen": "yes",
        "detail_kitchen": "hob",
        **fields,
    }


def _bulk(action, query):
    url = reverse("wagtail_bulk_action", args=["assets_register", "asset", action])
    return f"{url}?{query}&next=/admin/"


def test_a_new_asset_is_a_draft_of_this_place_with_its_facts(keeper, site):
    owner = OrganisationFactory(site=site)
    made = keeper.post(
        reverse(ADD),
        _form(owner=owner.pk, postcode="m33 7df", uprn="10070405081", latitude="53.45", longitude="-2.35"),
    )
    assert made.status_code == 302
    asset = Asset.objects.get()
    assert (asset.site, asset.status, asset.slug, asset.owner) == (site, "draft", "weir-hall", owner)
    assert (asset.postcode, asset.uprn) == ("M33 7DF", "010070405081")
    fact = AssetFact.objects.get()
    assert (fact.key, fact.value, fact.detail, fact.checked_by) == ("kitchen", "yes", "hob", keeper.person)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"postcode": "M32 OXZ"}, "Did you mean M32 0XZ?"),
        ({"uprn": "12a"}, "A UPRN is a number"),
        ({"latitude": "53.4"}, "Give both, or neither"),
        ({"latitude": "-2.3", "longitude": "53.4"}, "the wrong way round"),
        ({"not_a_place": "bare_land"}, "Say why"),
        ({"name": ""}, "required"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_bad_input_gets_words_beside_the_field_and_keeps_what_was_typed(keeper, fields, said):
    page = keeper.post(reverse(ADD), _form(terms="Free for all", **fields))
    body = page.content.decode()
    assert said in body
    assert "Free for all" in body
    assert not Asset.objects.exists()


def test_editing_keeps_an_older_version_to_go_back_to(keeper, site):
    asset = AssetFactory(site=site, name="Weir Hall", status="published")
    for name in ("Weir Hall", "The Weir"):
        assert keeper.post(reverse(EDIT, args=[asset.pk]), _form(name=name)).status_code == 302
    asset.refresh_from_db()
    assert (asset.name, asset.status) == ("The Weir", "published")
    history = keeper.get(reverse("wagtailsnippets_assets_register_asset:history", args=[asset.pk]))
    assert "Review this version" in history.content.decode()
    first = asset.revisions.order_by("pk").first()
    url = reverse("wagtailsnippets_assets_register_asset:revisions_revert", args=[asset.pk, first.pk])
    assert 'value="Weir Hall"' in keeper.get(url).content.decode()


def test_editing_a_fact_to_not_known_takes_it_back(keeper, site):
    asset = AssetFactory(site=site)
    keeper.post(reverse(EDIT, args=[asset.pk]), _form())
    assert AssetFact.objects.count() == 1
    keeper.post(reverse(EDIT, args=[asset.pk]), _form(fact_kitchen="not_known"))
    assert not AssetFact.objects.exists()


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("status=draft", {"Draft hall", "Draft strip"}),
        ("on_map=no", {"Draft hall", "Draft strip", "Held home"}),
        ("on_map=queue", {"Draft hall"}),
        ("on_map=yes", {"Open hall"}),
        ("flagged=not", {"Draft strip"}),
        ("kind=park", set()),
        ("q=open", {"Open hall"}),
        ("checked=no", {"Draft hall", "Draft strip", "Held home", "Open hall"}),
    ],
)
def test_filters_narrow_the_listing(keeper, site, query, shown):
    AssetFactory(site=site, name="Draft hall", status="draft")
    AssetFactory(site=site, name="Draft strip", status="draft", not_a_place="bare_land")
    AssetFactory(site=site, name="Held home", status="held_back", held_reason="a home")
    AssetFactory(site=site, name="Open hall", latitude=53.4, longitude=-2.3)
    body = keeper.get(f"{reverse(LIST)}?{query}").content.decode()
    found = {name for name in ("Draft hall", "Draft strip", "Held home", "Open hall") if name in body}
    assert found == shown


def test_bulk_publish_by_filter_publishes_what_the_filter_shows_and_no_more(keeper, site, other_site):
    theirs = AssetFactory(site=other_site, status="draft", kind="hall")
    for kind in ("hall", "hall", "park"):
        AssetFactory(site=site, status="draft", kind=kind)
    held = AssetFactory(site=site, kind="hall", status="held_back", held_reason="a home")
    url = _bulk("publish", "id=all&kind=hall")
    asked = keeper.get(url).content.decode()
    assert "2 assets" in asked
    assert "1 other asset you chose stays as it is" in asked
    assert keeper.post(url).status_code == 302
    assert Asset.objects.filter(status="published").count() == 2
    assert Asset.objects.get(pk=held.pk).status == "held_back"
    assert Asset.objects.get(pk=theirs.pk).status == "draft"


def test_bulk_all_with_a_filter_that_makes_no_sense_touches_nothing(keeper, site):
    AssetFactory(site=site, status="draft")
    assert keeper.post(_bulk("publish", "id=all&status=nonsense")).status_code == 404
    assert Asset.objects.get().status == "draft"


def test_bulk_hold_back_asks_why(keeper, site):
    asset = AssetFactory(site=site)
    url = _bulk("hold_back", f"id={asset.pk}")
    assert keeper.post(url, {"reason": ""}).status_code == 200
    assert Asset.objects.get().status == "published"
    assert keeper.post(url, {"reason": "It is a refuge"}).status_code == 302
    asset.refresh_from_db()
    assert (asset.status, asset.held_reason) == ("held_back", "It is a refuge")


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [
        ("clear", "held_back", "draft"),
        ("stop_offering", "published", "not_offered"),
        ("gone", "published", "gone"),
        ("unpublish", "published", "draft"),
        ("unpublish", "not_offered", "draft"),
        ("unpublish", "held_back", "held_back"),
    ],
)
def test_bulk_status_actions(keeper, site, action, before, after):
    asset = AssetFactory(site=site, status=before, held_reason="a home" if before == "held_back" else "")
    assert keeper.post(_bulk(action, f"id={asset.pk}")).status_code == 302
    assert Asset.objects.get().status == after


def test_bulk_confirm_sets_the_check_date(keeper, site):
    asset = AssetFactory(site=site)
    keeper.post(_bulk("confirm", f"id={asset.pk}"))
    asset.refresh_from_db()
    assert (asset.checked_by, asset.checked_at is not None) == (keeper.person, True)


def test_bulk_says_what_was_done_and_what_was_shown_once_is_never_deleted(keeper, site):
    asset = AssetFactory(site=site, status="draft")
    said = keeper.post(_bulk("publish", f"id={asset.pk}"), follow=True).content.decode()
    assert "Published: 1 asset." in said
    said = keeper.post(_bulk("unpublish", f"id={asset.pk}"), follow=True).content.decode()
    assert "Drafts now: 1 asset." in said
    assert (
        keeper.post(reverse("wagtailsnippets_assets_register_asset:delete", args=[asset.pk])).status_code
        == 404
    )
    assert Asset.objects.get().status == "draft"


def test_only_drafts_can_be_deleted(keeper, site):
    draft, shown = AssetFactory(site=site, status="draft"), AssetFactory(site=site)
    names = "wagtailsnippets_assets_register_asset:delete"
    assert keeper.post(reverse(names, args=[shown.pk])).status_code == 404
    assert keeper.post(reverse(names, args=[draft.pk])).status_code == 302
    assert keeper.post(_bulk("delete", f"id={shown.pk}")).status_code == 404
    assert list(Asset.objects.all()) == [shown]


def test_an_owner_with_assets_is_not_deleted_and_says_why(keeper, site):
    asset = AssetFactory(site=site)
    url = reverse("wagtailsnippets_partners_organisation:delete", args=[asset.owner.pk])
    page = keeper.post(url, follow=True)
    assert "was not deleted" in page.content.decode()
    assert type(asset.owner).objects.filter(pk=asset.owner.pk).exists()


def test_an_import_report_can_be_read_narrowed_and_taken_home(keeper, site, other_site):
    content = b"AssetCode,PropertyName,PostCode\n1,Weir Hall,M32 OXZ\n2,,\n"
    run = import_assets(site, content, file_name="list.csv", source="Council", dry_run=False)
    theirs = import_assets(other_site, content, file_name="secret.csv", source="Council")
    url = reverse("wagtailsnippets_assets_register_importrun:inspect", args=[run.pk])
    body = keeper.get(url).content.decode()
    assert "Did they mean" in body
    assert "2 rows: 1 new" in body
    assert "Weir Hall" not in keeper.get(f"{url}?outcome=problem").content.decode()
    report = keeper.get(reverse("assets_register_import_report", args=[run.pk]))
    assert report.getvalue().decode().count("\r\n") == 3
    assert keeper.get(reverse("assets_register_import_report", args=[theirs.pk])).status_code == 404


def test_listing_costs_the_same_for_3_rows_and_50(keeper, site):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            keeper.get(reverse(LIST))
        return len(queries)

    AssetFactory.create_batch(3, site=site)
    keeper.get(reverse(LIST))
    few = cost()
    AssetFactory.create_batch(47, site=site)
    assert cost() == few


def test_opening_hours_are_read_asked_about_or_kept_as_typed(keeper):
    page = keeper.post(reverse(ADD), _form(opening_hours="Sat, 9am-12pm"))
    body = page.content.decode()
    assert "Does “12pm” mean noon or midnight?" in body
    assert "Sat, 9am-12pm" in body
    keeper.post(reverse(ADD), _form(opening_hours="Sat, 9am-noon"))
    keeper.post(reverse(ADD), _form(name="Other", opening_hours="See programme", hours_as_typed="on"))
    kept = dict(Asset.objects.values_list("opening_hours", "opening_hours_osm"))
    assert kept == {"Sat, 9am-noon": "Sa 09:00-12:00", "See programme": ""}
