"""What the tests of conversations share."""

import pytest
from django.core.cache import cache

from engagement.conversations.pages import ConversationsIndexPage, place_conversation
from tests.factories.conversations import make_conversation


@pytest.fixture(autouse=True)
def _nobody_throttled_yet():
    cache.clear()


@pytest.fixture
def index(site):
    page = ConversationsIndexPage(title="Have your say", slug="have-your-say")
    site.root_page.add_child(instance=page)
    return page


@pytest.fixture
def conversation(site):
    return make_conversation(site)


@pytest.fixture
def page(conversation, index):
    return place_conversation(conversation, index, slug="ticket-hall")
