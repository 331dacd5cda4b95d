"""Pages cost the same for three as for three hundred."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from engagement.conversations import services
from engagement.conversations.models import ReadMark
from tests.factories.conversations import make_conversation, propose, say
from tests.factories.residents import ContributorFactory


@pytest.fixture
def cost(client):
    """How many queries a page takes, once everything that is kept between requests is kept."""

    def count(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    return count


def fill(conversation, how_many):
    people = [ContributorFactory(site=conversation.site) for _i in range(10)]
    for n in range(how_many):
        said = say(conversation, f"Number {n}.", contributor=people[n % 10])
        services.nod(said, people[(n + 1) % 10])
        if n % 2:
            say(conversation, f"Reply {n}.", contributor=people[n % 7], parent=said)


@pytest.mark.parametrize("known", [False, True])
def test_conversation_costs_the_same_for_300_as_for_3(client, page, conversation, cost, known):
    if known:
        thread = conversation.threads.get()
        client.post(reverse("conversations:say", args=[thread.uuid]), {"text": "Me.", "client_key": "k"})
    empty = cost(page.url)
    fill(conversation, 3)
    propose(conversation)
    few = cost(page.url)
    fill(conversation, 297)
    for n in range(20):
        propose(conversation, f"Statement {n}.")
    ReadMark.objects.update(number=10_000)  # who has not read it all comes to another page: see test_threads
    many = cost(page.url)
    assert many <= few + 1  # whether there is an earlier page
    assert many <= empty + 8


def test_statements_cost_the_same_for_many(client, page, conversation, cost):
    address = reverse("conversations:statements", args=[conversation.uuid])
    empty = cost(address)
    for n in range(3):
        propose(conversation, f"Statement {n}.")
    few = cost(address)
    for n in range(60):
        propose(conversation, f"More {n}.")
    assert cost(address) == few <= empty + 8


def test_index_costs_the_same_for_many(client, site, index, cost):
    empty = cost(index.url)
    for n in range(3):
        make_conversation(site, question=f"Question {n}?")
    few = cost(index.url)
    for n in range(40):
        make_conversation(site, question=f"Further {n}?")
    assert cost(index.url) == few <= empty + 8
