"""Making boards and seating people on them."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.text import slugify

from civic.residents.enums import Role
from civic.residents.services import grant_role
from plugins.governance_boards.enums import Seat
from plugins.governance_boards.models import Board, BoardMember

if TYPE_CHECKING:
    from wagtail.models import Site

    from civic.partners.models import Organisation
    from civic.residents.models import User


def make_board(site: "Site", name: str, *, remit: str = "", answer_days: int = 56) -> Board:
    """Return the board of this name in this place, made on first use."""
    board, _made = Board.objects.get_or_create(
        site=site,
        slug=slugify(name)[:180] or "board",
        defaults={"name": name.strip()[:160], "remit": remit.strip(), "answer_days": answer_days},
    )
    return board


@transaction.atomic
def seat_member(
    board: Board,
    user: "User",
    organisation: "Organisation",
    *,
    seat: str = Seat.MEMBER,
    by: "User | None" = None,
) -> BoardMember:
    """Seat somebody on a board for an organisation, with the role that goes with it.

    Raises ``ValueError`` where the organisation belongs to another place.
    """
    if organisation.site_id != board.site_id:
        raise ValueError("an organisation sits on the boards of its own place")
    member, _made = BoardMember.objects.update_or_create(
        board=board, user=user, defaults={"organisation": organisation, "seat": seat}
    )
    grant_role(user, board.site, Role.BOARD_MEMBER, by=by)
    user.__dict__.pop("_board_seats", None)
    return member


def unseat_member(member: BoardMember) -> None:
    """Take somebody off a board. The role in the place stays: they may sit on another board."""
    member.user.__dict__.pop("_board_seats", None)
    member.delete()
