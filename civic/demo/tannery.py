"""Tannery Steps: a conversation in its second round, and a promise its landlord is late with.

As with the library, everything is said, heard and promised through the services, today, and then
moved to when it happened.
"""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from civic.demo import words
from civic.demo.building import waking
from civic.demo.in_the_room import hold_a_session
from civic.demo.people import HOUSING, NEIGHBOURS, TANNERY_BOARD
from civic.record.models import Insight
from civic.record.services import record_insight
from civic.residents.services import create_guest
from engagement.conversations.launching import add_round, create_conversation, open_conversation
from engagement.conversations.models import Contribution, Conversation, Round, Summary, Thread
from engagement.conversations.pages import place_conversation
from engagement.conversations.services import nod, post_contribution
from engagement.conversations.summaries import (
    ask_whether_right,
    check_summary,
    publish_summary,
    reply_to_check,
    write_summary,
)
from plugins.governance_boards.models import Action, Board
from plugins.governance_boards.services.agenda import add_action, put_on_agenda
from plugins.governance_boards.services.boards import make_board, seat_member

if TYPE_CHECKING:
    from civic.demo.building import Pellbridge

#: Days ago that the first round began, that it was heard, that the second began, and was promised for.
BEGAN, HEARD, SECOND, LATE = 64, 40, 12, 9


def tell_tannery_steps(made: "Pellbridge") -> None:
    """Let people say where it is dark, the landlord promise lights, and be late."""
    board = _make_landlord_board(made)
    conversation = _open(made, board)
    first = _first_round(conversation)
    dark = _say(made, first, words.TANNERY_DARK, key="dark", began=BEGAN, hours=17)
    insight = _hear_and_promise(made, board, conversation, dark)
    summary = _sum_up(made, conversation, first)
    add_round(conversation, title=words.TANNERY_ROUND_2, prompt=words.TANNERY_QUESTION, cites=summary)
    second = conversation.threads.get(round__number=2)
    now = _say(made, second, words.TANNERY_NOW, key="now", began=SECOND, hours=23)
    post_contribution(
        second,
        now[0].contributor,
        words.TANNERY_REPLY,
        client_key="demo-tannery-reply",
        parent=now[10],
        said_at=waking(timezone.now() - timedelta(hours=3)),
    )
    _date_back(first, second, insight)
    hold_a_session(made, second)


def _make_landlord_board(made: "Pellbridge") -> Board:
    board = make_board(
        made.site, HOUSING, remit="Its homes, yards, steps and lamps, and the people who live there."
    )
    for person, seat in zip(TANNERY_BOARD, ("chair", "secretary"), strict=True):
        seat_member(board, made.users[person], made.organisations[HOUSING], seat=seat)
    return board


def _open(made: "Pellbridge", board: Board) -> Conversation:
    now = timezone.now()
    conversation = create_conversation(
        made.site,
        question=words.TANNERY_QUESTION,
        intro=words.TANNERY_INTRO,
        promise=words.TANNERY_PROMISE,
        decider_name=HOUSING,
        decider_key=board.key,
        can_change=words.TANNERY_CAN,
        cannot_change=words.TANNERY_CANNOT,
        offline_ways=words.TANNERY_OFFLINE,
        opens_at=now - timedelta(days=BEGAN + 1),
        closes_at=now + timedelta(days=16),
        answer_by=(now + timedelta(days=30)).date(),
    )
    conversation = open_conversation(conversation)
    place_conversation(conversation, made.sections["conversations"], slug="tannery-steps")
    return conversation


def _sum_up(made: "Pellbridge", conversation: Conversation, first: Thread) -> Summary:
    """Write down what round 1 said, have it checked, take in what was missing, and publish it."""
    summary = write_summary(
        conversation, words.TANNERY_HEARD_DRAFT, round=first.round, by=made.users["Gethin"]
    )
    ask_whether_right(summary)
    spoke = list(Contribution.objects.filter(thread=first).order_by("pk").select_related("contributor")[:9])
    for said in spoke[1:]:
        check_summary(summary, said.contributor, is_right=True)
    missed = check_summary(summary, spoke[0].contributor, is_right=False, missing=words.TANNERY_MISSED)
    Summary.objects.filter(pk=summary.pk).update(text=words.TANNERY_HEARD)
    reply_to_check(missed, taken_in=True, reply=words.TANNERY_TAKEN_IN)
    summary = publish_summary(summary)
    summary.published_at = timezone.now() - timedelta(days=SECOND + 2)  # as the story tells it
    summary.save(update_fields=["published_at"])
    return summary


def _first_round(conversation: Conversation) -> Thread:
    """Give the thread a conversation is born with to its first round, as its screen in the admin does."""
    thread: Thread = conversation.threads.get()
    thread.round = Round.objects.create(
        site_id=conversation.site_id, conversation=conversation, number=1, title=words.TANNERY_ROUND_1
    )
    thread.title = words.TANNERY_ROUND_1
    thread.save(update_fields=["round", "title"])
    return thread


def _say(
    made: "Pellbridge", thread: Thread, lines: tuple[str, ...], *, key: str, began: int, hours: int
) -> list[Contribution]:
    """Let one neighbour say each line, some hours apart, and a few others agree with the early ones."""
    since = timezone.now() - timedelta(days=began)
    said = [
        post_contribution(
            thread,
            create_guest(made.site, display_name=NEIGHBOURS[(n * 11 + began) % len(NEIGHBOURS)]),
            line,
            client_key=f"demo-tannery-{key}-{n}",
            said_at=waking(since + timedelta(hours=hours * n, minutes=n * 19 % 60)),
        )
        for n, line in enumerate(lines)
    ]
    for n, one in enumerate(said[:8]):
        for friend in said[n + 2 : n + 2 + (n * 3 + 5) % 7]:
            nod(one, friend.contributor)
    return said


def _hear_and_promise(
    made: "Pellbridge", board: Board, conversation: Conversation, dark: list[Contribution]
) -> Insight:
    """Record what was heard in the first round; the landlord promises an answer and the lamps."""
    ifan, chair = made.users["Ifan"], made.users[TANNERY_BOARD[0]]
    insight = record_insight(
        made.site,
        subject_key=conversation.key,
        title=words.TANNERY_INSIGHT,
        summary=words.TANNERY_INSIGHT_SUMMARY,
        evidence=[one.key for one in dark],
        by=ifan,
        made_with="insight_themes",
    )
    today = timezone.localdate()
    item = put_on_agenda(insight, board, answer_due_on=today, by=ifan)
    add_action(
        board,
        text=words.TANNERY_ACTION,
        owner=made.organisations[HOUSING],
        due_on=today,
        by=chair,
        item=item,
    )
    return insight


def _date_back(first: Thread, second: Thread, insight: Insight) -> None:
    now = timezone.now()
    promised, heard = (now - timedelta(days=LATE)).date(), now - timedelta(days=HEARD)
    for thread in (first, second):
        for one in thread.contributions.all():
            one.posted_at = one.said_at
            one.save(update_fields=["posted_at"])
    Insight.objects.filter(pk=insight.pk).update(
        recorded_at=heard, answer_due_on=promised, first_due_on=promised
    )
    insight.versions.update(written_at=heard)
    Action.objects.filter(item__insight=insight).update(due_on=promised)
