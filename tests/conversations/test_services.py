"""What is kept, counted and told when people speak."""

import contextlib

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from civic.moderation.targets import find_target
from civic.pluginkit.events import Event
from civic.residents.services import describe_contributor
from engagement.conversations import launching, ledger, names, rules, services, statements
from engagement.conversations.enums import ConversationStatus, EventKind, State
from engagement.conversations.models import (
    Contribution,
    Conversation,
    Participation,
    Statement,
    ThreadEvent,
    Vote,
    VoteEvent,
)
from engagement.conversations.selectors import events_after, render_events, thread_pulse
from tests.factories.conversations import make_conversation, propose, say, thread_in
from tests.factories.residents import ContributorFactory


@pytest.fixture
def told(monkeypatch):
    """The names of the events told, in order."""
    heard: list[str] = []

    def hear(event: Event) -> None:
        heard.append(type(event).__name__)

    for module in (ledger, statements, launching):
        monkeypatch.setattr(module, "publish", hear)
    return heard


def kinds(thread):
    return list(ThreadEvent.objects.filter(thread=thread).values_list("number", "kind"))


def test_post_is_numbered_counted_and_told(site, conversation, told):
    first, second = say(conversation, "One."), say(conversation, "Two.")
    conversation.refresh_from_db()
    assert (first.number, second.number) == (1, 2)
    assert (conversation.people_count, conversation.contribution_count) == (2, 2)
    assert told == ["ContributionPosted", "ContributionPosted"]
    assert kinds(first.thread) == [(1, "posted"), (2, "posted")]


def test_same_key_is_the_same_contribution(conversation, told):
    dawn = ContributorFactory(site=conversation.site)
    thread = thread_in(conversation)
    first = services.post_contribution(thread, dawn, "Once.", client_key="k")
    again = services.post_contribution(thread, dawn, "Once, reworded by a retry.", client_key="k")
    other = services.post_contribution(
        thread, ContributorFactory(site=conversation.site), "Mine.", client_key="k"
    )
    assert first == again
    assert other != first
    assert told.count("ContributionPosted") == 2


def test_one_person_counts_once_however_they_take_part(conversation):
    dawn = ContributorFactory(site=conversation.site)
    said = say(conversation, "Hers.")
    say(conversation, "One.", contributor=dawn)
    say(conversation, "Two.", contributor=dawn)
    services.nod(said, dawn)
    statements.vote(propose(conversation, contributor=False), dawn, "agree")
    conversation.refresh_from_db()
    assert conversation.people_count == Participation.objects.filter(conversation=conversation).count() == 2


def test_held_post_gets_its_number_when_released(site, told):
    conversation = make_conversation(site, hold_posts=True)
    told.clear()
    held = say(conversation, "Read me.")
    assert (held.state, held.number) == (State.HELD, None)
    assert kinds(held.thread) == []
    conversation.refresh_from_db()
    assert (conversation.people_count, conversation.contribution_count) == (1, 0)
    released = services.release_contribution(held)
    assert (released.state, released.number) == (State.PUBLISHED, 1)
    assert kinds(held.thread) == [(1, "released")]
    conversation.refresh_from_db()
    assert conversation.contribution_count == 1
    assert told == ["ContributionHeld", "ContributionPosted"]


def test_rejected_post_never_enters_the_thread(site, told):
    held = say(make_conversation(site, hold_posts=True))
    rejected = services.reject_contribution(held, reason="Names a child.")
    assert (rejected.state, rejected.state_reason) == (State.REJECTED, "Names a child.")
    assert kinds(held.thread) == []
    assert told[-1] == "ContributionRejected"


@pytest.mark.parametrize("text", ["", "   ", "\n\u200b\n", "x" * 5001])
def test_words_outside_one_to_five_thousand_are_refused(conversation, text):
    with pytest.raises(rules.WordsRefused):
        say(conversation, text)
    assert not Contribution.objects.exists()


def test_length_is_measured_after_trimming(conversation):
    assert len(say(conversation, " " + "x" * 5000 + "\n").text) == 5000


@pytest.mark.parametrize("when", ["draft", "coming", "closed", "over", "answered"])
def test_nothing_is_taken_outside_the_open_time(site, when):
    now = timezone.now()
    hour = timezone.timedelta(hours=1)
    if when == "draft":
        conversation = make_conversation(site, opened=False)
    elif when == "coming":
        conversation = make_conversation(site, opens_at=now + hour, closes_at=now + 2 * hour)
    else:
        conversation = make_conversation(site)
    if when == "closed":
        launching.close_conversation(conversation)
    if when == "answered":
        launching.mark_answered(conversation)
    if when == "over":
        Conversation.objects.filter(pk=conversation.pk).update(closes_at=now)
    statement = propose(conversation, contributor=False)
    with pytest.raises(rules.NotOpen):
        say(conversation)
    with pytest.raises(rules.NotOpen):
        statements.vote(statement, ContributorFactory(site=site), "agree")
    with pytest.raises(rules.NotOpen):
        propose(conversation)


def test_somebody_known_elsewhere_cannot_speak_here(conversation, other_site):
    stranger = ContributorFactory(site=other_site)
    with pytest.raises(rules.NotYours):
        say(conversation, contributor=stranger)
    with pytest.raises(rules.NotYours):
        services.nod(say(conversation), stranger)
    with pytest.raises(rules.NotYours):
        statements.vote(propose(conversation), stranger, "agree")


def test_reply_at_any_depth_knows_what_it_answers_and_what_it_stands_below(conversation):
    top = say(conversation, "Top.")
    reply = say(conversation, "Reply.", parent=top)
    deep = say(conversation, "Deep.", parent=reply)
    deeper = say(conversation, "Deeper.", parent=deep)
    top.refresh_from_db()
    assert (reply.parent, deep.parent, deeper.parent) == (top, reply, deep)
    assert {reply.root, deep.root, deeper.root} == {top}
    assert (top.root, top.reply_count) == (None, 3)
    assert [one.is_deep for one in (top, reply, deep, deeper)] == [False, False, True, True]


def test_parent_of_another_thread_is_refused(site, conversation):
    elsewhere = say(make_conversation(site, question="Another?"))
    with pytest.raises(rules.NotYours):
        say(conversation, parent=elsewhere)


def test_what_is_shown_can_be_replied_to_also_under_what_is_hidden(conversation):
    top = say(conversation, "Open it.")
    reply = say(conversation, "When?", parent=top)
    services.hide_contribution(top, reason="It was unkind")
    deeper = say(conversation, "Tuesdays.", parent=Contribution.objects.get(pk=reply.pk))
    assert (deeper.parent, deeper.root) == (reply, top)
    services.hide_contribution(reply, reason="It was unkind")
    with pytest.raises(rules.ParentGone):
        say(conversation, "Why?", parent=Contribution.objects.get(pk=reply.pk))


def test_edit_keeps_the_earlier_words(conversation, told):
    said = say(conversation, "Opne.")
    edited = services.edit_contribution(said, said.contributor, "Open.")
    assert edited.text == "Open."
    assert list(edited.versions.values_list("number", "text")) == [(1, "Opne.")]
    assert kinds(said.thread) == [(1, "posted"), (2, "edited")]
    assert services.edit_contribution(edited, said.contributor, "Open.").versions.count() == 1


def test_edit_where_posts_are_held_waits_again(site):
    said = services.release_contribution(say(make_conversation(site, hold_posts=True), "Kind."))
    edited = services.edit_contribution(said, said.contributor, "Unkind.")
    assert edited.state == State.HELD
    for event in render_events(said.thread, events_after(said.thread, 0)):
        assert "These words were changed. A person reads them first." in event["html"]
        assert "ind." not in event["html"]
    again = services.release_contribution(edited)
    assert (again.state, again.number) == (State.PUBLISHED, 1)
    said.conversation.refresh_from_db()
    assert said.conversation.contribution_count == 1


@pytest.mark.parametrize("change", ["edit", "withdraw", "put_back"])
def test_only_its_author_changes_words(conversation, change):
    said = say(conversation, "Mine.")
    other = ContributorFactory(site=conversation.site)
    if change == "put_back":
        services.withdraw_contribution(said, said.contributor)
    press = {
        "edit": lambda: services.edit_contribution(said, other, "Not mine."),
        "withdraw": lambda: services.withdraw_contribution(said, other),
        "put_back": lambda: services.put_back_contribution(said, other),
    }[change]
    with pytest.raises(rules.NotYours):
        press()


def test_taking_back_does_not_get_round_a_moderator(conversation):
    said = services.hide_contribution(say(conversation), reason="Unkind.")
    taken = services.withdraw_contribution(said, said.contributor)
    back = services.put_back_contribution(taken, said.contributor)
    assert (back.state, back.state_reason) == (State.HIDDEN, "Unkind.")
    with pytest.raises(rules.NotYours):
        services.edit_contribution(back, said.contributor, "Kind.")


def test_erasing_leaves_a_tombstone_and_true_counts(conversation):
    said = say(conversation, "My address is 3 Quay Street.", said_where="3 Quay Street", said_how="street")
    services.edit_contribution(said, said.contributor, "My address is 4 Quay Street.")
    services.erase_contribution(said)
    said.refresh_from_db()
    conversation.refresh_from_db()
    assert (said.text, said.said_where, said.state) == ("", "", State.ERASED)
    assert list(said.versions.values_list("text", flat=True)) == [""]
    assert (conversation.people_count, conversation.contribution_count) == (1, 1)


@pytest.mark.parametrize(
    ("do", "undo"),
    [
        (lambda c: services.hide_contribution(c, reason="Unkind."), services.restore_contribution),
        (lambda c: services.withdraw_contribution(c, c.contributor), None),
        (lambda c: services.erase_contribution(c), None),
    ],
)
def test_replay_never_brings_back_what_is_gone(conversation, do, undo):
    said = say(conversation, "Something secret.")
    kept = say(conversation, "Something kept.")
    do(said)
    rendered = render_events(said.thread, events_after(said.thread, 0))
    assert [event["n"] for event in rendered] == [1, 2, 3]
    assert [event["id"] for event in rendered] == [str(said.uuid), str(kept.uuid), str(said.uuid)]
    assert "Something secret." not in str(rendered)
    assert "Something kept." in rendered[1]["html"]
    assert 'data-state="published"' not in rendered[0]["html"]
    if undo:
        undo(said)
        assert "Something secret." in str(render_events(said.thread, events_after(said.thread, 0)))


def test_rendering_costs_the_same_for_three_events_as_for_sixty(conversation, django_assert_num_queries):
    first = say(conversation, "Number 0.")
    for n in range(1, 60):
        say(conversation, f"Number {n}.", parent=None if n < 3 or n % 2 else first)
    thread = thread_in(conversation)
    for after, limit in ((0, 3), (0, 60), (1, 59), (57, 3)):
        with django_assert_num_queries(1):
            rendered = render_events(thread, events_after(thread, after, limit=limit), "cy")
        assert len(rendered) == limit
    assert thread_pulse([thread.pk]) == {thread.pk: 60}


def test_fragment_is_the_same_for_everybody(conversation):
    said = say(conversation)
    html = render_events(said.thread, events_after(said.thread, 0))[0]["html"]
    assert "csrf" not in html
    assert said.contributor.receipt_code not in html
    assert str(said.contributor.uuid) not in html


def test_nod_counts_one_person_once(conversation):
    said = say(conversation)
    dawn = ContributorFactory(site=conversation.site)
    assert services.nod(said, dawn) is True
    assert services.nod(said, dawn) is False
    said.refresh_from_db()
    assert said.nod_count == 1
    assert services.unnod(said, dawn) is True
    assert services.unnod(said, dawn) is False
    said.refresh_from_db()
    assert said.nod_count == 0


def test_nobody_nods_at_their_own_words(conversation):
    said = say(conversation)
    with pytest.raises(rules.NotYours):
        services.nod(said, said.contributor)


def test_every_vote_is_kept_and_the_last_one_counts(conversation):
    statement = propose(conversation, contributor=False)
    dawn = ContributorFactory(site=conversation.site)
    for choice in ("agree", "agree", "disagree", "pass", "agree"):
        statements.vote(statement, dawn, choice)
    statement.refresh_from_db()
    assert (statement.agree_count, statement.disagree_count, statement.pass_count) == (1, 0, 0)
    assert (statement.agree_events, statement.disagree_events, statement.pass_events) == (2, 1, 1)
    assert VoteEvent.objects.count() == 4
    assert Vote.objects.get().choice == "agree"


def test_hidden_statement_takes_no_votes(conversation):
    statement = statements.hide_statement(propose(conversation), reason="A name.")
    conversation.refresh_from_db()
    assert conversation.statement_count == 0
    with pytest.raises(rules.NotOpen):
        statements.vote(statement, ContributorFactory(site=conversation.site), "agree")
    with pytest.raises(ValueError, match="shout"):
        statements.vote(statement, ContributorFactory(site=conversation.site), "shout")


@pytest.mark.parametrize("missing", ["question", "decider_name", "answer_by"])
def test_conversation_opens_only_once_everything_is_stated(site, missing):
    empty = None if missing == "answer_by" else "  "
    conversation = make_conversation(site, opened=False, **{missing: empty})
    with pytest.raises(rules.NotReady, match=r"^Before it opens, say: "):
        launching.open_conversation(conversation)
    conversation.refresh_from_db()
    assert conversation.status == ConversationStatus.DRAFT


def test_what_is_over_closes_by_itself(site, told):
    from engagement.conversations.tasks import close_what_is_over

    over, running = make_conversation(site), make_conversation(site)
    Conversation.objects.filter(pk=over.pk).update(closes_at=timezone.now())
    close_what_is_over()
    close_what_is_over()
    over.refresh_from_db()
    running.refresh_from_db()
    assert (over.status, running.status) == (ConversationStatus.CLOSED, ConversationStatus.OPEN)
    assert told.count("ConversationClosed") == 1


def test_second_round_tells_the_first_thread(conversation):
    say(conversation)
    launching.add_round(conversation, title="Which lights first?", prompt="Which lights first?")
    first = thread_in(conversation)
    assert kinds(first) == [(1, "posted"), (2, "round")]
    event = render_events(first, events_after(first, 1))[0]
    assert (event["kind"], event["id"], event["html"]) == (EventKind.ROUND, None, None)


def test_hidden_name_goes_everywhere_and_comes_back(conversation):
    rude = ContributorFactory(site=conversation.site, display_name="Rude Name")
    said = say(conversation, contributor=rude)
    names.hide_name(rude, reason="Rude.")
    html = render_events(said.thread, events_after(said.thread, 0))[-1]["html"]
    assert "Rude Name" not in html
    assert "A neighbour" in html
    assert names.is_hidden_name(rude, "rude name ")
    names.restore_name(rude)
    assert "Rude Name" in render_events(said.thread, events_after(said.thread, 0))[-1]["html"]


def test_changed_name_waits_where_a_person_reads_everything_first(site, client):
    held = make_conversation(site, hold_posts=True)
    dawn = ContributorFactory(site=site, display_name="Dawn")
    said = say(held, contributor=dawn)
    describe_contributor(dawn, display_name="Dawn P")
    assert dawn.display_name == "Dawn P", "nothing of hers is shown yet: it is read with her words"
    services.release_contribution(said)
    target = find_target("conversations.new_name")
    for _again in range(2):  # whichever form it is given in: this is what they all call
        describe_contributor(dawn, display_name="Rude Name")
        dawn.refresh_from_db()
        assert dawn.display_name == "Dawn P"
        (id_,) = target.held(site)
    assert (target.items([id_])[id_].text, target.items([id_])[id_].state) == ("Rude Name", "held")
    target.reject(id_, reason="Rude.", by=None)
    describe_contributor(dawn, display_name="rude name")
    assert target.held(site) == [], "what was refused is not asked about again"
    describe_contributor(dawn, display_name="D Price")
    target.release(*target.held(site), by=None)
    dawn.refresh_from_db()
    assert dawn.display_name == "D Price"
    assert "D Price" in render_events(said.thread, events_after(said.thread, 0))[-1]["html"]


def test_changed_name_shows_at_once_where_nothing_is_held(conversation, other_site):
    dawn = ContributorFactory(site=conversation.site, display_name="Dawn")
    say(conversation, contributor=dawn)
    describe_contributor(dawn, display_name="Dawn P")
    assert dawn.display_name == "Dawn P"
    assert find_target("conversations.new_name").held(conversation.site) == []


def test_hidden_name_does_not_come_back_by_another_form(conversation):
    rude = ContributorFactory(site=conversation.site, display_name="Rude Name")
    names.hide_name(rude, reason="Rude.")
    describe_contributor(rude, display_name="Rude Name")
    assert rude.display_name == ""


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_any_text_is_kept_as_typed_or_refused(conversation, text):
    try:
        said = say(conversation, text)
    except rules.WordsRefused:
        return
    said.refresh_from_db()
    assert said.text == rules.clean_words(text)
    assert rules.clean_words(said.text) == said.text
    html = render_events(said.thread, events_after(said.thread, said.number - 1))[0]["html"]
    assert "<script" not in html
    assert html.count("<li") == 1


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    presses=st.lists(
        st.tuples(st.integers(0, 3), st.sampled_from(["agree", "disagree", "pass"])), max_size=25
    )
)
def test_counters_always_agree_with_the_votes(conversation, presses):
    statement = propose(conversation, contributor=False)
    people = [ContributorFactory(site=conversation.site) for _i in range(4)]
    for who, choice in presses:
        statements.vote(statement, people[who], choice)
    statement.refresh_from_db()
    for choice in ("agree", "disagree", "pass"):
        last = Vote.objects.filter(statement=statement, choice=choice).count()
        ever = VoteEvent.objects.filter(statement=statement, choice=choice).count()
        assert getattr(statement, f"{choice}_count") == last
        assert getattr(statement, f"{choice}_events") == ever


def test_event_numbers_have_no_gap_after_a_rollback(conversation):
    say(conversation, "One.")
    with contextlib.suppress(RuntimeError), transaction.atomic():
        say(conversation, "Lost.")
        raise RuntimeError
    assert say(conversation, "Two.").number == 2


def test_statement_is_one_line_of_at_most_five_hundred(conversation):
    assert propose(conversation, " Two\n lines ").text == "Two lines"
    with pytest.raises(rules.WordsRefused):
        propose(conversation, "x" * 501)
    assert Statement.objects.count() == 1
