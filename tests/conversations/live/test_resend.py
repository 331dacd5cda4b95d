"""A resend is the same contribution, also for somebody new whose first answer was lost."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from civic.residents.models import Contributor
from engagement.conversations.models import Contribution
from tests.factories.conversations import make_conversation, thread_in


@pytest.fixture
def thread(site):
    return thread_in(make_conversation(site))


def press(thread, text="A place to mend things.", *, key, client=None):
    """Post as the script does, from a browser that knows nothing of an earlier press."""
    return (client or Client()).post(
        reverse("conversations:say", args=[thread.uuid]),
        {"text": text, "client_key": key, "anyway": "1"},
        headers={"accept": "application/json"},
    )


def test_resend_without_the_cookie_is_the_same_words_by_the_same_person(thread):
    key = str(uuid.uuid4())
    first, again = (
        press(thread, "Line one\r\nline two ", key=key),
        press(thread, "Line one\r\nline two ", key=key),
    )
    assert first.status_code == again.status_code == 201
    assert first.json()["id"] == again.json()["id"]
    assert first.json()["receipt"] == again.json()["receipt"]
    assert again.cookies["jb_guest"].value
    assert Contribution.objects.count() == Contributor.objects.count() == 1


def test_same_key_with_other_words_is_somebody_else(thread):
    key = str(uuid.uuid4())
    press(thread, "My words", key=key)
    assert press(thread, "Not my words", key=key).status_code == 201
    assert Contribution.objects.count() == Contributor.objects.count() == 2


def test_guessable_key_opens_nobodys_receipt(thread):
    first, other = press(thread, key="1"), press(thread, key="1")
    assert first.json()["receipt"] != other.json()["receipt"]


def test_known_person_with_anothers_key_says_their_own(thread):
    key = str(uuid.uuid4())
    press(thread, key=key)
    known = Client()
    press(thread, "Hello", key=str(uuid.uuid4()), client=known)
    press(thread, key=key, client=known)
    assert Contribution.objects.count() == 3
    assert Contributor.objects.count() == 2
