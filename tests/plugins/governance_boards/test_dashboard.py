"""What waits at a person's boards, on the admin's front page."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from civic.pluginkit.models import PluginSwitch
from civic.residents.enums import Role
from civic.residents.services import grant_role
from civic.tasks.services import drain
from tests.factories.conversations import make_conversation, say
from tests.factories.governance_boards import hear, make_board, make_overdue, put_on
from tests.factories.residents import UserFactory


def _open_and_overdue(site, name="Neighbourhoods Board"):
    board = make_board(site, name)
    for _each in range(2):
        conversation = make_conversation(site)
        insight = hear(conversation, [say(conversation)])
        item = put_on(insight, board)
    make_overdue(item)
    conversation = make_conversation(site, decider_key=board.key)
    hear(conversation, [say(conversation)])
    drain()
    drain()
    return board


def _front_page(client, site, person, role):
    grant_role(person, site, role)
    client.force_login(person)
    return client.get("/admin/").content.decode()


def test_front_page_says_what_waits_at_ones_own_board(site, other_site, client):
    board = _open_and_overdue(site)
    _open_and_overdue(other_site)
    page = _front_page(client, site, board.members.first().user, Role.BOARD_MEMBER)
    assert f"{board.name}: 2 things to answer" in page
    assert f"{board.name}: 1 answer overdue" in page
    assert f"{board.name}: 1 finding in the inbox" in page
    assert f'href="/admin/boards/{board.pk}/"' in page


def test_somebody_elses_board_and_a_switched_off_plugin_show_nothing(site, client):
    board = _open_and_overdue(site)
    other = _front_page(client, site, UserFactory(), Role.BOARD_MEMBER)
    assert "things to answer" not in other
    PluginSwitch.objects.create(site=site, plugin="governance_boards", on=False)
    assert "boards-waiting" not in _front_page(client, site, board.members.first().user, Role.BOARD_MEMBER)


def test_front_page_costs_the_same_for_one_board_as_for_four(site, client):
    person = UserFactory()
    grant_role(person, site, Role.BOARD_MEMBER)
    client.force_login(person)
    costs = []
    for names in (["Parks"], ["Streets", "Homes", "Halls"]):
        for name in names:
            board = _open_and_overdue(site, name)
            board.members.filter(pk=board.members.first().pk).update(user=person)
        client.get("/admin/")  # so that nothing is asked for the first time
        with CaptureQueriesContext(connection) as seen:
            page = client.get("/admin/").content.decode()
        costs.append((page.count("1 answer overdue"), page.count("2 things to answer"), len(seen)))
    assert costs == [(1, 1, costs[0][2]), (4, 4, costs[0][2])]
