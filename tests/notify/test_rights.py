"""Mine to take away, to take back and to have erased: by code, by cookie, by account."""

import html
import json
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import gettext, override

from civic.notify import erasing
from civic.notify.export import Export, shape
from civic.notify.models import Message
from civic.notify.services import tell
from civic.record.enums import WordsState
from civic.record.models import Evidence
from civic.record.selectors import told_counts
from civic.residents.enums import Role
from civic.residents.models import Contributor, User
from civic.residents.services import contributor_for_user, grant_role, record_consent
from civic.tasks.services import drain
from tests.factories.residents import ContributorFactory, UserFactory

WORDS = "The children's room <b>shuts</b> at five."


def open_by(client, person):
    client.post("/my-voice/open/", {"code": person.receipt})
    return client


def text_of(answer):
    return " ".join(answer.content.decode().split())


@pytest.fixture
def dawn(site):
    return ContributorFactory(site=site, display_name="Dawn")


# ---- take a copy ------------------------------------------------------------------------------
def test_export_holds_everything_and_only_theirs(client, room, dawn, heard, answer_to, site, other_site):
    key = room.say(dawn, WORDS)
    room.say(ContributorFactory(site=site), "Somebody else's words")
    room.say(ContributorFactory(site=other_site), "Another place's words")
    record_consent(dawn, purpose="publish_words", wording="Everybody can read it.", how="online")
    answer = answer_to(site, [heard([key], "Open later")])
    drain()
    response = open_by(client, dawn).get("/my-voice/export/my-voice.json")
    assert response["Content-Disposition"] == 'attachment; filename="my-voice.json"'
    assert "no-store" in response["Cache-Control"]
    found = Export.model_validate(json.loads(response.content))
    assert (found.format, found.person.receipt_code, found.person.name) == (
        "junction-box/my-voice/1",
        dawn.receipt,
        "Dawn",
    )
    (thing,) = found.things
    assert (thing.words, thing.where.title) == (WORDS, room.title)
    assert [(one.title, one.answers[0].headline) for one in thing.heard] == [("Open later", answer.headline)]
    assert thing.heard[0].answers[0].url == f"http://testserver/answers/{answer.uuid}/"
    assert [one.wording for one in found.agreed] == ["Everybody can read it."]
    (told,) = found.told
    assert WORDS in told.words
    assert "else's words" not in response.content.decode()


def test_how_somebody_agreed_is_said_in_the_language_of_the_export(client, dawn):
    record_consent(dawn, purpose="publish_words", wording="Iawn.", how="on paper, read back")
    browser = open_by(client, dawn)
    assert "on paper, read back" in browser.get("/my-voice/export/my-voice.html").content.decode()
    welsh = browser.get("/cy/my-voice/export/my-voice.html").content.decode()
    with override("cy"):
        assert gettext("on paper") != "on paper"
        assert f"{gettext('on paper')}, {gettext('read back')}</dd>" in html.unescape(welsh)
    assert dawn.consents.get().how == "on paper, read back", "the fact stays as it was kept"


def test_shape_of_the_export_is_published(client, site):
    published = client.get("/my-voice/export/shape.json").json()
    assert published == shape()
    assert set(published["properties"]) == {
        "format", "shape", "place", "made_at", "person", "agreed", "things", "told"
    }  # fmt: skip


def test_page_to_keep_stands_alone_and_shows_words_as_words(client, room, dawn):
    room.say(dawn, WORDS)
    response = open_by(client, dawn).get("/my-voice/export/my-voice.html")
    page = response.content.decode()
    assert response["Content-Disposition"] == 'attachment; filename="my-voice.html"'
    assert "&lt;b&gt;shuts&lt;/b&gt; at five." in page
    assert not any(outside in page for outside in ("<script", "<link", "<img", "@import", "url("))


@pytest.mark.parametrize("path", ["export/my-voice.json", "export/my-voice.html", "erase/"])
def test_nobody_gets_nothing(client, room, dawn, path):
    room.say(dawn, WORDS)
    assert client.get(f"/my-voice/{path}").url == "/my-voice/"


def test_export_costs_the_same_for_3_things_and_60(client, room, dawn, heard, answer_to, site):
    def cost():
        client.get("/my-voice/")  # what is kept of the place is kept by now
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/my-voice/export/my-voice.json").status_code == 200
        return len(queries)

    open_by(client, dawn)
    for n in range(3):
        answer_to(site, [heard([room.say(dawn, f"Words {n}")], f"Heard {n}")])
        tell(dawn, kind="notify.plain", once_key=f"k{n}", context={"title": "T", "paragraphs": ["x"]})
    drain()
    few = cost()
    for n in range(3, 60):
        answer_to(site, [heard([room.say(dawn, f"Words {n}")], f"Heard {n}")])
        tell(dawn, kind="notify.plain", once_key=f"k{n}", context={"title": "T", "paragraphs": ["x"]})
    drain()
    assert cost() == few


# ---- erase ------------------------------------------------------------------------------------
def test_erasing_waits_an_hour_with_a_stop(client, room, dawn):
    room.say(dawn, WORDS)
    open_by(client, dawn)
    assert "cannot be undone" in text_of(client.get("/my-voice/erase/"))
    assert client.post("/my-voice/erase/", {"code": dawn.receipt.lower()}).status_code == 302
    assert "is erased soon after" in text_of(client.get("/my-voice/"))
    assert erasing.erase_those_due() == 0
    client.post("/my-voice/erase/stop/")
    Contributor.objects.filter(erase_after__isnull=False).update(erase_after=timezone.now())
    assert erasing.erase_those_due() == 0
    dawn.refresh_from_db()
    assert (dawn.erase_after, dawn.erased_at) == (None, None)


@pytest.mark.parametrize("typed", ["", "erase", "AAAA-BBBB-CCCC"])
def test_without_the_code_nothing_begins(client, dawn, typed):
    answer = open_by(client, dawn).post("/my-voice/erase/", {"code": typed})
    assert answer.status_code == 422
    dawn.refresh_from_db()
    assert dawn.erase_after is None


def test_nothing_is_erased_at_once_that_was_not_asked_for(client, room, dawn):
    room.say(dawn, WORDS)
    open_by(client, dawn).post("/my-voice/erase/", {"now": "1"})
    dawn.refresh_from_db()
    assert (dawn.erase_after, dawn.erased_at) == (None, None)


def test_words_name_and_address_go_and_counts_stay(client, room, reachable, heard, answer_to, site):
    dawn, ifan = reachable("Dawn"), reachable("Ifan")
    key = room.say(dawn, WORDS)
    room.agree(ifan, key)
    insight = heard([key])
    answer = answer_to(site, [insight])
    drain()
    mail.outbox.clear()
    receipt = dawn.receipt
    open_by(client, dawn).post("/my-voice/erase/", {"code": receipt})
    drain()
    assert [one.to for one in mail.outbox] == [["dawn@pellbridge.example"]], "they hear of it"
    done = client.post("/my-voice/erase/", {"now": "1"}, follow=True)
    assert "we do not know you any more" in text_of(done)
    dawn.refresh_from_db()
    assert (dawn.display_name, dawn.email, dawn.user, dawn.erase_after) == ("", "", None, None)
    assert dawn.erased_at is not None
    assert not Message.objects.filter(contributor=dawn).exists()
    assert room.words([key.partition(":")[2]])[key.partition(":")[2]].state == WordsState.ERASED
    assert client.post("/my-voice/open/", {"code": receipt}).status_code == 422
    page = text_of(client.get(f"/answers/{answer.uuid}/"))
    assert "Words that were here have been erased. They still count." in page
    assert "shuts" not in page
    insight.refresh_from_db()
    assert (insight.people_count, Evidence.objects.filter(insight=insight).count()) == (2, 1)
    assert told_counts(answer).everyone == 2
    assert erasing.erase_person(dawn.pk) is False


def test_later_answer_counts_who_cannot_be_told(client, room, reachable, heard, answer_to, site):
    dawn, ifan = reachable("Dawn"), reachable("Ifan")
    keys = [room.say(dawn, WORDS), room.say(ifan, "Open on Sundays")]
    erasing.ask_to_erase(dawn)
    erasing.erase_person(dawn.pk, at_once=True)
    answer = answer_to(site, [heard(keys)])
    drain()
    counts = told_counts(answer)
    assert (counts.everyone, counts.by_email, counts.forgotten, counts.not_yet) == (2, 1, 1, 0)
    answer.refresh_from_db()
    assert answer.told_count == 1
    assert "1 asked us to forget them, so cannot be told" in text_of(client.get(f"/answers/{answer.uuid}/"))


def test_account_goes_too_unless_it_has_a_role_or_another_place(client, room, site, other_site):
    people = {name: UserFactory(email=f"{name}@pellbridge.example") for name in ("dawn", "pat", "sam")}
    grant_role(people["pat"], site, Role.LIBRARIAN)
    contributor_for_user(people["sam"], other_site)
    for user in people.values():
        person = contributor_for_user(user, site)
        client.force_login(user)
        client.post("/my-voice/erase/", {"code": person.receipt})
        client.post("/my-voice/erase/", {"now": "1"})
    assert sorted(
        User.objects.filter(pk__in=[u.pk for u in people.values()]).values_list("email", flat=True)
    ) == [
        "pat@pellbridge.example",
        "sam@pellbridge.example",
    ]
    assert Contributor.objects.filter(site=other_site, user=people["sam"], erased_at=None).exists()


def test_due_ones_are_erased_by_the_worker(room, dawn, site):
    room.say(dawn, WORDS)
    waiting = ContributorFactory(site=site)
    for person in (dawn, waiting):
        erasing.ask_to_erase(person)
    Contributor.objects.filter(pk=dawn.pk).update(erase_after=timezone.now() - timedelta(minutes=1))
    assert erasing.erase_those_due() == 1
    assert list(Contributor.objects.filter(erased_at=None)) == [waiting]
    tell(waiting, kind="notify.plain", once_key="k", context={"title": "T", "paragraphs": ["x"]})
