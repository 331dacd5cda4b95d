"""Whoever looks after a space reads what visitors told us, and decides."""

import pytest
from django.urls import reverse

from assets_register.models import Suggestion
from assets_register.services import create_asset
from assets_register.suggestions import suggest_fact
from civic.residents.enums import Role
from civic.residents.services import grant_role
from tests.factories.residents import UserFactory


@pytest.fixture
def waiting(site, other_site):
    """One suggestion here, one at another place."""
    suggest_fact(create_asset(other_site, name="Theirs", publish=True), key="lift", value="yes")
    return suggest_fact(
        create_asset(site, name="Hall", publish=True), key="lift", value="yes", words="At the back"
    )


def bulk(name, suggestion):
    address = reverse("wagtail_bulk_action", args=["assets_register", "suggestion", name])
    return f"{address}?id={suggestion.pk}"


@pytest.mark.parametrize(
    ("name", "state", "known"), [("take_suggestion", "taken", 1), ("decline_suggestion", "declined", 0)]
)
def test_steward_decides_on_what_was_told(client, site, waiting, name, state, known):
    user = UserFactory()
    grant_role(user, site, Role.STEWARD)
    client.force_login(user)
    listing = client.get(reverse("wagtailsnippets_assets_register_suggestion:list")).content.decode()
    assert "At the back" in listing
    assert "Theirs" not in listing
    assert "At the back" in client.get(bulk(name, waiting)).content.decode()
    client.post(bulk(name, waiting))
    waiting.refresh_from_db()
    assert (waiting.state, waiting.decided_by) == (state, user)
    assert waiting.asset.facts.filter(key="lift", value="yes").count() == known
    theirs = Suggestion.objects.exclude(pk=waiting.pk).get()
    assert client.post(bulk(name, theirs)).status_code == 404
