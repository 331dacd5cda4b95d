"""One resident's sentence, through both plugins: words, theme, finding, agenda, answer, told."""

from datetime import timedelta

from django.utils import timezone

from civic.notify.models import Message
from civic.record.enums import Standing
from civic.record.models import Answer
from civic.record.selectors import answer_trail, dispositions_of, insights_from
from civic.residents.services import create_guest
from civic.tasks.services import drain
from engagement.conversations import services as talk
from plugins.governance_boards import services as boards
from plugins.governance_boards.models import AgendaItem
from plugins.insight_themes import services as themes
from plugins.insight_themes.models import Theme
from plugins.insight_themes.selectors import everything_said, not_placed
from tests.factories.conversations import make_conversation, say
from tests.factories.governance_boards import NO, make_board
from tests.factories.residents import UserFactory
from tests.plugins.insight_themes.test_sorting import MUSIC, REPAIR

SOON = timedelta(minutes=5)


def drain_all():
    for _i in range(4):
        drain(ahead=SOON)


def test_every_person_ends_with_one_answer_and_every_word_with_a_place(site, mailoutbox):
    board, facilitator = make_board(site), UserFactory()
    conversation = make_conversation(site, decider_key=board.key)
    ada = create_guest(site, display_name="Ada", email="ada@pellbridge.example")
    ada.email_confirmed_at = timezone.now()
    ada.save()
    ben, cai = create_guest(site, display_name="Ben"), create_guest(site, display_name="Cai")
    first = say(conversation, REPAIR[0], contributor=ada)
    said = [first] + [say(conversation, text) for text in REPAIR[1:] + MUSIC]
    talk.nod(first, ben)
    talk.hide_contribution(say(conversation, "Rude.", contributor=cai), reason="It named a neighbour.")
    drain_all()

    theme = Theme.objects.get(items__source_key=first.key)
    insight = themes.make_insight(
        theme, title="A repair workshop", summary="", evidence=[s.key for s in said[:4]], by=facilitator
    )
    themes.place_unpublished(conversation, by=facilitator)
    themes.give_reason(
        conversation,
        [words.key for words in not_placed(conversation)],
        reason="too_few",
        note="Four people.",
        by=facilitator,
    )
    assert set(dispositions_of(everything_said(conversation))) == set(everything_said(conversation))
    drain_all()

    item = AgendaItem.objects.get(insight=insight, board=board)
    due = timezone.localdate() + timedelta(days=30)
    boards.put_on_agenda(insight, board, answer_due_on=due, by=board.secretary)
    item.refresh_from_db()
    draft = boards.write_answer(board, [item], NO, by=board.secretary)
    boards.ask_approval(draft, by=board.secretary)
    boards.approve(draft, by=board.chair)
    drain_all()

    answer = Answer.objects.get()
    standings = dict(answer.recipients.values_list("contributor__display_name", "standing"))
    assert standings["Ada"] == Standing.QUOTED
    assert standings["Ben"] == Standing.AGREED
    assert standings["Cai"] == Standing.NOT_PUBLISHED
    assert answer.recipients.count() == conversation.participations.count() == 10
    told = Message.objects.filter(kind="record.answer")
    assert told.count() == told.values("contributor").distinct().count() == 10
    assert [mail.to for mail in mailoutbox] == [["ada@pellbridge.example"]]
    assert REPAIR[0] in mailoutbox[0].body
    trail = answer_trail(answer)
    assert [words.text for words in trail.heard[0].words] == REPAIR
    assert insights_from([first.key]) == {first.key: [insight]}
