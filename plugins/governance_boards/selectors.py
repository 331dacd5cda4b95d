"""Reads: a board as the public sees it, its desk, and who an answer reaches."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, F, Prefetch, Q
from django.utils import timezone

from civic.partners.models import Organisation
from civic.record.models import Answer, Insight
from plugins.governance_boards.enums import DraftState, ItemState
from plugins.governance_boards.models import (
    Action,
    AgendaItem,
    AnswerDraft,
    Board,
    BoardMember,
    Decision,
    Meeting,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from wagtail.models import Site

    from civic.residents.models import User

#: What a board still owes something about.
OPEN_STATES = (ItemState.ON_AGENDA, ItemState.DECIDED)
#: Drafts in these states are on nobody's desk any more.
GONE = (DraftState.SENT, DraftState.THROWN_AWAY)
#: How many answers and finished actions a board's page shows.
SHOWN = 20


def boards_of(site: "Site") -> "QuerySet[Board]":
    """Return a place's boards by name, each with how much is before it and how much is overdue."""
    today = timezone.localdate()
    before = Q(items__state__in=OPEN_STATES)
    return Board.objects.filter(site=site).annotate(
        before_count=Count("items", filter=before, distinct=True),
        overdue_count=Count(
            "items", filter=before & Q(items__insight__answer_due_on__lt=today), distinct=True
        ),
        organisation_count=Count("members__organisation", distinct=True),
    )


def boards_for(user: "User", site: "Site") -> "QuerySet[Board]":
    """Return the boards of a place somebody sits on; all of them for a superuser."""
    found = boards_of(site)
    if user.is_superuser:
        return found
    return found.filter(pk__in=BoardMember.objects.filter(user=user).values("board_id"))


def board_by_key(site: "Site", key: str) -> Board | None:
    """Return the board a key names in this place, or None."""
    kind, _colon, id_ = key.partition(":")
    if kind != "governance_boards.board":
        return None
    return next((board for board in Board.objects.filter(site=site) if str(board.uuid) == id_), None)


@dataclass(frozen=True, kw_only=True)
class Clock:
    """How long an answer still has: days to go, or days late."""

    due_on: date | None
    today: date

    @property
    def days(self) -> int:
        """Days until the answer is due; negative once it is late."""
        return (self.due_on - self.today).days if self.due_on else 0

    @property
    def late_days(self) -> int:
        """Days since the answer was due."""
        return -self.days

    @property
    def overdue(self) -> bool:
        """Whether the day has passed."""
        return self.due_on is not None and self.days < 0

    @property
    def soon(self) -> bool:
        """Whether a week or less is left."""
        return self.due_on is not None and 0 <= self.days <= 7


@dataclass(frozen=True, kw_only=True)
class BoardItem:
    """An item with its clock and its newest decision."""

    item: AgendaItem
    clock: Clock
    decision: Decision | None = None


@dataclass(frozen=True, kw_only=True)
class BoardPage:
    """A board as everybody sees it."""

    board: Board
    organisations: Sequence[Organisation]
    next_meetings: Sequence[Meeting]
    agenda: Sequence[BoardItem]
    answered: Sequence[Answer]
    decisions: Sequence[Decision]
    actions: Sequence[Action]
    done_actions: Sequence[Action]

    @property
    def overdue(self) -> list[BoardItem]:
        """What should have been answered by now, longest overdue first."""
        return [row for row in self.agenda if row.clock.overdue]

    @property
    def in_time(self) -> list[BoardItem]:
        """What is still in time for its answer, soonest first."""
        return [row for row in self.agenda if not row.clock.overdue]


def agenda_of(board: Board, *states: str) -> list[BoardItem]:
    """Return what is before a board, soonest due first, in two queries."""
    today = timezone.localdate()
    items = (
        AgendaItem.objects.filter(board=board, state__in=states or OPEN_STATES)
        .select_related("insight", "meeting")
        .prefetch_related(Prefetch("decisions", queryset=Decision.objects.order_by("-decided_on", "-pk")))
        .order_by(F("insight__answer_due_on").asc(nulls_last=True), "pk")
    )
    return [
        BoardItem(
            item=item,
            clock=Clock(due_on=item.insight.answer_due_on, today=today),
            decision=next(iter(item.decisions.all()), None),
        )
        for item in items
    ]


def board_page(board: Board) -> BoardPage:
    """Return everything a board's page shows, in a constant number of queries."""
    actions = Action.objects.filter(board=board).select_related("owner", "item__insight")
    return BoardPage(
        board=board,
        organisations=list(
            Organisation.objects.filter(
                pk__in=BoardMember.objects.filter(board=board).values("organisation_id")
            ).order_by("kind", "name")
        ),
        next_meetings=list(board.meetings.filter(starts_at__gte=timezone.now()).order_by("starts_at")[:3]),
        agenda=agenda_of(board),
        answered=list(Answer.objects.filter(site=board.site_id, owner_key=board.key).published()[:SHOWN]),
        decisions=list(Decision.objects.filter(item__board=board).select_related("item__insight")[:SHOWN]),
        actions=list(actions.filter(done_on=None)),
        done_actions=list(actions.exclude(done_on=None).order_by("-done_on")[:SHOWN]),
    )


def waiting_for_a_board(site: "Site") -> "QuerySet[Insight]":
    """Return what was heard in a place and lies before no board yet, and has no answer."""
    placed = AgendaItem.objects.filter(site=site).values("insight_id")
    return Insight.objects.filter(site=site).unanswered().exclude(pk__in=placed)


def drafts_of(board: Board) -> "QuerySet[AnswerDraft]":
    """Return a board's answers that have not gone out, last changed first."""
    return (
        AnswerDraft.objects.filter(board=board)
        .exclude(state__in=GONE)
        .select_related("drafted_by", "changed_by")
    )


def thrown_away_of(board: Board) -> "QuerySet[AnswerDraft]":
    """Return a board's answers that were thrown away and can be brought back, last thrown first."""
    return AnswerDraft.objects.filter(board=board, state=DraftState.THROWN_AWAY).select_related("stopped_by")


def waiting_at_boards(site: "Site") -> "QuerySet[Board]":
    """Return a place's boards, each with what waits there, in one query.

    Beside ``before_count`` and ``overdue_count``: ``inbox_count`` and ``approve_count``, the drafts that
    wait for a second person.
    """
    drafts = Q(drafts__state=DraftState.WAITING_APPROVAL)
    return boards_of(site).annotate(
        inbox_count=Count("items", filter=Q(items__state=ItemState.INBOX), distinct=True),
        approve_count=Count("drafts", filter=drafts, distinct=True),
    )


def sent_of(board: Board) -> "QuerySet[AnswerDraft]":
    """Return a board's answers that have gone out, newest first; what corrected them is not listed."""
    sent = AnswerDraft.objects.filter(board=board, state=DraftState.SENT, corrects=None)
    return sent.select_related("answer").order_by("-answer__published_at", "-pk")


def open_correction(answer: Answer) -> AnswerDraft | None:
    """Return the correction of an answer that is on its way and has not gone out, or None."""
    return AnswerDraft.objects.filter(corrects=answer).exclude(state__in=GONE).first()


@dataclass(kw_only=True)
class WhoDecides:
    """What the page of a conversation says about its board."""

    board: Board
    agenda: list[BoardItem] = field(default_factory=list)


def who_decides(site: "Site", decider_key: str, subject_key: str) -> WhoDecides | None:
    """Return the board that decides about a conversation, and what of it is on its agenda."""
    board = board_by_key(site, decider_key)
    if board is None:
        return None
    rows = [row for row in agenda_of(board) if row.item.insight.subject_key == subject_key]
    return WhoDecides(board=board, agenda=rows)
