"""One outbox, each thing told once."""

import contextlib
import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.urls import NoReverseMatch
from django.utils import timezone

from civic.notify import delivering, kinds, services
from civic.notify.delivering import StillSending, deliver
from civic.notify.enums import MessageState
from civic.notify.models import Message
from civic.notify.services import ask_to_confirm, tell
from civic.residents.services import confirm_email, email_confirmation_token
from civic.tasks.services import drain
from tests.factories.residents import ContributorFactory, UserFactory

PLAIN = {"title": "Fix-it moves", "paragraphs": ["We meet at ten, not nine."], "link": "", "link_words": ""}


def told(contributor, key="one"):
    return tell(contributor, kind="notify.plain", once_key=key, context=PLAIN)


def test_telling_twice_is_telling_once(reachable):
    dawn = reachable("Dawn")
    assert told(dawn).pk == told(dawn).pk
    drain()
    assert len(mail.outbox) == 1
    assert Message.objects.get().state == MessageState.SENT


def test_rolled_back_telling_leaves_nothing(reachable):
    dawn = reachable("Dawn")

    @transaction.atomic
    def tell_and_fall_over():
        told(dawn)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        tell_and_fall_over()
    drain()
    assert (Message.objects.count(), len(mail.outbox)) == (0, 0)


@pytest.mark.parametrize(
    "facts",
    [
        {"email": "x@pellbridge.example"},
        {"email": ""},
        {
            "email": "x@pellbridge.example",
            "email_confirmed_at": timezone.now(),
            "unsubscribed_at": timezone.now(),
        },
    ],
    ids=["unconfirmed", "no address", "unsubscribed"],
)
def test_who_cannot_be_emailed_finds_it_in_my_voice(site, facts):
    person = ContributorFactory(site=site, **facts)
    told(person)
    drain()
    message = Message.objects.get()
    assert (message.state, message.told_how) == ("not_emailed", "receipt")
    assert mail.outbox == []


def test_email_is_discreet_plain_and_html_and_can_be_stopped(reachable):
    dawn = reachable("Dawn")
    message = told(dawn)
    drain()
    (email,) = mail.outbox
    assert email.subject == "News from Pellbridge about something you joined"
    assert email.to == ["dawn@pellbridge.example"]
    assert "We meet at ten, not nine." in email.body
    assert f"http://testserver/my-voice/messages/{message.uuid}/" in email.body
    ((html, kind),) = email.alternatives
    assert kind == "text/html"
    assert "<p>We meet at ten, not nine.</p>" in html
    assert email.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert email.extra_headers["List-Unsubscribe"].startswith("<http://testserver/unsubscribe/")
    assert email.extra_headers["Message-ID"] == f"<{message.uuid}@junction.example>"


def test_link_only_says_nothing_of_what_it_is(reachable):
    dawn = reachable("Dawn", link_only=True)
    told(dawn)
    drain()
    (email,) = mail.outbox
    whole = email.subject + email.body + email.alternatives[0][0]
    assert "Fix-it" not in whole
    assert "ten, not nine" not in whole
    assert "Dawn" not in whole
    assert "/my-voice/messages/" in whole
    assert email.subject == "News from Pellbridge"
    assert Message.objects.get().told_how == "link"


def test_email_speaks_the_persons_language(reachable):
    dawn = reachable("Dawn", language="cy")
    told(dawn)
    drain()
    assert "http://testserver/cy/my-voice/messages/" in mail.outbox[0].body


def test_subject_of_many_lines_becomes_one(reachable, site):
    site.site_name = "Pell\r\nBcc: all@pellbridge.example"
    site.save()
    told(reachable("Dawn"))
    drain()
    assert mail.outbox[0].subject == "News from Pell Bcc: all@pellbridge.example about something you joined"
    assert mail.outbox[0].bcc == []


def test_message_of_a_killed_worker_goes_out_after_its_lease(reachable):
    message = told(reachable("Dawn"))
    Message.objects.update(state=MessageState.SENDING, claimed_at=timezone.now())
    with pytest.raises(StillSending):
        deliver(message.pk)
    assert mail.outbox == []
    Message.objects.update(claimed_at=timezone.now() - timedelta(minutes=2))
    deliver(message.pk)
    assert len(mail.outbox) == 1
    deliver(message.pk)
    assert len(mail.outbox) == 1


def test_mail_server_that_is_away_is_tried_again(reachable, monkeypatch):
    message = told(reachable("Dawn"))

    def away(self, *args, **kwargs):
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", away)
        with pytest.raises(delivering.MailError):
            deliver(message.pk)
    message.refresh_from_db()
    assert message.state == MessageState.QUEUED
    deliver(message.pk)
    assert len(mail.outbox) == 1


def test_address_that_is_refused_for_good_keeps_the_message_in_my_voice(reachable, monkeypatch):
    message = told(reachable("Dawn"))

    def refuse(self, *args, **kwargs):
        raise smtplib.SMTPRecipientsRefused({"dawn@pellbridge.example": (550, b"no such user")})

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    deliver(message.pk)
    message.refresh_from_db()
    assert (message.state, message.told_how) == ("failed", "receipt")


def test_what_nobody_carries_any_more_is_queued_again(reachable):
    from civic.tasks.models import QueuedTask

    told(reachable("Dawn"))
    QueuedTask.objects.all().delete()
    Message.objects.update(created_at=timezone.now() - timedelta(minutes=20))
    assert delivering.queue_forgotten() == 1
    drain()
    assert len(mail.outbox) == 1


# ---- letters that cannot be drawn ------------------------------------------------------------
@pytest.fixture
def kind(monkeypatch):
    """Return a maker of a kind of message, for this test only."""
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))

    def make(prepare, **facts):
        kinds.register_kind(
            kinds.MessageKind(
                key="testing.letter",
                title="A letter",
                text_template="notify/messages/plain.txt",
                html_template="notify/messages/plain.html",
                prepare=prepare,
                **facts,
            )
        )

    return make


def letter_to(person):
    return tell(person, kind="testing.letter", once_key="letter", context=PLAIN)


def tried_until_it_ends(message):
    """Do what the queue and the repair do for a long time; return how often it was tried."""
    tries = 0
    for _hours in range(20):
        Message.objects.filter(pk=message.pk).update(created_at=timezone.now() - timedelta(hours=1))
        if delivering.queue_forgotten():
            tries += 1
            with contextlib.suppress(delivering.MailError):
                deliver(message.pk)
    return tries


def test_letter_that_cannot_be_drawn_is_given_up_like_a_refused_one(reachable, kind, client):
    def broken(messages):
        raise NoReverseMatch("Reverse for 'inspect' with arguments '('',)' not found")

    kind(broken)
    message = letter_to(reachable("Dawn"))
    assert tried_until_it_ends(message) == delivering.MAX_ATTEMPTS
    message.refresh_from_db()
    assert (message.state, message.told_how, message.attempts) == (
        "failed",
        "receipt",
        delivering.MAX_ATTEMPTS,
    )
    assert mail.outbox == []
    client.post("/my-voice/open/", {"code": message.contributor.receipt})
    assert "The email did not arrive." in client.get("/my-voice/").content.decode()
    told(message.contributor)
    drain()
    assert len(mail.outbox) == 1, "others go out as before"


def test_letter_its_worker_died_of_every_time_is_given_up(reachable):
    message = told(reachable("Dawn"))
    long_ago = timezone.now() - timedelta(hours=1)
    Message.objects.update(state="sending", claimed_at=long_ago, attempts=delivering.MAX_ATTEMPTS)
    assert delivering.queue_forgotten() == 0
    message.refresh_from_db()
    assert (message.state, message.told_how) == ("failed", "receipt")


def test_letter_of_a_room_that_is_gone_is_given_up(reachable, kind):
    kind(None)
    message = letter_to(reachable("Dawn"))
    del kinds._kinds["testing.letter"]
    deliver(message.pk)
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("failed", 1)


@pytest.mark.parametrize("link_only", [False, True])
def test_letter_with_nothing_to_say_any_more_is_dropped(link_only, reachable, kind):
    kind(lambda messages: {message.pk: None for message in messages})
    message = letter_to(reachable("Dawn", link_only=link_only))
    deliver(message.pk)
    assert mail.outbox == []
    assert not Message.objects.exists()
    deliver(message.pk)


def test_message_kept_in_my_voice_says_that_what_it_was_about_is_gone(reachable, kind, client):
    kind(lambda messages: {message.pk: None for message in messages})
    message = letter_to(reachable("Dawn", unsubscribed_at=timezone.now()))
    shown = client.get(f"/my-voice/messages/{message.uuid}/").content.decode()
    assert "What this was about is not here any more." in shown


# ---- is this your email? ---------------------------------------------------------------------
def test_confirmation_goes_to_the_unconfirmed_and_names_nothing_said(site):
    person = ContributorFactory(site=site, display_name="", email="new@pellbridge.example")
    assert ask_to_confirm(person) == ask_to_confirm(person)
    drain()
    (email,) = mail.outbox
    assert "/confirm/" in email.body
    assert person.receipt not in email.body
    assert "/my-voice/messages/" not in email.body


def test_nobodys_address_is_asked_without_end(site):
    for _n in range(5):
        ask_to_confirm(ContributorFactory(site=site, email="victim@pellbridge.example"))
    drain()
    assert len(mail.outbox) == services.ASK_LIMIT


def test_address_that_said_stop_is_not_asked_again(site):
    ContributorFactory(site=site, email="victim@pellbridge.example", unsubscribed_at=timezone.now())
    assert ask_to_confirm(ContributorFactory(site=site, email="victim@pellbridge.example")) is None


def test_what_waited_is_sent_once_the_email_is_confirmed(site):
    person = ContributorFactory(site=site, email="new@pellbridge.example")
    told(person)
    drain()
    assert mail.outbox == []
    confirm_email(email_confirmation_token(person))
    drain()
    assert len(mail.outbox) == 1
    assert Message.objects.get().state == MessageState.SENT
    confirm_email(email_confirmation_token(person))
    drain()
    assert len(mail.outbox) == 1


def test_subject_of_a_users_message_goes_to_the_accounts_address(site):
    from civic.residents.services import contributor_for_user

    told(contributor_for_user(UserFactory(email="pat@pellbridge.example"), site))
    drain()
    assert mail.outbox[0].to == ["pat@pellbridge.example"]
