"""Listings of two sources that are one place: found by name and nearness, made one, and two again."""

import pytest
from django.urls import reverse

from assets_register import merges
from assets_register.enums import AssetStatus, PairState
from assets_register.importing.columns import describe_columns, mapping_of
from assets_register.importing.notes import words_of
from assets_register.importing.pairs import note_likely_pairs
from assets_register.importing.reading import read_table
from assets_register.importing.running import import_assets
from assets_register.models import Asset, AssetFact, AssetIndex, AssetMerge, HireTerms, LikelyPair, Room
from assets_register.pages import SpacesIndexPage
from civic.pages.services import add_section
from civic.places.spaces import resolve_spaces
from civic.residents.enums import Role
from civic.residents.services import grant_role
from tests.factories.assets import AssetFactFactory, AssetFactory, HireTermsFactory, RoomFactory
from tests.factories.residents import UserFactory

NEAR = {"latitude": 53.4, "longitude": -2.3}


@pytest.fixture
def keeper(site, client):
    person = UserFactory()
    grant_role(person, site, Role.ASSET_MANAGER)
    client.force_login(person)
    client.person = person
    return client


def listing(site, name, source, **fields):
    return AssetFactory(site=site, name=name, source=source, source_ref=name, **{"kind": "library", **fields})


def pairs(site):
    note_likely_pairs(site, source="A")
    return [(pair.first.name, pair.second.name, pair.why) for pair in LikelyPair.objects.order_by("pk")]


# ---- finding -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        (("Sale Library", {"postcode": "M33 7ZF"}), ("Sale", {"postcode": "M33 7ZF"}), "both are in M33 7ZF"),
        (("Sale Library", NEAR), ("Sale", {"latitude": 53.404, "longitude": -2.3}), "they are 445 m apart"),
        (("Sale Library", NEAR), ("Sale", {"latitude": 53.42, "longitude": -2.3}), ""),
        (("Hale Library", {"postcode": "WA15 9NT"}), ("Hale", {"postcode": "WA15 9BG"}), "begin with WA15 9"),
        (("Hale Library", {"postcode": "WA15 9NT"}), ("Hale", {"postcode": "WA15 8BG"}), ""),
        (("Hale Library", {"postcode": "WA15"}), ("Hale", {"postcode": "WA15"}), ""),
        (("Hale Library", NEAR), ("Sale Library", NEAR), ""),
        (("Old Sale Library", NEAR), ("Sale", {"latitude": 53.407, "longitude": -2.3}), ""),
        (("Sale Library", NEAR), ("Sale", {"kind": "park", **NEAR}), ""),
        (("Sale Library", {"uprn": "000000000001"}), ("Sale", {"uprn": "000000000001"}), ""),
        (("Sale Library", NEAR), ("Sale", {"not_a_place": "bare_land", **NEAR}), ""),
        (("Sale Library", NEAR), ("Sale", {"status": "gone", **NEAR}), ""),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else None,
)  # fmt: skip
def test_pairs_are_found_by_name_and_nearness_and_never_by_uprn_alone(site, one, other, found):
    listing(site, one[0], "A", **one[1])
    listing(site, other[0], "B", **other[1])
    got = pairs(site)
    assert len(got) == bool(found)
    assert not found or found in got[0][2]


def test_nobody_asks_about_one_source_or_about_two_places_again_or_across_sites(site, other_site):
    listing(site, "Sale Library", "A", **NEAR)
    listing(site, "Sale", "A", **NEAR)
    listing(other_site, "Sale", "B", **NEAR)
    assert pairs(site) == []
    third = listing(site, "Sale Central Library", "B", slug="central", **NEAR)
    assert len(pairs(site)) == 2
    for pair in LikelyPair.objects.all():
        merges.two_places(pair, by=None)
    assert len(pairs(site)) == 2
    assert not merges.open_pairs(site).exists()
    assert third.pk


def test_postcodes_middles_stand_for_points_that_lists_do_not_give(site):
    from tests.factories.places import PostcodeFactory

    PostcodeFactory(site=site, code="WA14 1EJ", latitude=53.4001, longitude=-2.3)
    listing(site, "Sale Library", "A", postcode="WA14 1AH", **NEAR)
    listing(site, "Sale", "B", postcode="WA14 1EJ")
    assert "11 m apart" in pairs(site)[0][2]


# ---- making one ----------------------------------------------------------------------------------
@pytest.fixture
def two(site):
    first = listing(site, "Sale Library", "A", postcode="M33 7ZF", town="Sale", **NEAR)
    second = listing(
        site, "Sale", "B", postcode="M33 7ZF", town="", bookings_phone="0161 912 3008", description="Books"
    )
    AssetFactFactory(asset=second, key="wifi", value="yes")
    AssetFactFactory(asset=second, key="step_free", value="no")
    AssetFactFactory(asset=first, key="step_free", value="yes")
    RoomFactory(asset=second, name="Meeting room")
    HireTermsFactory(asset=second)
    note_likely_pairs(site, source="A")
    return first, second


def test_one_listing_has_what_was_chosen_and_both_sources(site, two):
    first, second = two
    merges.merge_assets(first, second, taken=["bookings_phone", "description"], by=None)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.name, first.bookings_phone, first.description) == ("Sale Library", "0161 912 3008", "Books")
    assert second.status == AssetStatus.MERGED
    assert merges.sources_of(first) == [("A", "Sale Library"), ("B", "Sale")]
    assert dict(first.facts.values_list("key", "value")) == {"step_free": "yes", "wifi": "yes"}
    assert Room.objects.get().asset == first
    assert HireTerms.objects.get().asset == first
    assert list(Asset.objects.public()) == [first]
    assert list(AssetIndex.objects.values_list("asset_id", flat=True)) == [first.pk]
    assert not merges.open_pairs(site).exists()


def test_the_old_address_leads_to_the_one_listing_and_other_rooms_find_it(site, two, client):
    add_section(site.root_page.specific, SpacesIndexPage, "Find a space", slug="spaces")
    first, second = two
    merges.merge_assets(first, second, taken=[], by=None)
    answer = client.get(f"/spaces/{second.slug}/")
    assert (answer.status_code, answer.url) == (302, f"/spaces/{first.slug}/")
    answer = client.get(reverse("assets_register:space", args=[second.uuid]))
    assert (answer.status_code, answer.url) == (302, f"/spaces/{first.slug}/")
    assert resolve_spaces([second.space_key])[second.space_key].name == "Sale Library"
    assert merges.keys_of(first) == [first.space_key, second.space_key]


def test_an_address_of_another_places_merge_leads_nowhere(site, other_site, client):
    add_section(site.root_page.specific, SpacesIndexPage, "Find a space", slug="spaces")
    first, second = listing(other_site, "Secret", "A"), listing(other_site, "Secret too", "B")
    merges.merge_assets(first, second, taken=[], by=None)
    assert client.get(f"/spaces/{second.slug}/").status_code == 404
    assert client.get(reverse("assets_register:space", args=[second.uuid])).status_code == 404


@pytest.mark.parametrize(
    ("one", "other", "after"),
    [
        ("draft", "published", "published"),
        ("published", "draft", "published"),
        ("draft", "draft", "draft"),
        ("published", "held_back", "held_back"),
        ("not_offered", "published", "not_offered"),
    ],
)
def test_what_could_do_harm_stays_back_and_what_was_shown_is_shown(site, one, other, after):
    fields = {"held_back": {"held_reason": "a home"}}
    first = listing(site, "Hall", "A", status=one, **fields.get(one, {}))
    second = listing(site, "Hall too", "B", status=other, **fields.get(other, {}))
    merges.merge_assets(first, second, taken=[], by=None)
    first.refresh_from_db()
    assert first.status == after


def test_undo_makes_two_listings_again_as_they_were(site, two):
    first, second = two
    before = list(Asset.objects.order_by("pk").values())
    facts = list(AssetFact.objects.order_by("pk").values())
    merge = merges.merge_assets(first, second, taken=["name", "bookings_phone"], by=None)
    assert merges.undo_merge(merge, by=None) == []
    after = list(Asset.objects.order_by("pk").values())
    for row in (*before, *after):
        del row["updated_at"]
    assert after == before
    assert list(AssetFact.objects.order_by("pk").values()) == facts
    assert Room.objects.get().asset == second
    assert AssetIndex.objects.count() == 2
    assert LikelyPair.objects.get().state == PairState.NEW


def test_undo_leaves_what_a_person_has_changed_since(site, two):
    first, second = two
    merge = merges.merge_assets(first, second, taken=["bookings_phone", "description"], by=None)
    Asset.objects.filter(pk=first.pk).update(description="Books and tea")
    assert merges.undo_merge(merge, by=None) == ["description"]
    first.refresh_from_db()
    assert (first.description, first.bookings_phone) == ("Books and tea", "")


def test_merged_twice_or_with_another_place_is_refused(site, other_site, two):
    first, second = two
    merge = merges.merge_assets(first, second, taken=[], by=None)
    third = listing(site, "Third", "C")
    with pytest.raises(merges.CannotMerge):
        merges.merge_assets(third, second, taken=[], by=None)
    with pytest.raises(ValueError, match="one Site"):
        merges.merge_assets(third, listing(other_site, "Theirs", "C"), taken=[], by=None)
    merges.merge_assets(third, first, taken=[], by=None)
    with pytest.raises(merges.CannotMerge):
        merges.undo_merge(merge, by=None)
    assert merges.merged_from({"slug": second.slug}, site) == third


# ---- after that ----------------------------------------------------------------------------------
def _import(site, source, phone, town="Sale"):
    content = f"Ref,Name,Town,Postcode,Telephone\n1,Sale Library,{town},M33 7ZF,{phone}\n".encode()
    return import_assets(site, content, file_name="x.csv", source=source, dry_run=False)


def test_each_source_goes_on_saying_what_was_taken_from_it_and_no_more(site):
    _import(site, "A", "0161 111 1111")
    _import(site, "B", "0161 222 2222")
    first, second = Asset.objects.order_by("pk")
    merges.merge_assets(first, second, taken=["bookings_phone"], by=None)
    run = _import(site, "B", "0161 333 3333", town="Sale Moor")
    assert (run.counts["created"], run.counts["changed"]) == (0, 1)
    run = _import(site, "A", "0161 444 4444", town="Old Sale")
    assert (run.counts["created"], run.counts["changed"]) == (0, 1)
    first.refresh_from_db()
    assert (first.bookings_phone, first.town) == ("0161 333 3333", "Old Sale")
    note = next(note for note in run.rows.get().problems if note["code"] == "kept_edit")
    assert "telephone" in words_of(note)
    assert Asset.objects.exclude(status="merged").count() == 1


@pytest.mark.data
def test_the_trafford_libraries_of_two_publishers_are_found(site, data_folder):
    for file in ("trafford_libraries.csv", "libraries_trafford.csv"):
        content = (data_folder / "trafford" / file).read_bytes()
        guessed = {c.heading: c.field for c in describe_columns(read_table(content))}
        import_assets(
            site, content, file_name=file, source=file, dry_run=False, mapping=mapping_of(guessed, label="x")
        )
        note_likely_pairs(site, source=file)
    found = {(pair.first.name, pair.second.name) for pair in merges.open_pairs(site)}
    assert found == {
        ("Altrincham Library", "Altrincham"),
        ("Coppice Library", "Coppice"),
        ("Hale Library", "Hale"),
        ("Lostock Library", "Lostock"),
        ("Old Trafford Library at Limelight", "Old Trafford"),
        ("Partington Library and Wellbeing Centre", "Partington"),
        ("Sale Library", "Sale"),
        ("Stretford Library", "Stretford"),
        ("Timperley Library", "Timperley"),
        ("Trafford Town Hall Library", "Trafford Town Hall"),
        ("Urmston Library", "Urmston"),
        ("Woodsend Library", "Woodsend"),
    }


# ---- the screens ---------------------------------------------------------------------------------
def test_two_listings_are_compared_and_made_one_on_the_screen(keeper, site, two):
    first, second = two
    body = keeper.get(reverse("register_same:pairs")).content.decode()
    assert "both are in M33 7ZF" in body
    pair = LikelyPair.objects.get()
    page = keeper.get(reverse("register_same:pair", args=[pair.pk])).content.decode()
    assert "0161 912 3008" in page
    refused = keeper.post(reverse("register_same:pair", args=[pair.pk]), {"keep": "first"})
    assert refused.status_code == 422
    assert AssetMerge.objects.count() == 0
    sent = {"keep": "second", "of_name": "first", "of_town": "first", "of_point": "first"}
    sent |= {"of_bookings_phone": "second", "of_description": "second", "of_owner_id": "second"}
    answer = keeper.post(reverse("register_same:pair", args=[pair.pk]), sent, follow=True)
    assert "“Sale Library” is one listing now" in answer.content.decode()
    second.refresh_from_db()
    assert (second.name, second.town, second.latitude) == ("Sale Library", "Sale", 53.4)
    listed = keeper.get(reverse("wagtailsnippets_assets_register_asset:list")).content.decode()
    assert listed.count("Sale Library") >= 1
    edit = "wagtailsnippets_assets_register_asset:edit"
    assert reverse(edit, args=[first.pk]) not in listed
    assert reverse(edit, args=[second.pk]) in listed
    merge = AssetMerge.objects.get()
    done = keeper.get(reverse("register_same:pairs") + "?show=merged").content.decode()
    assert "a listing of its own again" in done
    keeper.post(reverse("register_same:undo", args=[merge.pk]))
    assert not AssetMerge.objects.exists()


def test_two_places_is_remembered_and_can_be_taken_back(keeper, site, two):
    pair = LikelyPair.objects.get()
    keeper.post(reverse("register_same:two_places", args=[pair.pk]))
    assert (
        "No two listings look like one place" in keeper.get(reverse("register_same:pairs")).content.decode()
    )
    note_likely_pairs(site, source="B")
    assert not merges.open_pairs(site).exists()
    keeper.post(reverse("register_same:ask_again", args=[pair.pk]))
    assert merges.open_pairs(site).count() == 1


def test_others_cannot_merge_and_another_places_pairs_are_not_found(keeper, site, other_site, two, client):
    pair = LikelyPair.objects.get()
    ours, theirs = listing(other_site, "Secret", "A"), listing(other_site, "Secret too", "B")
    elsewhere = LikelyPair.objects.create(site=other_site, first=ours, second=theirs, why="Secret")
    merge = merges.merge_assets(ours, theirs, taken=[], by=None)
    for name, pk in (("pair", elsewhere.pk), ("two_places", elsewhere.pk), ("ask_again", elsewhere.pk)):
        assert keeper.post(reverse(f"register_same:{name}", args=[pk]), {"keep": "first"}).status_code == 404
    assert keeper.post(reverse("register_same:undo", args=[merge.pk])).status_code == 404
    for show in ("", "two", "merged"):
        assert "Secret" not in keeper.get(reverse("register_same:pairs") + f"?show={show}").content.decode()
    steward = UserFactory()
    grant_role(steward, site, Role.STEWARD)
    client.force_login(steward)
    for name in ("pair", "two_places"):
        answer = client.post(reverse(f"register_same:{name}", args=[pair.pk]), {"keep": "first"})
        assert answer.status_code in (302, 403)
    pair.refresh_from_db()
    assert (pair.state, AssetMerge.objects.filter(site=site).count()) == (PairState.NEW, 0)
