"""Who may do what, where."""

from civic.residents.enums import Role
from civic.residents.rules import has_role
from civic.residents.services import grant_role, revoke_role
from tests.factories.residents import UserFactory


def test_role_counts_only_in_its_place(site, other_site):
    user = UserFactory()
    grant_role(user, site, Role.MODERATOR)
    assert has_role(user, site, Role.MODERATOR)
    assert not has_role(user, other_site, Role.MODERATOR)
    assert not has_role(user, site, Role.BOARD_MEMBER)


def test_revoked_role_is_gone_at_once(site):
    user = UserFactory()
    grant_role(user, site, Role.LIBRARIAN)
    revoke_role(user, site, Role.LIBRARIAN)
    assert not has_role(user, site, Role.LIBRARIAN)


def test_place_administrator_does_not_speak_for_a_board(site):
    user = UserFactory()
    grant_role(user, site, Role.PLACE_ADMINISTRATOR)
    assert has_role(user, site, Role.MODERATOR)
    assert not has_role(user, site, Role.BOARD_MEMBER)
