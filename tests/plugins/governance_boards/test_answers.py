"""An answer's way out: written, approved by somebody else, stoppable, sent once, corrected."""

from datetime import date, timedelta

import pytest

from civic.notify.models import Message
from civic.notify.rendering import render_body
from civic.places.models import PlaceSettings
from civic.record.enums import Standing
from civic.record.models import Answer
from civic.residents.services import create_guest
from civic.tasks.services import drain
from plugins.governance_boards import selectors, services
from plugins.governance_boards.audience import audience_of, audience_of_correction, preview_messages
from plugins.governance_boards.enums import DraftState, ItemState
from plugins.governance_boards.models import AnswerDraft
from plugins.governance_boards.rules import NotAllowed
from plugins.governance_boards.services.answers import AnswerWords, WrongState, send
from tests.factories.conversations import make_conversation, propose, say
from tests.factories.governance_boards import NO, hear, make_board, put_on
from tests.factories.residents import UserFactory

LATER = timedelta(minutes=1)


@pytest.fixture
def board(site):
    return make_board(site)


@pytest.fixture
def item(site, board):
    conversation = make_conversation(site)
    return put_on(hear(conversation, [say(conversation)]), board)


def place(site, **facts):
    settings = PlaceSettings.for_site(site)
    for name, value in facts.items():
        setattr(settings, name, value)
    settings.save()


def asked(board, item):
    draft = services.write_answer(board, [item], NO, by=board.secretary)
    return services.ask_approval(draft, by=board.secretary)


def test_answer_goes_out_after_a_second_person_and_the_wait(site, board, item):
    place(site, stop_seconds=10)
    draft = services.approve(asked(board, item), by=board.chair)
    assert draft.state == DraftState.APPROVED
    assert draft.sends_at - draft.approved_at == timedelta(seconds=10)
    drain()
    assert not Answer.objects.exists(), "it waits"
    drain(ahead=LATER)
    draft.refresh_from_db()
    item.refresh_from_db()
    answer = Answer.objects.get()
    assert (draft.state, draft.answer, item.state) == (DraftState.SENT, answer, ItemState.ANSWERED)
    assert (answer.owner_key, answer.published_by, answer.site) == (board.key, board.chair, site)
    assert list(answer.insights.all()) == [item.insight]


@pytest.mark.parametrize("who", ["secretary", "outsider", "superuser_who_changed_it", "other_place_chair"])
def test_approval_is_refused_to(who, other_site, board, item):
    superuser = UserFactory(is_superuser=True)
    draft = services.write_answer(board, [item], NO, by=board.secretary)
    services.revise_answer(draft, NO, by=superuser)
    services.ask_approval(draft, by=board.secretary)
    users = {
        "secretary": board.secretary,
        "outsider": UserFactory(),
        "superuser_who_changed_it": superuser,
        "other_place_chair": make_board(other_site).chair,
    }
    with pytest.raises(NotAllowed):
        services.approve(draft, by=users[who])
    drain(ahead=LATER)
    assert not Answer.objects.exists()


def test_place_without_second_person_sends_on_the_writers_word(site, board, item):
    place(site, second_approval=False)
    draft = asked(board, item)
    assert (draft.state, draft.approved_by) == (DraftState.APPROVED, board.secretary)
    drain(ahead=LATER)
    assert Answer.objects.count() == 1


def test_answer_nobody_asked_about_cannot_be_approved(board, item):
    draft = services.write_answer(board, [item], NO, by=board.secretary)
    with pytest.raises(WrongState):
        services.approve(draft, by=board.chair)


def test_stopped_answer_does_not_go_out(board, item):
    draft = services.approve(asked(board, item), by=board.chair)
    services.stop(draft, by=board.member)
    drain(ahead=LATER)
    draft.refresh_from_db()
    assert (draft.state, draft.stopped_by) == (DraftState.STOPPED, board.member)
    assert not Answer.objects.exists()


def test_send_queued_before_a_stop_does_nothing_for_the_next_approval(board, item):
    draft = services.approve(asked(board, item), by=board.chair)
    services.stop(draft, by=board.chair)
    services.ask_approval(draft, by=board.secretary)
    draft = services.approve(draft, by=board.chair)
    assert send(draft.pk, approval=1) is None
    assert not Answer.objects.exists()
    assert send(draft.pk, approval=2) is not None
    assert send(draft.pk, approval=2) is None
    assert Answer.objects.count() == 1


def test_stop_after_it_went_out_is_too_late(board, item):
    draft = services.approve(asked(board, item), by=board.chair)
    drain(ahead=LATER)
    with pytest.raises(WrongState):
        services.stop(draft, by=board.chair)


def test_changed_answer_has_to_be_approved_anew(board, item):
    draft = asked(board, item)
    draft = services.revise_answer(draft, NO, by=board.chair)
    assert draft.state == DraftState.DRAFT
    with pytest.raises(WrongState):
        services.approve(draft, by=board.member)


def test_answer_on_its_way_cannot_be_changed(board, item):
    draft = services.approve(asked(board, item), by=board.chair)
    with pytest.raises(WrongState):
        services.revise_answer(draft, NO, by=board.chair)


def test_two_answers_to_one_item_go_out_as_one(board, item):
    first, second = asked(board, item), asked(board, item)
    services.approve(first, by=board.chair)
    services.approve(second, by=board.chair)
    drain(ahead=LATER)
    first.refresh_from_db()
    second.refresh_from_db()
    assert Answer.objects.count() == 1
    assert {first.state, second.state} == {DraftState.SENT, DraftState.STOPPED}


def test_answer_needs_its_reason_and_what_is_before_its_board(site, board, item):
    with pytest.raises(ValueError, match="reason"):
        services.write_answer(
            board, [item], AnswerWords(outcome="not", headline="No", because=" "), by=board.chair
        )
    with pytest.raises(ValueError, match="before it"):
        services.write_answer(make_board(site, "Health Board"), [item], NO, by=UserFactory(is_superuser=True))
    with pytest.raises(NotAllowed):
        services.write_answer(board, [item], NO, by=UserFactory())


FRIDAYS = AnswerWords(outcome="partly", headline="Open on Fridays", because="A volunteer was found.")


@pytest.fixture
def sent(board, item):
    """An answer that has gone out."""
    draft = services.approve(asked(board, item), by=board.chair)
    drain(ahead=LATER)
    draft.refresh_from_db()
    return draft


def corrected(board, sent):
    note = "We found a volunteer."
    draft = services.write_correction(sent, FRIDAYS, correction_note=note, by=board.chair)
    return services.ask_approval(draft, by=board.chair)


def test_correction_goes_out_after_a_second_person_and_the_wait(site, board, sent):
    place(site, stop_seconds=10)
    draft = corrected(board, sent)
    with pytest.raises(NotAllowed):
        services.approve(draft, by=board.chair)
    services.approve(draft, by=board.member)
    drain()
    assert Answer.objects.get().version == 1, "it waits"
    drain(ahead=LATER)
    draft.refresh_from_db()
    answer = Answer.objects.get()
    assert (draft.state, draft.answer, draft.corrects) == (DraftState.SENT, None, answer)
    assert (answer.version, answer.outcome, answer.headline) == (2, "partly", "Open on Fridays")
    assert (answer.correction_note, answer.because) == ("We found a volunteer.", "A volunteer was found.")
    assert list(answer.versions.values_list("outcome", flat=True)) == ["not", "partly"]
    told = Message.objects.filter(kind="record.correction").values_list("contributor_id", flat=True)
    assert list(told) == list(answer.recipients.values_list("contributor_id", flat=True))


def test_stopped_correction_leaves_the_answer_as_it_was(board, sent):
    draft = services.approve(corrected(board, sent), by=board.member)
    services.stop(draft, by=board.secretary)
    drain(ahead=LATER)
    assert Answer.objects.get().version == 1
    assert not Message.objects.filter(kind="record.correction").exists()


def test_correction_says_what_was_corrected_and_there_is_one_at_a_time(board, item, sent):
    with pytest.raises(ValueError, match="corrected"):
        services.write_correction(sent, FRIDAYS, correction_note=" ", by=board.chair)
    with pytest.raises(NotAllowed):
        services.write_correction(sent, FRIDAYS, correction_note="Fridays.", by=UserFactory())
    draft = corrected(board, sent)
    with pytest.raises(ValueError, match="corrected"):
        services.revise_answer(draft, FRIDAYS, by=board.chair)
    with pytest.raises(WrongState):
        services.write_correction(sent, FRIDAYS, correction_note="Fridays.", by=board.chair)
    with pytest.raises(WrongState):
        services.write_correction(draft, FRIDAYS, correction_note="Fridays.", by=board.chair)


def test_whoever_changed_it_on_the_way_is_no_second_person(board, item):
    draft = services.write_answer(board, [item], NO, by=board.secretary)
    services.revise_answer(draft, FRIDAYS, by=board.chair)
    services.revise_answer(draft, FRIDAYS, by=board.secretary)
    draft = services.ask_approval(draft, by=board.secretary)
    with pytest.raises(NotAllowed):
        services.approve(draft, by=board.chair)
    assert services.approve(draft, by=board.member).state == DraftState.APPROVED


def test_words_changed_under_the_approvers_eyes_are_not_approved(board, item):
    read = asked(board, item)
    services.revise_answer(read, FRIDAYS, by=board.secretary)
    services.ask_approval(read, by=board.secretary)
    with pytest.raises(WrongState):
        services.approve(read, by=board.chair, read_at=read.changed_at.isoformat())
    read.refresh_from_db()
    services.approve(read, by=board.chair, read_at=read.changed_at.isoformat())


@pytest.fixture
def everyone(site):
    """One person in each standing, and one reached in each way."""
    conversation = make_conversation(site)
    people = {name: create_guest(site, display_name=name) for name in ("Ada", "Ben", "Cai", "Dee")}
    from django.utils import timezone

    for name, only in (("Ada", False), ("Ben", True)):
        people[name].email = f"{name.lower()}@pellbridge.example"
        people[name].email_confirmed_at = timezone.now()
        people[name].link_only = only
        people[name].save()
    words = say(conversation, "Open it at night.", contributor=people["Ada"])
    from engagement.conversations import services as talk

    talk.nod(words, people["Ben"])
    hidden = say(conversation, "Something rude.", contributor=people["Cai"])
    talk.hide_contribution(hidden, reason="It named a neighbour.")
    say(conversation, "The bins are late.", contributor=people["Dee"])
    propose(conversation, "Seeded by the organisers.", contributor=False)
    return conversation, people, words


def test_states_of_the_audience_add_up_to_everyone(board, everyone):
    conversation, people, words = everyone
    audience = audience_of([hear(conversation, [words])])
    assert {group.standing: group.count for group in audience.groups} == dict.fromkeys(Standing, 1)
    assert audience.total == len(people) == conversation.participations.count()
    assert audience.by_how == {"email": 1, "link": 1, "receipt": 2, "earlier": 0, "erased": 0}
    assert sum(audience.by_how.values()) == audience.total


def test_preview_quotes_real_people_and_never_what_was_not_published(board, everyone):
    conversation, _people, words = everyone
    insight = hear(conversation, [words])
    item = put_on(insight, board)
    draft = services.write_answer(board, [item], NO, by=board.chair)
    audience = audience_of([insight])
    previews = {row.group.standing: row.html for row in preview_messages(draft, [insight], audience)}
    assert set(previews) == set(Standing)
    assert "Open it at night." in previews[Standing.QUOTED]
    assert "Open it at night." in previews[Standing.AGREED]
    assert "The bins are late." in previews[Standing.TOOK_PART]
    assert "Something rude" not in "".join(previews.values())
    assert "It named a neighbour." in previews[Standing.NOT_PUBLISHED]
    assert all("no money for a caretaker" in html for html in previews.values())


def test_who_heard_of_the_conversation_before_is_counted_and_not_told_again(board, everyone):
    conversation, _people, words = everyone
    _answer(board, hear(conversation, [words]))
    late = hear(conversation, [say(conversation, "Open on Sundays.")], title="Sundays")
    audience = audience_of([late])
    assert audience.by_how == {"email": 1, "link": 1, "receipt": 2, "earlier": 1, "erased": 0}
    assert audience.total == 5
    answer = _answer(board, late)
    how = {row.contributor.display_name: row.told_how for row in answer.recipients.all()}
    assert how.pop("Dee") == "earlier"
    assert sorted(how.values()) == ["email", "link", "receipt", "receipt"]
    assert audience_of_correction(answer).by_how == {
        "email": 1,
        "link": 1,
        "receipt": 2,
        "earlier": 0,
        "erased": 0,
    }


def _answer(board, *insights):
    items = [put_on(insight, board) for insight in insights]
    draft = services.write_answer(board, items, NO, by=board.secretary)
    draft = services.approve(services.ask_approval(draft, by=board.secretary), by=board.chair)
    drain(ahead=LATER)
    draft.refresh_from_db()
    return draft.answer


def test_preview_of_a_correction_is_what_is_told(board, everyone):
    conversation, _people, words = everyone
    insight = hear(conversation, [words])
    sent = _answer(board, insight)
    draft = services.write_correction(
        AnswerDraft.objects.get(answer=sent), FRIDAYS, correction_note="We found a volunteer.", by=board.chair
    )
    previews = preview_messages(draft, [insight], audience_of_correction(sent))
    assert len(previews) == 4
    for preview in previews:
        assert "We found a volunteer." in preview.html
        assert "Partly: Open on Fridays" in preview.html
        assert "Something rude" not in preview.html


def test_answer_to_two_conversations_names_to_each_the_one_they_took_part_in(site, board):
    insights = []
    for question in ("What should the hall be for?", "What should the park sell?"):
        talk = make_conversation(site, question=question)
        insights.append(hear(talk, [say(talk, f"About this: {question}")], title=f"Heard: {question}"))
        say(talk, "Something else.", contributor=create_guest(site, display_name=question))
    _answer(board, *insights)
    for question in ("What should the hall be for?", "What should the park sell?"):
        message = Message.objects.get(contributor__display_name=question)
        assert f"You took part in “{question}”" in render_body(message)


# ---- thrown away ------------------------------------------------------------------------------
def test_answer_nobody_wants_is_thrown_away_and_brought_back(board, item):
    draft = asked(board, item)
    thrown = services.throw_away(draft, by=board.member)
    assert (thrown.state, thrown.stopped_by, thrown.asked_at) == (
        DraftState.THROWN_AWAY,
        board.member,
        None,
    )
    assert list(selectors.drafts_of(board)) == []
    assert list(selectors.thrown_away_of(board)) == [draft]
    with pytest.raises(WrongState):
        services.approve(draft, by=board.chair)
    back = services.bring_back(draft, by=board.secretary)
    assert (back.state, list(selectors.drafts_of(board))) == (DraftState.DRAFT, [draft])


def test_strangers_and_answers_on_their_way_are_not_thrown_away(board, item):
    draft = asked(board, item)
    with pytest.raises(NotAllowed):
        services.throw_away(draft, by=UserFactory())
    services.approve(draft, by=board.chair)
    with pytest.raises(WrongState):
        services.throw_away(draft, by=board.secretary)


def test_thrown_away_correction_makes_room_for_another(board, sent):
    first = services.throw_away(corrected(board, sent), by=board.chair)
    second = corrected(board, sent)
    with pytest.raises(WrongState):
        services.bring_back(first, by=board.chair)
    assert selectors.open_correction(sent.answer) == second


def test_when_it_is_looked_at_again_can_be_put_right(board, sent):
    day = date(2031, 9, 1)
    words = AnswerWords(outcome="partly", headline="Fridays", because="Found.", look_again_on=day)
    draft = services.write_correction(sent, words, correction_note="Another day.", by=board.chair)
    draft = services.ask_approval(draft, by=board.chair)
    services.approve(draft, by=board.member)
    drain(ahead=LATER)
    answer = Answer.objects.get()
    assert answer.look_again_on == day
    assert list(answer.versions.values_list("look_again_on", flat=True)) == [None, day]
