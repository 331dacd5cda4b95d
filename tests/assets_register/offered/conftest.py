"""A library with its page, and somebody who may keep what is offered in it."""

import pytest

from assets_register.pages import SpacesIndexPage
from assets_register.services import create_asset
from civic.pages.services import add_section
from civic.partners.services import ensure_organisation
from civic.residents.enums import Role
from civic.residents.services import grant_role
from tests.factories.residents import UserFactory


@pytest.fixture
def spaces(site):
    return add_section(site.root_page.specific, SpacesIndexPage, "Find a space", slug="spaces")


@pytest.fixture
def council(site):
    return ensure_organisation(site, "Pellbridge Council", kind="council")


@pytest.fixture
def library(site, spaces, council):
    return create_asset(
        site, name="Cinder Hill Library", kind="library", owner=council, publish=True, public_use="yes"
    )


@pytest.fixture
def pat(site):
    person = UserFactory(first_name="Pat")
    grant_role(person, site, Role.LIBRARIAN)
    return person
