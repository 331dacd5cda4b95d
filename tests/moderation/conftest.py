"""A place with words in it, two moderators, a place administrator, and another place's moderator."""

import pytest

from civic.residents.enums import Role
from civic.residents.services import grant_role
from tests.factories.record import SpeakingRoom
from tests.factories.residents import ContributorFactory, UserFactory


@pytest.fixture
def room(site, monkeypatch):
    return SpeakingRoom(site=site).install(monkeypatch)


@pytest.fixture
def person(site):
    """Return a maker of users with a role in the place, or in another."""

    def make(role=Role.MODERATOR, place=None, **facts):
        user = UserFactory(**facts)
        grant_role(user, place or site, role)
        return user

    return make


@pytest.fixture
def sam(person):
    return person(email="sam@pellbridge.example", first_name="Sam")


@pytest.fixture
def dawn(site):
    from django.utils import timezone

    return ContributorFactory(
        site=site,
        display_name="Dawn",
        email="dawn@pellbridge.example",
        email_confirmed_at=timezone.now(),
    )


@pytest.fixture
def words(room, dawn):
    """The key of something Dawn said."""
    return room.say(dawn, "The Steps are dark and I fell")
