"""Who may do what: every cell of the table is what really happens, here and from another place."""

import pytest
from django.urls import reverse

from civic.moderation.enums import ReportReason
from civic.moderation.services import report
from civic.residents.enums import Role
from civic.residents.permissions import all_actions, permission_table, somebody_with
from civic.residents.services import grant_role
from plugins.governance_boards.services.boards import seat_member
from tests.factories.conversations import ask_panel, make_conversation, panel_of, say
from tests.factories.governance_boards import hear, make_board, put_on
from tests.factories.partners import OrganisationFactory
from tests.factories.residents import UserFactory

M, F, S, L, B, A, P = Role.values
#: The whole table. A rule that changes changes this, in the same commit, for somebody to read.
WHO = {
    "assets_register.accessguide": {A, S, L, P},
    "assets_register.asset": {A, P},
    "assets_register.claim": {P},
    "assets_register.hireterms": {A, S, L, P},
    "assets_register.importrun": {A, P},
    "assets_register.offeredservice": {A, S, L, P},
    "assets_register.room": {A, S, L, P},
    "assets_register.schoolterm": {A, S, L, P},
    "assets_register.suggestion": {A, S, L, P},
    "boards.answer": {B},
    "boards.desk": {B, F, P},
    "boards.make": {P},
    "conversations.contribution": {F, M, P},
    "conversations.conversation": {F, P},
    "conversations.desk": {L, P},
    "conversations.given": {F, P},
    "conversations.panel": {F, P},
    "conversations.panelmember": {F, P},
    "conversations.question": {F, P},
    "conversations.round": {F, P},
    "conversations.statement": {F, P},
    "conversations.summary": {F, P},
    "conversations.thread": {F, P},
    "conversations.together": {F, M, P},
    "room.run": {F, P},
    "moderation.danger": {P},
    "moderation.decide": {M, P},
    "notify.print": {L, P},
    "pages.edit": {P},
    "partners.organisation": {A, P},
    "places.documents": {F, S, L, A, P},
    "places.neighbourhood": {P},
    "places.permissions": {P},
    "places.pictures": {F, S, L, A, P},
    "places.postcode": {A, P},
    "places.settings": {P},
    "pluginkit.switch": {P},
    "projects.project": {F, L, P},
    "projects.session": {F, L, P},
    "projects.startwish": {F, L, P},
    "register.import": {A, P},
    "register.merge": {A, P},
    "residents.authorise_machine": {L, P},
    "residents.deskmachine": {L, P},
    "residents.invitation": {P},
    "residents.rolegrant": {P},
    "themekit.dress": {P},
    "themes.sort": {F, P},
}


def test_table_is_this_one(site):
    told = {
        row.action.key: {role for role, may in zip(Role.values, row.cells, strict=True) if may}
        for row in permission_table(site)
    }
    assert told == WHO


def test_roles_count_in_their_own_place_and_without_one_nothing_does(site, other_site):
    elsewhere, nobody = somebody_with(other_site, *Role.values), somebody_with(site)
    for action in all_actions():
        assert not action.may(elsewhere, site), action.key
        assert not action.may(nobody, site), action.key
        assert any(action.may(somebody_with(other_site, role), other_site) for role in Role.values)


@pytest.fixture
def world(site, other_site):
    """A board with the person under test on it, and somebody in danger, reported."""
    talk = make_conversation(site)
    report(site, say(talk, "I know where he lives.").key, reason=ReportReason.SAFETY)
    board = make_board(site)
    put_on(hear(talk, [say(talk, "Open the hall at night.")]), board)
    question = ask_panel(panel_of(talk)[0])
    words = say(talk, "Open it.")
    return {"board": board, "user": UserFactory(), "site": site, "words": words, "question": question}


def does(client, world, key, screen):
    """Try an action as it is done; say whether it was let through."""
    if key == "boards.answer":
        return client.get(reverse("boards_desk:write", args=[world["board"].pk])).status_code == 200
    if key == "conversations.together":
        address = reverse("conversations:together", args=[world["words"].uuid])
        return client.get(address).status_code == 200
    if key == "conversations.panel":
        address = reverse("conversations:panel_reply", args=[world["question"].uuid])
        return client.get(address).status_code == 200
    if key == "moderation.danger":
        return "I know where he lives." in client.get(reverse("moderation_queue")).content.decode()
    if key == "places.settings":
        address = reverse("wagtailsettings:edit", args=["places", "placesettings", world["site"].pk])
        return client.get(address).status_code == 200
    if key == "pages.edit":
        explorer = reverse("wagtailadmin_explore", args=[world["site"].root_page_id])
        return client.get(explorer).status_code == 200
    return client.get(reverse(screen)).status_code == 200


def tried(client, world):
    return {action.key for action in all_actions() if does(client, world, action.key, action.screen)}


@pytest.mark.parametrize("role", Role.values)
def test_each_role_really_may_that_and_no_more(role, client, world, site):
    seat_member(world["board"], world["user"], OrganisationFactory(site=site), seat="secretary")
    world["user"].grants.all().delete()
    grant_role(world["user"], site, role)
    client.force_login(world["user"])
    assert tried(client, world) == {key for key, who in WHO.items() if role in who}


@pytest.mark.parametrize("who", ["a visitor", "a resident", "all roles, elsewhere"])
def test_nobody_else_really_may_anything(who, client, world, other_site):
    if who == "all roles, elsewhere":
        for role in Role.values:
            grant_role(world["user"], other_site, role)
    if who != "a visitor":
        client.force_login(world["user"])
    lists = {action.key for action in all_actions() if action.screen.startswith("wagtailsnippets_")}
    lists |= {"places.pictures", "places.documents"}
    let_through = tried(client, world)
    # Their own place's rows are listed by whatever address the admin is opened at; none of ours is.
    assert let_through - lists == set()
    assert (let_through == lists) is (who == "all roles, elsewhere")


def test_page_prints_the_table_for_administrators(client, site):
    boss = UserFactory()
    grant_role(boss, site, Role.PLACE_ADMINISTRATOR)
    client.force_login(boss)
    page = client.get(reverse("places_permissions")).content.decode()
    assert page.count("<span data-role>") == sum(map(len, WHO.values()))
    assert page.count("<tr data-action=") == len(WHO)
    assert "a seat on that board" in page
