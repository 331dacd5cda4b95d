"""What comes before a board, what it decides, and what it says it will do."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from civic.record.models import Insight
from civic.record.services import explain_lateness, promise_answer
from plugins.governance_boards.enums import ItemState
from plugins.governance_boards.models import Action, AgendaItem, Board, Decision, Meeting
from plugins.governance_boards.rules import NotAllowed, may_put_on_agenda, runs

if TYPE_CHECKING:
    from civic.partners.models import Organisation
    from civic.residents.models import User


def receive(insight: Insight, board: Board) -> AgendaItem:
    """Lay something that was heard in a board's inbox; where it lies somewhere already, leave it."""
    item, _made = AgendaItem.objects.get_or_create(
        insight=insight, defaults={"site_id": board.site_id, "board": board}
    )
    return item


@transaction.atomic
def put_on_agenda(
    insight: Insight, board: Board, *, answer_due_on: date, by: "User", meeting: Meeting | None = None
) -> AgendaItem:
    """Put something that was heard on a board's public agenda and promise an answer by a day.

    A promised day that has passed stays, and so does the board that promised it; the meeting can
    still be set. Raises ``NotAllowed`` where ``by`` may not, and ``ValueError`` for another place's
    insight or meeting, something answered already, or a day that has passed.
    """
    if not may_put_on_agenda(by, board):
        raise NotAllowed("only a facilitator, the chair or the secretary puts things on the agenda")
    if insight.site_id != board.site_id or (meeting and meeting.board_id != board.pk):
        raise ValueError("a board takes what was heard in its own place, at its own meetings")
    if answer_due_on < timezone.localdate() and answer_due_on != insight.answer_due_on:
        raise ValueError("an answer cannot be promised for a day that has passed")
    item = AgendaItem.objects.select_for_update().filter(insight=insight).first()
    if item is not None and item.state == ItemState.ANSWERED:
        raise ValueError("this has been answered")
    if item is None:
        item = AgendaItem(insight=insight, site_id=board.site_id, board=board)
    item.board, item.meeting = board, meeting
    if item.state == ItemState.INBOX:
        item.state = ItemState.ON_AGENDA
        item.put_on_at, item.put_on_by = timezone.now(), by
    item.save()
    promise_answer(insight, owner_key=board.key, owner_name=board.name, due_on=answer_due_on)
    return item


def _must_run(user: "User", board: Board) -> None:
    if not runs(user, board):
        raise NotAllowed("only the chair or the secretary of this board does this")


@transaction.atomic
def record_decision(item: AgendaItem, *, outcome: str, text: str, decided_on: date, by: "User") -> Decision:
    """Write down what a board decided. Public at once. Raises ``NotAllowed``, ``ValueError``."""
    _must_run(by, item.board)
    if item.state == ItemState.INBOX:
        raise ValueError("a board decides what is on its agenda")
    decision = Decision.objects.create(
        site_id=item.site_id,
        item=item,
        outcome=outcome,
        text=text.strip(),
        decided_on=decided_on,
        written_by=by,
    )
    if item.state == ItemState.ON_AGENDA:
        item.state = ItemState.DECIDED
        item.save(update_fields=["state"])
    return decision


def explain(item: AgendaItem, why_late: str, *, by: "User") -> None:
    """Say in public why an answer is late. Raises ``NotAllowed``."""
    _must_run(by, item.board)
    explain_lateness(item.insight, why_late)


def add_meeting(board: Board, *, starts_at: datetime, place: str = "", note: str = "", by: "User") -> Meeting:
    """Announce a meeting. Raises ``NotAllowed``."""
    _must_run(by, board)
    return Meeting.objects.create(
        site_id=board.site_id, board=board, starts_at=starts_at, place=place.strip(), note=note.strip()
    )


def add_action(
    board: Board,
    *,
    text: str,
    owner: "Organisation",
    due_on: date,
    by: "User",
    item: AgendaItem | None = None,
) -> Action:
    """Say in public what will be done, by whom, by when. Raises ``NotAllowed``, ``ValueError``."""
    _must_run(by, board)
    if owner.site_id != board.site_id or (item and item.board_id != board.pk):
        raise ValueError("an action belongs to an organisation and an item of its own place")
    return Action.objects.create(
        site_id=board.site_id, board=board, item=item, text=text.strip()[:300], owner=owner, due_on=due_on
    )


def finish_action(action: Action, *, by: "User", done_on: date | None = None) -> Action:
    """Mark an action done. Raises ``NotAllowed``."""
    _must_run(by, action.board)
    action.done_on = done_on or timezone.localdate()
    action.save(update_fields=["done_on"])
    return action


def reopen_action(action: Action, *, by: "User") -> Action:
    """Undo ``finish_action``. Raises ``NotAllowed``."""
    _must_run(by, action.board)
    action.done_on = None
    action.save(update_fields=["done_on"])
    return action
