"""Boards for tests."""

from datetime import timedelta

from django.utils import timezone

from civic.partners.services import ensure_organisation
from civic.record.services import record_insight
from plugins.governance_boards import services
from plugins.governance_boards.enums import Seat
from plugins.governance_boards.services.answers import AnswerWords
from tests.factories.residents import UserFactory

NO = AnswerWords(
    outcome="not",
    headline="The hall cannot open at night",
    because="There is no money for a caretaker after six.",
)


def make_board(site, name="Neighbourhoods Board"):
    """Return a board with a chair, a secretary and a member, of three organisations."""
    board = services.make_board(site, name, remit="What is done with the place's own buildings.")
    people = {}
    for seat, organisation in [
        (Seat.CHAIR, "Pellbridge Council"),
        (Seat.SECRETARY, "Cinder Hill Housing"),
        (Seat.MEMBER, "St Anne's Church"),
    ]:
        people[seat] = UserFactory()
        services.seat_member(board, people[seat], ensure_organisation(site, organisation), seat=seat)
    board.chair, board.secretary, board.member = (
        people[s] for s in (Seat.CHAIR, Seat.SECRETARY, Seat.MEMBER)
    )
    return board


def hear(conversation, words, *, title="People want the hall open at night"):
    """Return an insight with these contributions or statements behind it."""
    return record_insight(
        conversation.site,
        subject_key=conversation.key,
        title=title,
        evidence=[item.key for item in words],
    )


def put_on(insight, board, *, days=30):
    """Return the item an insight became on a board's agenda."""
    due = timezone.localdate() + timedelta(days=days)
    return services.put_on_agenda(insight, board, answer_due_on=due, by=board.secretary)


def make_overdue(item, *, days=3):
    """Move an item's promised day into the past, as time does."""
    item.insight.answer_due_on = timezone.localdate() - timedelta(days=days)
    item.insight.save()
    return item
