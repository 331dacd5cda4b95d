"""What each role finds waiting on the admin's front page: of its own place, each line an address."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from assets_register.enums import AssetStatus
from assets_register.suggestions import suggest_fact
from civic.notify.enums import MessageState
from civic.notify.models import Message
from civic.pluginkit import faults
from civic.pluginkit.models import PluginFault, PluginSwitch
from civic.residents.enums import Role
from civic.residents.invitations import invite
from civic.residents.models import Invitation
from civic.residents.services import grant_role
from engagement.conversations.models import Conversation
from engagement.projects.services import wish_to_start
from tests.factories.assets import AssetFactory
from tests.factories.conversations import make_conversation, say
from tests.factories.governance_boards import hear, make_board, make_overdue, put_on
from tests.factories.residents import ContributorFactory, UserFactory
from tests.factories.room import make_gathering
from tests.projects.conftest import add_projects_section

BOARD = "Neighbourhoods Board"
MODERATION = {"Moderation": ["1 post waits to be read"]}
REGISTER = {"Register": ["1 thing visitors told us"]}
KEEPERS = {"Register": ["1 thing visitors told us", "2 drafts nobody sees yet"]}
WISHES = {"People would like to start something": ["A bike morning"]}
CONVERSATIONS = {
    "Conversations": [
        "1 answer is late",
        "1 conversation has run its time: close it",
        "1 conversation nobody sees yet",
    ]
}
ROOMS = {"In the room": ["What should the old ticket hall be for?"]}
DESK = {"The desk": "1 answer waits for somebody without an email."}
BOARDS = {"Boards": ["1 finding lies before no board yet"]}
SEATED = {
    "Boards": [
        "1 finding lies before no board yet",
        f"{BOARD}: 1 answer overdue",
        f"{BOARD}: 1 thing to answer",
    ]
}
OFFICE = {
    "Boards": ["1 finding lies before no board yet", f"{BOARD}: 1 answer overdue"],
    "Invitations": ["1 invitation waits", "2 invitations ran out and were not taken up"],
    "Plugins": ["1 thing a plugin does is failing"],
}
HOMES = {
    Role.MODERATOR: MODERATION,
    Role.FACILITATOR: CONVERSATIONS | ROOMS | WISHES | BOARDS,
    Role.STEWARD: REGISTER,
    Role.LIBRARIAN: DESK | REGISTER | WISHES,
    Role.BOARD_MEMBER: SEATED,
    Role.ASSET_MANAGER: KEEPERS,
    Role.PLACE_ADMINISTRATOR: MODERATION | CONVERSATIONS | ROOMS | WISHES | DESK | KEEPERS | OFFICE,
}
NOTHING = {
    "In the room": "No session goes on now, and none is prepared.",
    "People would like to start something": "Everybody has been written back to.",
    "The desk": "Nothing waits to be printed.",
    "Invitations": "No invitation waits.",
    "Plugins": "All plugins work.",
}


def _fill(place):
    """Let something of each kind wait in a place."""
    add_projects_section(place)
    day = timedelta(days=1)
    hall = make_conversation(place, hold_posts=True)
    say(hall, "Held words.")
    make_conversation(place, opened=False)
    over = make_conversation(place)
    Conversation.objects.filter(pk=over.pk).update(closes_at=timezone.now())
    late = make_conversation(place)
    Conversation.objects.filter(pk=late.pk).update(answer_by=timezone.localdate() - day)
    make_gathering(place, started=False)
    board = make_board(place, BOARD)
    make_overdue(put_on(hear(late, [say(late)]), board))
    hear(late, [say(late)])
    wish_to_start(place, ContributorFactory(site=place), idea="A bike morning")
    shown = AssetFactory(site=place, latitude=53.0, longitude=-2.0)
    suggest_fact(shown, words="There is a kettle.")
    AssetFactory.create_batch(2, site=place, status=AssetStatus.DRAFT, latitude=53.0, longitude=-2.0)
    for n in range(3):
        invite(place, f"pat{n}@pellbridge.example", Role.LIBRARIAN, by=UserFactory())
    first = Invitation.objects.filter(site=place).first()
    Invitation.objects.filter(site=place).exclude(pk=first.pk).update(expires_at=timezone.now())
    waits = ContributorFactory(site=place, print_at="The library")
    Message.objects.create(
        site=place, contributor=waits, once_key=f"k{place.pk}", in_app=True, state=MessageState.NOT_EMAILED
    )
    return board


@pytest.fixture
def full(site, other_site):
    board = _fill(site)
    _fill(other_site)
    PluginFault.objects.create(plugin="plugins.insight_themes", where="slot x")
    PluginFault.objects.create(plugin="plugins.insight_themes", where="slot y", mended_at=timezone.now())
    PluginFault.objects.create(plugin="plugins.insight_themes", where="slot x", site=other_site)
    PluginFault.objects.create(plugin="somebody.elses", where="slot z")
    return board


def _home(client, site, person, role):
    """Return what the front page says waits, by heading; a sentence where nothing does."""
    grant_role(person, site, role)
    client.force_login(person)
    page = client.get("/admin/").content.decode()
    found = {}
    for section in re.findall(r'<section class="nice-padding".*?</section>', page, re.S):
        heading = re.search(r"<h2.*?>(.*?)</h2>", section)[1]
        links = re.findall(r'<li>(?:<a href="[^"]+">)?(.*?)(?:</a>|</li>)', section, re.S)
        said = re.search(r"<p>(.*?)(?:<a |</p>)", section, re.S)
        found[heading] = [re.sub(r"^[^:]*: (?=A bike)", "", line) for line in links] or said[1].strip()
    return found


@pytest.mark.parametrize("role", Role.values)
def test_front_page_says_what_waits_for_each_role_in_its_own_place(role, client, site, full):
    person = full.member if role == Role.BOARD_MEMBER else UserFactory()
    assert _home(client, site, person, role) == HOMES[role]


@pytest.mark.parametrize("role", Role.values)
def test_front_page_says_so_where_nothing_waits(role, client, site):
    home = _home(client, site, UserFactory(), role)
    assert home == {heading: NOTHING.get(heading, "Nothing waits.") for heading in HOMES[role]}


@pytest.mark.parametrize(
    ("address", "n"),
    [
        ("residents/invitation/?state=waiting", 1),
        ("residents/invitation/?state=run_out", 2),
        ("residents/invitation/?state=accepted", 0),
        ("conversations/conversation/?waits=answer", 1),
        ("conversations/conversation/?waits=closing", 1),
        ("conversations/conversation/?status=draft", 1),
    ],
)
def test_each_line_leads_to_just_those(address, n, client, site, full):
    boss = UserFactory()
    grant_role(boss, site, Role.PLACE_ADMINISTRATOR)
    client.force_login(boss)
    rows = client.get(f"/admin/snippets/{address}").context["object_list"]
    assert [row.site_id for row in rows] == [site.pk] * n


def test_plugin_that_is_off_here_troubles_nobody_and_one_left_out_does(client, site, full, monkeypatch):
    PluginSwitch.objects.create(site=site, plugin="insight_themes", on=False)
    boss = UserFactory()
    assert _home(client, site, boss, Role.PLACE_ADMINISTRATOR)["Plugins"] == "All plugins work."
    found = [
        faults.StartFault(plugin="somebody.elses", where=where, said="ImportError")
        for where in ("apps.py", "blocked")
    ]
    monkeypatch.setattr(faults, "_found", found)
    home = _home(client, site, boss, Role.PLACE_ADMINISTRATOR)
    assert home["Plugins"] == ["1 plugin was left out when the site started"]
