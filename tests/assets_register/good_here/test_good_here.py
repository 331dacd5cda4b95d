"""What is good here: sent by anybody, seen by nobody until checked, pledged beside, made a listing."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image as Pillow
from wagtail.images.models import Image

from assets_register.good_here.models import GoodPledge, GoodThing
from assets_register.good_here.services import erase_thing
from assets_register.models import Asset
from civic.moderation.services import decide
from civic.notify.models import Message
from civic.notify.rendering import render_body
from civic.record.voices import erase_voice, put_back, take_back, voice_of
from civic.residents.enums import Role
from civic.residents.services import contributor_for_user, grant_role
from civic.tasks.services import drain
from tests.factories.good_here import good_thing
from tests.factories.partners import OrganisationFactory
from tests.factories.places import NeighbourhoodFactory, PostcodeFactory
from tests.factories.residents import ContributorFactory, UserFactory


@pytest.fixture(autouse=True)
def _nobody_throttled_yet():
    cache.clear()


@pytest.fixture
def code(site):
    ward = NeighbourhoodFactory(site=site, name="Weirside", slug="weirside")
    return PostcodeFactory(site=site, code="PE1 1AA", neighbourhood=ward)


@pytest.fixture
def moderator(site):
    person = UserFactory()
    grant_role(person, site, Role.MODERATOR)
    return person


def sent(**more):
    return {
        "key": str(uuid4()),
        "kind": "place",
        "name": "The sunny  bench",
        "words": "Sun till six.",
        "postcode": "pe11aa",
        **more,
    }


def photo(size=(2400, 1200), *, where=True):
    image = Pillow.new("RGB", size, "green")
    exif = Pillow.Exif()
    exif[0x010F] = "Telephone maker"
    if where:
        exif.get_ifd(0x8825)[1] = "N"
    file = BytesIO()
    image.save(file, "JPEG", exif=exif)
    return SimpleUploadedFile("../../my garden.jpg", file.getvalue(), "image/jpeg")


def page(client, name, *args):
    return client.get(reverse(f"good_here:{name}", args=args))


def test_it_is_sent_without_an_account_checked_and_then_shown(client, site, code, moderator):
    values = sent(your_email="dawn@pellbridge.example", your_name="Dawn")
    for _press in range(2):
        assert "waits to be checked" in client.post("/good-here/add/", values).content.decode()
    thing = GoodThing.objects.get()
    assert (thing.name, thing.postcode, thing.neighbourhood.name, thing.state, thing.by_name) == (
        "The sunny bench", "PE1 1AA", "Weirside", "held", "",
    )  # fmt: skip
    assert page(client, "thing", thing.uuid).status_code == 200  # whoever sent it
    stranger = Client()
    assert page(stranger, "thing", thing.uuid).status_code == 404
    assert "sunny bench" not in page(stranger, "index").content.decode()
    assert "sunny bench" not in stranger.get("/search/?q=sunny").content.decode()

    decide(moderator, site, thing.key, action="release", reason="fine")
    assert page(stranger, "thing", thing.uuid).status_code == 200
    assert "sunny bench" in page(stranger, "index").content.decode()
    assert "sunny bench" in stranger.get("/search/?q=sunny").content.decode()
    told = Message.objects.get(kind="good_here.shown")
    assert told.contributor == thing.contributor
    thing.delete()
    assert "What this was about is not here any more." in render_body(told)


def test_it_waits_in_the_moderators_queue_and_a_refusal_is_told(client, site, code, moderator):
    thing = good_thing(site, shown=False, postcode="PE1 1AA")
    client.force_login(moderator)
    assert "The sunny bench" in client.get(reverse("moderation_queue")).content.decode()
    decide(moderator, site, thing.key, action="reject", reason="private", words="It names a neighbour.")
    assert page(Client(), "thing", thing.uuid).status_code == 404
    assert Message.objects.get(kind="moderation.rejected").contributor == thing.contributor


def test_an_offer_keeps_no_postcode_and_no_point(client, site, code):
    wrong = client.post("/good-here/add/", sent(kind="offer", name="I mend bicycles"))
    assert wrong.status_code == 422
    assert set(wrong.context["form"].errors) == {"your_name", "your_email"}
    assert "I mend bicycles" in wrong.content.decode()
    values = sent(kind="offer", name="I mend bicycles", your_name="Ifan", your_email="ifan@x.example")
    assert client.post("/good-here/add/", values).status_code == 200
    thing = GoodThing.objects.get()
    assert (thing.postcode, thing.latitude, thing.longitude) == ("", None, None)
    assert (thing.neighbourhood.name, thing.by_name) == ("Weirside", "Ifan")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"postcode": "ZZ1 1ZZ"}, "postcode"),
        ({"postcode": "nowhere"}, "postcode"),
        ({"name": ""}, "name"),
        ({"words": " "}, "words"),
        ({"kind": "palace"}, "kind"),
        ({"your_email": "dawn"}, "your_email"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_typed_is_lost(client, site, code, wrong, field):
    answer = client.post("/good-here/add/", {**sent(), **wrong})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}
    if field != "words":
        assert "Sun till six." in answer.content.decode()
    assert not GoodThing.objects.exists()


def test_a_program_that_fills_in_everything_sends_nothing(client, site, code):
    assert client.post("/good-here/add/", sent(website="http://x.example")).status_code == 200
    assert not GoodThing.objects.exists()


def test_too_many_from_one_address_are_asked_to_wait(client, site, code):
    answers = [client.post("/good-here/add/", sent(name=f"Bench {n}")).status_code for n in range(11)]
    assert answers == [200] * 10 + [429]


def test_a_picture_is_kept_small_upright_and_without_where_it_was_taken(
    client, site, code, settings, tmp_path
):
    settings.MEDIA_ROOT = str(tmp_path)
    unsaid = client.post("/good-here/add/", sent(picture=photo()))
    assert set(unsaid.context["form"].errors) == {"picture", "picture_alt"}
    client.post("/good-here/add/", sent(picture=photo(), picture_alt="A bench by the weir"))
    thing = GoodThing.objects.get()
    with Pillow.open(thing.picture.file.path) as kept:
        assert kept.size == (1600, 800)
        assert not kept.getexif()
        assert "garden" not in thing.picture.file.name
    shown = page(client, "thing", thing.uuid).content.decode()
    assert 'alt="A bench by the weir"' in shown


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("a.jpg", b"<svg onload=alert(1)>", "image/jpeg"),
        SimpleUploadedFile("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
        SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n" + b"0" * 50, "image/png"),
    ],
    ids=["not a picture", "svg", "cut short"],
)
def test_what_is_no_picture_is_refused(client, site, code, file):
    answer = client.post("/good-here/add/", sent(picture=file, picture_alt="A bench"))
    assert answer.status_code == 422
    assert "picture" in answer.context["form"].errors
    assert not Image.objects.exists()


def test_a_pledge_is_shown_and_told_and_only_partners_can_make_one(client, site, other_site, code):
    person, stranger, elsewhere = UserFactory(), UserFactory(), UserFactory()
    church = OrganisationFactory(site=site, name="St Anne’s")
    church.representatives.create(user=person)
    OrganisationFactory(site=other_site, name="Far away").representatives.create(user=elsewhere)
    thing = good_thing(site)
    address = reverse("good_here:pledge", args=[thing.uuid])
    given = {"key": str(uuid4()), "organisation": church.pk, "words": "We can lend chairs."}
    for nobody in (None, stranger, elsewhere):
        client.logout()
        if nobody:
            client.force_login(nobody)
        assert client.post(address, given).status_code == 404
        assert "Pledge it" not in page(client, "thing", thing.uuid).content.decode()
    client.force_login(person)
    assert client.post(address, {**given, "words": ""}).status_code == 422
    for _press in range(2):
        assert client.post(address, given).status_code == 302
    pledge = GoodPledge.objects.get()
    assert Message.objects.get(kind="good_here.pledged").contributor == thing.contributor
    for where in ("index", "thing"):
        args = [thing.uuid] if where == "thing" else []
        assert "We can lend chairs." in page(Client(), where, *args).content.decode()

    end = reverse("good_here:end_pledge", args=[thing.uuid, pledge.uuid])
    client.force_login(stranger)
    assert client.post(end).status_code == 404
    client.force_login(person)
    assert client.post(end).status_code == 302
    assert "We can lend chairs." not in page(Client(), "thing", thing.uuid).content.decode()


def test_a_place_becomes_a_listing_somebody_can_look_after(client, site, code):
    thing, group = good_thing(site, postcode="PE1 1AA"), good_thing(site, "Walkers", kind="group")
    address = reverse("good_here:make_listing", args=[thing.uuid])
    assert client.post(address).status_code == 404
    keeper = UserFactory()
    grant_role(keeper, site, Role.ASSET_MANAGER)
    client.force_login(keeper)
    assert client.post(reverse("good_here:make_listing", args=[group.uuid])).status_code == 404
    assert client.post(address).status_code == 302
    assert client.post(address).status_code == 404  # it is one already
    asset = Asset.objects.get()
    thing.refresh_from_db()
    assert thing.asset == asset
    assert (asset.name, asset.description, asset.postcode, asset.status, asset.latitude) == (
        "The sunny bench", "Sun till six.", "PE1 1AA", "published", code.latitude,
    )  # fmt: skip
    assert (
        reverse("assets_register:space", args=[asset.uuid])
        in page(Client(), "thing", thing.uuid).content.decode()
    )


def test_a_question_goes_to_whoever_offers_and_no_address_is_shown(client, site, code):
    who = contributor_for_user(UserFactory(email="ifan@pellbridge.example"), site)
    thing = good_thing(site, "I mend bicycles", kind="offer", who=who, by_name="Ifan")
    shown = page(client, "thing", thing.uuid).content.decode()
    assert "ifan@" not in shown
    ask = reverse("good_here:ask", args=[thing.uuid])
    given = {"key": str(uuid4()), "name": "Dawn", "email": "dawn@x.example", "words": "A puncture? “Please”"}
    assert client.post(ask, {**given, "email": ""}).status_code == 422
    for _press in range(2):
        assert client.post(ask, given).status_code == 302
    drain()
    letter = [each for each in mail.outbox if "Somebody asks" in each.subject]
    assert len(letter) == 1
    assert (letter[0].to, letter[0].reply_to) == (["ifan@pellbridge.example"], ["dawn@x.example"])
    assert "A puncture? “Please”" in letter[0].body
    bench = good_thing(site)
    assert page(client, "ask", bench.uuid).status_code == 404
    nobody = good_thing(site, "Walkers", kind="group", who=ContributorFactory(site=site))
    assert page(client, "ask", nobody.uuid).status_code == 404


def test_my_voice_shows_it_takes_it_back_and_puts_it_back(site, code):
    thing = good_thing(site)
    item = next(each for each in voice_of(thing.contributor) if each.key == thing.key)
    assert (item.text, item.state, item.can_take_back) == ("The sunny bench\n\nSun till six.", "", True)
    assert take_back(thing.contributor, thing.key)
    assert page(Client(), "thing", thing.uuid).status_code == 404
    assert put_back(thing.contributor, thing.key)
    assert page(Client(), "thing", thing.uuid).status_code == 200
    other = ContributorFactory(site=site)
    assert not take_back(other, thing.key)


def test_what_was_never_checked_is_put_back_to_be_checked(site, code):
    thing = good_thing(site, shown=False)
    take_back(thing.contributor, thing.key)
    put_back(thing.contributor, thing.key)
    thing.refresh_from_db()
    assert thing.state == "held"


def test_whoever_is_forgotten_leaves_no_word_and_no_picture(
    client, site, code, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = str(tmp_path)
    client.post("/good-here/add/", sent(picture=photo(), picture_alt="A bench"))
    thing = GoodThing.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        erase_voice(thing.contributor)
    thing.refresh_from_db()
    assert (thing.name, thing.words, thing.postcode, thing.latitude, thing.state) == (
        "",
        "",
        "",
        None,
        "erased",
    )
    assert not Image.objects.exists()
    assert not list(tmp_path.rglob("*.jpg"))
    erase_thing(thing)  # again changes nothing


def test_another_place_knows_nothing_of_it(client, site, other_site, code):
    theirs = good_thing(other_site, "Their bench")
    assert page(client, "thing", theirs.uuid).status_code == 404
    assert "Their bench" not in page(client, "index").content.decode()
    assert "Their bench" not in client.get("/search/?q=bench").content.decode()


def test_the_list_narrows_and_numbers_what_is_on_the_map(client, site, code):
    good_thing(site, "Bench", postcode="PE1 1AA")
    good_thing(site, "Walkers", kind="group")
    everything = page(client, "index").content.decode()
    assert everything.index("Walkers") < everything.index("Bench")
    assert everything.count("good-here__number") == 1
    groups = client.get("/good-here/?kind=group").content.decode()
    assert "Walkers" in groups
    assert ">Bench<" not in groups
    near = client.get("/good-here/?neighbourhood=weirside").content.decode()
    assert ">Bench<" in near
    assert "Walkers" not in near
    assert client.get("/good-here/?kind=%00&neighbourhood=%00&page=x").status_code == 200


def test_the_list_costs_the_same_for_3_and_30(client, site, code):
    counts = []
    for wanted in (3, 30):
        while GoodThing.objects.count() < wanted:
            thing = good_thing(site, f"Bench {GoodThing.objects.count()}", postcode="PE1 1AA")
            organisation = OrganisationFactory(site=site)
            GoodPledge.objects.create(thing=thing, organisation=organisation, words="Chairs.")
        page(client, "index")
        with CaptureQueriesContext(connection) as queries:
            page(client, "index")
        counts.append(len(queries))
    assert counts[0] == counts[1]
