"""Questions to the panel: wanted by many, answered by a named member or set aside, each told once."""

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from civic.moderation.targets import find_target
from civic.notify.models import Message
from civic.residents.enums import Role
from civic.residents.services import grant_role
from civic.tasks.services import drain
from engagement.conversations import launching, merging, rules, services
from engagement.conversations.enums import PanelState
from engagement.conversations.models import Contribution, PanelMember, PanelReply
from engagement.conversations.offline import desk_threads
from engagement.conversations.panel.services import KIND, reply_for_panel
from engagement.conversations.selectors import events_after, render_events
from engagement.conversations.sources import ConversationVoice
from engagement.conversations.threads import most_wanted
from tests.conversations.test_admin import address, rows_of
from tests.factories.conversations import ask_panel, make_conversation, panel_of, say
from tests.factories.residents import ContributorFactory, UserFactory


@pytest.fixture
def panel(conversation):
    """The thread of a round with a panel of two, and the first member."""
    thread, members = panel_of(conversation, "Ada Webb", "Bo Lane")
    thread.member, thread.other = members
    return thread


@pytest.fixture
def keeper(site):
    user = UserFactory()
    grant_role(user, site, Role.FACILITATOR)
    return user


@pytest.fixture
def facilitator(client, keeper):
    client.force_login(keeper)
    return client


def whole(response):
    return response.content.decode()


def want(question, times):
    for _n in range(times):
        services.nod(question, ContributorFactory(site=question.site))


def test_only_what_stands_at_the_top_of_a_panel_is_a_question_to_it(conversation, panel):
    question = ask_panel(panel)
    reply = services.post_contribution(
        panel, ContributorFactory(site=panel.site), "I wonder too.", client_key="r", parent=question
    )
    elsewhere = say(conversation)
    assert [one.panel_state for one in (question, reply, elsewhere)] == ["open", "", ""]
    assert panel in desk_threads(panel.site), "a librarian writes questions down like any words"


def test_the_most_wanted_comes_first_unanswered_before_answered_before_set_aside(panel, keeper):
    asked = [ask_panel(panel, f"Question {n}?") for n in range(6)]
    for question, times in zip(asked, (1, 3, 0, 5, 4, 3), strict=True):
        want(question, times)
    reply_for_panel(asked[3], PanelState.SET_ASIDE, words="Not ours to decide.", by=keeper)
    reply_for_panel(asked[4], PanelState.ON_STAGE, member=panel.member, by=keeper)
    reply_for_panel(asked[1], PanelState.TAKEN_UP, by=keeper)
    said = most_wanted(panel).said
    assert [asked.index(one.contribution) for one in said] == [1, 5, 0, 2, 4, 3]


def test_wanted_questions_come_a_page_at_a_time(panel):
    asked = [ask_panel(panel, f"Question {n}?") for n in range(35)]
    first = most_wanted(panel)
    assert first.past is not None
    score, number = map(int, first.past.split("-"))
    rest = most_wanted(panel, (score, number))
    found = [one.contribution for one in (*first.said, *rest.said)]
    assert found == asked
    assert rest.past is None


def test_a_panels_page_shows_who_sits_on_it_and_the_most_wanted_first(client, page, panel):
    less, more = ask_panel(panel, "Less wanted?"), ask_panel(panel, "More wanted?")
    want(more, 2)
    body = whole(client.get(page.url))
    assert "Ada Webb" in body
    assert "councillor" in body
    assert body.index("More wanted?") < body.index("Less wanted?")
    assert "I want to know this too" in body
    assert "Ask it" in body
    assert "Answer for the panel" not in body
    in_order = whole(client.get(f"{page.url}?sort=order"))
    assert in_order.index("Less wanted?") < in_order.index("More wanted?")
    assert client.get(f"{page.url}?sort=wanted&past=99999999-1").status_code == 200
    assert client.get(f"{page.url}?sort=wanted%00&past=x%00").status_code == 200
    assert less.panel_state == PanelState.OPEN


def test_an_answer_stands_under_its_question_with_who_gave_it(facilitator, page, panel):
    question = ask_panel(panel, "When does it open?")
    here = reverse("conversations:panel_reply", args=[question.uuid])
    assert here in whole(facilitator.get(page.url))
    assert "Ada Webb, councillor" in whole(facilitator.get(here))
    given = {"outcome": "written", "member": panel.member.pk, "words": "In <spring>."}
    assert facilitator.post(here, given).status_code == 302
    body = whole(facilitator.get(page.url))
    assert "Answered in writing" in body
    assert "In &lt;spring&gt;." in body
    assert "Ada Webb, councillor" in body
    event = render_events(panel, events_after(panel, 1))[0]
    assert "In &lt;spring&gt;." in event["html"]
    question.refresh_from_db()
    services.hide_contribution(question, reason="Rude.")
    assert "spring" not in whole(facilitator.get(page.url))
    assert "spring" not in render_events(panel, events_after(panel, 1))[0]["html"]
    assert facilitator.get(here).status_code == 404


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "outcome"),
        ({"outcome": "open"}, "outcome"),
        ({"outcome": "\x00"}, "outcome"),
        ({"outcome": "written", "words": "Yes."}, "member"),
        ({"outcome": "on_stage", "member": "999999"}, "member"),
        ({"outcome": "set_aside", "words": " "}, "words"),
        ({"outcome": "set_aside", "words": "x" * 5001}, "words"),
    ],
)
def test_a_reply_that_says_too_little_is_refused_and_kept(facilitator, panel, given, field):
    question = ask_panel(panel)
    response = facilitator.post(reverse("conversations:panel_reply", args=[question.uuid]), given)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert given.get("words", "") in whole(response)
    assert not PanelReply.objects.exists()


def test_who_asked_and_who_wants_to_know_hears_of_the_answer_exactly_once(site, panel, keeper):
    dawn, pat, lee = (
        ContributorFactory(site=site, email=f"{name}@pellbridge.example", email_confirmed_at=timezone.now())
        for name in ("dawn", "pat", "lee")
    )
    question = ask_panel(panel, "When does it open?", contributor=dawn)
    same = ask_panel(panel, "When will the doors open?", contributor=lee)
    services.nod(question, pat)
    services.nod(question, lee)
    merging.put_together(question, [same], by=keeper)
    drain()
    Message.objects.all().delete()
    mail.outbox.clear()
    reply_for_panel(question, PanelState.TAKEN_UP, by=keeper)
    drain()
    assert not Message.objects.filter(kind=KIND).exists()
    for words in ("In spring.", "In spring.", "In late spring."):
        reply_for_panel(question, PanelState.WRITTEN, member=panel.member, words=words, by=keeper)
        drain()
    reply_for_panel(question, PanelState.ON_STAGE, member=panel.other, words="In May.", by=keeper)
    drain()
    told = Message.objects.filter(kind=KIND)
    assert sorted(one.contributor_id for one in told) == sorted([dawn.pk, pat.pk, lee.pk])
    bodies = {letter.to[0]: letter.body for letter in mail.outbox}
    assert "You asked the panel:" in bodies["dawn@pellbridge.example"]
    assert "You wanted to know this too:" in bodies["pat@pellbridge.example"]
    assert "Ada Webb, councillor, answered it." in bodies["dawn@pellbridge.example"]
    assert len(mail.outbox) == 3


def test_a_reason_is_told_and_the_answer_after_it_too(site, panel, keeper):
    dawn = ContributorFactory(site=site)
    question = ask_panel(panel, contributor=dawn)
    reply_for_panel(question, PanelState.SET_ASIDE, words="Not ours to decide.", by=keeper)
    drain()
    reply_for_panel(question, PanelState.ON_STAGE, member=panel.member, by=keeper)
    drain()
    assert Message.objects.filter(kind=KIND, contributor=dawn).count() == 2
    (item,) = ConversationVoice().voice(dawn)
    assert item.details == ("Answered on stage: Ada Webb, councillor",)


@pytest.mark.parametrize("role", [None, Role.MODERATOR, Role.LIBRARIAN, "elsewhere"])
def test_only_who_runs_conversations_here_answers_for_the_panel(client, site, other_site, panel, role):
    user = UserFactory()
    if role == "elsewhere":
        grant_role(user, other_site, Role.FACILITATOR)
    elif role:
        grant_role(user, site, role)
    client.force_login(user)
    question = ask_panel(panel)
    here = reverse("conversations:panel_reply", args=[question.uuid])
    given = {"outcome": "set_aside", "words": "No."}
    assert (client.get(here).status_code, client.post(here, given).status_code) == (404, 404)
    with pytest.raises(rules.NotYours):
        reply_for_panel(question, PanelState.SET_ASIDE, words="No.", by=user)
    assert not PanelReply.objects.exists()


def test_another_panels_member_cannot_answer_and_rows_say_what_they_must(site, panel, keeper):
    question = ask_panel(panel)
    _thread, (stranger,) = panel_of(make_conversation(site), "Cy Moss")
    with pytest.raises(rules.NotReady):
        reply_for_panel(question, PanelState.ON_STAGE, member=stranger, by=keeper)
    for wrong in ({"outcome": "written", "words": "Yes."}, {"outcome": "set_aside"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PanelReply.objects.create(contribution=question, **wrong)


def test_members_sit_in_rounds_with_a_panel_of_this_place(facilitator, conversation, panel, other_site):
    words = conversation.rounds.create(site=conversation.site, number=9, title="Words")
    theirs, _members = panel_of(make_conversation(other_site))
    given = {"name": "Cy Moss", "role": "officer", "position": "0"}
    for stage in (words, theirs.round):
        response = facilitator.post(address(PanelMember, "add"), {**given, "round": stage.pk})
        assert "round" in response.context["form"].errors
    response = facilitator.post(address(PanelMember, "add"), {**given, "round": panel.round_id})
    assert response.status_code == 302
    assert PanelMember.objects.filter(name="Cy Moss", site=conversation.site).exists()


def test_held_questions_show_after_they_are_read_and_go_out_with_their_answer(
    client, site, conversation, page, keeper
):
    conversation.hold_posts = True
    conversation.save()
    thread, (member,) = panel_of(conversation)
    question = ask_panel(thread, "Held?")
    assert "Held?" not in whole(client.get(page.url))
    with pytest.raises(rules.NotOpen):
        reply_for_panel(question, PanelState.TAKEN_UP, by=keeper)
    find_target("conversations.contribution").release(str(question.uuid), by=None)
    reply_for_panel(question, PanelState.WRITTEN, member=member, words="=Yes.", by=keeper)
    client.force_login(keeper)
    head, line = rows_of(client.get(address(Contribution, "list"), {"export": "csv"}), "csv")
    row = dict(zip(head, line, strict=True))
    assert row["What the panel said"] == "Ada Webb, councillor: =Yes."
    services.erase_contribution(question)
    assert "=Yes." not in whole(client.get(page.url))


def test_a_panels_page_costs_the_same_for_many(client, page, panel, keeper):
    def cost():
        client.get(page.url)
        with CaptureQueriesContext(connection) as queries:
            client.get(page.url)
        return len(queries)

    def fill(count):
        for n in range(count):
            question = ask_panel(panel, f"Question {n}?")
            want(question, 1)
            if n % 2:
                reply_for_panel(question, PanelState.ON_STAGE, member=panel.member, by=keeper)

    empty = cost()
    fill(3)
    few = cost()
    fill(30)
    assert cost() <= few + 1
    assert few <= empty + 8


def test_a_closed_round_takes_no_question_but_its_answers_come_after(client, page, panel, keeper):
    question = ask_panel(panel)
    launching.close_conversation(panel.conversation)
    with pytest.raises(rules.NotOpen):
        ask_panel(panel)
    reply_for_panel(question, PanelState.WRITTEN, member=panel.member, words="In May.", by=keeper)
    assert "In May." in whole(client.get(page.url))
