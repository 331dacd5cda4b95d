"""A year of a register by day: who is asked, what one press does, what lapses, what comes back."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.core import mail, signing
from django.urls import reverse
from django.utils import timezone

from assets_register.asking import IN_A_LETTER, KIND, ask_about_due, token_for, user_of
from assets_register.enums import AssetKind
from assets_register.freshness import (
    due_assets,
    due_for,
    freshness_by_owner,
    lapse_unchecked,
    who_is_asked,
)
from assets_register.intervals import LIMIT, due_at, interval_of
from assets_register.models import Asset
from assets_register.pages import SpacesIndexPage
from assets_register.query import Query
from assets_register.search import search_assets
from assets_register.services import confirm_asset, create_asset, offer_again, publish_assets, stop_offering
from civic.notify.models import Message
from civic.pages.services import add_section
from civic.partners.models import Representative
from civic.partners.services import ensure_organisation
from civic.residents.enums import Role
from civic.residents.services import grant_role
from civic.tasks.services import drain
from tests.factories.residents import UserFactory

START = datetime(2026, 1, 5, 9, tzinfo=UTC)


def checked(asset, when):
    Asset.objects.filter(pk=asset.pk).update(checked_at=when, created_at=when)
    asset.refresh_from_db()
    return asset


@pytest.fixture
def spaces(site):
    return add_section(site.root_page.specific, SpacesIndexPage, "Find a space", slug="spaces")


@pytest.fixture
def church(site):
    return ensure_organisation(site, "St Aldhelm’s Church")


@pytest.fixture
def hall(site, spaces, church):
    return create_asset(site, name="St Aldhelm’s Hall", kind="hall", publish=True, owner=church)


@pytest.fixture
def steward(site, church):
    person = UserFactory(first_name="Grace")
    grant_role(person, site, Role.STEWARD)
    Representative.objects.create(organisation=church, user=person)
    return person


def usable(site):
    return [row.asset.name for row in search_assets(site, Query()).rows]


def test_every_kind_has_an_interval_between_half_a_year_and_two():
    lengths = {interval_of(kind).days for kind in AssetKind}
    assert lengths == {182, 365, 730}


def test_a_year_by_day(site, hall, steward):
    """Due after 182 days, asked every four weeks, no longer offered 90 days later, back on one press."""
    checked(hall, START)
    asked, lapsed = [], []
    for day in range(366):
        now = START + timedelta(days=day)
        before = Message.objects.filter(kind=KIND).count()
        if lapse_unchecked(site, now):
            lapsed.append(day)
        ask_about_due(site, now)
        if Message.objects.filter(kind=KIND).count() > before:
            asked.append(day)
        # The public record keeps it on every single day.
        assert search_assets(site, Query(use="all")).counts.total == 1
        assert usable(site) == ([] if lapsed else [hall.name])
    assert lapsed == [182 + 90]
    assert asked[0] == 182
    assert all(1 <= after - before <= 28 for before, after in pairwise(asked))
    assert len(asked) == 1 + (365 - 182 + 27) // 28
    confirm_asset(Asset.objects.get(), by=steward)
    assert usable(site) == [hall.name]
    assert lapse_unchecked(site) == []


def test_what_a_keeper_took_off_by_hand_stays_off(site, hall):
    stop_offering(hall, by=None)
    confirm_asset(hall, by=None)
    assert usable(site) == []
    checked(hall, timezone.now() - timedelta(days=900))
    assert lapse_unchecked(site) == []
    offer_again(hall, by=None)
    assert usable(site) == [hall.name]


def test_what_was_put_up_lately_is_asked_about_before_it_lapses(site, hall):
    long_ago = timezone.now() - interval_of("hall") - LIMIT - timedelta(days=1)
    draft = create_asset(site, name="Old draft", kind="hall", public_use="yes")
    Asset.objects.filter(pk=draft.pk).update(created_at=long_ago)
    publish_assets(Asset.objects.filter(pk=draft.pk), by=None)
    assert lapse_unchecked(site) == []
    assert [asset.pk for asset in due_assets(site)] == [draft.pk]
    assert lapse_unchecked(site, timezone.now() + LIMIT + timedelta(days=1)) == [draft.pk]
    draft.refresh_from_db()
    offer_again(draft, by=None)
    assert lapse_unchecked(site, timezone.now() + timedelta(days=1)) == []


def test_offering_again_by_hand_forgets_the_lapse(site, hall):
    checked(hall, timezone.now() - interval_of("hall") - LIMIT - timedelta(days=1))
    assert lapse_unchecked(site) == [hall.pk]
    hall.refresh_from_db()
    offer_again(hall, by=None)
    hall.refresh_from_db()
    assert (hall.status, hall.lapsed_at) == ("published", None)


@pytest.mark.parametrize(
    ("fields", "said"),
    [({"not_a_place": "bare_land"}, []), ({"public_use": "no"}, []), ({"kind": "park"}, []), ({}, ["X"])],
    ids=str,
)
def test_only_what_people_are_invited_to_use_falls_due(site, fields, said):
    asset = create_asset(site, name="X", publish=True, **({"kind": "hall"} | fields))
    checked(asset, timezone.now() - timedelta(days=200))
    assert [each.name for each in due_assets(site)] == said


def test_database_and_record_agree_on_when(site):
    for kind in AssetKind.values:
        asset = checked(create_asset(site, name=kind, kind=kind, publish=True), START)
        at = due_at(asset)
        assert not due_assets(site, at - timedelta(seconds=1)).filter(pk=asset.pk).exists()
        assert due_assets(site, at).filter(pk=asset.pk).exists()


def test_who_is_asked(site, other_site, hall, steward, church):
    council = ensure_organisation(site, "Pellbridge Council")
    park = create_asset(site, name="The Strand", owner=council, publish=True)
    garden = create_asset(site, name="Garden", owner=council, custodian=church, publish=True)
    manager, free, elsewhere = UserFactory(), UserFactory(), UserFactory()
    grant_role(manager, site, Role.ASSET_MANAGER)
    grant_role(elsewhere, other_site, Role.STEWARD)
    gone = timezone.now() - timedelta(days=900)
    for asset in (hall, park, garden):
        checked(asset, gone)

    def asked():
        told = {
            user: [each.name for each in due_for(user, site).order_by("name")] for user in who_is_asked(site)
        }
        return {user: names for user, names in told.items() if names}

    assert asked() == {steward: ["Garden", hall.name], manager: ["The Strand"]}
    grant_role(free, site, Role.STEWARD)
    assert asked() == {steward: ["Garden", hall.name], free: ["The Strand"]}
    steward.is_active = False
    steward.save()
    assert asked() == {free: ["Garden", hall.name, "The Strand"]}
    assert not due_for(elsewhere, site).exists()


def test_a_keeper_who_acts_for_somebody_is_asked_about_the_rest_too(site, hall, church):
    both = UserFactory()
    grant_role(both, site, Role.ASSET_MANAGER)
    Representative.objects.create(organisation=church, user=both)
    park = create_asset(site, name="The Strand", publish=True)
    for asset in (hall, park):
        checked(asset, START - timedelta(days=900))
    assert {each.name for each in due_for(both, site)} == {hall.name, "The Strand"}


# ---- the letter and the press --------------------------------------------------------------------
def letters(site, django_capture):
    with django_capture(execute=True):
        ask_about_due(site)
    drain()
    return mail.outbox


def test_one_letter_for_all_and_one_press_for_each(
    client, site, hall, steward, church, django_capture_on_commit_callbacks
):
    others = [create_asset(site, name=f"Room {n}", kind="hall", owner=church, publish=True) for n in range(9)]
    for asset in [hall, *others]:
        checked(asset, timezone.now() - timedelta(days=300))
    lapse_unchecked(site)
    sent = letters(site, django_capture_on_commit_callbacks)
    assert [letter.to for letter in sent] == [[steward.email]]
    assert "10 spaces you look after have not been checked for a while." in sent[0].body
    assert "St Aldhelm" not in sent[0].subject
    address = reverse("assets_register:still_right", args=[token_for(steward, site)])
    assert "/still-right/" in sent[0].body
    assert usable(site) == []
    for left, asset in enumerate([hall, *others]):
        page = client.get(address).content.decode()
        assert page.count("Still right<") == 10 - left
        page = client.post(address, {"space": str(asset.uuid)}).content.decode()
        assert "counts as checked today." in page
    assert "Everything you look after is fresh." in page
    assert len(usable(site)) == 10
    hall.refresh_from_db()
    assert (hall.checked_by, hall.checked_by_name) == (steward, church.name)
    assert letters(site, django_capture_on_commit_callbacks) == sent


def test_a_long_list_comes_in_parts(client, site, hall, steward, church, django_capture_on_commit_callbacks):
    for number in range(IN_A_LETTER):
        create_asset(site, name=f"Room {number}", kind="hall", owner=church, publish=True)
    Asset.objects.update(checked_at=timezone.now() - timedelta(days=200))
    sent = letters(site, django_capture_on_commit_callbacks)
    assert "51 spaces you look after" in sent[0].body
    assert sent[0].body.count("\n- ") == IN_A_LETTER
    assert "and 1 more" in sent[0].body
    page = client.get(
        reverse("assets_register:still_right", args=[token_for(steward, site)])
    ).content.decode()
    assert "51 spaces wait for you." in page
    assert page.count("Still right<") == IN_A_LETTER


def test_opening_the_link_changes_nothing(client, site, hall, steward):
    checked(hall, timezone.now() - timedelta(days=200))
    client.get(reverse("assets_register:still_right", args=[token_for(steward, site)]))
    assert list(due_for(steward, site)) == [hall]


def test_only_ones_own_due_spaces_can_be_confirmed(client, site, hall, steward, other_site):
    council = ensure_organisation(site, "Pellbridge Council")
    theirs = checked(create_asset(site, name="The Strand", kind="hall", owner=council, publish=True), START)
    elsewhere = checked(create_asset(other_site, name="Otherham Hall", kind="hall", publish=True), START)
    manager = UserFactory()
    grant_role(manager, site, Role.ASSET_MANAGER)
    address = reverse("assets_register:still_right", args=[token_for(steward, site)])
    for asset in (theirs, elsewhere):
        client.post(address, {"space": str(asset.uuid)})
        asset.refresh_from_db()
        assert asset.checked_at == START
    client.post(address, {"space": "' OR 1=1"})


def test_links_that_are_nobodys(client, site, other_site, hall, steward):
    token = token_for(steward, site)
    assert user_of(token, site) == steward
    old = signing.TimestampSigner(salt="assets_register.still-right")
    for wrong in (token[:-1], token + "x", "nonsense", old.sign("x"), token_for(steward, other_site)):
        assert user_of(wrong, site) is None
        page = client.get(reverse("assets_register:still_right", args=[wrong]))
        assert page.status_code == 404
        assert "too old, or it is no longer yours" in page.content.decode()
    assert user_of(token, other_site) is None
    steward.email = "new@pellbridge.example"
    steward.save()
    assert user_of(token, site) is None


def test_link_runs_out_and_ends_with_the_role(site, hall, steward, monkeypatch):
    token = token_for(steward, site)
    monkeypatch.setattr("assets_register.asking.VALID", timedelta(seconds=-1))
    assert user_of(token, site) is None
    monkeypatch.undo()
    steward.grants.all().delete()
    assert user_of(token, site) is None


def test_confirming_is_throttled(client, site, hall, steward, monkeypatch):
    monkeypatch.setattr("assets_register.views.CONFIRMATIONS", 1)
    address = reverse("assets_register:still_right", args=[token_for(steward, site)])
    assert [client.post(address).status_code for _press in range(2)] == [200, 429]


# ---- what everybody reads ------------------------------------------------------------------------
def test_public_page_counts_by_owner(client, site, hall, church, other_site):
    create_asset(other_site, name="Otherham Hall", publish=True)
    for name, days in (("Fresh", 1), ("Due", 200), ("Lapsed", 300)):
        asset = create_asset(site, name=name, kind="hall", owner=church, publish=True)
        checked(asset, timezone.now() - timedelta(days=days))
    create_asset(site, name="Nobody’s", publish=True)
    lapse_unchecked(site)
    told = [(each.name, each.total, each.fresh, each.due, each.lapsed) for each in freshness_by_owner(site)]
    assert told == [("St Aldhelm’s Church", 4, 2, 1, 1), ("", 1, 1, 0, 0)]
    page = client.get("/spaces/fresh/").content.decode()
    assert "2 (50%)" in page
    assert "Otherham" not in page


def test_lapsed_space_says_so_and_stays_in_the_files(client, site, hall):
    checked(hall, timezone.now() - timedelta(days=300))
    lapse_unchecked(site)
    page = client.get(f"/spaces/{hall.slug}/").content.decode()
    assert "Nobody has answered for it for a long time" in page
    sent = client.get("/spaces/spaces.csv?use=all")
    assert "St Aldhelm" in b"".join(sent).decode()


def test_dashboard_leads_to_what_is_due(client, site, hall, steward):
    checked(hall, timezone.now() - timedelta(days=200))
    client.force_login(steward)
    page = client.get("/admin/").content.decode()
    assert "1 space to look at again" in page
