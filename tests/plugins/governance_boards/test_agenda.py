"""What comes before a board, what it decides and says it will do; and who may not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from civic.partners.services import ensure_organisation
from civic.record.selectors import overdue_insights
from civic.residents.enums import Role
from civic.residents.services import grant_role
from civic.tasks.services import drain
from plugins.governance_boards import services
from plugins.governance_boards.enums import ItemState
from plugins.governance_boards.models import AgendaItem
from plugins.governance_boards.rules import NotAllowed
from plugins.governance_boards.selectors import agenda_of, waiting_for_a_board
from tests.factories.conversations import make_conversation, say
from tests.factories.governance_boards import hear, make_board, make_overdue, put_on
from tests.factories.residents import UserFactory


@pytest.fixture
def board(site):
    return make_board(site)


@pytest.fixture
def insight(site):
    conversation = make_conversation(site)
    return hear(conversation, [say(conversation)])


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


def test_finding_of_a_conversation_the_board_decides_lands_in_its_inbox(site, board):
    make_board(site, "Health Board")
    conversation = make_conversation(site, decider_key=board.key)
    insight = hear(conversation, [say(conversation)])
    drain()
    drain()
    item = AgendaItem.objects.get()
    assert (item.board, item.insight, item.state) == (board, insight, ItemState.INBOX)
    assert list(waiting_for_a_board(site)) == []


def test_finding_nobody_named_a_board_for_waits_for_one(site, other_site, board, insight):
    elsewhere = make_conversation(other_site)
    hear(elsewhere, [say(elsewhere)])
    drain()
    assert list(waiting_for_a_board(site)) == [insight]


def test_put_on_agenda_promises_an_answer(site, board, insight):
    item = put_on(insight, board, days=30)
    insight.refresh_from_db()
    assert item.state == ItemState.ON_AGENDA
    assert (insight.answer_owner_key, insight.answer_owner_name) == (board.key, "Neighbourhoods Board")
    assert insight.answer_due_on == in_days(30)


def test_put_on_agenda_twice_is_one_item_with_the_new_date(board, insight):
    put_on(insight, board, days=30)
    put_on(insight, board, days=40)
    insight.refresh_from_db()
    assert AgendaItem.objects.count() == 1
    assert insight.answer_due_on == in_days(40)


def test_day_that_has_passed_cannot_be_moved_nor_passed_to_another_board(site, board, insight):
    item = make_overdue(put_on(insight, board))
    insight.refresh_from_db()
    due, later = insight.answer_due_on, timezone.localdate() + timedelta(days=9)
    for answers, day in ((board, later), (make_board(site, "Health Board"), due)):
        with pytest.raises(ValueError, match="passed"):
            services.put_on_agenda(
                insight, answers, answer_due_on=day, by=getattr(answers, "secretary", board.secretary)
            )
    meeting = services.add_meeting(board, starts_at=timezone.now() + timedelta(days=3), by=board.chair)
    services.put_on_agenda(insight, board, answer_due_on=due, meeting=meeting, by=board.secretary)
    item.refresh_from_db()
    assert (item.meeting, item.insight.answer_due_on, item.board.pk) == (meeting, due, board.pk)


def test_answer_is_measured_by_the_first_promised_day(site, board, insight):
    put_on(insight, board, days=1)
    put_on(insight, board, days=90)
    insight.refresh_from_db()
    first = timezone.localdate() + timedelta(days=1)
    assert (insight.first_due_on, insight.moved_from, insight.promised_by) == (first, first, first)
    put_on(insight, board, days=0)
    insight.refresh_from_db()
    assert (insight.moved_from, insight.promised_by) == (None, timezone.localdate())


def test_put_on_agenda_of_another_place_is_refused(site, other_site, insight):
    elsewhere = make_board(other_site)
    with pytest.raises(ValueError, match="own place"):
        services.put_on_agenda(insight, elsewhere, answer_due_on=in_days(3), by=elsewhere.chair)


def test_put_on_agenda_for_a_day_that_has_passed_is_refused(board, insight):
    with pytest.raises(ValueError, match="passed"):
        services.put_on_agenda(insight, board, answer_due_on=in_days(-1), by=board.chair)


@pytest.mark.parametrize("who", ["member", "outsider", "other_board_chair", "administrator_without_seat"])
def test_deciding_is_refused_to(who, site, other_site, board, insight):
    item = put_on(insight, board)
    outsider = UserFactory()
    administrator = UserFactory()
    grant_role(administrator, site, Role.PLACE_ADMINISTRATOR)
    users = {
        "member": board.member,
        "outsider": outsider,
        "other_board_chair": make_board(site, "Health Board").chair,
        "administrator_without_seat": administrator,
    }
    with pytest.raises(NotAllowed):
        services.record_decision(
            item, outcome="changed", text="Yes.", decided_on=timezone.localdate(), by=users[who]
        )


def test_seat_without_the_role_in_the_place_does_not_count(site, board, insight):
    from civic.residents.services import revoke_role

    revoke_role(board.chair, site, Role.BOARD_MEMBER)
    with pytest.raises(NotAllowed):
        services.put_on_agenda(insight, board, answer_due_on=in_days(3), by=board.chair)


def test_facilitator_puts_on_the_agenda_and_decides_nothing(site, board, insight):
    facilitator = UserFactory()
    grant_role(facilitator, site, Role.FACILITATOR)
    item = services.put_on_agenda(insight, board, answer_due_on=in_days(3), by=facilitator)
    with pytest.raises(NotAllowed):
        services.record_decision(
            item, outcome="changed", text="Yes.", decided_on=timezone.localdate(), by=facilitator
        )


def test_day_after_the_promised_one_is_overdue(site, other_site, board, insight):
    item = put_on(insight, board, days=0)
    assert not agenda_of(board)[0].clock.overdue
    assert list(overdue_insights(site, timezone.localdate())) == []
    make_overdue(item, days=1)
    row = agenda_of(board)[0]
    assert (row.clock.overdue, row.clock.late_days) == (True, 1)
    assert list(overdue_insights(site, timezone.localdate())) == [insight]
    assert list(overdue_insights(other_site, timezone.localdate())) == []


def test_action_has_owner_and_date_of_its_own_place(site, other_site, board):
    owner = ensure_organisation(site, "Pellbridge Council")
    action = services.add_action(
        board, text="Cost a caretaker", owner=owner, due_on=in_days(-1), by=board.secretary
    )
    assert action.overdue
    services.finish_action(action, by=board.chair)
    assert not action.overdue
    services.reopen_action(action, by=board.chair)
    assert action.overdue
    with pytest.raises(ValueError, match="own place"):
        services.add_action(
            board,
            text="x",
            owner=ensure_organisation(other_site, "Otherham Council"),
            due_on=in_days(1),
            by=board.chair,
        )
    with pytest.raises(NotAllowed):
        services.finish_action(action, by=board.member)


def test_organisation_of_another_place_cannot_sit(other_site, board):
    with pytest.raises(ValueError, match="own place"):
        services.seat_member(board, UserFactory(), ensure_organisation(other_site, "Otherham Council"))
