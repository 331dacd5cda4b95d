"""An answer reaches everybody who took part, each once, in words that fit them."""

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from civic.notify.models import Message
from civic.notify.receivers import tell_everyone
from civic.record.enums import NotUsed, WordsState
from civic.record.events import AnswerPublished
from civic.record.models import AnswerRecipient
from civic.record.selectors import told_counts
from civic.record.services import correct_answer, dispose
from civic.residents.services import confirm_email, email_confirmation_token
from civic.tasks.services import drain
from tests.factories.residents import ContributorFactory

WORDS = "The children's room shuts at five. I finish at half past."


def body_for(name):
    return next(one.body for one in mail.outbox if one.to == [f"{name}@pellbridge.example"])


@pytest.fixture
def told(room, reachable, heard, answer_to, site):
    """Four people, one of each standing, and an answer that has gone out."""
    dawn, ifan, sam, yusuf = (reachable(name) for name in ("Dawn", "Ifan", "Sam", "Yusuf"))
    key = room.say(dawn, WORDS)
    room.agree(ifan, key)
    unkind = room.say(sam, "You are all useless", WordsState.REJECTED)
    room.set_state(unkind, WordsState.REJECTED, "It was unkind or threatening")
    other = room.say(yusuf, "The bus stop has no shelter")
    dispose(
        site,
        source_keys=[other],
        subject_key=room.subject_key,
        reason=NotUsed.PASSED_ON,
        note="We passed it to the bus company on 3 March.",
    )
    answer = answer_to(site, [heard([key])])
    drain()
    return answer


def test_own_words_are_quoted(told):
    assert f"You said:\n\n  “{WORDS}”" in body_for("dawn")
    assert "Partly: Open until eight on Tuesdays" in body_for("dawn")
    assert "Because: Staff for one evening are paid for." in body_for("dawn")
    assert f"http://testserver/answers/{told.uuid}/" in body_for("dawn")


def test_who_agreed_reads_what_with(told):
    assert "You agreed with these words:" in body_for("ifan")
    assert WORDS in body_for("ifan")
    assert "You said" not in body_for("ifan")


def test_who_was_not_published_reads_why(told):
    assert "Your words were not published." in body_for("sam")
    assert "“You are all useless”" in body_for("sam")
    assert "It was unkind or threatening" in body_for("sam")


def test_who_spoke_about_something_else_reads_where_it_went(told):
    assert "“The bus stop has no shelter”" in body_for("yusuf")
    assert "We passed it to the bus company on 3 March." in body_for("yusuf")
    assert WORDS not in body_for("yusuf")


def test_nobody_elses_unpublished_words_travel(told):
    for name in ("dawn", "ifan", "yusuf"):
        assert "useless" not in body_for(name)


def test_states_add_up_to_everyone(told):
    told.refresh_from_db()
    counts = told_counts(told)
    assert (counts.everyone, counts.by_email, counts.not_yet) == (4, 4, 0)
    assert told.told_count == 4


def test_event_delivered_twice_tells_once(told, site):
    tell_everyone(AnswerPublished(site_id=site.pk, answer_id=told.pk))
    drain()
    assert len(mail.outbox) == 4
    assert Message.objects.count() == 4


def test_event_delivered_again_after_a_correction_tells_nobody_twice(told, site):
    mail.outbox.clear()
    told.version = 2
    told.save()
    tell_everyone(AnswerPublished(site_id=site.pk, answer_id=told.pk))
    drain()
    assert mail.outbox == []


def test_who_is_quoted_reads_why_other_words_were_not_published(room, reachable, heard, answer_to, site):
    dawn, ifan = reachable("Dawn"), reachable("Ifan")
    key = room.say(dawn, WORDS)
    for person, words in ((dawn, "You are all useless"), (ifan, "Go away")):
        unkind = room.say(person, words, WordsState.REJECTED)
        room.set_state(unkind, WordsState.REJECTED, "It was unkind or threatening")
    room.agree(ifan, key)
    answer_to(site, [heard([key])])
    drain()
    for name, words in (("dawn", "You are all useless"), ("ifan", "Go away")):
        said = f"This is it, and why:\n\n  “{words}”\n  It was unkind or threatening"
        assert said in body_for(name)
        assert words in next(one for one in mail.outbox if one.to[0].startswith(name)).alternatives[0][0]
    assert "useless" not in body_for("ifan")


def test_message_about_hidden_words_no_longer_shows_them(told, room, client):
    (words,) = (one for one in room.said.values() if one.own_text == WORDS)
    room.set_state(words.key, WordsState.HIDDEN)
    message = Message.objects.get(contributor__display_name="Ifan")
    page = client.get(f"/my-voice/messages/{message.uuid}/").content.decode()
    assert "shuts at five" not in page
    assert "These words are no longer shown." in page
    assert "shuts at five" not in str(Message.objects.values_list("context", "title"))


def test_second_answer_does_not_repeat_to_who_spoke_of_something_else(told, room, heard, answer_to, site):
    mail.outbox.clear()
    another = room.say(ContributorFactory(site=site, display_name="Pat"), "Open on Sundays")
    second = answer_to(site, [heard([another], "Sundays")], headline="Not on Sundays", outcome="not")
    drain()
    assert sorted(one.to[0].partition("@")[0] for one in mail.outbox) == ["dawn", "ifan", "sam"]
    counts = told_counts(second)
    assert (counts.everyone, counts.by_email, counts.by_receipt, counts.earlier) == (5, 3, 1, 1)
    second.refresh_from_db()
    assert second.told_count == 5
    assert "has answered that too: “Open until eight on Tuesdays”" in body_for("dawn")


def test_correction_reaches_who_was_told_once(told):
    mail.outbox.clear()
    correct_answer(
        told,
        outcome="partly",
        headline="Open until eight on Thursdays",
        because="We wrote Tuesdays. The caretaker can only do Thursdays.",
        what_changes="",
        what_does_not="",
        look_again_on=None,
        correction_note="It said Tuesdays; it is Thursdays.",
    )
    drain()
    assert len(mail.outbox) == 4
    assert "It said Tuesdays; it is Thursdays." in body_for("dawn")
    assert "Partly: Open until eight on Thursdays" in body_for("dawn")
    assert "This is what we heard:\n  Working parents cannot get there" in body_for("dawn")


def test_email_confirmed_afterwards_brings_the_answer(room, heard, answer_to, site):
    pat = ContributorFactory(site=site, display_name="Pat", email="pat@pellbridge.example")
    answer = answer_to(site, [heard([room.say(pat, WORDS)])])
    drain()
    assert mail.outbox == []
    assert AnswerRecipient.objects.get().told_how == "receipt"
    confirm_email(email_confirmation_token(pat))
    drain()
    assert WORDS in body_for("pat")
    assert AnswerRecipient.objects.get().told_how == "email"
    answer.refresh_from_db()
    assert answer.told_count == 1


def test_only_this_places_people_are_told(told, other_site):
    assert set(Message.objects.values_list("site__hostname", flat=True)) == {"testserver"}


def test_telling_costs_a_few_queries_a_person(room, heard, answer_to, site):
    from civic.notify.telling_answers import tell_answer

    for n in range(60):
        last = room.say(ContributorFactory(site=site, display_name=f"P{n}"), f"Words {n}")
    answer = answer_to(site, [heard([last])])
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert tell_answer(answer) == 60
    assert len(queries) < 60 * 8


# ---- put right, and one person twice ------------------------------------------------------------
def test_my_voice_calls_an_answer_put_right_by_its_present_line(told, client):
    correct_answer(
        told,
        outcome="partly",
        headline="Open until eight on Thursdays",
        because="A slip.",
        what_changes="",
        what_does_not="",
        look_again_on=None,
        correction_note="It said Tuesdays.",
    )
    drain()
    dawn = Message.objects.filter(contributor__display_name="Dawn").first().contributor
    client.post("/my-voice/open/", {"code": dawn.receipt})
    page = client.get("/my-voice/").content.decode()
    assert "The Neighbourhoods Board answered: Open until eight on Thursdays" in page
    assert "answered: Open until eight on Tuesdays" not in page
    told_first = Message.objects.get(contributor=dawn, kind="record.answer")
    assert "<h1>The Neighbourhoods Board answered: Open until eight on Thursdays</h1>" in (
        client.get(f"/my-voice/messages/{told_first.uuid}/").content.decode()
    )


@pytest.fixture
def twice(reachable, site):
    """One reader with two guest records: a phone and a laptop."""
    phone = reachable("Dawn")
    laptop = ContributorFactory(site=site, email=phone.email, email_confirmed_at=phone.email_confirmed_at)
    return phone, laptop


def test_two_records_with_one_address_get_one_email_with_the_words_of_both(
    twice, room, heard, answer_to, site
):
    phone, laptop = twice
    rude = room.say(laptop, "You are all useless", WordsState.REJECTED)
    keys = [room.say(phone, WORDS), room.say(laptop, "Open on Saturdays too")]
    answer = answer_to(site, [heard(keys)])
    drain()
    assert [one.to for one in mail.outbox] == [["dawn@pellbridge.example"]]
    body = body_for("dawn")
    assert f"“{WORDS}”" in body
    assert "“Open on Saturdays too”" in body
    assert "“You are all useless”" in body, rude
    counts = told_counts(answer)
    assert (counts.everyone, counts.by_email, counts.not_yet) == (2, 2, 0)
    assert Message.objects.filter(contributor=laptop, state="not_emailed", told_how="email").count() == 1
    mail.outbox.clear()
    correct_answer(
        answer,
        outcome="not",
        headline="No",
        because="A slip.",
        what_changes="",
        what_does_not="",
        look_again_on=None,
        correction_note="No.",
    )
    drain()
    assert [one.to for one in mail.outbox] == [["dawn@pellbridge.example"]]


def test_same_address_in_another_place_gets_its_own(twice, room, heard, answer_to, other_site, site):
    phone, _laptop = twice
    ContributorFactory(site=other_site, email=phone.email, email_confirmed_at=phone.email_confirmed_at)
    answer_to(site, [heard([room.say(phone, WORDS)])])
    drain()
    assert [one.to for one in mail.outbox] == [["dawn@pellbridge.example"]]
    assert Message.objects.get().context.get("also") is None
