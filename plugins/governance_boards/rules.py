"""Who may do what for a board.

Speaking for a board takes both the role of board member in the place and a seat on that very board;
a place administrator has neither by office. A superuser may act on every board, but nobody, also no
superuser, approves an answer they wrote.
"""

from typing import TYPE_CHECKING, Any

from civic.places.models import PlaceSettings
from civic.residents.enums import Role
from civic.residents.rules import has_role
from plugins.governance_boards.enums import Seat
from plugins.governance_boards.models import AnswerDraft, Board

if TYPE_CHECKING:
    from wagtail.models import Site


class NotAllowed(Exception):
    """Somebody may not do this; ``str()`` says why in plain words."""


def seat_of(user: Any, board: Board) -> str:
    """Return how somebody sits on a board; empty where they do not. One query a user and board."""
    if not has_role(user, board.site_id, Role.BOARD_MEMBER):
        return ""
    seats: dict[int, str] | None = getattr(user, "_board_seats", None)
    if seats is None:
        seats = dict(user.board_seats.values_list("board_id", "seat"))
        user._board_seats = seats
    if user.is_superuser:
        return seats.get(board.pk, Seat.CHAIR)
    return seats.get(board.pk, "")


def sits_on(user: Any, board: Board) -> bool:
    """Say whether somebody may see a board's desk, draft its answers and approve others' drafts."""
    return bool(seat_of(user, board))


def runs(user: Any, board: Board) -> bool:
    """Say whether somebody keeps a board's agenda, decisions, actions and dates."""
    return seat_of(user, board) in {Seat.CHAIR, Seat.SECRETARY}


def may_put_on_agenda(user: Any, board: Board) -> bool:
    """Say whether somebody may put something that was heard before a board."""
    return has_role(user, board.site_id, Role.FACILITATOR) or runs(user, board)


def sees_desk(user: Any, site: "Site") -> bool:
    """Say whether somebody has any work with the boards of a place."""
    return has_role(user, site, Role.BOARD_MEMBER, Role.FACILITATOR)


def needs_second_person(site: "Site") -> bool:
    """Say whether a place wants a second person's approval before an answer goes out."""
    return bool(PlaceSettings.for_site(site).second_approval)


def may_approve(user: Any, draft: AnswerDraft) -> bool:
    """Say whether somebody may let an answer go out: on the board, and where asked not its writer."""
    if not sits_on(user, draft.board):
        return False
    if not needs_second_person(draft.site):
        return True
    wrote_it = user.pk in {draft.drafted_by_id, draft.changed_by_id}
    return not (wrote_it or draft.writers.filter(pk=user.pk).exists())
