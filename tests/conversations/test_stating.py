"""What is stated before a launch, frozen at it, and changed with a reason after."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from wagtail.documents.models import Document

from civic.places.pictures import collection_of
from engagement.conversations import launching, rules, stating
from engagement.conversations.models import Conversation, Option, StatedVersion
from tests.conversations.test_admin import address, facilitator, formal, no_options  # noqa: F401 - a fixture
from tests.factories.conversations import make_conversation
from tests.factories.residents import UserFactory


@pytest.fixture
def whole(site):
    """A formal draft everything is stated about."""
    document = Document.objects.create(title="Equality", collection=collection_of(site), file="ea.pdf")
    conversation = make_conversation(
        site, opened=False, weight="formal", length_reason="Four weeks.", equality_assessment=document
    )
    Option.objects.create(conversation=conversation, title="Keep it", words="As it\nis.")
    Option.objects.create(
        conversation=conversation, title="Sell it", ruled_out=True, why_ruled_out="The deed forbids it."
    )
    return conversation


def test_formal_opens_once_everything_is_stated(whole):
    assert rules.missing_before_opening(whole) == []
    assert launching.open_conversation(whole).takes_words


def test_formal_says_all_that_is_missing_in_one_go(site):
    bare = launching.create_conversation(site, question="Sell the hall?", weight="formal")
    with pytest.raises(rules.NotReady) as refused:
        launching.open_conversation(bare)
    assert refused.value.message == (
        "Before it opens, say: who decides, or who is listening; by when people get an answer; the promise: "
        "what will be done with what people say; what can change; what cannot change; the options, also "
        "those already ruled out and why; when it closes; why it is open that long; the equality assessment."
    )


def test_a_chat_needs_who_listens_and_by_when(site):
    chat = launching.create_conversation(site, question="How is the market?")
    assert rules.missing_before_opening(chat) == [
        "who decides, or who is listening", "by when people get an answer",
    ]  # fmt: skip


def test_an_option_is_ruled_out_for_a_reason(whole):
    with pytest.raises(ValidationError, match="Say why it is ruled out"):
        Option(conversation=whole, title="Burn it", ruled_out=True).clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        Option.objects.create(conversation=whole, title="Burn it", ruled_out=True)


def test_what_was_stated_is_frozen_at_launch(whole):
    launching.open_conversation(whole)
    first = StatedVersion.objects.get()
    said = dict(first.stated)
    assert said["options"] == "Keep it: As it is."
    assert said["ruled_out"] == "Sell it: The deed forbids it."
    assert said["decider"] == "Pellbridge Neighbourhoods Board"
    assert said["length_reason"] == "Four weeks."
    assert said["equality"].startswith("Equality (")
    launching.open_conversation(Conversation.objects.get(pk=whole.pk))
    assert StatedVersion.objects.count() == 1


def test_a_change_needs_a_reason_and_is_shown_as_a_change(whole, client, site):
    launching.open_conversation(whole)
    changed = Conversation.objects.get(pk=whole.pk)
    changed.can_change = "Only the colour of the door."
    changed.save()
    with pytest.raises(ValueError, match="without a reason"):
        stating.keep_stated(changed)
    officer = UserFactory()
    stating.keep_stated(changed, why="The grant was refused.", by=officer)
    assert stating.keep_stated(changed, why="Again.") is None
    (restated,) = stating.restated(changed)
    assert (restated.why, [(str(c.name), c.before, c.now) for c in restated.changes]) == (
        "The grant was refused.",
        [("What can change", "Everything but the roof.", "Only the colour of the door.")],
    )
    page = client.get(reverse("conversations:launched", args=[whole.uuid])).content.decode()
    for words in ("The grant was refused.", "Everything but the roof.", "Only the colour of the door."):
        assert words in page
    assert str(officer) not in page
    beside = client.get(
        reverse("conversations:conversation", args=[whole.uuid]), follow=True
    ).content.decode()
    assert "What is stated here changed once since it opened" in beside


def test_the_page_shows_options_and_those_ruled_out(whole, client):
    launching.open_conversation(whole)
    page = client.get(reverse("conversations:conversation", args=[whole.uuid]), follow=True).content.decode()
    for words in (
        "Keep it",
        "1 option was ruled out already",
        "The deed forbids it.",
        "Four weeks.",
        "Equality",
    ):
        assert words in page
    assert "As stated at the start, unchanged" in page


def test_a_level_speaks_where_no_promise_is_written(site, client):
    chat = make_conversation(site, promise="", promise_level="consult", can_change="", cannot_change="")
    page = client.get(reverse("conversations:conversation", args=[chat.uuid]), follow=True).content.decode()
    assert "We listen, and tell you what difference it made" in page
    assert "Who is listening" in page


def test_nothing_of_a_draft_or_of_another_place_is_shown(whole, other_site, client):
    other = make_conversation(other_site)
    for conversation in (whole, other):
        assert client.get(reverse("conversations:launched", args=[conversation.uuid])).status_code == 404


def test_form_makes_a_formal_conversation_and_asks_why_it_changes(facilitator, site):  # noqa: F811 - the fixture
    response = facilitator.post(address(Conversation, "add"), formal(site))
    assert response.status_code == 302, response.context["form"].errors
    made = Conversation.objects.get()
    assert [option.title for option in made.options.order_by("pk")] == ["Keep the hall", "Sell the hall"]
    assert dict(made.stated_versions.get().stated)["ruled_out"] == "Sell the hall: The deed forbids it."

    edit = address(Conversation, "edit", made.pk)
    first, second = made.options.order_by("pk")
    sent = formal(site, can_change="Nothing.") | {
        "options-INITIAL_FORMS": 2, "options-0-id": first.pk, "options-1-id": second.pk,
        "equality_assessment": made.equality_assessment_id,
    }  # fmt: skip
    asked = facilitator.post(edit, sent)
    assert asked.context["form"].errors["why_changed"] == [
        "People have read what you stated. Say why it changes."
    ]
    assert facilitator.post(edit, sent | {"why_changed": "The board decided so."}).status_code == 302
    assert made.stated_versions.get(number=2).why == "The board decided so."


def test_form_refuses_formal_without_options(facilitator, site):  # noqa: F811 - the fixture
    response = facilitator.post(address(Conversation, "add"), formal(site) | no_options())
    assert "the options, also those already ruled out and why" in str(
        response.context["form"].errors["status"]
    )
    assert not Conversation.objects.exists()


def test_form_takes_no_other_places_document(facilitator, site, other_site):  # noqa: F811 - the fixture
    theirs = Document.objects.create(title="Theirs", collection=collection_of(other_site), file="x.pdf")
    response = facilitator.post(
        address(Conversation, "add"), formal(site) | {"equality_assessment": theirs.pk}
    )
    assert "equality_assessment" in response.context["form"].errors
