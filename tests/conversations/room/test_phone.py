"""Joining by code and a phone in the room, by plain forms: no account, nothing lost, nothing guessed."""

import re

import pytest
from django.urls import reverse

from civic.residents.models import Contributor
from civic.residents.services import GUEST_COOKIE
from engagement.conversations.models import Contribution, Nod
from engagement.conversations.room import guessing, late, running, selectors
from engagement.conversations.room.models import Attendance, Hand
from tests.factories.conversations import say
from tests.factories.room import make_gathering, say_here

pytestmark = pytest.mark.django_db
JOIN = "/join/"


def page_of(gathering):
    return reverse("room:phone", args=[gathering.code])


@pytest.fixture
def phone(client, gathering):
    client.post(JOIN, {"code": gathering.code, "name": "Dawn"})
    return client


def test_joining_takes_a_code_and_makes_a_guest_with_a_receipt_code(client, gathering):
    typed = f"{gathering.code[:3].lower()} {gathering.code[3:]}"
    answer = client.post(JOIN, {"code": typed, "name": "Dawn"}, follow=True)
    person = Contributor.objects.get()
    assert (person.display_name, person.user, answer.redirect_chain[0][0]) == (
        "Dawn",
        None,
        page_of(gathering),
    )
    assert GUEST_COOKIE in client.cookies
    assert person.receipt in answer.content.decode()
    assert Attendance.objects.get().contributor == person


def test_name_is_optional_and_joining_twice_is_once(client, gathering):
    for _press in range(2):
        assert client.post(JOIN, {"code": gathering.code}).status_code == 302
    assert Attendance.objects.get().contributor.shown_name


def test_address_of_the_picture_asks_for_one_press(client, gathering):
    page = client.get(page_of(gathering)).content.decode()
    assert f'value="{gathering.code_said}"' in page
    assert not Contributor.objects.exists()


@pytest.mark.parametrize("why", ["nonsense", "closed", "other place", "nul"])
def test_code_that_leads_nowhere_gets_a_plain_answer_and_nobody_is_written_down(
    why, client, site, other_site, gathering, gethin
):
    code = "CCCCCC"
    if why == "closed":
        running.close(gathering, by=gethin)
        code = gathering.code
    elif why == "other place":
        code = make_gathering(other_site).code
    elif why == "nul":
        code = "\x00" * 6
    answer = client.post(JOIN, {"code": code, "name": "Dawn"})
    assert answer.status_code == 422
    assert 'value="Dawn"' in answer.content.decode()
    if why != "nul":
        assert "No session has that code now" in answer.content.decode()
        assert client.get(f"/join/{code}/").status_code == 404
    assert not Contributor.objects.exists()


def test_ten_thousand_guesses_fail_plainly_and_so_does_a_right_one_after(client, gathering, monkeypatch):
    looked_at = []
    real = selectors.gathering_by_code
    monkeypatch.setattr(
        "engagement.conversations.room.phone_views.selectors.gathering_by_code",
        lambda site, code: looked_at.append(code) or real(site, code),
    )
    for n in range(200):
        code = f"CC{n // 36 % 9 + 3}DFG" if n % 2 else f"FGH{n % 5 + 3}JK"
        answer = client.get(f"/join/{code}/") if n % 2 else client.post(JOIN, {"code": code})
    assert answer.status_code == 429
    assert "Too many codes were tried from here" in answer.content.decode()
    assert len(looked_at) == guessing.WRONG
    right = client.post(JOIN, {"code": gathering.code})
    assert right.status_code == 429
    assert gathering.code not in right.content.decode().replace(f'value="{gathering.code}"', "")
    elsewhere = client.post(JOIN, {"code": gathering.code}, REMOTE_ADDR="10.0.0.9")
    assert elsewhere.status_code == 302


def test_place_guessed_at_from_many_addresses_lets_each_guess_five_times(client, gathering, monkeypatch):
    monkeypatch.setattr(guessing, "FLOOD", 20)
    for n in range(20):
        client.post(JOIN, {"code": "CCCCCC"}, REMOTE_ADDR=f"10.0.0.{n}")
    answers = [client.post(JOIN, {"code": "CCCCCC"}, REMOTE_ADDR="10.0.1.1").status_code for _n in range(6)]
    assert answers == [422] * 5 + [429]
    assert client.post(JOIN, {"code": gathering.code}, REMOTE_ADDR="10.0.1.2").status_code == 302


def test_guesses_by_saying_and_hands_count_too(client, site, gathering):
    for _n in range(guessing.WRONG):
        assert client.post("/join/CCCCCC/say/", {"text": "Hello"}).status_code == 404
    assert client.post("/join/CCCCCC/hand/").status_code == 429


def test_words_are_said_and_shown_as_said_in_the_room(phone, gathering):
    answer = phone.post(f"{page_of(gathering)}say/", {"text": "Warm & <b>dry</b>"}, follow=True)
    page = answer.content.decode()
    assert "Thank you. Your words are in." in page
    assert "Warm &amp; &lt;b&gt;dry&lt;/b&gt;" in page
    assert 'in the room, <span dir="auto">Cinder Hill Library' in page
    assert Contribution.objects.get().contributor.display_name == "Dawn"


def test_who_had_not_joined_has_by_saying_something(client, gathering):
    assert client.post(f"{page_of(gathering)}say/", {"text": "Warm."}).status_code == 302
    assert Attendance.objects.get().contributor == Contribution.objects.get().contributor


@pytest.mark.parametrize("why", ["paused", "slow", "empty", "often", "closed"])
def test_refused_words_stay_in_the_form(why, phone, gathering, gethin, monkeypatch):
    words = "Not to be lost"
    status = 409
    if why == "paused":
        running.pause(gathering, by=gethin)
    elif why == "closed":
        running.close(gathering, by=gethin)
    elif why == "slow":
        running.change_settings(gathering, by=gethin, hold=False, slow_seconds=60, screen_newest=False)
        phone.post(f"{page_of(gathering)}say/", {"text": "First."})
        status = 429
    elif why == "often":
        monkeypatch.setattr("engagement.conversations.room.phone_views.SAY_LIMIT", 0)
        status = 429
    else:
        words, status = " ", 422
    answer = phone.post(f"{page_of(gathering)}say/", {"text": words})
    assert answer.status_code == status
    if why not in ("empty", "closed"):
        assert "Not to be lost</textarea>" in answer.content.decode()
    live = phone.post(f"{page_of(gathering)}say/", {"text": words}, headers={"Accept": "application/json"})
    assert live.status_code == status
    assert set(live.json()) & {"message", "errors"}


def test_live_form_gets_the_words_as_everybody_sees_them(phone, gathering):
    answer = phone.post(
        f"{page_of(gathering)}say/",
        {"text": "Warm.", "client_key": "k" * 32},
        headers={"Accept": "application/json"},
    )
    said = Contribution.objects.get()
    data = answer.json()
    assert (answer.status_code, data["id"], data["state"]) == (201, str(said.uuid), "published")
    assert "Warm." in data["html"]
    assert data["receipt"] == said.contributor.receipt
    again = phone.post(
        f"{page_of(gathering)}say/",
        {"text": "Warm.", "client_key": "k" * 32},
        headers={"Accept": "application/json"},
    )
    assert again.json()["id"] == data["id"]


def test_hand_goes_up_and_down_by_a_plain_form(phone, gathering, gethin):
    address = reverse("room:hand", args=[gathering.code])
    assert 'aria-pressed="true"' in phone.post(address, {"do": "up"}, follow=True).content.decode()
    assert Hand.objects.get().lowered_at is None
    assert phone.get(address, headers={"Accept": "application/json"}).json() == {"up": True}
    running.lower_hand(gathering, Hand.objects.get(), by=gethin)
    assert phone.get(address, headers={"Accept": "application/json"}).json() == {"up": False}
    phone.post(address, {"do": "up"})
    assert 'aria-pressed="false"' in phone.post(address, {"do": "down"}, follow=True).content.decode()
    assert not Hand.objects.filter(lowered_at=None).exists()


def test_agreeing_leads_back_to_the_room(phone, gathering):
    said = say(gathering.thread.conversation, "From home.")
    address = reverse("room:agree", args=[said.uuid])
    assert f'formaction="{address}"' in phone.get(page_of(gathering)).content.decode()
    answer = phone.post(address, {"do": "agree"})
    assert answer.url == f"{page_of(gathering)}#c-{said.uuid}"
    assert Nod.objects.count() == 1
    live = phone.post(address, {"do": "take_back"}, headers={"Accept": "application/json"})
    assert live.json() == {"nods": 0, "nodded": False}


def test_who_did_not_join_agrees_with_nothing_here(client, gathering):
    said = say(gathering.thread.conversation, "From home.")
    assert client.post(reverse("room:agree", args=[said.uuid]), {"do": "agree"}).status_code == 404
    assert not Nod.objects.exists()


def test_who_comes_late_reads_so_far_with_links_and_what_was_hidden_is_gone(client, gathering, gethin):
    from engagement.conversations.services import hide_contribution

    first, second = say_here(gathering, "Warm."), say_here(gathering, "With a stage.")
    late.write_sentence(gathering, "Most want it warm.", [first.uuid], by=gethin)
    late.write_sentence(gathering, "Some want a stage.", [second.uuid], by=gethin)
    page = client.post(JOIN, {"code": gathering.code}, follow=True).content.decode()
    assert re.search(r"<details class=\"callout\" open>", page)
    assert reverse("conversations:in_place", args=[first.uuid]) in page
    hide_contribution(second, reason="Rude")
    page = client.get(page_of(gathering)).content.decode()
    assert "Most want it warm." in page
    assert "Some want a stage." not in page


def test_phone_of_a_session_that_is_over_says_so_and_leads_to_what_was_said(phone, gathering, gethin):
    running.close(gathering, by=gethin)
    page = phone.get(page_of(gathering)).content.decode()
    assert "This session is over. Thank you for being here." in page
    assert "Read everything that was said" in page
    assert 'id="say"' not in page


def test_words_of_the_other_place_are_not_shown_and_its_phone_is_not_known_here(phone, gathering, other_site):
    theirs = make_gathering(other_site)
    say_here(theirs, "Otherham secret")
    page = phone.get(page_of(gathering)).content.decode()
    assert "Otherham secret" not in page
    assert phone.post(f"/join/{theirs.code}/say/", {"text": "x"}).status_code == 404
    assert phone.post(f"/join/{theirs.code}/hand/", {"do": "up"}).status_code == 404


def test_phone_costs_the_same_for_three_and_thirty(phone, gathering, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost():
        with CaptureQueriesContext(connection) as queries:
            phone.get(page_of(gathering))
        return len(queries)

    for n in range(3):
        say_here(gathering, f"Thing {n}.")
    phone.get(page_of(gathering))
    few = cost()
    for n in range(20):
        say_here(gathering, f"More {n}.")
    assert cost() == few
