"""A place where people spoke, and one answer about it."""

import pytest
from django.utils import timezone

from civic.record.services import publish_answer, record_insight
from tests.factories.record import SpeakingRoom
from tests.factories.residents import ContributorFactory


@pytest.fixture
def room(site, monkeypatch):
    return SpeakingRoom(site=site).install(monkeypatch)


@pytest.fixture
def reachable(site):
    """Return a maker of people with a confirmed address."""

    def make(name: str, **facts):
        return ContributorFactory(
            site=site,
            display_name=name,
            email=f"{name.lower()}@pellbridge.example",
            email_confirmed_at=timezone.now(),
            **facts,
        )

    return make


@pytest.fixture
def answer_to():
    """Return a maker of published answers."""

    def make(site, insights, **facts):
        return publish_answer(
            site,
            insights=insights,
            owner_key="testing.board:1",
            owner_name="The Neighbourhoods Board",
            **{
                "outcome": "partly",
                "headline": "Open until eight on Tuesdays",
                "because": "Staff for one evening are paid for. Sundays would cost £41,000 a year.",
                **facts,
            },
        )

    return make


@pytest.fixture
def heard(room):
    """Return a maker of insights in the room."""

    def make(keys, title="Working parents cannot get there"):
        return record_insight(room.site, subject_key=room.subject_key, title=title, evidence=keys)

    return make
