"""An answer's way out: written, approved by a second person, a short wait with Stop, published."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from civic.places.models import PlaceSettings
from civic.record.models import Answer
from civic.record.services import correct_answer, publish_answer
from civic.tasks.services import enqueue
from plugins.governance_boards.enums import DraftState, ItemState
from plugins.governance_boards.models import AgendaItem, AnswerDraft, Board
from plugins.governance_boards.rules import NotAllowed, may_approve, needs_second_person, sits_on
from plugins.governance_boards.selectors import open_correction
from plugins.governance_boards.tasks import send_answer

if TYPE_CHECKING:
    from civic.residents.models import User

log = logging.getLogger(__name__)


class WrongState(Exception):
    """The answer has moved on meanwhile: it was changed, stopped or sent."""


@dataclass(frozen=True, kw_only=True)
class AnswerWords:
    """What an answer says."""

    outcome: str
    headline: str
    because: str
    what_changes: str = ""
    what_does_not: str = ""
    look_again_on: date | None = None

    def fields(self) -> dict[str, Any]:
        """Return the words as a draft keeps them. Raises ``ValueError`` without a line or a reason."""
        kept = {
            "outcome": self.outcome,
            "headline": self.headline.strip()[:200],
            "because": self.because.strip(),
            "what_changes": self.what_changes.strip(),
            "what_does_not": self.what_does_not.strip(),
            "look_again_on": self.look_again_on,
        }
        if not kept["headline"] or not kept["because"]:
            raise ValueError("an answer needs its line and its reason")
        return kept


def _must_sit(user: "User", board: Board) -> None:
    if not sits_on(user, board):
        raise NotAllowed("only members of this board write and approve its answers")


def _locked(draft: AnswerDraft, *states: str) -> AnswerDraft:
    """Return the draft as it is now, locked. Raises ``WrongState`` where it is in none of the states."""
    fresh = (
        AnswerDraft.objects.select_for_update(of=("self",)).select_related("board", "site").get(pk=draft.pk)
    )
    if fresh.state not in states:
        raise WrongState(fresh.get_state_display())
    return fresh


def _check_items(board: Board, items: Sequence[AgendaItem]) -> None:
    if not items:
        raise ValueError("an answer is about something on the agenda")
    if any(item.board_id != board.pk for item in items):
        raise ValueError("a board answers what is before it")
    if any(item.state not in {ItemState.ON_AGENDA, ItemState.DECIDED} for item in items):
        raise ValueError("an answer is about what is on the agenda and has no answer yet")


@transaction.atomic
def write_answer(board: Board, items: Sequence[AgendaItem], words: AnswerWords, *, by: "User") -> AnswerDraft:
    """Begin an answer to one or more items. Raises ``NotAllowed``, ``ValueError``."""
    _must_sit(by, board)
    _check_items(board, items)
    draft = AnswerDraft.objects.create(
        site_id=board.site_id, board=board, drafted_by=by, changed_by=by, **words.fields()
    )
    draft.items.set(items)
    draft.writers.add(by)
    return draft


@transaction.atomic
def write_correction(
    draft: AnswerDraft, words: AnswerWords, *, correction_note: str, by: "User"
) -> AnswerDraft:
    """Begin to put right an answer that has gone out. It goes the same way out as the answer did.

    Raises ``NotAllowed``, ``ValueError`` where what was corrected is not said, ``WrongState`` where it
    has not gone out or is being corrected already.
    """
    _must_sit(by, draft.board)
    draft = _locked(draft, DraftState.SENT)
    if draft.answer is None or open_correction(draft.answer) is not None:
        raise WrongState(draft.get_state_display())
    correction = AnswerDraft.objects.create(
        site_id=draft.site_id,
        board=draft.board,
        corrects=draft.answer,
        correction_note=_note(correction_note),
        drafted_by=by,
        changed_by=by,
        **words.fields(),
    )
    correction.items.set(draft.items.all())
    correction.writers.add(by)
    return correction


def _note(correction_note: str) -> str:
    if not correction_note.strip():
        raise ValueError("a correction says what was corrected")
    return correction_note.strip()


@transaction.atomic
def revise_answer(
    draft: AnswerDraft,
    words: AnswerWords,
    *,
    by: "User",
    items: Sequence[AgendaItem] | None = None,
    correction_note: str = "",
) -> AnswerDraft:
    """Change an answer before it goes out; whoever was asked to approve it has to be asked again.

    A correction stays about what its answer is about, and says what was corrected. Raises
    ``NotAllowed``, ``ValueError``, ``WrongState``.
    """
    _must_sit(by, draft.board)
    draft = _locked(draft, DraftState.DRAFT, DraftState.WAITING_APPROVAL, DraftState.STOPPED)
    for name, value in words.fields().items():
        setattr(draft, name, value)
    draft.state, draft.changed_by, draft.changed_at = DraftState.DRAFT, by, timezone.now()
    draft.asked_by = draft.asked_at = draft.approved_by = draft.approved_at = draft.sends_at = None
    if draft.corrects_id:
        draft.correction_note = _note(correction_note)
    draft.save()
    draft.writers.add(by)
    if items is not None and not draft.corrects_id:
        _check_items(draft.board, items)
        draft.items.set(items)
    return draft


@transaction.atomic
def ask_approval(draft: AnswerDraft, *, by: "User") -> AnswerDraft:
    """Ask a second person. Where the place wants none, the answer is approved at once.

    Raises ``NotAllowed``, ``WrongState``.
    """
    _must_sit(by, draft.board)
    draft = _locked(draft, DraftState.DRAFT, DraftState.STOPPED)
    draft.state, draft.asked_by, draft.asked_at = DraftState.WAITING_APPROVAL, by, timezone.now()
    draft.save(update_fields=["state", "asked_by", "asked_at"])
    if not needs_second_person(draft.site):
        return approve(draft, by=by)
    return draft


@transaction.atomic
def approve(draft: AnswerDraft, *, by: "User", read_at: str = "") -> AnswerDraft:
    """Let an answer go out after the place's short wait, in which anybody on the board can stop it.

    ``read_at`` is the draft's ``changed_at`` as the approver read it: nobody approves words that were
    changed under their eyes.

    Raises ``NotAllowed`` for outsiders and, where a second person is wanted, for its writers;
    ``WrongState`` where nobody asked or it has moved on; ``ValueError`` where an item was answered
    meanwhile.
    """
    draft = _locked(draft, DraftState.WAITING_APPROVAL)
    if not may_approve(by, draft):
        raise NotAllowed("a member of this board who did not write the answer approves it")
    if read_at and read_at != draft.changed_at.isoformat():
        raise WrongState(draft.get_state_display())
    if not draft.corrects_id:
        _check_items(draft.board, list(draft.items.all()))
    wait = timedelta(seconds=PlaceSettings.for_site(draft.site).stop_seconds)
    draft.state, draft.approved_by, draft.approved_at = DraftState.APPROVED, by, timezone.now()
    draft.sends_at = draft.approved_at + wait
    draft.approvals += 1
    draft.stopped_by = draft.stopped_at = None
    draft.save()
    enqueue(send_answer, delay=wait, draft_id=draft.pk, approval=draft.approvals)
    return draft


@transaction.atomic
def stop(draft: AnswerDraft, *, by: "User") -> AnswerDraft:
    """Stop an approved answer before it goes out. Raises ``NotAllowed``, ``WrongState`` (too late)."""
    _must_sit(by, draft.board)
    draft = _locked(draft, DraftState.APPROVED)
    draft.state, draft.stopped_by, draft.stopped_at = DraftState.STOPPED, by, timezone.now()
    draft.sends_at = None
    draft.save(update_fields=["state", "stopped_by", "stopped_at", "sends_at"])
    return draft


@transaction.atomic
def throw_away(draft: AnswerDraft, *, by: "User") -> AnswerDraft:
    """Take an answer nobody wants off the desk. Nobody has read it; ``bring_back`` undoes it.

    Raises ``NotAllowed``, ``WrongState`` where it is on its way out: it is stopped first.
    """
    _must_sit(by, draft.board)
    draft = _locked(draft, DraftState.DRAFT, DraftState.WAITING_APPROVAL, DraftState.STOPPED)
    draft.state, draft.stopped_by, draft.stopped_at = DraftState.THROWN_AWAY, by, timezone.now()
    draft.asked_by = draft.asked_at = draft.approved_by = draft.approved_at = draft.sends_at = None
    draft.save()
    return draft


@transaction.atomic
def bring_back(draft: AnswerDraft, *, by: "User") -> AnswerDraft:
    """Go on with an answer that was thrown away; it is approved anew.

    Raises ``NotAllowed``; ``WrongState`` where another correction has been begun since.
    """
    _must_sit(by, draft.board)
    draft = _locked(draft, DraftState.THROWN_AWAY)
    if draft.corrects is not None and open_correction(draft.corrects) is not None:
        raise WrongState(draft.get_state_display())
    draft.state = DraftState.DRAFT
    draft.stopped_by = draft.stopped_at = None
    draft.save()
    return draft


@transaction.atomic
def send(draft_id: int, *, approval: int) -> Answer | None:
    """Publish an answer whose latest approval this is. Once, whatever is queued twice.

    Returns None where it was stopped, changed, approved anew or sent.
    """
    draft = (
        AnswerDraft.objects.select_for_update(of=("self",))
        .select_related("board", "site", "approved_by", "corrects")
        .filter(pk=draft_id, state=DraftState.APPROVED, approvals=approval)
        .first()
    )
    if draft is None:
        log.info("boards.send_skipped", extra={"draft": draft_id})
        return None
    if draft.corrects is not None:
        return _send_correction(draft, draft.corrects)
    items = list(draft.items.select_for_update(of=("self",)).select_related("insight").order_by("pk"))
    if any(item.state == ItemState.ANSWERED for item in items):  # by another draft, meanwhile
        draft.state, draft.sends_at = DraftState.STOPPED, None
        draft.save(update_fields=["state", "sends_at"])
        return None
    answer = publish_answer(
        draft.site,
        insights=[item.insight for item in items],
        owner_key=draft.board.key,
        owner_name=draft.board.name,
        outcome=draft.outcome,
        headline=draft.headline,
        because=draft.because,
        what_changes=draft.what_changes,
        what_does_not=draft.what_does_not,
        look_again_on=draft.look_again_on,
        by=draft.approved_by,
    )
    draft.state, draft.answer = DraftState.SENT, answer
    draft.save(update_fields=["state", "answer"])
    AgendaItem.objects.filter(pk__in=[item.pk for item in items]).update(state=ItemState.ANSWERED)
    return answer


def _send_correction(draft: AnswerDraft, answer: Answer) -> Answer:
    draft.state = DraftState.SENT
    draft.save(update_fields=["state"])
    return correct_answer(
        answer,
        outcome=draft.outcome,
        headline=draft.headline,
        because=draft.because,
        what_changes=draft.what_changes,
        what_does_not=draft.what_does_not,
        look_again_on=draft.look_again_on,
        correction_note=draft.correction_note,
    )
