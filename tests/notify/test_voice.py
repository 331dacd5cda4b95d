"""My voice: by receipt code, by guest cookie, by account; forgotten when asked."""

import re

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from civic.notify.models import Message
from civic.notify.rendering import unsubscribe_token
from civic.notify.services import tell
from civic.record.enums import WordsState
from civic.record.services import promise_answer
from civic.residents.models import Contributor
from civic.residents.services import contributor_for_user, remember_guest
from civic.tasks.services import drain
from tests.factories.residents import ContributorFactory, UserFactory

WORDS = "The children's room shuts at five."


def open_by(client, code):
    return client.post("/my-voice/open/", {"code": code})


@pytest.fixture
def dawn(site):
    return ContributorFactory(site=site, display_name="Dawn")


@pytest.mark.parametrize(
    "typed",
    [lambda c: c.receipt, lambda c: c.receipt.lower(), lambda c: f" {c.receipt_code} ".replace("0", "o")],
    ids=["as printed", "lower case", "o for zero"],
)
def test_receipt_code_opens_it_however_it_is_typed(client, room, dawn, typed):
    room.say(dawn, WORDS)
    assert open_by(client, typed(dawn)).status_code == 302
    page = client.get("/my-voice/").content.decode()
    assert "The children&#x27;s room shuts at five." in page


def test_words_of_another_person_or_place_are_not_there(client, room, dawn, site, other_site):
    room.say(ContributorFactory(site=site), "Somebody else's words")
    room.say(ContributorFactory(site=other_site), "Another place's words")
    open_by(client, dawn.receipt)
    page = client.get("/my-voice/").content.decode()
    assert "else&#x27;s words" not in page
    assert "place&#x27;s words" not in page


def test_code_of_another_place_is_unknown(client, site, other_site):
    other = ContributorFactory(site=other_site)
    answer = open_by(client, other.receipt)
    assert answer.status_code == 422
    assert "We do not know this code here." in answer.content.decode()
    assert other.receipt in answer.content.decode()


@pytest.mark.parametrize("typed", ["", "K7QF", "<script>", "\x00" * 12, "😀" * 12])
def test_what_is_no_code_is_said_plainly(client, site, typed):
    answer = open_by(client, typed)
    assert answer.status_code == 422
    assert "<script>" not in answer.content.decode()


def test_guesses_are_counted(client, dawn):
    for _n in range(30):
        open_by(client, "0000-0000-0000")
    answer = open_by(client, dawn.receipt)
    assert answer.status_code == 429
    assert "Too many tries from here." in answer.content.decode()
    assert dawn.receipt in answer.content.decode()


def test_forget_leaves_nothing_on_this_screen(client, room, dawn):
    room.say(dawn, WORDS)
    open_by(client, dawn.receipt)
    shown = client.get("/my-voice/")
    assert "no-store" in shown["Cache-Control"]
    client.post("/my-voice/forget/")
    assert WORDS[:10] not in client.get("/my-voice/").content.decode()


def test_typed_receipt_counts_before_the_account_signed_in(client, room, dawn, site):
    librarian = UserFactory(email="pat@pellbridge.example")
    contributor_for_user(librarian, site, display_name="Pat")
    client.force_login(librarian)
    open_by(client, dawn.receipt)
    assert dawn.receipt in client.get("/my-voice/").content.decode()


def test_where_each_thing_stands_is_shown(client, room, dawn, heard, answer_to, site):
    from datetime import date

    answered = room.say(dawn, "Answered words")
    waiting = room.say(dawn, "Waiting words")
    room.say(dawn, "Held words", WordsState.HELD)
    answer_to(site, [heard([answered], "Open later")])
    promise_answer(
        heard([waiting], "Lights first"),
        owner_key="testing.board:1",
        owner_name="The Board",
        due_on=date(2031, 3, 4),
    )
    open_by(client, dawn.receipt)
    page = " ".join(re.sub(r"<[^>]+>", " ", client.get("/my-voice/").content.decode()).split())
    assert "It is part of what we heard: Open later" in page
    assert "Open until eight on Tuesdays" in page
    assert "The Board said it would answer by Tuesday 4 March 2031." in page
    assert "Other people do not see this." in page


def test_page_costs_the_same_for_3_things_and_300(client, room, dawn, heard, answer_to, site):
    def cost():
        client.get("/my-voice/")  # what is kept of the place is kept by now
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/my-voice/").status_code == 200
        return len(queries)

    open_by(client, dawn.receipt)
    for n in range(3):
        answer_to(site, [heard([room.say(dawn, f"Words {n}")], f"Heard {n}")])
    drain()
    few = cost()
    for n in range(3, 60):
        answer_to(site, [heard([room.say(dawn, f"Words {n}")], f"Heard {n}")])
    for n in range(240):
        tell(dawn, kind="notify.plain", once_key=f"k{n}", context={"title": f"T{n}", "paragraphs": ["x"]})
    drain()
    assert cost() == few


def test_message_page_marks_it_read_and_knows_its_place(client, dawn, other_site):
    message = tell(
        dawn, kind="notify.plain", once_key="k", context={"title": "Moved", "paragraphs": ["At ten."]}
    )
    assert (
        client.get(f"/my-voice/messages/{message.uuid}/", headers={"host": "other.example"}).status_code
        == 404
    )
    assert "At ten." in client.get(f"/my-voice/messages/{message.uuid}/").content.decode()
    message.refresh_from_db()
    assert message.read_at is not None


# ---- how we reach you ------------------------------------------------------------------------
def test_new_email_is_asked_before_it_is_used(client, dawn):
    open_by(client, dawn.receipt)
    client.post(
        "/my-voice/settings/", {"email": "Dawn@Pellbridge.example", "language": "cy", "link_only": "on"}
    )
    dawn.refresh_from_db()
    assert (dawn.email, dawn.email_confirmed_at, dawn.language, dawn.link_only) == (
        "dawn@pellbridge.example",
        None,
        "cy",
        True,
    )
    drain()
    assert [one.to for one in mail.outbox] == [["dawn@pellbridge.example"]]


def test_bad_email_is_said_beside_the_field_and_kept(client, dawn):
    open_by(client, dawn.receipt)
    answer = client.post("/my-voice/settings/", {"email": "dawn@", "language": "en"})
    assert answer.status_code == 422
    assert "That does not look like an email." in answer.content.decode()
    assert 'value="dawn@"' in answer.content.decode()


def test_settings_of_nobody_lead_back(client, site):
    assert client.post("/my-voice/settings/", {"email": "", "language": "en"}).url == "/my-voice/"


# ---- unsubscribe, RFC 8058 -------------------------------------------------------------------
def test_mail_program_stops_emails_by_one_post_without_cookies(site):
    person = ContributorFactory(site=site, email="d@pellbridge.example", email_confirmed_at=timezone.now())
    url = f"/unsubscribe/{unsubscribe_token(person)}/"
    program = Client(enforce_csrf_checks=True)
    assert program.get(url).status_code == 200
    person.refresh_from_db()
    assert person.unsubscribed_at is None
    assert program.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200
    person.refresh_from_db()
    assert person.unsubscribed_at is not None
    program.post(url, {"again": "1"})
    person.refresh_from_db()
    assert person.unsubscribed_at is None


def test_stop_counts_for_everybody_of_this_place_with_that_address(site, other_site):
    facts = {"email": "d@pellbridge.example", "email_confirmed_at": timezone.now()}
    phone, laptop = (ContributorFactory(site=site, **facts) for _n in range(2))
    elsewhere = ContributorFactory(site=other_site, **facts)
    Client().post(f"/unsubscribe/{unsubscribe_token(phone)}/", {"List-Unsubscribe": "One-Click"})
    laptop.refresh_from_db()
    elsewhere.refresh_from_db()
    assert laptop.unsubscribed_at is not None
    assert elsewhere.unsubscribed_at is None


@pytest.mark.parametrize("token", ["x", "a:b:c", "00000000-0000-0000-0000-000000000000:x:y"])
def test_unknown_unsubscribe_link_says_so(client, site, token):
    assert client.post(f"/unsubscribe/{token}/").status_code == 404


def test_links_hold_no_address(site):
    person = ContributorFactory(site=site, email="d@pellbridge.example")
    assert "pellbridge" not in unsubscribe_token(person)


# ---- one browser, two people -----------------------------------------------------------------
def guest_browser(client, contributor):
    from django.http import HttpResponse

    response = HttpResponse()
    remember_guest(response, contributor, secure=False)
    client.cookies.update(response.cookies)


def test_signing_in_does_not_take_a_guests_words_without_asking(client, room, dawn, site):
    room.say(dawn, WORDS)
    guest_browser(client, dawn)
    assert "shuts at five" in client.get("/my-voice/").content.decode()
    pat = UserFactory(email="pat@pellbridge.example")
    contributor_for_user(pat, site)
    client.force_login(pat)
    page = client.get("/my-voice/").content.decode()
    assert "shuts at five" not in page
    assert "Were they yours?" in page
    client.post("/keep-with-my-account/", {"answer": "not"})
    assert "Were they yours?" not in client.get("/my-voice/").content.decode()
    assert Contributor.objects.get(pk=dawn.pk).user is None


def test_guest_who_signs_in_keeps_their_words(client, room, dawn, site):
    room.say(dawn, WORDS)
    tell(dawn, kind="notify.plain", once_key="k", context={"title": "Moved", "paragraphs": ["At ten."]})
    guest_browser(client, dawn)
    client.force_login(UserFactory(email="dawn@pellbridge.example"))
    client.post("/keep-with-my-account/", {"answer": "mine"})
    dawn.refresh_from_db()
    assert dawn.user.email == "dawn@pellbridge.example"
    assert "shuts at five" in client.get("/my-voice/").content.decode()
    drain()
    assert [one.to for one in mail.outbox] == [["dawn@pellbridge.example"]]
    assert Message.objects.get().state == "sent"
