"""Somebody's role is taken away while they have a page open, and then they press its button.

One screen of each room that has any: a plain answer, nothing done, and the site serves on.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from assets_register.enums import AssetStatus
from assets_register.models import Asset
from civic.moderation.models import Decision
from civic.notify.enums import MessageState
from civic.notify.models import Message
from civic.partners.models import Organisation
from civic.pluginkit.selectors import switched_on
from civic.residents.enums import Role
from civic.residents.models import Invitation, RoleGrant
from civic.residents.services import grant_role, revoke_role
from civic.themekit.models import ThemeSettings
from engagement.conversations.models import Contribution, Statement
from engagement.projects.models import Project
from plugins.governance_boards.models import BoardMember
from plugins.insight_themes.models import Theme
from tests.factories.assets import AssetFactory
from tests.factories.conversations import make_conversation, thread_in
from tests.factories.governance_boards import make_board
from tests.factories.partners import OrganisationFactory
from tests.factories.projects import ProjectFactory
from tests.factories.record import SpeakingRoom
from tests.factories.residents import ContributorFactory, UserFactory


@dataclass(frozen=True, kw_only=True)
class Press:
    """A screen with a button, what pressing it sends, and what that changes."""

    role: str
    page: str
    button: str
    now: Callable[[], Any]
    sent: dict[str, Any] = field(default_factory=dict)


def roles(site, _monkeypatch):
    page = "/admin/snippets/residents/rolegrant/add/"
    to = {"email": "pat@pellbridge.example", "role": Role.STEWARD}
    given = RoleGrant.objects.filter(user__email=to["email"])
    return Press(role=Role.PLACE_ADMINISTRATOR, page=page, button=page, sent=to, now=given.count)


def invitations(site, _monkeypatch):
    page = "/admin/snippets/residents/invitation/add/"
    to = {"email": "pat@pellbridge.example", "role": Role.STEWARD, "language": "en"}
    return Press(role=Role.PLACE_ADMINISTRATOR, page=page, button=page, sent=to, now=Invitation.objects.count)


def look(site, _monkeypatch):
    return Press(
        role=Role.PLACE_ADMINISTRATOR,
        page="/admin/look/",
        button="/admin/look/choose/",
        sent={"theme": "seafront"},
        now=ThemeSettings.objects.count,
    )


def plugins(site, _monkeypatch):
    return Press(
        role=Role.PLACE_ADMINISTRATOR,
        page=reverse("pluginkit:plugins"),
        button=reverse("pluginkit:switch", args=["insight_themes"]),
        sent={"on": "0"},
        now=lambda: sorted(switched_on(type(site).objects.get(pk=site.pk))),
    )


def partners(site, _monkeypatch):
    row = OrganisationFactory(site=site)
    page = f"/admin/snippets/partners/organisation/delete/{row.pk}/"
    return Press(role=Role.PLACE_ADMINISTRATOR, page=page, button=page, now=Organisation.objects.count)


def moderation(site, monkeypatch):
    words = SpeakingRoom(site=site).install(monkeypatch).say(ContributorFactory(site=site), "Dark steps")
    page = reverse("moderation_item", args=[words])
    sent = {"action": "hide", "reason": "unkind", "words": "It names somebody."}
    return Press(role=Role.MODERATOR, page=page, button=page, sent=sent, now=Decision.objects.count)


def on_paper(site, _monkeypatch):
    reader = ContributorFactory(site=site, print_at="Cinder Hill Library")
    letter = Message.objects.create(
        site=site,
        contributor=reader,
        kind="residents.invitation",
        in_app=True,
        state=MessageState.NOT_EMAILED,
    )
    return Press(
        role=Role.LIBRARIAN,
        page="/desk/answers/",
        button=f"/desk/answers/{letter.uuid}/printed/",
        now=Message.objects.exclude(printed_at=None).count,
    )


def register(site, _monkeypatch):
    row = AssetFactory(site=site, status=AssetStatus.DRAFT)
    page = f"/admin/snippets/assets_register/asset/delete/{row.pk}/"
    return Press(role=Role.ASSET_MANAGER, page=page, button=page, now=Asset.objects.count)


def projects(site, _monkeypatch):
    row = ProjectFactory(site=site)
    page = f"/admin/snippets/projects/project/delete/{row.pk}/"
    return Press(role=Role.FACILITATOR, page=page, button=page, now=Project.objects.count)


def conversations(site, _monkeypatch):
    sent = {"conversation": make_conversation(site).pk, "text": "The hall should open in the evening."}
    page = "/admin/snippets/conversations/statement/add/"
    return Press(role=Role.FACILITATOR, page=page, button=page, sent=sent, now=Statement.objects.count)


def desk(site, _monkeypatch):
    sent = {
        "client_key": uuid.uuid4().hex,
        "thread": str(thread_in(make_conversation(site)).uuid),
        "how": "paper",
        "where": "Cinder Hill Library",
        "said_on": timezone.localdate().isoformat(),
        "text": "Open the hall in the evening.",
        "shown_as": "Dawn",
        "language": "en",
        "read_back": "on",
        "agrees": "on",
    }
    return Press(
        role=Role.LIBRARIAN, page="/desk/", button="/desk/", sent=sent, now=Contribution.objects.count
    )


def boards(site, _monkeypatch):
    board = make_board(site)
    member = board.members.get(user=board.member)
    return Press(
        role=Role.PLACE_ADMINISTRATOR,
        page=reverse("boards_desk:members", args=[board.pk]),
        button=reverse("boards_desk:unseat", args=[member.pk]),
        now=BoardMember.objects.count,
    )


def themes(site, _monkeypatch):
    talk = make_conversation(site)
    theme = Theme.objects.create(site=site, subject_key=talk.key, name="Repair")
    page = reverse("themes_desk:rename", args=[theme.pk])
    return Press(
        role=Role.FACILITATOR,
        page=page,
        button=page,
        sent={"name": "Mending"},
        now=lambda: Theme.objects.get().name,
    )


ROOMS = [
    roles,
    invitations,
    look,
    plugins,
    partners,
    moderation,
    on_paper,
    register,
    projects,
    conversations,
    desk,
    boards,
    themes,
]
PLAIN = (
    "This page is not open to you",
    "Sorry, you do not have permission to access this area.",
    "You are not a librarian of this place, or no longer.",  # the desk, which keeps what was typed
    "The requested page could not be found.",  # a row of a place that is not theirs any more
)


@pytest.mark.parametrize("keeps", [None, Role.BOARD_MEMBER])
@pytest.mark.parametrize("room", ROOMS)
def test_button_pressed_after_the_role_is_gone(client, site, other_site, monkeypatch, room, keeps):
    person = UserFactory()
    press = room(site, monkeypatch)
    grant_role(person, site, press.role)
    if keeps:
        grant_role(person, site, keeps)
    client.force_login(person)
    assert client.get(press.page).status_code == 200, "the page is open"
    before = press.now()

    revoke_role(person, site, press.role)
    answer = client.post(press.button, press.sent, follow=True)
    assert press.now() == before, "nothing is done"
    page = answer.content.decode()
    assert [words for words in PLAIN if words in page] != [], page[page.find("<main") :][:1500]
    assert client.get("/").status_code == 200

    grant_role(person, site, press.role)
    client.post(press.button, press.sent)
    assert press.now() != before, "with the role, the same press does it"
