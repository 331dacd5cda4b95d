"""What pages cost: the table behind ``make bench`` and ``tests/test_query_counts.py``.

The rule: a page costs the same number of queries with 3 rows as with 300, and at most 8 more than an
empty page of its kind. Fewer with 300 is fine: a search that found enough stops. A page that cannot be
empty (what we heard stands on somebody's words) is measured with one row instead.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from assets_register.enums import FactKey
from assets_register.models import AssetFact, OfferedService, ServiceTime
from assets_register.pages import SpacesIndexPage
from assets_register.services import create_asset
from civic.moderation.models import Decision
from civic.moderation.services import report
from civic.notify.models import Message
from civic.pages.services import add_section
from civic.partners.services import ensure_organisation
from civic.record.models import Answer, Disposition, Evidence, Insight
from civic.record.pages import WhatChangedPage
from civic.record.services import record_insight
from civic.residents.enums import Role
from civic.residents.services import grant_role
from engagement.conversations.models import Contribution, Conversation, ThreadEvent
from engagement.conversations.pages import ConversationsIndexPage, place_conversation
from engagement.projects.models import Project, Session
from engagement.projects.pages import ProjectsIndexPage
from plugins.governance_boards.models import Action, AgendaItem, Board
from plugins.governance_boards.models import Decision as BoardDecision
from tests.assets_register.many import many_assets
from tests.factories.conversations import make_conversation, say, thread_in
from tests.factories.governance_boards import make_board
from tests.factories.projects import ProjectFactory, SessionFactory
from tests.factories.residents import ContributorFactory, UserFactory

FEW, MANY = 3, 300
#: What 3 or 300 rows may cost more than none.
ALLOWANCE = 8
#: What a page may cost more because it shows many otherwise than few, however many they are.
STEPS = {"map data": 1}  # past 60 it draws clusters, and looks up who stands alone
FACTS = FactKey.values


@dataclass(kw_only=True)
class Place:
    """A place with all its sections and next to nothing in them, a stranger's browser and a staff's."""

    site: Site
    stranger: Client = field(default_factory=Client)
    staff: Client = field(default_factory=Client)

    def __post_init__(self) -> None:
        home = self.site.root_page.specific
        for kind, title, slug in [
            (SpacesIndexPage, "Find a space", "spaces"),
            (ProjectsIndexPage, "Join in", "projects"),
            (ConversationsIndexPage, "Have your say", "say"),
            (WhatChangedPage, "What changed", "what-changed"),
        ]:
            setattr(self, slug.replace("-", "_"), add_section(home, kind, title, slug=slug))
        self.owner = ensure_organisation(self.site, "Pellbridge Council")
        self.conversation = make_conversation(self.site, question="What is the hall for?")
        self.page = place_conversation(self.conversation, self.say, slug="hall")
        self.board = make_board(self.site)
        self.people = [ContributorFactory(site=self.site) for _n in range(10)]
        # Words behind every insight, so that the first row of a page does not bring them along.
        self.first = say(self.conversation, "A place to mend things.", contributor=self.people[0])

        user = UserFactory()
        for role in (Role.MODERATOR, Role.FACILITATOR, Role.ASSET_MANAGER):
            grant_role(user, self.site, role)
        self.staff.force_login(user)

    def asked(self, address: str) -> tuple[int, int]:
        """Return a page's queries, once what is kept between requests is kept, and its bytes."""
        for _time in range(2):
            with CaptureQueriesContext(connection) as seen:
                answer = (self.staff if address.startswith("/admin/") else self.stranger).get(address)
                if answer.status_code != 200:
                    raise AssertionError(f"{address} answered {answer.status_code}")
                size = len(answer.getvalue())
        return len(seen), size


# ---- filling: the nth to the mth row of each kind, in few queries ----------------------------------
def spaces(place: Place, numbers: Sequence[int]) -> None:
    """Spaces people can use, on the map, each with something known about it."""
    many_assets(
        place.site,
        [
            {
                "name": f"Hall number {n}",
                "kind": "hall",
                "public_use": "yes",
                "owner": place.owner,
                "custodian": place.owner,
                "latitude": 53.4 + n / 2000,
                "longitude": -2.3,
                "facts": {"kitchen": "yes", "step_free": "no"},
            }
            for n in numbers
        ],
    )


def services(place: Place, numbers: Sequence[int]) -> None:
    """Drop-ins in one space, each on every day of the week."""
    made = OfferedService.objects.bulk_create(
        OfferedService(
            site=place.site,
            asset=place.space,
            organisation=place.owner,
            name=f"Drop-in {n}",
            kind="drop_in",
            description="Somebody to talk to in the hall.",
            status="running",
            checked_at=timezone.now() - timedelta(days=200),
        )
        for n in numbers
    )
    ServiceTime.objects.bulk_create(
        ServiceTime(service=one, weekday=day, starts=time(10), ends=time(12))
        for one in made
        for day in range(7)
    )


def facts(place: Place, numbers: Sequence[int]) -> None:
    """What is known about one space: three facts, or all there are to know; three hundred there are not."""
    wanted = FACTS[min(numbers) : max(numbers) + 1]
    AssetFact.objects.bulk_create(
        AssetFact(asset=place.space, key=key, value="yes", checked_on=timezone.localdate()) for key in wanted
    )


def projects(place: Place, numbers: Sequence[int]) -> None:
    """Projects, each with a session to come."""
    made = Project.objects.bulk_create(
        ProjectFactory.build(site=place.site, title=f"Mending hall {n}", slug=f"mending-{n}") for n in numbers
    )
    Session.objects.bulk_create(
        SessionFactory.build(project=project, starts_at=timezone.now() + timedelta(hours=n + 1))
        for n, project in enumerate(made)
    )


def sessions(place: Place, numbers: Sequence[int]) -> None:
    """Sessions of one project."""
    Session.objects.bulk_create(
        SessionFactory.build(project=place.project, starts_at=timezone.now() + timedelta(hours=n + 1))
        for n in numbers
    )


def conversations(place: Place, numbers: Sequence[int]) -> None:
    """Open conversations."""
    old = place.conversation
    Conversation.objects.bulk_create(
        Conversation(
            site=place.site,
            question=f"What about hall {n}?",
            promise=old.promise,
            decider_name=old.decider_name,
            opens_at=old.opens_at,
            closes_at=old.closes_at,
            answer_by=old.answer_by,
            status=old.status,
        )
        for n in numbers
    )


def contributions(
    place: Place, numbers: Sequence[int], state: str = "published", by: int | None = None
) -> list[Contribution]:
    """Things said in the conversation, by ten people or by one."""
    thread = thread_in(place.conversation)
    began = thread.last_event_number
    made = Contribution.objects.bulk_create(
        Contribution(
            site=place.site,
            conversation=place.conversation,
            thread=thread,
            contributor=place.people[n % 10 if by is None else by],
            text=f"The hall should open, {n}.",
            folded=f"the hall should open, {n}.",
            client_key=uuid.uuid4().hex,
            number=began + 1 + i if state == "published" else None,
            state=state,
        )
        for i, n in enumerate(numbers)
    )
    if state == "published":
        ThreadEvent.objects.bulk_create(
            ThreadEvent(thread=thread, number=one.number, kind="posted", contribution=one) for one in made
        )
        thread.last_event_number = made[-1].number
        thread.save()
    return made


def talk(place: Place, numbers: Sequence[int]) -> None:
    """Things said, every second with a reply and a nod."""
    made = contributions(place, numbers)
    answered = made[::2]
    replies = contributions(place, range(len(answered)))
    for words, reply in zip(answered, replies, strict=True):
        reply.parent = reply.root = words
        words.reply_count, words.nod_count = 1, 1
    Contribution.objects.bulk_update([*answered, *replies], ["parent", "root", "reply_count", "nod_count"])


def insights(place: Place, numbers: Sequence[int], **facts: Any) -> list[Insight]:
    """Things we heard, each with its words behind it."""
    made = Insight.objects.bulk_create(
        Insight(
            site=place.site,
            subject_key=place.conversation.key,
            title=f"People want the hall open, {n}",
            people_count=1,
            heard_from_count=10,
            **facts,
        )
        for n in numbers
    )
    Evidence.objects.bulk_create(
        Evidence(insight=one, source_key=place.first.key, contributor=place.first.contributor) for one in made
    )
    return made


def answers(place: Place, numbers: Sequence[int]) -> None:
    """Answers; as much again late; as much again awaited."""
    numbers = list(numbers)
    today = timezone.localdate()
    owner = {"answer_owner_key": place.board.key, "answer_owner_name": place.board.name}
    insights(place, numbers, answer_due_on=today - timedelta(days=2), **owner)
    insights(place, numbers, answer_due_on=today + timedelta(days=2), **owner)
    _answer(place, insights(place, numbers))


def _answer(place: Place, heard: list[Insight]) -> None:
    made = Answer.objects.bulk_create(
        Answer(
            site=place.site,
            owner_key=place.board.key,
            owner_name=place.board.name,
            outcome="partly",
            headline=f"The hall opens on Fridays, {one.pk}",
            because="A caretaker is paid for one evening.",
            published_at=timezone.now(),
        )
        for one in heard
    )
    through = Answer.insights.through
    through.objects.bulk_create(
        through(answer=answer, insight=insight) for answer, insight in zip(made, heard, strict=True)
    )


def evidence(place: Place, numbers: Sequence[int]) -> None:
    """More words behind the one thing heard."""
    Evidence.objects.bulk_create(
        Evidence(insight=place.heard, source_key=one.key, contributor=one.contributor, position=n + 1)
        for n, one in enumerate(contributions(place, numbers))
    )


def voice(place: Place, numbers: Sequence[int]) -> None:
    """What one person said, what became of it, and what they were told."""
    said = contributions(place, numbers, by=1)
    heard = insights(place, [one.number for one in said])
    Disposition.objects.bulk_create(
        Disposition(
            site=place.site,
            source_key=words.key,
            subject_key=place.conversation.key,
            contributor=place.people[1],
            insight=insight,
        )
        for words, insight in zip(said, heard, strict=True)
    )
    _answer(place, heard)
    Message.objects.bulk_create(
        Message(
            site=place.site,
            contributor=place.people[1],
            kind="notify.plain",
            once_key=f"told-{one.pk}",
            title="Moved",
            subject="News",
        )
        for one in said
    )


def boards(place: Place, numbers: Sequence[int]) -> None:
    """Boards of the place."""
    Board.objects.bulk_create(
        Board(site=place.site, name=f"Board {n}", slug=f"board-{n}", remit="Halls") for n in numbers
    )


def agenda(place: Place, numbers: Sequence[int]) -> None:
    """Things before a board, each with a decision and something to be done."""
    numbers = list(numbers)
    today = timezone.localdate()
    for late in (False, True):
        heard = insights(
            place,
            numbers,
            answer_due_on=today + timedelta(days=-2 if late else 2),
            answer_owner_key=place.board.key,
            answer_owner_name=place.board.name,
        )
        items = AgendaItem.objects.bulk_create(
            AgendaItem(
                site=place.site,
                board=place.board,
                insight=one,
                state="on_agenda",
                put_on_at=timezone.now(),
                put_on_by=place.board.chair,
            )
            for one in heard
        )
        BoardDecision.objects.bulk_create(
            BoardDecision(
                site=place.site,
                item=item,
                outcome="not",
                text="No.",
                decided_on=today,
                written_by=place.board.chair,
            )
            for item in items
        )
        Action.objects.bulk_create(
            Action(site=place.site, board=place.board, item=item, text="Ask", owner=place.owner, due_on=today)
            for item in items
        )


def reported(place: Place, numbers: Sequence[int]) -> None:
    """Things reported and things held, waiting for a moderator."""
    numbers = list(numbers)
    for one in contributions(place, numbers):
        report(place.site, one.key, reason="spam")
    contributions(place, numbers, state="held")


def decided(place: Place, numbers: Sequence[int]) -> None:
    """Decisions of moderators on words of real people."""
    Decision.objects.bulk_create(
        Decision(site=place.site, target_key=one.key, action="hide", reason="spam", by=place.board.chair)
        for one in contributions(place, numbers)
    )


def everything(place: Place, numbers: Sequence[int]) -> None:
    """Something for every door of the search."""
    numbers = list(numbers)
    for fill in (spaces, projects, conversations, talk, answers):
        fill(place, numbers)


# ---- the table -------------------------------------------------------------------------------------
def space_itself(place: Place) -> None:
    """One space about which nothing is known yet."""
    place.space = create_asset(
        place.site, name="Cinder Hill Library", kind="library", owner=place.owner, publish=True,
        public_use="yes", latitude=53.4, longitude=-2.3,
    )  # fmt: skip


def project_itself(place: Place) -> None:
    """One project without a session."""
    place.project = ProjectFactory(site=place.site, slug="fix-it")


def heard_itself(place: Place) -> None:
    """One thing heard, with one person's words behind it."""
    place.heard = record_insight(
        place.site, subject_key=place.conversation.key, title="Mend things", evidence=[place.first.key]
    )


def open_voice(place: Place) -> None:
    """Be one of the people, by their receipt code."""
    place.stranger.post("/my-voice/open/", {"code": place.people[1].receipt})


def listing(snippet: str) -> Callable[[Place], str]:
    """Return where the admin's list of a snippet is, ``app_model``."""
    return lambda _place: reverse(f"wagtailsnippets_{snippet}:list")


@dataclass(frozen=True, kw_only=True)
class Filling:
    """Rows of one kind, what must be there before them, and the pages that show them, by name."""

    fill: Callable[[Place, Sequence[int]], Any]
    before: Callable[[Place], None] = lambda _place: None
    pages: Mapping[str, str | Callable[[Place], str]]


FILLINGS = [
    Filling(
        fill=spaces,
        pages={
            "spaces you can use": "/spaces/",
            "everything owned, searched": "/spaces/?use=all&q=number&kind=hall",
            "spaces on the map": "/spaces/?view=map",
            "map data": "/spaces/clusters.json?zoom=14&bbox=-2.5,53.3,-2.1,53.7",
            "spaces as GeoJSON": "/spaces/spaces.geojson",
            "spaces as CSV": "/spaces/spaces.csv",
            "spaces as XLSX": "/spaces/spaces.xlsx",
            "spaces for maps and programs": "/ogc/collections/spaces/items?limit=1000",
            "spaces for maps and programs, as a page": "/ogc/collections/spaces/items?limit=1000&f=html",
            "admin: assets": listing("assets_register_asset"),
        },
    ),
    Filling(fill=facts, before=space_itself, pages={"a space": "/spaces/cinder-hill-library/"}),
    Filling(
        fill=services,
        before=space_itself,
        pages={
            "who is in today": "/spaces/cinder-hill-library/who-is-in/",
            "a space with services": "/spaces/cinder-hill-library/?about=other",
            "admin: services": listing("assets_register_offeredservice"),
        },
    ),
    Filling(
        fill=projects,
        pages={
            "projects": "/projects/",
            "admin: projects": listing("projects_project"),
            "admin: sessions": listing("projects_session"),
        },
    ),
    Filling(fill=sessions, before=project_itself, pages={"a project": "/projects/fix-it/"}),
    Filling(
        fill=conversations,
        pages={"conversations": "/say/", "admin: conversations": listing("conversations_conversation")},
    ),
    Filling(
        fill=talk,
        pages={
            "a conversation": "/say/hall/",
            "a conversation, most discussed": "/say/hall/?sort=discussed",
            "a conversation, not answered yet": "/say/hall/?sort=unanswered",
            "a conversation, what was found": "/say/hall/?find=hall",
            "what was said, as data": lambda place: f"/thread/{thread_in(place.conversation).uuid}/said.json",
            "admin: contributions": listing("conversations_contribution"),
        },
    ),
    Filling(fill=answers, pages={"what changed": "/what-changed/"}),
    Filling(
        fill=evidence,
        before=heard_itself,
        pages={"what we heard": lambda place: f"/heard/{place.heard.uuid}/"},
    ),
    Filling(fill=voice, before=open_voice, pages={"my voice": "/my-voice/"}),
    Filling(fill=boards, pages={"boards": "/plugins/boards/", "admin: boards": "/admin/boards/"}),
    Filling(fill=agenda, pages={"a board": lambda place: f"/plugins/boards/{place.board.slug}/"}),
    Filling(
        fill=reported,
        pages={"admin: moderation": lambda _place: reverse("moderation_queue"), "admin: home": "/admin/"},
    ),
    Filling(fill=decided, pages={"moderation log": "/moderation-log/"}),
    Filling(fill=everything, pages={"search": "/search/?q=hall", "home": "/"}),
]


@dataclass(frozen=True, kw_only=True)
class Cost:
    """Queries of one page with no rows, with 3 and with 300."""

    empty: int
    few: int
    many: int
    step: int = 0

    @property
    def kept(self) -> bool:
        """Whether the rule is kept."""
        return self.many <= self.few + self.step and max(self.few, self.many) <= self.empty + ALLOWANCE


def measure(site: Site, filling: Filling) -> dict[str, Cost]:
    """Return what each page of a filling costs in a new place. Writes: the caller takes it back."""
    place = Place(site=site)
    filling.before(place)
    addresses = {
        name: address if isinstance(address, str) else address(place)
        for name, address in filling.pages.items()
    }

    def asked() -> list[tuple[int, int]]:
        return [place.asked(address) for address in addresses.values()]

    empty = asked()
    filling.fill(place, range(FEW))
    few = asked()
    filling.fill(place, range(FEW, MANY))
    costs = {}
    for name, none, three, many in zip(addresses, empty, few, asked(), strict=True):
        if len({none[1], three[1], many[1]}) < 3:
            raise AssertionError(f"{name} does not show the rows it was given: {none}, {three}, {many}")
        costs[name] = Cost(empty=none[0], few=three[0], many=many[0], step=STEPS.get(name, 0))
    return costs
