"""A whole journey, with everything going wrong that can, and what the logs say of whose it was: nothing."""

import json
import logging
import smtplib
import uuid

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client
from django.urls import reverse

from civic.notify import delivering, services
from civic.notify.services import tell
from civic.residents.models import Contributor
from civic.server.logs import EVENT, JsonFormatter
from civic.tasks.leases import claim_next
from civic.tasks.worker import run_claim
from engagement.conversations import views
from engagement.conversations.models import Contribution
from tests.factories.conversations import make_conversation, thread_in
from tests.factories.residents import UserFactory

NAME = "Branwen"
EMAIL = "branwen@pellbridge.example"
WORDS = "My landlord at Cinder Hill turns the heating off."
PLAIN = {"title": "Fix-it moves", "paragraphs": [WORDS], "link": "", "link_words": ""}


class Refusing(BaseEmailBackend):
    """A mail server that repeats the address in what it complains of, as they do."""

    def send_messages(self, email_messages):
        told = {one: (550, f"no such user {one}".encode()) for mail in email_messages for one in mail.to}
        raise smtplib.SMTPRecipientsRefused(told)


class Lines(logging.Handler):
    """Keeps every line as production would write it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonFormatter())
        self.lines: list[str] = []

    def emit(self, record):
        self.lines.append(self.format(record))


@pytest.fixture
def logged():
    lines = Lines()
    logging.getLogger().addHandler(lines)
    yield lines.lines
    logging.getLogger().removeHandler(lines)


def work() -> None:
    """Do what is due the way a worker does it: what fails is logged and put back."""
    while (claim := claim_next()) is not None:
        run_claim(claim)


def speak(client, conversation, **more):
    data = {"text": WORDS, "name": NAME, "client_key": uuid.uuid4().hex, **more}
    return client.post(reverse("conversations:say", args=[thread_in(conversation).uuid]), data)


def test_no_log_line_of_a_journey_holds_an_email_a_name_words_or_a_receipt(
    site, client, settings, monkeypatch, logged
):
    settings.ALLOWED_HOSTS = ["testserver"]
    conversation = make_conversation(site)
    client.raise_request_exception = False

    # She speaks, gives her email, and the mail server does not know her.
    assert speak(client, conversation).status_code == 302
    work()
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    answer = reverse("conversations:email", args=[conversation.uuid])
    assert client.post(answer, {"email": EMAIL}).status_code == 302
    work()
    her = Contributor.objects.get(email=EMAIL)
    assert her.display_name == NAME

    # Telling her breaks in the middle, with her words in the error.
    def broken(message):
        raise RuntimeError(f"cannot send {message.context} to {message.contributor.email}")

    monkeypatch.setattr(delivering, "send_email", broken)
    for asks in (services, delivering):
        monkeypatch.setattr(asks, "can_email", lambda *_: True)
    tell(her, kind="notify.plain", once_key="one", context=PLAIN)
    work()

    # Pages that are not there, a form of another site, another host, a wrong code, and a page that breaks.
    client.get(f"/my-voice/{her.receipt}/")
    client.get(f"/nowhere/{EMAIL}?q={NAME}")
    client.post(reverse("notify:open_voice"), {"receipt": her.receipt[:-1] + "0"})
    strict = Client(enforce_csrf_checks=True)
    assert speak(strict, conversation).status_code == 403
    client.get("/", headers={"host": f"{NAME.lower()}.example"})
    UserFactory(email=EMAIL, first_name=NAME)
    client.post("/accounts/login/code/", {"email": EMAIL})
    client.post("/accounts/login/code/confirm/", {"code": "WRONG1"})

    def falls_over(*_args, **facts):
        raise ValueError(f"{NAME} {EMAIL}: {WORDS}")

    monkeypatch.setattr(views.services, "post_contribution", falls_over)
    assert speak(client, conversation).status_code == 500

    told = [json.loads(line) for line in logged]
    events = {line["event"] for line in told}
    assert {
        "request.refused",
        "request.error",
        "task.raised",
        "task.retry",
        "notify.email_not_taken",
    } <= events
    assert all(EVENT.fullmatch(event) for event in events)
    assert Contribution.objects.get().text == WORDS
    whole = "\n".join(logged).lower()
    receipts = [one.receipt for one in Contributor.objects.all()]
    for secret in (NAME, EMAIL, "landlord", "pellbridge.example", *receipts):
        assert secret.lower() not in whole, secret
        assert secret.lower().replace("-", "") not in whole, secret
