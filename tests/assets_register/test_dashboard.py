"""What waits for whoever looks after the register, on the admin's front page."""

import pytest

from assets_register.enums import AssetStatus
from assets_register.suggestions import suggest_fact
from civic.residents.enums import Role
from civic.residents.services import grant_role
from tests.factories.assets import AssetFactory
from tests.factories.residents import UserFactory


@pytest.fixture
def told(site, other_site):
    shown = AssetFactory(site=site, latitude=53.0, longitude=-2.0)
    AssetFactory(site=site)
    AssetFactory.create_batch(2, site=site, status=AssetStatus.DRAFT, latitude=53.0, longitude=-2.0)
    AssetFactory(site=site, status=AssetStatus.HELD_BACK, held_reason="A home.")
    AssetFactory.create_batch(5, site=other_site, status=AssetStatus.DRAFT)
    suggest_fact(shown, words="There is a kettle.")


@pytest.mark.parametrize(
    ("role", "sees", "not_sees"),
    [
        (
            Role.ASSET_MANAGER,
            ["2 drafts nobody", "1 held back until", "1 to put on the map", "1 thing visitors told us"],
            [],
        ),
        (Role.LIBRARIAN, ["1 thing visitors told us"], ["drafts nobody", "held back until"]),
        (Role.MODERATOR, [], ["visitors told us", "register-waiting"]),
    ],
)
def test_front_page_says_what_waits_for_each_role(site, told, client, role, sees, not_sees):
    person = UserFactory()
    grant_role(person, site, role)
    client.force_login(person)
    page = client.get("/admin/").content.decode()
    assert [words for words in sees if words not in page] == []
    assert [words for words in not_sees if words in page] == []


def test_each_line_leads_to_just_those(site, told, client):
    person = UserFactory()
    grant_role(person, site, Role.ASSET_MANAGER)
    client.force_login(person)
    assets = "/admin/snippets/assets_register/asset/?"
    page = client.get("/admin/").content.decode()
    for query, n in [("status=draft", 2), ("status=held_back", 1), ("on_map=queue", 1)]:
        assert f"{assets}{query}" in page
        assert len(client.get(f"{assets}{query}").context["object_list"]) == n


def test_with_nothing_waiting_it_says_so(site, client):
    person = UserFactory()
    grant_role(person, site, Role.LIBRARIAN)
    client.force_login(person)
    assert "Nothing waits." in client.get("/admin/").content.decode()
