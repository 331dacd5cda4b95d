"""Questions of a round: answered, changed, counted with nobody in a small number, frozen, taken out."""

from datetime import timedelta
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from civic.moderation.targets import find_target
from civic.record.sources import resolve_words
from civic.residents.enums import Role
from civic.residents.services import grant_role
from engagement.conversations import launching, rules, services
from engagement.conversations.asking.forms import field_name
from engagement.conversations.asking.results import SMALLEST, results_of, without_small
from engagement.conversations.asking.services import Answered, How, answer_questions, note_change
from engagement.conversations.models import (
    PREFER_NOT,
    Contribution,
    Given,
    Participation,
    Picked,
    Question,
    QuestionChange,
)
from engagement.conversations.sources import ConversationVoice
from tests.conversations.test_admin import address, rows_of
from tests.factories.conversations import answer, ask, asking, make_conversation, thread_in
from tests.factories.residents import ContributorFactory, UserFactory


@pytest.fixture
def thread(conversation):
    """The thread of an open round of questions."""
    return asking(conversation)


@pytest.fixture
def asked(thread):
    """One question of each kind."""
    return {
        "short": ask(thread, "In a word?", "short"),
        "long": ask(thread, "What would you change?", "long", help_text="Anything at all."),
        "one": ask(thread, "How do you come here?", "one", choices="On foot\nBy bus\nBy <car>"),
        "many": ask(thread, "What do you do here?", "many", choices="Read\nRest\nMeet"),
        "scale": ask(thread, "How safe is it?", "scale", low_end="not at all", high_end="very"),
        "rank": ask(thread, "Which first?", "rank", choices="Lamps\nBenches\nTrees", ranked=2),
    }


@pytest.fixture
def facilitator(client, site):
    user = UserFactory()
    grant_role(user, site, Role.FACILITATOR)
    client.force_login(user)
    return client


def whole(response):
    return response.content.decode()


def send(client, thread, asked, **given):
    """Press "Send my answers"; the rank's places are lists of their own."""
    data = {"client_key": "k"}
    for kind, value in given.items():
        if kind == "name":
            data["name"] = value
        elif kind == "rank":
            data |= {f"{field_name(asked[kind])}_{place}": one for place, one in enumerate(value)}
        else:
            data[field_name(asked[kind])] = value
    return client.post(reverse("conversations:answers", args=[thread.uuid]), data)


FULL = {
    "short": "Dark",
    "long": "More lamps.",
    "one": "By bus",
    "many": ["Read", "Meet"],
    "scale": "2",
    "rank": ["Trees", "Lamps"],
    "name": "Dawn",
}


def kept(thread):
    return {one.question.kind: one.in_words for one in Given.objects.filter(question__round=thread.round)}


def test_somebody_answers_all_and_is_counted_once(client, page, conversation, thread, asked):
    response = send(client, thread, asked, **FULL)
    assert response.status_code == 302
    assert kept(thread) == {
        "short": "Dark",
        "long": "More lamps.",
        "one": "By bus",
        "many": "Read; Meet",
        "scale": "2",
        "rank": "Trees; Lamps",
    }
    conversation.refresh_from_db()
    assert (conversation.people_count, conversation.contribution_count) == (1, 2)
    body = whole(client.get(response["Location"]))
    assert "Your answers are in." in body
    assert "In answer to:" in body
    assert "By &lt;car&gt;" in body
    assert body.count("More lamps.") >= 3  # in the form, in the thread, in what I said
    assert Contribution.objects.values_list("contributor__display_name", flat=True).distinct().get() == "Dawn"


def test_some_are_enough_and_they_come_back_and_change_and_clear(client, page, conversation, thread, asked):
    send(client, thread, asked, one="By bus", long="More lamps.", many=["Rest"])
    response = send(client, thread, asked, one="On foot", long="", many=[], rank=["Benches", ""])
    assert response.status_code == 302
    assert kept(thread) == {"one": "On foot", "long": "More lamps.", "rank": "Benches"}
    words = Contribution.objects.get()
    assert words.state == "withdrawn"
    send(client, thread, asked, one="On foot", long="Fewer lamps.")
    words.refresh_from_db()
    assert (words.state, words.text, words.versions.count()) == ("published", "Fewer lamps.", 1)
    assert Participation.objects.filter(conversation=conversation).count() == 1
    form = client.get(page.url).context["answers_form"]
    assert (form.initial[field_name(asked["one"])], form.initial[field_name(asked["long"])]) == (
        "On foot",
        "Fewer lamps.",
    )


def test_the_same_press_again_changes_nothing(client, thread, asked):
    for _again in range(2):
        send(client, thread, asked, **FULL)
    assert (Given.objects.count(), Picked.objects.count(), Contribution.objects.count()) == (6, 6, 2)
    assert not Contribution.objects.exclude(edited_at=None).exists()


def test_what_has_to_be_answered_is_asked_for_and_nothing_is_lost(client, thread, asked):
    Question.objects.filter(pk=asked["one"].pk).update(required=True)
    response = send(client, thread, asked, long="Typed at length.", many=["Rest"], rank=["Trees", "Lamps"])
    assert response.status_code == 422
    body = whole(response)
    assert "This one needs an answer." in body
    assert "Typed at length." in body
    assert 'value="Rest" aria-describedby' in body or 'value="Rest"' in body
    assert body.count(" selected") >= 2
    assert body.count(" checked") >= 1
    assert not Given.objects.exists()
    assert not Participation.objects.exists()
    assert send(client, thread, asked, one=PREFER_NOT).status_code == 302


def test_no_answer_at_all_is_no_person(client, thread, asked):
    response = send(client, thread, asked, one="", name="Dawn")
    assert response.status_code == 422
    assert "Answer at least one of the questions." in whole(response)
    assert not Participation.objects.exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"one": "By <boat>"}, "Choose from the list."),
        ({"one": "\x00"}, "Choose from the list."),
        ({"many": ["Read", "Nothing"]}, "Choose from the list."),
        ({"many": ["Read", PREFER_NOT]}, "Choose either"),
        ({"rank": ["Trees", "Trees"]}, "You chose one of them twice"),
        ({"rank": ["Trees", "\x00"]}, "Choose from the list."),
        ({"rank": ["Trees", PREFER_NOT]}, "Choose either"),
        ({"scale": "6"}, "Choose from the list."),
        ({"short": "x" * 301}, "1 character too long"),
        ({"long": "x" * 5001}, "1 character too long"),
        ({"long": "Hello", "name": "x" * 81}, "80 characters fit here"),
    ],
)
def test_junk_is_refused_beside_its_field(client, thread, asked, given, said):
    response = send(client, thread, asked, **given)
    assert response.status_code == 422
    assert said in whole(response)
    assert not Given.objects.exists()


def test_words_of_blanks_are_none_and_nul_is_dropped(client, thread, asked):
    send(client, thread, asked, long="Lamps\x00.", short="\x00 ")
    assert kept(thread) == {"long": "Lamps."}
    assert client.get(reverse("conversations:answers", args=[thread.uuid]) + "?x=%00").status_code == 302


def test_a_service_takes_no_choice_that_is_not_offered(thread, asked):
    who = ContributorFactory(site=thread.site)
    for question, picked in (("one", ("Read",)), ("one", ("On foot", "By bus")), ("rank", ("Trees",) * 2)):
        with pytest.raises(rules.WordsRefused):
            answer_questions(thread, who, {asked[question].pk: Answered(picked=picked)})
    elsewhere = ask(asking(make_conversation(thread.site)))
    with pytest.raises(rules.WordsRefused):
        answer_questions(thread, who, {elsewhere.pk: Answered(text="Hello")})
    with pytest.raises(rules.NotOpen):
        answer_questions(thread_in(thread.conversation), who, {})
    assert not Given.objects.exists()


def test_another_place_sees_and_answers_nothing(client, thread, asked, other_site):
    address = reverse("conversations:answers", args=[thread.uuid])
    assert client.post(address, {}, HTTP_HOST=other_site.hostname).status_code == 404
    with pytest.raises(rules.NotYours):
        answer(thread, asked["one"], "By bus", contributor=ContributorFactory(site=other_site))
    assert (
        client.post(reverse("conversations:answers", args=[thread_in(thread.conversation).uuid])).status_code
        == 404
    )


@pytest.mark.parametrize("over", ["round", "conversation"])
def test_a_closed_round_takes_no_answer_and_keeps_what_was_typed(client, page, thread, asked, over):
    send(client, thread, asked, one="By bus")
    if over == "round":
        thread.round.closes_at = timezone.now()
        thread.round.save()
    else:
        launching.close_conversation(thread.conversation)
    response = send(client, thread, asked, one="On foot", long="Typed at length.")
    assert response.status_code == 409
    assert "Typed at length." in whole(response)
    assert kept(thread) == {"one": "By bus"}
    body = whole(client.get(page.url))
    assert "This is what you answered:" in body
    assert "Send my answers" not in body


def test_a_round_to_come_shows_its_questions_and_takes_none(client, page, thread, asked):
    thread.round.opens_at = timezone.now() + timedelta(days=1)
    thread.round.save()
    body = whole(client.get(page.url))
    assert "What would you change?" in body
    assert "Send my answers" not in body
    assert send(client, thread, asked, one="By bus").status_code == 409


def test_own_words_are_read_first_where_every_post_is_and_hide_like_any(client, site, page, conversation):
    conversation.hold_posts = True
    conversation.save()
    thread = asking(conversation)
    question = {"long": ask(thread), "one": ask(thread, "How?", "one", choices="On foot\nBy bus")}
    response = send(client, thread, question, long="Rude words.", one="By bus")
    assert "A person reads your own words" in whole(client.get(response["Location"]))
    words = Contribution.objects.get()
    target = find_target("conversations.contribution")
    assert target.held(site) == [str(words.uuid)]
    assert (
        "Rude words."
        not in whole(client.get(page.url, HTTP_COOKIE="")).split('id="thread-title"')[1].split('id="mine"')[0]
    )
    target.release(str(words.uuid), by=None)
    assert resolve_words([words.key])[words.key].text == "Rude words."
    target.hide(str(words.uuid), reason="Rude.", by=None)
    body = whole(client.get(page.url))
    assert "A moderator took down what you wrote here." in body
    send(client, thread, question, long="Ruder.", one="On foot")
    words.refresh_from_db()
    assert (words.state, words.text) == ("hidden", "Rude words.")
    assert kept(thread)["one"] == "On foot"


def test_my_voice_says_what_i_chose_and_erasing_leaves_numbers_alone(client, thread, asked):
    send(client, thread, asked, long="More lamps.", one="By bus", many=[PREFER_NOT])
    who = Given.objects.first().contributor
    items = ConversationVoice().voice(who)
    assert {item.what for item in items} == {"You said", "You answered 2 questions"}
    chose = next(item for item in items if item.what != "You said")
    assert chose.details == ("How do you come here? By bus", "What do you do here? Prefer not to say")
    ConversationVoice().erase(who)
    words = Contribution.objects.get()
    assert (words.text, words.state, Picked.objects.count()) == ("", "erased", 2)
    assert "More lamps." not in str(list(Given.objects.values()))


def test_words_outside_the_questions_are_refused_but_a_reply_is_taken(client, page, thread, asked):
    send(client, thread, asked, long="More lamps.")
    words = Contribution.objects.get()
    say = reverse("conversations:say", args=[thread.uuid])
    response = client.post(say, {"text": "Something else.", "client_key": "s"})
    assert response.status_code == 409
    assert "Something else." in whole(response)
    assert client.post(say, {"text": "Where?", "client_key": "r", "parent": words.uuid}).status_code == 302
    assert words.replies.get().text == "Where?"
    assert "Replying to" in whole(client.get(f"{page.url}?reply={words.uuid}"))


# ---- what is counted -----------------------------------------------------------------------------------
def test_no_small_count_is_shown_nor_can_be_worked_out():
    for counts in product([0, 1, 3, 4, 5, 9], repeat=4):
        check_counts(counts)


def check_counts(counts):
    alone = without_small(counts, add_up=False)
    together = without_small(counts, add_up=True)
    for shown in (alone, together):
        assert all(one is None or one == 0 or one >= SMALLEST for one in shown)
        assert all(one in (None, count) for one, count in zip(shown, counts, strict=True))
    gone = [count for one, count in zip(together, counts, strict=True) if one is None]
    enough = sum(counts) >= SMALLEST and sum(1 for count in counts if count) > 1
    if gone and enough:
        assert len(gone) > 1
        assert sum(gone) >= SMALLEST
    assert all(one is None for one, count in zip(alone, counts, strict=True) if 0 < count < SMALLEST)


def counted(thread):
    return {
        result.question.kind: (
            result.answered,
            [(line.label, line.count, line.first) for line in result.lines],
        )
        for result in results_of(thread.round, list(thread.round.questions.all()))
    }


def test_counts_are_what_people_chose_and_few_are_nobody(thread, asked):
    for _n in range(4):
        answer(thread, asked["one"], "By bus")
    assert counted(thread)["one"] == (None, [])
    for _n in range(6):
        answer(thread, asked["one"], "On foot")
    answer(thread, asked["one"], PREFER_NOT)
    for _n in range(7):
        answer(thread, asked["scale"], "5")
    for _n in range(5):
        answer(thread, asked["rank"], "Trees", "Lamps")
    found = counted(thread)
    assert found["one"] == (
        11,
        [
            ("On foot", 6, None),
            ("By bus", None, None),
            ("By <car>", 0, None),
            ("Prefer not to say", None, None),
        ],
    )
    assert found["scale"] == (
        7,
        [
            ("1: not at all", 0, None),
            ("2", 0, None),
            ("3", 0, None),
            ("4", 0, None),
            ("5: very", 7, None),
            ("Prefer not to say", 0, None),
        ],
    )
    assert found["rank"] == (
        5,
        [("Lamps", 5, 0), ("Benches", 0, 0), ("Trees", 5, 5), ("Prefer not to say", 0, 0)],
    )
    assert found["many"] == (None, [])


def test_counts_show_when_it_is_over_or_live_where_the_keeper_chose_so(client, page, thread, asked):
    for _n in range(5):
        answer(thread, asked["one"], "By bus")
    body = whole(client.get(page.url))
    assert "What people chose is shown when this round is over." in body
    assert 'class="results__count">5<' not in body
    thread.round.results_live = True
    thread.round.save()
    assert 'class="results__count">5<' in whole(client.get(page.url))
    thread.round.results_live = False
    thread.round.closes_at = timezone.now()
    thread.round.save()
    body = whole(client.get(page.url))
    assert 'class="results__count">5<' in body
    assert "These are the final counts." in body


# ---- what is asked -------------------------------------------------------------------------------------
def filled(thread, **more):
    return {
        "round": thread.round_id, "position": "0", "text": "Which way?", "help_text": "", "kind": "one",
        "choices": "Left\nRight", "ranked": "3", "steps": "5", "low_end": "", "high_end": "",
        "is_asked": "on", **more,
    }  # fmt: skip


def test_a_question_people_see_changes_with_a_reason_only(facilitator, page, conversation, thread):
    assert "why_changed" in facilitator.post(address(Question, "add"), filled(thread)).context["form"].errors
    added = facilitator.post(address(Question, "add"), filled(thread, why_changed="We forgot one."))
    assert added.status_code == 302
    question = Question.objects.get()
    answer(thread, question, "Left")
    edit = address(Question, "edit", question.pk)
    response = facilitator.post(edit, filled(thread, text="Which side?"))
    assert "Say why" in str(response.context["form"].errors["why_changed"])
    changed = filled(thread, text="Which side?", kind="long", why_changed="“Way” was not clear.")
    assert facilitator.post(edit, changed).status_code == 302
    question.refresh_from_db()
    assert (question.text, question.kind) == ("Which side?", "one"), "people answered it: the kind stays"
    assert list(QuestionChange.objects.values_list("before", "why")) == [
        ("", "We forgot one."),
        ("Which way?\nBy choosing one\nLeft\nRight", "“Way” was not clear."),
    ]
    body = whole(facilitator.get(page.url))
    assert "The questions changed 2 times since people saw them" in body
    assert "“Way” was not clear." in body
    moved = facilitator.post(edit, filled(thread, text="Which side?", position="3"))
    assert moved.status_code == 302, moved.context["form"].errors
    assert QuestionChange.objects.count() == 2


def test_before_people_see_it_a_question_changes_freely(facilitator, site):
    thread = asking(make_conversation(site, opened=False))
    assert facilitator.post(address(Question, "add"), filled(thread)).status_code == 302
    question = Question.objects.get()
    edit = address(Question, "edit", question.pk)
    assert facilitator.post(edit, filled(thread, text="Which side?")).status_code == 302
    assert not QuestionChange.objects.exists()
    launching.open_conversation(thread.conversation)
    with pytest.raises(ValueError, match="without a reason"):
        note_change(Question.objects.get(), before="x", why=" ", by=None)


def test_words_that_were_chosen_keep_their_count_when_they_change(thread, asked):
    for _n in range(5):
        answer(thread, asked["one"], "By bus")
    Question.objects.filter(pk=asked["one"].pk).update(choices="On foot\nBy bus or tram")
    found = counted(thread)["one"][1]
    assert ("By bus", 5, None) in found
    assert ("By bus or tram", 0, None) in found


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "one", "choices": "Left"}, "choices"),
        ({"kind": "one", "choices": "Left\nLeft"}, "choices"),
        ({"kind": "one", "choices": "Left\n~"}, "choices"),
        ({"kind": "many", "choices": "Left\n" + "x" * 161}, "choices"),
        ({"kind": "scale", "low_end": "", "high_end": "very"}, "low_end"),
        ({"kind": "scale", "low_end": "a", "high_end": "b", "steps": 11}, "steps"),
        ({"kind": "rank", "choices": "Left\nRight", "ranked": 3}, "ranked"),
    ],
)
def test_a_question_needs_what_its_kind_needs(thread, wrong, field):
    with pytest.raises(ValidationError) as caught:
        Question(site=thread.site, round=thread.round, text="Which?", **wrong).full_clean()
    assert field in caught.value.message_dict


def test_questions_belong_to_rounds_of_questions_of_this_place(facilitator, conversation, other_site):
    words = launching.add_round(conversation, title="Words")
    theirs = asking(make_conversation(other_site))
    for stage in (words, theirs.round):
        response = facilitator.post(address(Question, "add"), filled(words.threads.get(), round=stage.pk))
        assert "round" in response.context["form"].errors
    assert not Question.objects.exists()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_every_answer_goes_out_as_a_spreadsheet_without_names(facilitator, site, thread, asked, form):
    dawn = ContributorFactory(site=site, display_name="Dawn", email="dawn@pellbridge.example")
    answer(thread, asked["one"], "By bus", contributor=dawn)
    answer(thread, asked["many"], PREFER_NOT, contributor=dawn)
    answer(thread, asked["rank"], "Trees", "Lamps", contributor=dawn)
    answer(thread, asked["long"], text="=More lamps.", contributor=dawn)
    head, *lines = rows_of(facilitator.get(address(Given, "list"), {"export": form}), form)
    assert head[:4] == ["Round", "Question", "Answer", "State of the words"]
    assert [(line[1], line[2]) for line in lines] == [
        ("What would you change?", "=More lamps."),
        ("How do you come here?", "By bus"),
        ("What do you do here?", "Prefer not to say"),
        ("Which first?", "Trees; Lamps"),
    ]
    assert "Dawn" not in str(lines)
    assert "dawn@" not in str(lines)


# ---- the desk ------------------------------------------------------------------------------------------
@pytest.fixture
def librarian(client, site):
    user = UserFactory()
    grant_role(user, site, Role.LIBRARIAN)
    client.force_login(user)
    return client


def on_paper(**more):
    return {
        "client_key": "paper-1", "how": "paper", "where": "Cinder Hill Library", "language": "en",
        "said_on": timezone.localdate().isoformat(), "read_back": "on", "agrees": "on", **more,
    }  # fmt: skip


def refused(browser, here, form):
    """Send a form that cannot be kept; return the page it is shown on again."""
    answer = browser.post(here, form)
    assert (answer.status_code, answer.url) == (302, here), "nothing sent may stay in the history"
    return browser.get(here)


def test_a_librarian_copies_a_paper_and_the_slip_says_what_is_on_it(librarian, conversation, thread, asked):
    Question.objects.filter(pk=asked["scale"].pk).update(required=True)
    assert reverse("conversations:desk_round", args=[thread.uuid]) in whole(librarian.get("/desk/"))
    here = reverse("conversations:desk_round", args=[thread.uuid])
    assert librarian.get(here).status_code == 200
    assert "Copy at least one answer." in whole(refused(librarian, here, on_paper()))
    given = on_paper(**{field_name(asked["one"]): "By bus", field_name(asked["long"]): "More lamps."})
    assert librarian.post(here, given).url == reverse("conversations:desk_receipt")
    slip = whole(librarian.get(reverse("conversations:desk_receipt")))
    assert "How do you come here? By bus" in slip
    assert "What would you change? More lamps." in slip
    again = librarian.post(here, given)
    assert again["Location"] == reverse("conversations:desk_receipt")
    assert set(Given.objects.values_list("said_how", "said_where")) == {("paper", "Cinder Hill Library")}
    assert Contribution.objects.get().said_how == "paper"
    assert Participation.objects.get(conversation=conversation).how == "paper"
    librarian.post(reverse("conversations:desk_next"))
    assert "By bus" not in whole(librarian.get(reverse("conversations:desk_receipt")))


def test_paper_comes_late_but_not_from_after_the_last_day(librarian, thread, asked):
    launching.close_conversation(thread.conversation)
    here = reverse("conversations:desk_round", args=[thread.uuid])
    kept = librarian.post(here, on_paper(**{field_name(asked["one"]): "By bus"}))
    assert kept.url == reverse("conversations:desk_receipt")
    with pytest.raises(rules.NotOpen):
        answer(
            thread, asked["one"], "By bus", said=How(how="paper", said_at=timezone.now() + timedelta(days=1))
        )


def test_only_librarians_of_the_place_copy_papers(client, site, other_site, thread, asked):
    here = reverse("conversations:desk_round", args=[thread.uuid])
    assert client.get(here).status_code == 302
    user = UserFactory()
    grant_role(user, other_site, Role.LIBRARIAN)
    client.force_login(user)
    assert client.get(here).status_code == 403
    response = refused(client, here, on_paper(**{field_name(asked["long"]): "Kept on the page."}))
    assert response.status_code == 403
    assert "Kept on the page." in whole(response)
    assert not Given.objects.exists()
    assert client.get(here, HTTP_HOST=other_site.hostname).status_code == 404


def copied_wrongly(asked, **more):
    """Return a paper whose words were not read back, with an answer of each kind."""
    rank = field_name(asked["rank"])
    answers = {
        field_name(asked["long"]): "More lamps.", field_name(asked["one"]): "By bus",
        field_name(asked["many"]): asked["many"].offered()[:2], f"{rank}_0": "Trees", f"{rank}_1": "Lamps",
    }  # fmt: skip
    return on_paper(**answers, **{"read_back": "", "answer_to": "dawn@pellbridge.example", **more})


@pytest.mark.parametrize("limit", [60, 0])
def test_what_was_copied_and_refused_is_shown_again_once(librarian, thread, asked, monkeypatch, limit):
    monkeypatch.setattr("engagement.conversations.desk_round_views.ENTER_LIMIT", limit)
    here = reverse("conversations:desk_round", args=[thread.uuid])
    shown = refused(librarian, here, copied_wrongly(asked))
    values = {name: shown.context["boxes"][name].value() for name in shown.context["boxes"].fields}
    assert values[field_name(asked["one"])] == "By bus"
    assert values[field_name(asked["many"])] == asked["many"].offered()[:2]
    assert values[field_name(asked["rank"])][:2] == ["Trees", "Lamps"]
    body = whole(shown)
    assert "More lamps.</textarea>" in body
    assert 'value="dawn@pellbridge.example"' in body
    said = "Read the words back to them first" if limit else "The words are kept here: try again"
    assert said in body
    again = whole(librarian.get(here))
    for theirs in ("More lamps.", "dawn@"):
        assert theirs not in again
    assert not Given.objects.exists()


def test_what_was_copied_and_refused_shows_in_no_other_form_and_is_forgotten(librarian, thread, asked):
    here = reverse("conversations:desk_round", args=[thread.uuid])
    librarian.post(here, copied_wrongly(asked))
    assert "dawn@" not in whole(librarian.get("/desk/"))
    librarian.post(reverse("conversations:desk_next"))
    assert "dawn@" not in whole(librarian.get(here))


def test_who_is_signed_out_sees_nothing_copied_until_they_sign_in(client, site, thread, asked):
    user = UserFactory()
    grant_role(user, site, Role.LIBRARIAN)
    here = reverse("conversations:desk_round", args=[thread.uuid])
    client.post(here, copied_wrongly(asked))
    led = client.get(here)
    assert (led.status_code, led.url) == (302, f"/accounts/login/?next={here}")
    asked_in_words = whole(client.get(led.url))
    assert "You are signed out. Sign in within ten minutes" in asked_in_words
    assert "More lamps." not in asked_in_words
    client.force_login(user)
    assert "More lamps.</textarea>" in whole(client.get(here))
    assert not Given.objects.exists()


def test_a_paper_whose_token_has_gone_is_shown_again(site, thread, asked):
    user = UserFactory()
    grant_role(user, site, Role.LIBRARIAN)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(user)
    here = reverse("conversations:desk_round", args=[thread.uuid])
    sent = {**copied_wrongly(asked, read_back="on"), "csrfmiddlewaretoken": "x" * 64}
    assert strict.post(here, sent, headers={"origin": "http://testserver"}).url == here
    shown = whole(strict.get(here))
    assert "The page had been open a long time. Nothing was kept yet" in shown
    assert "More lamps.</textarea>" in shown
    assert not Given.objects.exists()


def test_an_unknown_code_and_a_paper_kept_already_are_said(librarian, thread, asked):
    here = reverse("conversations:desk_round", args=[thread.uuid])
    wrong = copied_wrongly(asked, read_back="on", code="0000-0000-0000")
    assert "We do not know this code here." in whole(refused(librarian, here, wrong))
    assert not Given.objects.exists()
    assert librarian.post(here, {**wrong, "code": ""}).url == reverse("conversations:desk_receipt")
    librarian.post(reverse("conversations:desk_next"))
    assert librarian.post(here, wrong).url == "/desk/"
    again = whole(librarian.get("/desk/"))
    assert "That was kept already, and this screen has forgotten it." in again
    assert "dawn@" not in again


def test_votes_on_paper_count_too(librarian, conversation):
    from engagement.conversations.enums import Mode
    from engagement.conversations.models import Vote
    from engagement.conversations.statements import add_seed_statement

    stage = launching.add_round(conversation, title="Which?", mode=Mode.STATEMENTS)
    one, two = (add_seed_statement(conversation, text, stage=stage) for text in ("Lamps.", "Trees."))
    here = reverse("conversations:desk_round", args=[stage.threads.get().uuid])
    given = on_paper(**{f"v-{one.uuid.hex}": "agree", f"v-{two.uuid.hex}": ""})
    assert librarian.post(here, given).url == reverse("conversations:desk_receipt")
    assert list(Vote.objects.values_list("statement__text", "choice")) == [("Lamps.", "agree")]
    assert "Lamps. Agree" in whole(librarian.get(reverse("conversations:desk_receipt")))
    shown = refused(librarian, here, on_paper(client_key="p", **{f"v-{one.uuid.hex}": "dance"}))
    assert f"v-{one.uuid.hex}" in shown.context["boxes"].errors
    assert Vote.objects.count() == 1


def test_the_page_costs_the_same_for_many_answers(client, page, thread):
    thread.round.results_live = True
    thread.round.save()

    def cost():
        client.get(page.url)
        with CaptureQueriesContext(connection) as queries:
            client.get(page.url)
        return len(queries)

    empty = cost()
    asked = [ask(thread, f"Question {n}?", "one", choices="Yes\nNo") for n in range(3)]
    words = ask(thread)
    for n in range(3):
        who = answer(thread, asked[0], "Yes")
        answer(thread, words, text=f"Words {n}.", contributor=who)
    few = cost()
    more = [ask(thread, f"Another {n}?", "one", choices="Yes\nNo") for n in range(15)]
    for n in range(40):
        who = answer(thread, more[n % 15], "No")
        answer(thread, words, text=f"More words {n}.", contributor=who)
    assert cost() <= few + 1  # whether there is an earlier page
    assert few <= empty + 8


def test_hiding_and_replay_never_bring_back_words(thread, asked):
    from engagement.conversations.selectors import events_after, render_events

    answer(thread, asked["long"], text="Secret words.")
    words = Contribution.objects.get()
    assert "What would you change?" in render_events(thread, events_after(thread, 0))[0]["html"]
    services.hide_contribution(words, reason="Private.")
    assert "Secret words." not in str(render_events(thread, events_after(thread, 0)))
