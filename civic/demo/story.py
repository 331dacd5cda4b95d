"""The finished library story and the open ticket-hall conversation.

Everything is said, heard, decided and answered through the same services residents and boards use,
today; ``_date_back`` then moves what happened to when the story says it did.
"""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from civic.demo import words
from civic.demo.building import Pellbridge, waking
from civic.demo.people import COUNCIL, HEALTH, HOUSING, NEIGHBOURS, POLICE, VOLUNTARY
from civic.demo.tannery import tell_tannery_steps
from civic.moderation.enums import ReportReason
from civic.moderation.services import report
from civic.record.enums import NotUsed, Outcome
from civic.record.models import Answer, Insight
from civic.record.services import dispose, link_answer, record_insight
from civic.residents.services import create_guest
from civic.tasks.services import drain
from engagement.conversations.enums import Choice, SaidHow
from engagement.conversations.launching import (
    create_conversation,
    mark_answered,
    open_conversation,
)
from engagement.conversations.models import Contribution, Conversation, StatedVersion
from engagement.conversations.pages import place_conversation
from engagement.conversations.services import nod, post_contribution
from engagement.conversations.statements import add_seed_statement, vote
from engagement.projects.models import Project
from plugins.governance_boards.models import AgendaItem, AnswerDraft, Board, Decision
from plugins.governance_boards.services.agenda import add_action, put_on_agenda, record_decision
from plugins.governance_boards.services.answers import AnswerWords, approve, ask_approval, write_answer
from plugins.governance_boards.services.boards import make_board, seat_member
from plugins.insight_themes.models import Theme
from plugins.insight_themes.services import rename_theme

if TYPE_CHECKING:
    from civic.residents.models import Contributor

BOARD = "Pellbridge Neighbourhoods Board"
#: Days ago that Dawn wrote, the finding was recorded, the answer was promised for and came.
SAID, HEARD, PROMISED, ANSWERED = 152, 118, 75, 80
#: How many took part in the ticket hall's conversation by a vote alone.
ONLY_VOTED = 26
#: Of the 61 who spoke about the library: at a desk, and in a workshop.
AT_A_DESK, IN_A_WORKSHOP = 9, 4


def tell_story(made: Pellbridge) -> None:
    """Tell all of it."""
    board = _make_board(made)
    conversation = _library_conversation(made, board)
    behind, others = _library_words(made, conversation)
    insight = _hear(made, conversation, behind, others)
    answer = _answer(made, board, insight)
    mark_answered(conversation)
    _what_came_of_it(made, board, answer, insight)
    tell_tannery_steps(made)
    _ticket_hall(made, board)
    drain(ahead=timedelta(minutes=1))
    _name_theme()
    _date_back(conversation, insight, answer)
    for version in StatedVersion.objects.select_related("conversation"):
        version.at = version.conversation.opens_at  # each was stated when it opened
        version.save(update_fields=["at"])


def _make_board(made: Pellbridge) -> Board:
    board = make_board(
        made.site,
        BOARD,
        remit="Libraries, streets, homes and safety: what Pellbridge's organisations decide together.",
        answer_days=56,
    )
    seats = (("Marcia", VOLUNTARY, "chair"), ("Ifan", COUNCIL, "secretary"))
    for name, organisation, seat in seats:
        seat_member(board, made.users[name], made.organisations[organisation], seat=seat)
    for first_name, organisation in (("Gethin", HOUSING), ("Una", HEALTH), ("Ray", POLICE)):
        seat_member(board, made.users[first_name], made.organisations[organisation])
    return board


def _library_conversation(made: Pellbridge, board: Board) -> Conversation:
    now = timezone.now()
    conversation = create_conversation(
        made.site,
        question=words.LIBRARY_QUESTION,
        intro=words.LIBRARY_INTRO,
        promise=words.LIBRARY_PROMISE,
        decider_name=BOARD,
        decider_key=board.key,
        can_change="Opening hours, rooms, what is lent and who helps.",
        cannot_change="The building itself, and next year's budget.",
        opens_at=now - timedelta(days=SAID + 1),
        answer_by=(now - timedelta(days=PROMISED)).date(),
    )
    conversation = open_conversation(conversation)
    place_conversation(conversation, made.sections["conversations"], slug="cinder-hill-library")
    return conversation


def _speaker(made: Pellbridge, n: int) -> "Contributor":
    return create_guest(made.site, display_name=NEIGHBOURS[n % len(NEIGHBOURS)])


def _library_words(
    made: Pellbridge, conversation: Conversation
) -> tuple[list[Contribution], list[Contribution]]:
    """Let 61 people speak: 48 online, 9 at a desk, 4 in a workshop. Dawn's came first, on paper."""
    thread = conversation.threads.get()
    began = timezone.now() - timedelta(days=SAID)
    said: list[Contribution] = []
    lines = [words.DAWN, *words.WORKING_PARENTS, *words.LIBRARY_OTHERS]
    for n, line in enumerate(lines):
        if n == 0:
            how, where = SaidHow.DESK, "Cinder Hill Library, on paper"
        elif n % 7 == 3 and sum(one.said_how == SaidHow.DESK for one in said) < AT_A_DESK:
            how, where = SaidHow.DESK, "Cinder Hill Library"
        elif n % 13 == 5 and sum(one.said_how == SaidHow.WORKSHOP for one in said) < IN_A_WORKSHOP:
            how, where = SaidHow.WORKSHOP, "Quayside Community Centre"
        else:
            how, where = SaidHow.ONLINE, ""
        said.append(
            post_contribution(
                thread,
                made.contributor("Dawn") if n == 0 else _speaker(made, n),
                line,
                client_key=f"demo-library-{n}",
                said_how=how,
                said_where=where,
                said_at=waking(began + timedelta(hours=11 * n)),
            )
        )
    for n, one in enumerate(said[:12]):
        for friend in said[n + 3 : n + 3 + (n * 5) % 7]:
            nod(one, friend.contributor)
    many = 1 + len(words.WORKING_PARENTS)
    return said[:many], said[many:]


def _hear(
    made: Pellbridge,
    conversation: Conversation,
    behind: list[Contribution],
    others: list[Contribution],
) -> Insight:
    """Record the finding, and give everything else said its reason."""
    insight = record_insight(
        made.site,
        subject_key=conversation.key,
        title=words.LIBRARY_INSIGHT,
        summary=words.LIBRARY_INSIGHT_SUMMARY,
        evidence=[one.key for one in behind],
        by=made.users["Ifan"],
        made_with="insight_themes",
    )
    small = {"The bench outside is broken.", "The lights buzz.", "Could the printer take cards?"}
    for reason, note, keys in (
        (
            NotUsed.PASSED_ON,
            "Passed to the library, who can mend this without a board.",
            [one.key for one in others if one.text in small],
        ),
        (
            NotUsed.TOO_FEW,
            "Kept. If more people say it, it becomes something we heard.",
            [one.key for one in others if one.text not in small],
        ),
    ):
        dispose(
            made.site,
            source_keys=keys,
            subject_key=conversation.key,
            reason=reason,
            note=note,
            by=made.users["Ifan"],
        )
    return insight


def _answer(made: Pellbridge, board: Board, insight: Insight) -> Answer:
    """Let Ifan write the answer, Marcia approve it, and the short wait pass."""
    ifan, marcia = made.users["Ifan"], made.users["Marcia"]
    today = timezone.localdate()
    item = put_on_agenda(insight, board, answer_due_on=today, by=ifan)
    record_decision(
        item,
        outcome=Outcome.PARTLY,
        text="Open until eight on Tuesdays. Not on Sundays.",
        decided_on=today,
        by=ifan,
    )
    draft = write_answer(
        board,
        [item],
        AnswerWords(outcome=Outcome.PARTLY, look_again_on=_september(today), **words.LIBRARY_ANSWER),
        by=ifan,
    )
    ask_approval(draft, by=ifan)
    approve(AnswerDraft.objects.get(pk=draft.pk), by=marcia)
    drain(ahead=timedelta(minutes=1))
    return Answer.objects.get(site=made.site, insights=insight)


def _september(today: date) -> date:
    """Return the next first of September."""
    return date(today.year + (today.month >= 9), 9, 1)


def _what_came_of_it(made: Pellbridge, board: Board, answer: Answer, insight: Insight) -> None:
    room = made.assets["Cinder Hill Library: the Reading Room"]
    project = Project.objects.get(site=made.site, title="Homework & Hot Chocolate")
    Project.objects.filter(pk=project.pk).update(because_of_key=answer.key)
    link_answer(answer, target_key=room.space_key, said="The Reading Room stays open on Tuesday evenings")
    link_answer(answer, target_key=project.key, said="Dawn and Yusuf run this there")
    add_action(
        board,
        text="Lock up the library at eight on Tuesdays",
        owner=made.organisations[HOUSING],
        due_on=timezone.localdate() + timedelta(days=30),
        by=made.users["Ifan"],
        item=AgendaItem.objects.get(insight=insight),
    )


def _ticket_hall(made: Pellbridge, board: Board) -> None:
    """Open the conversation that is live now, with words from the last nine days."""
    now = timezone.now()
    conversation = create_conversation(
        made.site,
        question=words.TICKET_HALL_QUESTION,
        intro=words.TICKET_HALL_INTRO,
        promise=words.TICKET_HALL_PROMISE,
        decider_name=BOARD,
        decider_key=board.key,
        can_change=words.TICKET_HALL_CAN,
        cannot_change=words.TICKET_HALL_CANNOT,
        offline_ways=words.TICKET_HALL_OFFLINE,
        opens_at=now - timedelta(days=9),
        closes_at=now + timedelta(days=26),
        answer_by=(now + timedelta(days=60)).date(),
    )
    conversation = open_conversation(conversation)
    place_conversation(conversation, made.sections["conversations"], slug="ticket-hall")
    thread = conversation.threads.get()
    seeds = [add_seed_statement(conversation, text) for text in words.TICKET_HALL_STATEMENTS]
    posted: list[Contribution] = []
    for n, line in enumerate(words.TICKET_HALL):
        ago = timedelta(hours=9 * (len(words.TICKET_HALL) - n), minutes=13 * n % 60)
        posted.append(
            post_contribution(
                thread, _speaker(made, n + 30), line, client_key=f"demo-hall-{n}", said_at=waking(now - ago)
            )
        )
    rude = post_contribution(
        thread,
        _speaker(made, 21),
        words.TICKET_HALL_RUDE,
        client_key="demo-hall-rude",
        parent=posted[18],
        said_at=waking(now - timedelta(hours=40)),
    )
    report(made.site, rude.key, reason=ReportReason.PRIVATE, reporter=posted[3].contributor)
    for n, (to, line) in enumerate(words.TICKET_HALL_REPLIES):
        post_contribution(
            thread,
            _speaker(made, n + 7),
            line,
            client_key=f"demo-hall-reply-{n}",
            parent=posted[to],
            said_at=waking(now - timedelta(hours=6 - n)),
        )
    for one in conversation.contributions.all():
        one.posted_at = one.said_at
        one.save(update_fields=["posted_at"])
    speakers = [one.contributor for one in posted]
    for n, one in enumerate(posted):
        for friend in speakers[: (n * 7) % 11]:
            if friend.pk != one.contributor_id:
                nod(one, friend)
    choices = (Choice.AGREE, Choice.AGREE, Choice.DISAGREE, Choice.AGREE, Choice.PASS)
    voters = [*speakers, *(_speaker(made, n) for n in range(ONLY_VOTED))]
    for s, statement in enumerate(seeds):
        for n, person in enumerate(voters if s < 2 else speakers):
            vote(statement, person, choices[(n * (s + 2) + s) % len(choices)])


def _name_theme() -> None:
    """Let Ifan name, in words people use, what the ticket hall's conversation says most about the young."""
    theme = next(theme for theme in Theme.objects.order_by("-item_count", "pk") if "teenagers" in theme.words)
    rename_theme(theme, words.TICKET_HALL_THEME)


def _date_back(conversation: Conversation, insight: Insight, answer: Answer) -> None:
    """Move the library story to when it happened."""
    now = timezone.now()
    said, heard, answered = (now - timedelta(days=days) for days in (SAID, HEARD, ANSWERED))
    promised = (now - timedelta(days=PROMISED)).date()
    everything: list[tuple[Any, dict[str, Any]]] = [
        (Conversation.objects.filter(pk=conversation.pk), {"closes_at": heard - timedelta(days=4)}),
        (
            Insight.objects.filter(pk=insight.pk),
            {
                "recorded_at": heard,
                "answer_due_on": promised,
                "first_due_on": promised,
            },
        ),
        (insight.versions.all(), {"written_at": heard}),
        (Answer.objects.filter(pk=answer.pk), {"published_at": answered, "promised_for": promised}),
        (answer.versions.all(), {"written_at": answered}),
        (answer.recipients.exclude(told_at=None), {"told_at": answered}),
        (Decision.objects.filter(item__insight=insight), {"decided_on": answered.date()}),
    ]
    for rows, changes in everything:
        rows.update(**changes)
    for one in conversation.contributions.all():
        one.posted_at = max(one.said_at, said)
        one.save(update_fields=["posted_at"])
