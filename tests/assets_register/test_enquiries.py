"""Asking about a space: it reaches whoever answers, shows nobody's address and is kept nowhere."""

import re
from uuid import uuid4

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from assets_register.models import Enquiry
from assets_register.pages import SpacesIndexPage
from assets_register.services import create_asset, mask_location, stop_offering
from civic.pages.services import add_section
from civic.partners.services import ensure_organisation
from civic.residents.enums import Role
from civic.residents.models import Contributor
from civic.residents.services import contributor_for_user, grant_role
from civic.tasks.models import QueuedTask
from civic.tasks.services import drain
from tests.factories.residents import UserFactory

GIVEN = {
    "name": "Dawn Abara",
    "email": "dawn@home.example",
    "phone": "",
    "words": "Is Tuesday evening free for thirty of us?",
}


@pytest.fixture
def hall(site, other_site):
    cache.clear()
    for each in (other_site, site):
        add_section(each.root_page.specific, SpacesIndexPage, "Find a space", slug="spaces")
    return create_asset(
        site,
        name="Weir Hall",
        kind="hall",
        public_use="yes",
        publish=True,
        bookings_name="The front desk",
        bookings_email="keys@weir.example",
        custodian=ensure_organisation(site, "Friends of the Hall", email="friends@weir.example"),
    )


def ask(client, **given):
    return client.post("/spaces/weir-hall/ask/", {"key": str(uuid4()), **GIVEN, **given})


def test_question_reaches_whoever_takes_bookings_and_an_answer_goes_back(client, hall):
    page = client.get("/spaces/weir-hall/").content.decode()
    assert 'spaces/weir-hall/ask/"' in page
    form = client.get("/spaces/weir-hall/ask/").content.decode()
    done = ask(client)
    assert done.status_code == 200
    said = done.content.decode()
    assert "Their answer comes to dawn@home.example." in said
    assert "Is Tuesday evening free" in said
    drain()
    letter, copy = mail.outbox
    assert (letter.to, letter.reply_to, letter.subject) == (
        ["keys@weir.example"],
        ["dawn@home.example"],
        "A question about Weir Hall",
    )
    assert "Is Tuesday evening free for thirty of us?" in letter.body
    assert "Dawn Abara" in letter.body
    assert copy.to == ["dawn@home.example"]
    for told in (page, form, said, copy.body, copy.alternatives[0][0]):
        assert "@weir.example" not in told


def test_nothing_of_it_is_kept(client, hall):
    ask(client)
    drain()
    row = Enquiry.objects.get()
    assert (row.asset, row.went_to) == (hall, "bookings")
    assert not QueuedTask.objects.exists()
    assert {field.name for field in Enquiry._meta.fields} == {"id", "asset", "once", "went_to", "made_at"}


def test_whom_it_goes_to(client, site, hall):
    hall.bookings_email = ""
    hall.save()
    assert "goes by email to Friends of the Hall" in client.get("/spaces/weir-hall/ask/").content.decode()
    ask(client, email="", phone="01632 960123")
    drain()
    assert [letter.to for letter in mail.outbox] == [["friends@weir.example"]]
    assert mail.outbox[0].reply_to == []
    assert "01632 960123" in mail.outbox[0].body
    hall.custodian = None
    hall.save()
    assert client.get("/spaces/weir-hall/ask/").status_code == 404  # nobody at all is known here
    assert "weir-hall/ask/" not in client.get("/spaces/weir-hall/").content.decode()
    for _number in range(2):
        grant_role(UserFactory(), site, Role.PLACE_ADMINISTRATOR)
    assert "people who run this site" in client.get("/spaces/weir-hall/ask/").content.decode()
    mail.outbox.clear()
    assert "nobody else is known here" in ask(client).content.decode()
    drain()
    assert sorted(len(letter.to) for letter in mail.outbox) == [1, 1, 1]  # each alone: none sees another


def test_an_administrator_is_asked_in_the_language_they_chose(client, site, hall):
    hall.bookings_email, hall.custodian = "", None
    hall.save()
    for name, language in (("ada", ""), ("ceri", "cy"), ("dilys", "")):
        person = UserFactory(email=f"{name}@pellbridge.example", language=language)
        grant_role(person, site, Role.PLACE_ADMINISTRATOR)
    Contributor.objects.filter(pk=contributor_for_user(person, site).pk).update(language="cy")
    ask(client)
    drain()
    letters = {letter.to[0].partition("@")[0]: letter for letter in mail.outbox}
    assert letters["ada"].subject == "A question about Weir Hall"
    assert "http://testserver/spaces/weir-hall/" not in letters["ceri"].body
    for name in ("ceri", "dilys"):
        with translation.override("cy"):
            assert letters[name].subject == translation.gettext("A question about %(name)s") % {
                "name": "Weir Hall"
            }
        assert letters[name].subject != letters["ada"].subject
        assert f"/cy/space/{hall.uuid}/" in letters[name].body
        assert "Somebody asks about" not in letters[name].body


def test_a_known_address_gets_a_copy_of_the_words_and_a_strange_one_does_not(client, site, hall):
    ask(client, email="victim@elsewhere.example", words="Buy my pills at pills.example")
    drain()
    copy = mail.outbox[1]
    assert copy.to == ["victim@elsewhere.example"]
    assert "pills" not in copy.body + copy.alternatives[0][0]
    assert "Dawn" not in copy.body
    mail.outbox.clear()
    person = UserFactory()
    contributor_for_user(person, site)
    client.force_login(person)
    ask(client, email=person.email)
    drain()
    assert "Is Tuesday evening free for thirty of us?" in mail.outbox[1].body


def test_pressed_twice_it_goes_once_and_other_words_go_too(client, hall):
    key = str(uuid4())
    for words in ("Free?", "Free?", "And on Friday?"):
        assert ask(client, key=key, words=words).status_code == 200
    drain()
    assert len([letter for letter in mail.outbox if letter.to == ["keys@weir.example"]]) == 2
    assert Enquiry.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"email": "", "phone": ""}, "Give an email or a telephone number"),
        ({"email": "dawn@"}, "valid email"),
        ({"email": "", "phone": "12"}, "too short for a telephone number"),
        ({"name": ""}, "required"),
        ({"words": "x" * 3001}, "3000"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_bad_input_is_answered_beside_the_field_and_nothing_is_lost(client, hall, wrong, said):
    answer = ask(client, **wrong)
    body = answer.content.decode()
    assert answer.status_code == 422
    assert said in body
    assert (wrong.get("words") or "Is Tuesday evening free")[:20] in body
    assert not Enquiry.objects.exists()


def test_a_line_break_makes_no_header(client, hall):
    ask(client, name="Dawn\r\nBcc: everybody@x.example")
    drain()
    assert all(letter.bcc == [] and len(letter.to) == 1 for letter in mail.outbox)
    assert "\nBcc:" not in mail.outbox[0].body


def test_a_program_is_thanked_and_nothing_goes(client, hall):
    done = ask(client, website="https://pills.example")
    assert done.status_code == 200
    drain()
    assert mail.outbox == []
    assert not Enquiry.objects.exists()
    trap = re.search(
        r"<div hidden>.*?</div>", client.get("/spaces/weir-hall/ask/").content.decode(), re.DOTALL
    )
    assert 'name="website"' in trap[0]


def test_too_many_are_asked_to_wait_and_keep_what_they_wrote(client, hall):
    for number in range(6):
        assert ask(client, email="", phone=f"01632 96000{number}").status_code == 200
    late = ask(client, email="", phone="01632 960009")
    assert late.status_code == 429
    assert "Is Tuesday evening free" in late.content.decode()


def test_form_is_guarded(hall):
    assert ask(Client(enforce_csrf_checks=True)).status_code == 403


def test_who_cannot_be_asked_about(client, site, other_site, hall):
    land = create_asset(
        site, name="A strip", publish=True, not_a_place="bare_land", not_a_place_reason="grass"
    )
    create_asset(site, name="Draft Hall", bookings_email="x@x.example")
    create_asset(other_site, name="Other Hall", publish=True, bookings_email="x@x.example")
    stop_offering(hall, by=None)
    for slug in (land.slug, "draft-hall", "other-hall", hall.slug, "nowhere"):
        assert client.get(f"/spaces/{slug}/ask/").status_code == 404, slug


def test_a_private_place_stays_private(client, site, hall):
    hall.street_name = "Qavenue Road"
    hall.name = "Weir Hall in Qavenue Road"
    hall.save()
    mask_location(hall, by=None)
    done = client.post(f"/spaces/{hall.slug}/ask/", {"key": str(uuid4()), **GIVEN})
    drain()
    assert "qavenue" not in done.content.decode().lower()
    assert all("qavenue" not in (letter.subject + letter.body).lower() for letter in mail.outbox)


def test_a_phone_somebody_agreed_to_show_is_still_shown(client, hall):
    hall.bookings_phone = "01632 960000"
    hall.save()
    assert 'href="tel:01632960000"' in client.get("/spaces/weir-hall/").content.decode()
