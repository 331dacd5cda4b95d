"""An organisation claims a listing, an administrator checks it, and its keeper changes that one only."""

from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from assets_register import claims
from assets_register.asking import ask_about_due, token_for, user_of
from assets_register.merges import merge_assets, undo_merge
from assets_register.models import Asset, Claim
from assets_register.pages import SpacesIndexPage
from assets_register.services import create_asset
from civic.notify.delivering import deliver
from civic.notify.models import Message
from civic.notify.rendering import render_body
from civic.pages.services import add_section
from civic.partners.models import Representative
from civic.partners.services import ensure_organisation
from civic.places.models import Postcode
from civic.record.voices import erase_voice, take_back, voice_of
from civic.residents.enums import Role
from civic.residents.models import Contributor
from civic.residents.services import claim_contributor, contributor_for_user, grant_role
from civic.tasks.services import drain
from tests.factories.residents import UserFactory

CLAIM = {"organisation_name": "The Copper Kettle", "how": "Ring the number on our website."}
LISTING = {
    "name": "Back room of the Copper Kettle",
    "kind": "cafe",
    "public_use": "yes",
    "postcode": "pb1 1aa",
    "terms": "Free if you buy a drink",
    "fact_kitchen": "yes",
    "looks_after": "yes",
    **CLAIM,
    "your_name": "Ines",
    "your_email": "ines@kettle.example",
}


@pytest.fixture
def spaces(site, other_site):
    cache.clear()
    for each in (other_site, site):
        page = add_section(each.root_page.specific, SpacesIndexPage, "Find a space", slug="spaces")
    return page


@pytest.fixture
def kettle(site, spaces):
    council = ensure_organisation(site, "Pellbridge Council")
    return create_asset(
        site, name="Copper Kettle back room", kind="cafe", public_use="yes", owner=council, publish=True
    )


@pytest.fixture
def administrator(site):
    person = UserFactory(first_name="Ada")
    grant_role(person, site, Role.PLACE_ADMINISTRATOR)
    return person


def somebody(site, **facts):
    person = UserFactory(**facts)
    return person, contributor_for_user(person, site)


def claimed(asset, who, **given):
    return claims.claim_listing(asset, who, once=uuid4(), **{**CLAIM, **given})


def test_whole_way_from_this_is_ours_to_changing_it(client, site, kettle, administrator):
    person, _who = somebody(site, first_name="Ines")
    assert (
        "spaces/copper-kettle-back-room/claim/"
        in client.get("/spaces/copper-kettle-back-room/").content.decode()
    )
    asked = client.get("/spaces/copper-kettle-back-room/claim/")
    assert asked.status_code == 302
    assert "login" in asked.url
    client.force_login(person)
    key = str(uuid4())
    for _press in range(2):
        done = client.post("/spaces/copper-kettle-back-room/claim/", {"key": key, **CLAIM})
        assert done.url.endswith("/spaces/mine/")
    claim = Claim.objects.get()
    assert "It waits to be checked." in client.get("/spaces/mine/").content.decode()
    assert client.get("/spaces/copper-kettle-back-room/keep/").status_code == 404
    drain()
    assert [letter.to for letter in mail.outbox] == [[administrator.email]]
    assert "look after" in mail.outbox[0].body

    client.force_login(administrator)
    assert "1 claim to check" in client.get("/admin/").content.decode()
    screen = reverse("wagtailsnippets_assets_register_claim:inspect", args=[claim.pk])
    read = client.get(screen).content.decode()
    for words in (
        "The Copper Kettle",
        "Ring the number on our website.",
        "owned by Pellbridge Council",
        person.email,
    ):
        assert words in read
    assert client.post(screen, {"decision": "verify"}).status_code == 302
    kettle.refresh_from_db()
    assert kettle.custodian.name == "The Copper Kettle"
    assert Representative.objects.get().user == person
    mail.outbox.clear()
    drain()
    assert [letter.to for letter in mail.outbox] == [[person.email]]
    assert "You can change what the register says" in mail.outbox[0].body

    client.force_login(person)
    form = client.get("/spaces/copper-kettle-back-room/keep/").content.decode()
    assert "counts as checked today" in form
    saved = client.post(
        "/spaces/copper-kettle-back-room/keep/",
        {
            "name": "The Kettle's back room",
            "kind": "cafe",
            "public_use": "yes",
            "terms": "£5 an hour",
            "bookings_name": "Ines",
            "opening_hours": "Mon-Fri 9am-5pm",
            "fact_kitchen": "yes",
        },
    )
    assert saved.status_code == 302
    kettle.refresh_from_db()
    assert (kettle.name, kettle.terms, kettle.checked_by_name) == (
        "The Kettle's back room",
        "£5 an hour",
        "The Copper Kettle",
    )
    assert timezone.localdate(kettle.checked_at) == timezone.localdate()
    assert kettle.facts.get().key == "kitchen"
    assert kettle.revisions.count() == 1
    page = client.get("/spaces/copper-kettle-back-room/").content.decode()
    assert "£5 an hour" in page
    assert "Change what it says" in page


def test_a_keeper_changes_that_space_and_nothing_else(client, site, other_site, kettle, administrator):
    person, who = somebody(site)
    claims.verify_claim(claimed(kettle, who), by=administrator)
    theirs = ensure_organisation(site, "The Copper Kettle")
    other = create_asset(site, name="Kettle yard", custodian=theirs, publish=True)
    elsewhere = create_asset(other_site, name="Elsewhere", publish=True)
    client.force_login(person)
    assert client.get(f"/spaces/{kettle.slug}/keep/").status_code == 200
    for slug in (other.slug, elsewhere.slug):
        assert client.post(f"/spaces/{slug}/keep/", {"name": "Mine", "kind": "cafe"}).status_code == 404
    assert client.get("/admin/").status_code in (302, 403)
    edit = reverse("wagtailsnippets_assets_register_asset:edit", args=[kettle.pk])
    assert client.get(edit).status_code in (302, 403)
    stranger, _none = somebody(site)
    client.force_login(stranger)
    assert client.post(f"/spaces/{kettle.slug}/keep/", {"name": "Mine", "kind": "cafe"}).status_code == 404
    assert set(Asset.objects.values_list("name", flat=True)) == {
        "Copper Kettle back room", "Kettle yard", "Elsewhere",
    }  # fmt: skip


def as_a_browser_sends(page):
    """What a browser sends of the form on a page, where nothing is changed."""
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in values.items() if value is not False}


def test_two_keepers_who_save_at_once_undo_nothing_of_each_others(client, site, kettle, administrator):
    first, who = somebody(site)
    claims.verify_claim(claimed(kettle, who), by=administrator)
    second, other = somebody(site)
    claims.verify_claim(claimed(kettle, other), by=administrator)
    url = f"/spaces/{kettle.slug}/keep/"

    client.force_login(second)
    theirs = as_a_browser_sends(client.get(url))
    client.force_login(first)
    ours = as_a_browser_sends(client.get(url)) | {"terms": "£5 an hour", "fact_wifi": "yes"}
    assert client.post(url, ours).status_code == 302
    client.force_login(second)
    back = client.post(url, theirs | {"bookings_name": "Ines"})
    shown = unescape(back.content.decode())
    assert back.status_code == 422
    assert "Somebody saved this while you had it open" in shown
    assert "“What does it cost?” is now: £5 an hour" in shown
    assert "“Wi-Fi” is now: Yes" in shown
    assert str(first) not in shown
    assert 'value="Ines"' in shown

    assert client.post(url, as_a_browser_sends(back)).status_code == 302
    kettle.refresh_from_db()
    assert (kettle.terms, kettle.bookings_name) == ("£5 an hour", "Ines")
    assert kettle.facts.get().key == "wifi"


def test_a_keeper_cannot_touch_what_its_form_does_not_ask(client, site, kettle, administrator):
    person, who = somebody(site)
    claims.verify_claim(claimed(kettle, who), by=administrator)
    client.force_login(person)
    client.post(
        f"/spaces/{kettle.slug}/keep/",
        {"name": "K", "kind": "cafe", "public_use": "yes", "owner": "", "status": "gone", "uprn": "1"},
    )
    kettle.refresh_from_db()
    assert (kettle.name, kettle.status, kettle.uprn) == ("K", "published", "")
    assert kettle.owner.name == "Pellbridge Council"


def test_declined_with_a_reason_appealed_and_decided_by_another(client, site, kettle, administrator):
    person, who = somebody(site)
    second = UserFactory()
    grant_role(second, site, Role.PLACE_ADMINISTRATOR)
    claim = claimed(kettle, who)
    screen = reverse("wagtailsnippets_assets_register_claim:inspect", args=[claim.pk])
    client.force_login(administrator)
    bare = client.post(screen, {"decision": "decline", "reason": " "})
    assert bare.status_code == 422
    assert "Say why" in bare.content.decode()
    assert (
        client.post(screen, {"decision": "decline", "reason": "Nobody there knows you."}).status_code == 302
    )
    drain()
    assert "Nobody there knows you." in mail.outbox[-1].body
    client.force_login(person)
    assert "Nobody there knows you." in client.get("/spaces/mine/").content.decode()
    again = f"/spaces/mine/{claim.uuid}/again/"
    assert client.post(again, {"words": ""}).status_code == 422
    assert client.post(again, {"words": "Ask for Ines at noon."}).status_code == 302
    assert client.post(again, {"words": "Once more"}).status_code == 422
    claim.refresh_from_db()
    assert (claim.state, claim.appeal) == ("appealed", "Ask for Ines at noon.")
    client.force_login(administrator)
    assert "Another administrator looks at it now" in client.get(screen).content.decode()
    assert client.post(screen, {"decision": "verify"}).url == "/admin/"  # Wagtail's way of saying no
    claim.refresh_from_db()
    assert claim.state == "appealed"
    client.force_login(second)
    assert client.post(screen, {"decision": "verify"}).status_code == 302
    claim.refresh_from_db()
    assert (claim.state, claim.decided_by) == ("verified", second)
    told = [entry.action for entry in ModelLogEntry.objects.for_instance(claim).order_by("timestamp", "pk")]
    assert told == ["assets.claim", "assets.claim_declined", "assets.claim_again", "assets.claim_verified"]


def test_where_there_is_one_administrator_they_look_again_themselves(site, kettle, administrator):
    _person, who = somebody(site)
    claim = claims.decline_claim(claimed(kettle, who), reason="Who?", by=administrator)
    claims.ask_again(claim, words="Me")
    assert claims.verify_claim(claim, by=administrator).state == "verified"


def test_who_may_not_decide(client, site, other_site, kettle, administrator):
    _person, who = somebody(site)
    claim = claimed(kettle, who)
    screen = reverse("wagtailsnippets_assets_register_claim:inspect", args=[claim.pk])
    for role in (Role.ASSET_MANAGER, Role.LIBRARIAN, Role.STEWARD, Role.MODERATOR):
        person = UserFactory()
        grant_role(person, site, role)
        client.force_login(person)
        assert client.post(screen, {"decision": "verify"}).status_code in (302, 403, 404)
        with pytest.raises(claims.NotPossible):
            claims.verify_claim(claim, by=person)
    outsider = UserFactory()
    grant_role(outsider, other_site, Role.PLACE_ADMINISTRATOR)
    client.force_login(outsider)
    assert client.get(screen).status_code in (302, 403, 404)
    with pytest.raises(claims.NotPossible):
        claims.verify_claim(claim, by=outsider)
    own = claimed(kettle, contributor_for_user(administrator, site))
    with pytest.raises(claims.NotPossible):
        claims.verify_claim(own, by=administrator)
    claim.refresh_from_db()
    assert claim.state == "waiting"


def test_giving_a_space_up_ends_it_at_once(client, site, kettle, administrator):
    person, who = somebody(site)
    claim = claims.verify_claim(claimed(kettle, who), by=administrator)
    client.force_login(person)
    assert client.post(f"/spaces/mine/{claim.uuid}/withdraw/").status_code == 302
    assert client.get(f"/spaces/{kettle.slug}/keep/").status_code == 404
    assert client.post(f"/spaces/mine/{claim.uuid}/withdraw/").status_code == 302  # once more changes nothing
    stranger, _none = somebody(site)
    second = claimed(kettle, who)
    client.force_login(stranger)
    assert client.post(f"/spaces/mine/{second.uuid}/withdraw/").status_code == 404
    second.refresh_from_db()
    assert second.state == "waiting"


def test_a_keeper_can_be_ended_with_a_reason_and_the_other_keeper_is_told(site, kettle, administrator):
    _one, first = somebody(site)
    _two, second = somebody(site)
    claims.verify_claim(claimed(kettle, first), by=administrator)
    newer = claims.verify_claim(claimed(kettle, second), by=administrator)
    assert Message.objects.filter(kind="assets_register.claim_moved", contributor=first).count() == 1
    claims.decline_claim(newer, reason="They moved out.", by=administrator)
    assert not Claim.objects.standing().filter(contributor=second).exists()


def test_a_cafe_lists_its_back_room_without_the_council(client, site, spaces, administrator):
    Postcode.objects.create(site=site, code="PB1 1AA", latitude=53.41, longitude=-2.31)
    done = client.post("/spaces/add/", {"key": str(uuid4()), **LISTING})
    assert done.status_code == 200
    said = done.content.decode()
    assert "waits to be checked" in said
    assert "press the link in the email" in said
    asset, claim = Asset.objects.get(), Claim.objects.get()
    assert (asset.status, asset.postcode, asset.latitude, asset.name) == (
        "draft",
        "PB1 1AA",
        53.41,
        "Back room of the Copper Kettle",
    )
    assert client.get(f"/spaces/{asset.slug}/").status_code == 404
    assert "Copper Kettle" not in client.get("/spaces/?use=all").content.decode()
    with pytest.raises(claims.NotPossible, match="confirmed"):
        claims.verify_claim(claim, by=administrator)
    client.force_login(administrator)
    assert "claim to check" not in client.get("/admin/").content.decode()
    Contributor.objects.filter(pk=claim.contributor_id).update(email_confirmed_at=timezone.now())
    assert "1 claim to check" in client.get("/admin/").content.decode()
    claims.verify_claim(claim, by=administrator)
    client.logout()
    page = client.get(f"/spaces/{asset.slug}/").content.decode()
    assert "Free if you buy a drink" in page
    assert "ines@kettle.example" not in page
    # An account made later with the same record keeps it.
    person = UserFactory(email="ines@kettle.example")
    client.force_login(person)
    assert client.get(f"/spaces/{asset.slug}/keep/").status_code == 404
    claim_contributor(Contributor.objects.get(pk=claim.contributor_id), person)
    assert client.get(f"/spaces/{asset.slug}/keep/").status_code == 200


def test_somebody_who_only_knows_a_space_does_not_become_its_keeper(client, site, spaces, administrator):
    person, _who = somebody(site)
    client.force_login(person)
    given = {**LISTING, "looks_after": "no", "organisation_name": "", "how": ""}
    client.post("/spaces/add/", {"key": str(uuid4()), **given})
    claim = claims.verify_claim(Claim.objects.get(), by=administrator)
    assert claim.asset.status == "draft"  # as it was read before
    asset = Asset.objects.get()
    assert (asset.status, asset.custodian) == ("published", None)
    assert client.get(f"/spaces/{asset.slug}/keep/").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "required"),
        ({"postcode": "M32 OXZ"}, "Did you mean M32 0XZ?"),
        ({"organisation_name": ""}, "Please say, so that we can check."),
        ({"looks_after": ""}, "required"),
        ({"your_email": "ines"}, "valid email"),
        ({"opening_hours": "Mon 9-12pm until 12"}, ""),
        (
            {"location_masked": "on", "street_name": "Acacia Avenue", "description": "In Acacia  avenue"},
            "private",
        ),
    ],
    ids=lambda value: str(value)[:30],
)
def test_bad_input_is_answered_and_nothing_is_lost(client, spaces, wrong, said):
    answer = client.post("/spaces/add/", {"key": str(uuid4()), **LISTING, **wrong})
    body = answer.content.decode()
    if said:
        assert answer.status_code == 422
        assert said in body
        assert "Free if you buy a drink" in body
        assert not Asset.objects.exists()


def test_programs_and_too_many(client, spaces):
    client.post("/spaces/add/", {"key": str(uuid4()), **LISTING, "website": "x"})
    assert not Asset.objects.exists()
    for number in range(6):
        client.post("/spaces/add/", {"key": str(uuid4()), **LISTING, "name": f"Room {number}"})
    assert Asset.objects.count() == 6
    late = client.post("/spaces/add/", {"key": str(uuid4()), **LISTING, "name": "One more"})
    assert late.status_code == 429
    assert "One more" in late.content.decode()


def test_taking_back_what_nobody_checked_takes_the_draft_with_it(client, site, spaces):
    client.post("/spaces/add/", {"key": str(uuid4()), **LISTING})
    claim = Claim.objects.get()
    [item] = voice_of(claim.contributor)
    assert (item.text, item.what) == ("Back room of the Copper Kettle", "You told us of a space")
    assert take_back(claim.contributor, item.key)
    assert not Asset.objects.exists()


def test_taking_back_before_the_administrators_letter_goes_leaves_nothing_to_send(
    client, site, spaces, administrator
):
    client.post("/spaces/add/", {**LISTING, "key": str(uuid4())})
    (waits,) = Message.objects.filter(kind="assets_register.claim_waits")
    claims.withdraw_claim(Claim.objects.get())
    assert not Asset.objects.exists()
    deliver(waits.pk)
    assert not Message.objects.filter(kind="assets_register.claim_waits").exists()
    assert [letter for letter in mail.outbox if letter.to == [administrator.email]] == []


def test_claim_taken_back_is_not_brought_to_an_administrator(site, kettle, administrator):
    claim = claimed(kettle, somebody(site)[1])
    claims.withdraw_claim(claim)
    drain()
    assert mail.outbox == []


def test_refusal_still_says_so_and_why_when_the_draft_is_gone(client, site, spaces, administrator):
    client.post("/spaces/add/", {**LISTING, "key": str(uuid4())})
    Contributor.objects.update(email_confirmed_at=timezone.now())
    claim = Claim.objects.get()
    claims.decline_claim(claim, reason="The kettle is a kettle.", by=administrator)
    claim.asset.delete()
    message = Message.objects.get(kind="assets_register.claim")
    shown = unescape(client.get(f"/my-voice/messages/{message.uuid}/").content.decode())
    assert "We could not confirm what you told us about Back room of the Copper Kettle." in shown
    assert "The kettle is a kettle." in shown
    assert "is being looked at" not in shown


def test_refusal_says_what_was_decided_then_while_it_is_looked_at_again(site, kettle, administrator):
    _person, who = somebody(site)
    claim = claims.decline_claim(claimed(kettle, who), reason="Who are you?", by=administrator)
    claims.ask_again(claim, words="Ines")
    refusal = Message.objects.get(kind="assets_register.claim")
    assert "We could not confirm what you told us about Copper Kettle back room." in render_body(refusal)
    del refusal.context["outcome"]  # written before messages kept it
    assert "is being looked at" in render_body(refusal)


def test_being_forgotten_ends_it(site, kettle, administrator):
    _person, who = somebody(site)
    claims.verify_claim(claimed(kettle, who), by=administrator)
    erase_voice(who)
    row = Claim.objects.get()
    assert (row.state, row.how, row.organisation_name) == ("withdrawn", "", "")
    erase_voice(who)


def test_keeper_is_asked_whether_it_is_still_right(site, kettle, administrator):
    person, who = somebody(site)
    claims.verify_claim(claimed(kettle, who), by=administrator)
    create_asset(site, name="Another hall", publish=True, public_use="yes")
    Asset.objects.update(created_at=timezone.now() - timedelta(days=900), checked_at=None)
    ask_about_due(site)
    drain()
    letters = [letter for letter in mail.outbox if letter.to == [person.email]]
    assert "Copper Kettle back room" in letters[-1].body
    assert "Another hall" not in letters[-1].body
    token = token_for(person, site)
    assert user_of(token, site) == person
    claims.withdraw_claim(Claim.objects.get())
    assert user_of(token, site) is None


def test_keeper_who_has_looked_already_is_not_asked_again_by_a_letter_on_its_way(site, kettle, administrator):
    person, who = somebody(site)
    claims.verify_claim(claimed(kettle, who), by=administrator)
    drain()
    mail.outbox.clear()
    Asset.objects.update(checked_at=timezone.now() - timedelta(days=300))
    ask_about_due(site)
    Asset.objects.update(checked_at=timezone.now())
    drain()
    assert mail.outbox == []
    Asset.objects.update(checked_at=timezone.now() - timedelta(days=300))
    ask_about_due(site)
    drain()
    assert [person.email] in [letter.to for letter in mail.outbox], "asked as soon as it is due again"


def test_a_private_place_is_seen_by_its_keeper_alone(client, site, kettle, administrator):
    person, who = somebody(site)
    claims.verify_claim(claimed(kettle, who), by=administrator)
    client.force_login(person)
    given = {"name": "Kettle", "kind": "cafe", "public_use": "yes", "street_name": "Qavenue Road"}
    assert client.post(f"/spaces/{kettle.slug}/keep/", {**given, "location_masked": "on"}).status_code == 302
    kettle.refresh_from_db()
    assert (kettle.location_masked, kettle.slug) == (True, "kettle")
    assert "Qavenue Road" in client.get("/spaces/kettle/keep/").content.decode()
    assert "Qavenue" not in client.get("/spaces/kettle/").content.decode()
    client.post("/spaces/kettle/keep/", {**given, "terms": "Free", "location_masked": "on"})
    kettle.refresh_from_db()
    assert kettle.street_name == "Qavenue Road"


def test_no_space_takes_an_address_of_the_section(site, spaces):
    assert create_asset(site, name="Add", publish=True).slug == "add-2"
    assert create_asset(site, name="Mine", publish=True).slug == "mine-2"


def test_a_keeper_stays_keeper_of_the_one_listing_made_of_two(site, kettle, administrator):
    _person, who = somebody(site)
    _both, twice = somebody(site)
    other = create_asset(site, name="Copper Kettle", publish=True)
    claims.verify_claim(claimed(kettle, who), by=administrator)
    mine, second = claimed(kettle, twice), claimed(other, twice)
    merge = merge_assets(other, kettle, taken=[], by=administrator)
    assert list(Claim.objects.filter(asset=other).order_by("pk").values_list("contributor", flat=True)) == [
        who.pk,
        twice.pk,
    ]
    assert Claim.objects.get(pk=mine.pk).asset == kettle  # said of both: the other word stands
    undo_merge(merge, by=administrator)
    assert Claim.objects.standing().get().asset == kettle
    assert Claim.objects.get(pk=second.pk).asset == other
