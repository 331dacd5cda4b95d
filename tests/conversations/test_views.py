"""The journey by plain forms, with no script at all."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from civic.record.services import publish_answer, record_insight
from civic.residents.models import Contributor
from civic.residents.services import GUEST_COOKIE
from engagement.conversations import launching, services
from engagement.conversations.enums import SaidHow, State
from engagement.conversations.models import Contribution, Conversation, Statement
from tests.factories.conversations import make_conversation, propose, say, thread_in
from tests.factories.residents import ContributorFactory


def post_words(client, conversation, text="A library of things.", **more):
    thread = thread_in(conversation)
    data = {"text": text, "client_key": uuid.uuid4().hex, **more}
    return client.post(reverse("conversations:say", args=[thread.uuid]), data)


def whole(response):
    return response.content.decode()


def test_page_says_what_was_promised(client, page):
    body = whole(client.get(page.url))
    for words in (
        "What should the old ticket hall be for?",
        "Every idea is read.",
        "Pellbridge Neighbourhoods Board",
        "Everything but the roof.",
        "The roof stays: it is listed.",
        "You get an answer by",
        "<b>0</b> people have taken part.",
        "Nobody has said anything yet. Be the first.",
    ):
        assert words in body


def test_words_of_a_guest_are_in_at_once_with_a_receipt(client, page, conversation):
    response = post_words(client, conversation, "It shuts at five.\nI finish at half past.", name="Dawn")
    said = Contribution.objects.get()
    assert response.status_code == 302
    assert response["Location"] == f"{page.url}?done=said#c-{said.uuid}"
    assert GUEST_COOKIE in response.cookies
    body = whole(client.get(response["Location"]))
    assert f'id="c-{said.uuid}"' in body
    assert "It shuts at five.<br>I finish at half past." in body
    assert "<b>1</b> person has taken part." in body
    assert said.contributor.receipt in body
    assert "Your email, if you want the answer" in body


def test_receipt_is_not_shown_to_anybody_else(client, page, conversation):
    said = say(conversation)
    assert said.contributor.receipt not in whole(client.get(page.url))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Write something first."),
        (" \n\t ", "Write something first."),
        ("\u200b\u3164\u2800", "Write something first."),
        ("x" * 5001, "1 character too long"),
    ],
)
def test_bad_words_are_refused_beside_the_field_and_kept(client, page, conversation, text, why):
    response = post_words(client, conversation, text, name="Dawn")
    assert response.status_code == 422
    body = whole(response)
    assert why in body
    assert 'id="id_text_error"' in body
    assert text in body
    assert 'value="Dawn"' in body
    assert not Contribution.objects.exists()
    assert not Contributor.objects.exists()


def test_what_nobody_can_see_is_never_what_is_wrong(client, page, conversation):
    long_key = "k" * 80
    for _press in range(2):
        assert post_words(client, conversation, "Kept.", client_key=long_key).status_code == 302
    post_words(client, conversation, "With a NUL\x00.", name="Da\x00wn", client_key="n\x00")
    assert list(Contribution.objects.order_by("pk").values_list("text", flat=True)) == [
        "Kept.",
        "With a NUL.",
    ]
    assert Contributor.objects.get().display_name == "Dawn"


def test_name_too_long_is_said_in_plain_words(client, page, conversation):
    response = post_words(client, conversation, "Kept.", name="n" * 81)
    assert response.status_code == 422
    assert "That is too long: 80 characters fit here." in whole(response)
    assert "Kept.</textarea>" in whole(response)


def test_five_thousand_characters_fit(client, page, conversation):
    assert post_words(client, conversation, "y" * 5000).status_code == 302


def test_fifty_thousand_characters_are_kept_on_the_page(client, page, conversation):
    response = post_words(client, conversation, "ab " * 17_000)
    assert response.status_code == 422
    assert "ab " * 16_999 in whole(response)


def test_closed_conversation_keeps_the_words_to_copy(client, page, conversation):
    launching.close_conversation(conversation)
    response = post_words(client, conversation, "Too late but dear to me.")
    assert response.status_code == 409
    body = whole(response)
    assert "This conversation is closed. Your words are kept here for you to copy." in body
    assert "Too late but dear to me." in body
    assert not Contribution.objects.exists()


def test_resend_after_closing_leads_to_what_was_said(client, page, conversation):
    post_words(client, conversation, "Once.", client_key="k1")
    launching.close_conversation(conversation)
    response = post_words(client, conversation, "Once.", client_key="k1")
    assert response.status_code == 302
    assert Contribution.objects.count() == 1


def test_repeated_submit_is_the_same_contribution(client, page, conversation):
    for _i in range(3):
        assert post_words(client, conversation, "Once.", client_key="k1").status_code == 302
    assert Contribution.objects.count() == 1
    assert Conversation.objects.get().people_count == 1


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("أريد مكتبة", "أريد مكتبة"),
        ("👩🏽‍🦽 step-free 🎉", "👩🏽‍🦽 step-free 🎉"),
        ("see https://pell.example/a?b=1&c=2", "see https://pell.example/a?b=1&amp;c=2"),
    ],
)
def test_whatever_people_type_is_shown_as_typed(client, page, conversation, text, shown):
    post_words(client, conversation, text)
    body = whole(client.get(page.url))
    assert f'<div class="contribution__words" dir="auto"><p>{shown}</p></div>' in body


def test_held_words_are_seen_by_their_author_alone(client, index, site):
    conversation = make_conversation(site, hold_posts=True)
    response = post_words(client, conversation, "Please read me.")
    assert response["Location"].endswith("?done=held#mine")
    mine = whole(client.get(response["Location"]))
    assert "Thank you. A person reads it first." in mine
    assert "Please read me." in mine
    client.cookies.clear()
    stranger = whole(client.get(reverse("conversations:conversation", args=[conversation.uuid])))
    assert "Please read me." not in stranger
    said = Contribution.objects.get()
    assert client.get(reverse("conversations:contribution", args=[said.uuid])).status_code == 404


def test_changed_words_that_wait_again_lead_to_where_their_author_sees_them(client, index, site):
    conversation = make_conversation(site, hold_posts=True)
    post_words(client, conversation, "Please read me.")
    said = Contribution.objects.get()
    services.release_contribution(said)
    response = client.post(reverse("conversations:mine", args=[said.uuid]), {"text": "Read me again."})
    assert response["Location"].endswith("done=held#mine")
    assert 'id="mine"' in whole(client.get(response["Location"]))


@pytest.mark.parametrize("decided", ["", "reject"])
def test_what_was_replied_to_words_that_wait_again_stays(client, index, site, decided):
    conversation = make_conversation(site, hold_posts=True)
    said = services.release_contribution(say(conversation, "Kind words."))
    answer = services.release_contribution(say(conversation, "I reply to that.", parent=said))
    services.edit_contribution(said, said.contributor, "Vile words.")
    if decided:
        services.reject_contribution(said, reason="It was unkind")
    address = reverse("conversations:conversation", args=[conversation.uuid])
    for page in (address, f"/said/{said.uuid}/", f"/said/{answer.uuid}/", f"{address}?reply={said.uuid}"):
        shown = whole(client.get(page))
        assert "I reply to that." in shown, page
        assert "Kind words." not in shown, page
        assert "Vile words." not in shown, page
    shown = whole(client.get(address))
    assert "These words were changed." in shown
    assert "<b>2</b> things said." in shown
    services.edit_contribution(answer, answer.contributor, "I reply again.")
    assert "earlier repl" not in whole(client.get(address))


def test_other_words_on_a_page_gone_back_to_are_said_too(client, page, conversation):
    form = {"client_key": "k" * 32}
    for words in ("First.", "First.", "And another thing.", "And another thing."):
        assert post_words(client, conversation, words, **form).status_code == 302
    assert list(Contribution.objects.order_by("pk").values_list("text", flat=True)) == [
        "First.",
        "And another thing.",
    ]
    Conversation.objects.update(status="closed")
    assert post_words(client, conversation, "First.", **form).status_code == 302
    late = post_words(client, conversation, "Too late.", **form)
    assert late.status_code == 409
    assert "Too late." in whole(late)


def test_another_statement_on_a_page_gone_back_to_is_added_too(client, page, conversation):
    address = reverse("conversations:propose", args=[conversation.uuid])
    for words in ("Keep the clock.", "Keep the clock.", "Keep the roof."):
        assert client.post(address, {"text": words, "client_key": "k" * 32}).status_code == 302
    assert set(Statement.objects.values_list("text", flat=True)) == {"Keep the clock.", "Keep the roof."}


def test_throttled_words_are_kept(client, page, conversation, monkeypatch):
    monkeypatch.setattr("engagement.conversations.views.SAY_LIMIT", 1)
    post_words(client, conversation, "First.")
    response = post_words(client, conversation, "Second and kept.")
    assert response.status_code == 429
    assert "Second and kept." in whole(response)
    assert Contribution.objects.count() == 1


def test_reply_goes_under_what_it_answers(client, page, conversation):
    parent = say(conversation, "Open it.")
    body = whole(client.get(f"{page.url}?reply={parent.uuid}"))
    assert "Replying to" in body
    response = post_words(client, conversation, "Yes, Tuesdays.", parent=str(parent.uuid))
    reply = Contribution.objects.get(text="Yes, Tuesdays.")
    assert reply.parent == parent
    assert response["Location"] == f"{page.url}?done=said&at={reply.number}#c-{reply.uuid}"
    body = whole(client.get(response["Location"]))
    replies = body[body.index(f'id="r-{parent.uuid}"') :]
    assert f'id="c-{reply.uuid}"' in replies[: replies.index("</ol>")]


def test_not_a_reply_after_all_keeps_the_words_and_says_nothing_yet(client, page, conversation):
    parent = say(conversation, "Later on Tuesdays.")
    address = reverse("conversations:say", args=[thread_in(conversation).uuid])
    sent = {"text": "Yes, Tuesdays.", "name": "Dawn", "parent": str(parent.uuid), "client_key": "k" * 20}
    response = client.post(address, {**sent, "on_its_own": "1"})
    body = whole(response)
    assert response.status_code == 200
    assert "Yes, Tuesdays.</textarea>" in body
    assert 'value="Dawn"' in body
    assert "Replying to" not in body
    assert list(Contribution.objects.values_list("text", flat=True)) == ["Later on Tuesdays."]
    nothing = client.post(address, {**sent, "text": " ", "on_its_own": "1"})
    assert nothing["Location"] == f"{page.url}#say"


def test_reply_to_something_hidden_keeps_the_words(client, page, conversation):
    parent = say(conversation)
    services.hide_contribution(parent, reason="A name of a child.")
    for nothing in (str(parent.uuid), str(uuid.uuid4()), "nonsense"):
        response = post_words(client, conversation, "My answer.", parent=nothing)
        assert response.status_code == 409
        body = whole(response)
        assert "My answer.</textarea>" in body
        assert "press again to say them on their own" in body
        assert 'name="parent" id' in body, "so that the next press is no reply"
    assert post_words(client, conversation, "My answer.", parent="").status_code == 302
    assert Contribution.objects.get(text="My answer.").parent is None


def answer_about(conversation, headline):
    said = say(conversation)
    insight = record_insight(
        conversation.site, subject_key=conversation.key, title="It shuts early", evidence=[said.key]
    )
    return publish_answer(
        conversation.site,
        insights=[insight],
        owner_key="test.board:1",
        owner_name="Pellbridge Neighbourhoods Board",
        outcome="partly",
        headline=headline,
        because="It costs less.",
    )


def nod_button(client, page, said):
    """Return what the button under something said would send."""
    body = whole(client.get(page.url))
    found = re.search(
        rf"said/{said.uuid}/agree/\" name=\"(\w+)\" value=\"(\w+)\" aria-pressed=\"(\w+)\"", body
    )
    return {found[1]: found[2]}, found[3]


def test_agreeing_twice_is_agreeing_once_and_is_taken_back_by_saying_so(client, page, conversation):
    said = say(conversation)
    address = reverse("conversations:nod", args=[said.uuid])
    sent, pressed = nod_button(client, page, said)
    assert pressed == "false"
    for _press in range(2):  # a double press sends the same form twice
        assert client.post(address, sent)["Location"] == f"{page.url}#c-{said.uuid}"
        said.refresh_from_db()
        assert said.nod_count == 1
    sent, pressed = nod_button(client, page, said)
    assert pressed == "true"
    for _press in range(2):
        client.post(address, sent)
        said.refresh_from_db()
        assert said.nod_count == 0


def test_closed_conversation_offers_no_button_that_would_be_refused(client, page, conversation):
    said = say(conversation)
    services.nod(said, ContributorFactory(site=conversation.site))
    launching.close_conversation(conversation)
    body = whole(client.get(page.url))
    assert "agree/" not in body
    assert "?reply=" not in body
    assert "<span data-live-nods>1</span> agree" in body


def test_own_words_are_known_as_own_however_many(client, page, conversation):
    for n in range(12):
        post_words(client, conversation, f"Mine {n}.")
    assert "agree/" not in whole(client.get(page.url))


def test_own_words_can_be_changed_taken_back_and_put_back(client, page, conversation):
    post_words(client, conversation, "Opne it.")
    said = Contribution.objects.get()
    address = reverse("conversations:mine", args=[said.uuid])
    assert "Opne it." in whole(client.get(address))
    client.post(address, {"do": "change", "text": "Open it."})
    body = whole(client.get(page.url))
    assert "Open it." in body
    assert "Opne it." not in body
    client.post(address, {"do": "take_back"})
    client.cookies, cookies = type(client.cookies)(), client.cookies
    body = whole(client.get(page.url))
    assert "Open it." not in body
    assert "The person who said this took it back." in body
    client.cookies = cookies
    client.post(address, {"do": "put_back"})
    said.refresh_from_db()
    assert (said.state, said.text) == (State.PUBLISHED, "Open it.")


def test_bad_change_keeps_what_was_typed(client, page, conversation):
    post_words(client, conversation, "Open it.")
    said = Contribution.objects.get()
    response = client.post(
        reverse("conversations:mine", args=[said.uuid]), {"do": "change", "text": "z" * 5001}
    )
    assert response.status_code == 422
    assert "z" * 5001 in whole(response)
    said.refresh_from_db()
    assert said.text == "Open it."


@pytest.mark.parametrize("do", ["change", "take_back", "put_back"])
def test_nobody_else_may_touch_my_words(client, page, conversation, do):
    said = say(conversation, "Mine.")
    post_words(client, conversation, "Somebody else's.")
    address = reverse("conversations:mine", args=[said.uuid])
    assert client.get(address).status_code == 404
    assert client.post(address, {"do": do, "text": "Stolen."}).status_code == 404
    said.refresh_from_db()
    assert (said.text, said.state) == ("Mine.", State.PUBLISHED)


def test_email_is_kept_and_asked_to_be_confirmed(client, page, conversation):
    post_words(client, conversation)
    address = reverse("conversations:email", args=[conversation.uuid])
    response = client.post(address, {"email": "not an address"})
    assert response.status_code == 422
    assert 'value="not an address"' in whole(response)
    response = client.post(address, {"email": "Dawn@pellbridge.example"})
    assert response["Location"] == f"{page.url}?done=email#mine"
    dawn = Contributor.objects.get()
    assert dawn.email == "dawn@pellbridge.example"
    assert dawn.email_confirmed_at is None
    assert "One tap in it" in whole(client.get(page.url))
    assert dawn.consents.filter(purpose="email_answer").count() == 1
    from civic.tasks.services import drain

    drain(ahead=timedelta(minutes=1))
    assert [message.to for message in mail.outbox] == [["dawn@pellbridge.example"]]


def test_json_is_answered_for_the_live_page(client, page, conversation):
    thread = thread_in(conversation)
    address = reverse("conversations:say", args=[thread.uuid])
    data = {"text": "By fetch.", "client_key": "k1"}
    first = client.post(address, data, headers={"accept": "application/json"})
    again = client.post(address, data, headers={"accept": "application/json"})
    assert first.status_code == again.status_code == 201
    first, again = first.json(), again.json()
    # Only the token that guards the form in it differs from answer to answer.
    assert "By fetch." in first.pop("mine")
    assert again.pop("mine").count("By fetch.</blockquote>") == 1
    assert first == again
    said = Contribution.objects.get()
    assert first["id"] == str(said.uuid)
    assert first["number"] == 1
    assert "By fetch." in first["html"]
    bad = client.post(address, {"text": ""}, headers={"accept": "application/json"})
    assert (bad.status_code, bad.json()) == (422, {"errors": {"text": ["Write something first."]}})


def test_live_page_gets_the_receipt_the_email_form_and_the_way_to_change(client, page, conversation):
    thread = thread_in(conversation)
    answer = client.post(
        reverse("conversations:say", args=[thread.uuid]),
        {"text": "Live.", "client_key": "k", "name": "Dawn"},
        headers={"accept": "application/json"},
    ).json()
    said = Contribution.objects.get()
    assert reverse("conversations:mine", args=[said.uuid]) in answer["html"]
    assert "agree/" not in answer["html"]
    for words in (said.contributor.receipt, "Live.", 'name="email"', "csrfmiddlewaretoken"):
        assert words in answer["mine"]


def test_changed_name_that_waits_is_said_to_its_owner_alone(client, index, site):
    conversation = make_conversation(site, hold_posts=True)
    address = reverse("conversations:conversation", args=[conversation.uuid])
    post_words(client, conversation, "First.", name="Dawn")
    services.release_contribution(Contribution.objects.get())
    post_words(client, conversation, "Second.", name="Somebody Else")
    body = whole(client.get(address))
    assert "A person reads the name “Somebody Else” first." in body
    assert Contributor.objects.get().display_name == "Dawn"
    client.cookies.clear()
    assert "Somebody Else" not in whole(client.get(address))


def test_page_shows_what_came_of_it_or_that_the_answer_is_late(client, page, conversation, other_site):
    assert "What came of it" not in whole(client.get(page.url))
    Conversation.objects.update(answer_by=timezone.localdate() - timedelta(days=2))
    body = whole(client.get(page.url))
    assert "The answer is late" in body
    assert "Pellbridge Neighbourhoods Board said it would by" in body
    answer_about(make_conversation(other_site), "Elsewhere")
    answer_about(make_conversation(conversation.site, question="Another?"), "Elsewhere")
    answer_about(conversation, "Open till eight")
    body = whole(client.get(page.url))
    assert "The answer is late" not in body
    assert "Elsewhere" not in body
    assert body.index("What came of it") < body.index("Open till eight")
    assert "The answer was promised by" in body


def test_own_statement_can_be_taken_back_by_its_author_alone(client, page, conversation):
    client.post(
        reverse("conversations:propose", args=[conversation.uuid]), {"text": "Mine.", "client_key": "k"}
    )
    mine, others = Statement.objects.get(), propose(conversation, "Theirs.")
    listed = reverse("conversations:statements", args=[conversation.uuid])
    assert "Statements you added" in whole(client.get(listed))
    assert client.post(reverse("conversations:take_back_statement", args=[others.uuid])).status_code == 404
    for _press in range(2):
        response = client.post(reverse("conversations:take_back_statement", args=[mine.uuid]))
        assert response["Location"] == f"{listed}?done=gone#mine"
    assert list(Statement.objects.order_by("pk").values_list("state", flat=True)) == [
        "withdrawn",
        "published",
    ]
    body = whole(client.get(response["Location"]))
    assert "You took your statement back." in body
    assert body.count("Mine.") == 1
    client.cookies.clear()
    stranger = whole(client.get(listed))
    assert "Mine." not in stranger
    assert client.post(reverse("conversations:take_back_statement", args=[mine.uuid])).status_code == 404


def test_votes_lead_to_the_next_statement(client, page, conversation):
    first, second = propose(conversation, "Open late."), propose(conversation, "Keep the clock.")
    body = whole(client.get(page.url))
    assert "Open late." in body
    response = client.post(reverse("conversations:vote", args=[first.uuid]), {"choice": "agree"})
    assert response["Location"] == f"{page.url}?done=voted#statements"
    body = whole(client.get(page.url))
    assert "Open late." not in body
    assert "Keep the clock." in body
    client.post(reverse("conversations:vote", args=[second.uuid]), {"choice": "pass", "from": "list"})
    assert "You have voted on everything so far." in whole(client.get(page.url))
    first.refresh_from_db()
    assert (first.agree_count, first.disagree_count, first.pass_count) == (1, 0, 0)


def test_nonsense_vote_is_refused(client, page, conversation):
    statement = propose(conversation)
    response = client.post(reverse("conversations:vote", args=[statement.uuid]), {"choice": "shout"})
    assert response.status_code == 422
    assert "Choose agree, disagree or pass." in whole(response)


def test_statement_can_be_added(client, page, conversation):
    address = reverse("conversations:propose", args=[conversation.uuid])
    bad = client.post(address, {"text": "x" * 501, "client_key": "k"})
    assert bad.status_code == 422
    assert "x" * 501 in whole(bad)
    good = client.post(address, {"text": "Keep  the\nclock.", "client_key": "k"})
    assert good.status_code == 302
    assert "Keep the clock." in whole(client.get(good["Location"]))


def test_index_sorts_by_what_can_be_done(client, index, site, other_site):
    make_conversation(site, question="Open one?")
    make_conversation(
        site,
        question="Coming one?",
        opens_at=timezone.now() + timedelta(days=3),
        closes_at=timezone.now() + timedelta(days=9),
    )
    launching.mark_answered(make_conversation(site, question="Answered one?"))
    make_conversation(site, question="A draft?", opened=False)
    make_conversation(other_site, question="Elsewhere?")
    body = whole(client.get(index.url))
    places = [body.index(words) for words in ("Open now", "Open one?", "Coming one?", "Answered one?")]
    assert places == sorted(places)
    assert "A draft?" not in body
    assert "Elsewhere?" not in body


def test_index_says_what_is_late_and_what_was_answered(client, index, site, other_site):
    gone = timezone.localdate() - timedelta(days=2)
    late, answered = make_conversation(site, question="Late?"), make_conversation(site, question="Heard?")
    elsewhere = make_conversation(other_site, question="Elsewhere?")
    Conversation.objects.update(answer_by=gone)
    answer_about(answered, "Open till eight")
    answer_about(elsewhere, "Elsewhere")
    launching.close_conversation(answered)
    body = whole(client.get(index.url))
    assert body.count("The answer is late. It was promised by") == 1
    assert body.index(late.question) < body.index("The answer is late") < body.index(answered.question)
    assert body.index(answered.question) < body.index("Open till eight")
    assert body.count(">Answered<") == 1
    assert "Elsewhere" not in body
    assert "Answer by" not in body


def test_draft_and_other_places_are_not_found(client, site, other_site):
    draft = make_conversation(site, opened=False)
    theirs = make_conversation(other_site)
    said = say(theirs, "Theirs.")
    statement = propose(theirs)
    for conversation in (draft, theirs):
        assert client.get(reverse("conversations:conversation", args=[conversation.uuid])).status_code == 404
        assert client.get(reverse("conversations:statements", args=[conversation.uuid])).status_code == 404
        assert post_words(client, conversation).status_code == 404
    assert client.get(reverse("conversations:contribution", args=[said.uuid])).status_code == 404
    assert client.post(reverse("conversations:nod", args=[said.uuid])).status_code == 404
    vote = client.post(reverse("conversations:vote", args=[statement.uuid]), {"choice": "agree"})
    assert vote.status_code == 404
    assert client.get(reverse("conversations:statement", args=[statement.uuid])).status_code == 404


def test_offline_words_say_how_they_came(client, page, conversation):
    say(conversation, "On paper.", said_how=SaidHow.PAPER, said_where="Cinder Hill Library")
    body = whole(client.get(page.url))
    assert "on paper, <span" in body
    assert "Cinder Hill Library" in body


def test_thread_is_paged_by_number(client, page, conversation):
    dawn = ContributorFactory(site=conversation.site)
    said = [say(conversation, f"Word {n:03}.", contributor=dawn) for n in range(75)]
    newest = whole(client.get(page.url))
    assert "Word 045." in newest
    assert "Word 074." in newest
    assert "Word 044." not in newest
    middle = whole(client.get(f"{page.url}?before={said[45].number}"))
    assert "Word 015." in middle
    assert "Word 045." not in middle
    first = whole(client.get(f"{page.url}?before={said[15].number}"))
    assert "Word 000." in first
    assert ">Earlier<" not in first
    later = whole(client.get(f"{page.url}?after={said[14].number}"))
    assert "Word 015." in later
    assert "Word 044." in later
    for nonsense in ("before=x", "after=-1", "at=9999999999999", "thread=zz", "reply=1", "before=٣"):
        assert client.get(f"{page.url}?{nonsense}").status_code == 200


def test_reply_link_leads_to_the_round_it_belongs_to(client, page, conversation):
    first = say(conversation, "In the first round.")
    launching.add_round(conversation, title="Which first?", prompt="Which first?")
    assert "In the first round." not in whole(client.get(page.url))
    body = whole(client.get(f"{page.url}?reply={first.uuid}"))
    assert "In the first round." in body
    assert "Replying to" in body
    response = post_words(client, conversation, "An answer.", parent=str(first.uuid))
    assert "An answer." in whole(client.get(response["Location"]))


def test_thanks_stand_beside_what_was_done(client, page, conversation):
    response = post_words(client, conversation)
    body = whole(client.get(response["Location"]))
    assert body.count("Thank you. Your words are in.</span>") == 1
    assert "<script>x" not in whole(client.get(f"{page.url}?done=<script>x"))
