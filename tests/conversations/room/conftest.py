import pytest

from tests.factories.room import facilitator_of, make_gathering


@pytest.fixture
def gethin(site):
    """Runs conversations in the place under test."""
    return facilitator_of(site)


@pytest.fixture
def gathering(site, gethin):
    """Going on now."""
    return make_gathering(site, by=gethin, prompts=["What is it for?", "Who looks after it?"])
