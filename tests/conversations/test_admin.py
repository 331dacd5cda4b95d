"""Staff screens: who may, what has to be stated, and what never changes."""

import csv
import io

import openpyxl
import pytest
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.snippets.models import get_snippet_models

from civic.places.admin import registered
from civic.places.pictures import collection_of
from civic.residents.enums import Role
from civic.residents.services import grant_role
from engagement.conversations import statements
from engagement.conversations.models import Contribution, Conversation, Round, Statement, Thread, ThreadEvent
from tests.factories.conversations import READY, make_conversation, propose, say, thread_in
from tests.factories.residents import ContributorFactory, UserFactory


def address(model, view, *args):
    get_snippet_models()
    return reverse(registered[model].get_url_name(view), args=args)


@pytest.fixture
def facilitator(client, site):
    user = UserFactory()
    grant_role(user, site, Role.FACILITATOR)
    client.force_login(user)
    return client


def filled(**more):
    return {
        "question": "What about the hall?",
        "intro": "",
        **READY,
        "answer_by": "2030-03-04",
        "opens_at": "2026-01-01 10:00",
        "closes_at": "",
        "status": "draft",
        "offline_ways": "",
        "weight": "chat",
        **no_options(),
        **more,
    }


def no_options():
    return {
        f"options-{name}_FORMS": count
        for name, count in (("TOTAL", 0), ("INITIAL", 0), ("MIN_NUM", 0), ("MAX_NUM", 1000))
    }


def formal(site, **more):
    """Everything a formal conversation states, as a browser sends it."""
    document = Document.objects.create(
        title="Equality assessment", collection=collection_of(site), file="ea.pdf"
    )
    return filled(
        status="open",
        weight="formal",
        closes_at="2031-01-01 10:00",
        length_reason="Six weeks: the school holidays lie in it.",
        equality_assessment=document.pk,
        **{
            "options-TOTAL_FORMS": 2,
            "options-0-title": "Keep the hall",
            "options-0-words": "As it is.",
            "options-1-title": "Sell the hall",
            "options-1-ruled_out": "on",
            "options-1-why_ruled_out": "The deed forbids it.",
        },
        **more,
    )


def test_facilitator_makes_and_opens_a_conversation(facilitator, site):
    response = facilitator.post(address(Conversation, "add"), filled(status="open"))
    assert response.status_code == 302, response.context["form"].errors
    made = Conversation.objects.get()
    assert (made.site, made.status, made.threads.count()) == (site, "open", 1)


@pytest.mark.parametrize(
    ("weight", "missing"),
    [("chat", "decider_name"), ("chat", "answer_by")]
    + [
        ("formal", name)
        for name in (
            "promise", "decider_name", "can_change", "cannot_change", "answer_by", "closes_at",
            "length_reason", "equality_assessment",
        )
    ],
)  # fmt: skip
def test_it_cannot_be_opened_before_everything_is_stated(facilitator, site, weight, missing):
    given = filled(status="open") if weight == "chat" else formal(site)
    response = facilitator.post(address(Conversation, "add"), given | {missing: ""})
    assert response.status_code == 200
    assert "Before it opens, say:" in str(response.context["form"].errors["status"])
    assert not Conversation.objects.exists()


def test_what_people_have_seen_is_never_a_draft_again(facilitator, conversation):
    response = facilitator.post(address(Conversation, "edit", conversation.pk), filled(status="draft"))
    assert "cannot become a draft" in str(response.context["form"].errors["status"])


def test_it_closes_after_it_opens(facilitator):
    response = facilitator.post(address(Conversation, "add"), filled(closes_at="2025-01-01 10:00"))
    assert response.status_code == 200
    assert "It has to close after it opens." in str(response.context["form"].errors)


@pytest.mark.parametrize("role", [Role.LIBRARIAN, Role.BOARD_MEMBER, Role.MODERATOR])
def test_other_roles_may_not_run_conversations(client, site, conversation, role):
    user = UserFactory()
    grant_role(user, site, role)
    client.force_login(user)
    for model, row in ((Conversation, conversation), (Thread, thread_in(conversation))):
        assert client.get(address(model, "list")).status_code in (302, 403)
        assert client.post(address(model, "edit", row.pk), {}).status_code in (302, 403, 404)


def test_facilitator_of_another_place_sees_and_touches_nothing(client, site, other_site, conversation):
    user = UserFactory()
    grant_role(user, other_site, Role.FACILITATOR)
    client.force_login(user)
    rows = (conversation, thread_in(conversation), propose(conversation))
    for row in rows:
        assert str(row) not in client.get(address(type(row), "list")).content.decode()
        assert client.get(address(type(row), "edit", row.pk)).status_code == 404
    response = client.post(address(Statement, "add"), {"conversation": conversation.pk, "text": "Leaked."})
    assert response.status_code == 200
    assert not Statement.objects.filter(text="Leaked.").exists()


def test_seed_statement_is_counted_and_nobodys(facilitator, conversation):
    response = facilitator.post(
        address(Statement, "add"), {"conversation": conversation.pk, "text": " Keep the  clock. "}
    )
    assert response.status_code == 302
    made = Statement.objects.get()
    conversation.refresh_from_db()
    assert (made.text, made.contributor, conversation.statement_count) == ("Keep the clock.", None, 1)


def test_words_people_voted_on_never_change(facilitator, site, conversation):
    statement = propose(conversation, "Keep the clock.", contributor=False)
    statements.vote(statement, ContributorFactory(site=site), "agree")
    response = facilitator.post(
        address(Statement, "edit", statement.pk),
        {"conversation": conversation.pk, "text": "Sell the clock."},
    )
    assert "People have voted on these words." in str(response.context["form"].errors["text"])
    statement.refresh_from_db()
    assert statement.text == "Keep the clock."


def test_round_brings_its_own_thread(facilitator, conversation):
    say(conversation)
    response = facilitator.post(
        address(Round, "add"),
        {
            "conversation": conversation.pk,
            "title": "Which first?",
            "mode": "thread",
            "opens_at": "",
            "closes_at": "",
        },
    )
    assert response.status_code == 302
    assert conversation.threads.get(round__number=1).title == "Which first?"
    assert ThreadEvent.objects.filter(thread=thread_in(conversation), kind="round").count() == 1


def test_new_prompt_reaches_everybody(facilitator, conversation):
    thread = thread_in(conversation)
    response = facilitator.post(
        address(Thread, "edit", thread.pk),
        {"conversation": conversation.pk, "round": "", "title": "And in winter?", "position": "0"},
    )
    assert response.status_code == 302
    assert list(ThreadEvent.objects.values_list("kind", flat=True)) == ["prompt"]


def test_page_takes_no_other_places_conversation(index, other_site):
    from django.core.exceptions import ValidationError

    from engagement.conversations.pages import place_conversation

    with pytest.raises(ValidationError, match="belongs to another place"):
        place_conversation(make_conversation(other_site), index)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_everything_said_goes_out_as_a_spreadsheet(facilitator, site, other_site, conversation, form):
    who = ContributorFactory(site=site, email="dawn@pellbridge.example")
    first = say(conversation, "=A hall, “warm”.", contributor=who)
    say(conversation, "With tea.", parent=first)
    say(make_conversation(other_site), "Elsewhere.")
    propose(conversation, "Open late.", contributor=False)
    said = rows_of(facilitator.get(address(Contribution, "list"), {"export": form}), form)
    head, *lines = said
    text, number = head.index("Words"), head.index("Number")
    assert sorted((line[text], str(line[number])) for line in lines) == [
        ("=A hall, “warm”.", "1"), ("With tea.", "2"),
    ]  # fmt: skip
    assert "dawn@" not in str(said)
    voted = rows_of(facilitator.get(address(Statement, "list"), {"export": form}), form)
    assert [line[voted[0].index("Statement")] for line in voted[1:]] == ["Open late."]


def rows_of(response, form):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if form == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]
