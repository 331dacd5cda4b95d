"""What others said like it, a voice added to theirs instead, and words put together: every author kept."""

import re
import uuid

import pytest
from django.urls import reverse
from django.utils.translation import override

from civic.notify import erasing
from civic.notify.models import Message
from civic.notify.rendering import render_body
from civic.record.voices import voice_of
from civic.residents.enums import Role
from civic.residents.services import grant_role
from engagement.conversations import alike, merging, rules, services
from engagement.conversations.models import Contribution, Conversation, Nod
from engagement.conversations.selectors import events_after, render_events
from tests.factories.conversations import make_conversation, say, thread_in
from tests.factories.residents import ContributorFactory, UserFactory

LIBRARY = "The library should stay open later in the evening."


def whole(response):
    return response.content.decode()


@pytest.fixture
def thread(conversation):
    return thread_in(conversation)


@pytest.fixture
def pat(conversation):
    """Who said that the library should stay open, among others who said other things."""
    for words in (
        "Mend the swings, the park is sad without them.",
        "A bench by the door would help my grandmother.",
        "The bus stop floods whenever it rains.",
    ):
        say(conversation, words)
    return say(
        conversation,
        LIBRARY,
        contributor=ContributorFactory(site=conversation.site, display_name="Pat"),
    )


def post(client, conversation, text, **form):
    data = {"text": text, "name": "Dawn", "client_key": "k" * 32, **form}
    return client.post(reverse("conversations:say", args=[thread_in(conversation).uuid]), data)


def by_script(client, conversation, text, **form):
    data = {"text": text, "name": "Dawn", "client_key": "k" * 32, **form}
    address = reverse("conversations:say", args=[thread_in(conversation).uuid])
    return client.post(address, data, headers={"accept": "application/json"})


# ---- what reads alike ------------------------------------------
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Could the library be open later, in the evenings?", True),
        ("THE LIBRARIES should stay OPEN late in the evening!!!", True),
        ("Keep the library open on Sundays for children", False),
        ("Something else altogether about buses.", False),
        ("I agree.", False),
        ("Yes, the evening.", False),
        ("", False),
    ],
)
def test_words_alike_are_found_and_others_are_not(pat, thread, text, found):
    assert alike.like_these(thread, text) == ([pat] if found else [])


def test_welsh_mutations_and_accents_are_seen_through(conversation, thread):
    said = say(conversation, "Dylai'r llyfrgell agor gyda'r nos.")
    say(conversation, "Mae angen meinciau yn y parc.")
    assert alike.like_these(thread, "Agorwch y lyfrgell gyda'r nos, da chi") == [said]


def test_only_what_is_shown_in_the_same_thread_is_found(pat, conversation, thread, other_site):
    say(make_conversation(other_site), LIBRARY)
    say(make_conversation(conversation.site, question="Another?"), LIBRARY)
    hidden, taken, gone = (say(conversation, LIBRARY) for _n in range(3))
    services.hide_contribution(hidden, reason="Rude.")
    services.withdraw_contribution(taken, taken.contributor)
    services.erase_contribution(gone)
    assert alike.like_these(thread, LIBRARY) == [pat]
    assert alike.like_these(thread, LIBRARY, but=[pat.pk]) == []


@pytest.mark.parametrize(
    "text", ["%_%_%_ '' \\ \x00", "x" * 5000, "ŷŷŷ ŵŵŵ ââââ", "\u202e\u200b" * 50, "1234 5678 9012"]
)
def test_nonsense_is_like_nothing(pat, thread, text):
    assert alike.like_these(thread, text) == []


# ---- before somebody says it ------------------------------------------
def test_what_others_said_is_shown_first_and_the_words_are_kept(client, page, conversation, pat):
    answer = post(client, conversation, "The library should be open later in the evening.")
    body = whole(answer)
    assert answer.status_code == 200
    assert "1 person said something like this" in body
    assert "The library should be open later in the evening.</textarea>" in body
    assert 'value="Dawn"' in body
    related = body[body.index("data-related") :]
    assert '<input type="hidden" name="anyway" value="1">' in related, "a second press says it"
    assert related.index(LIBRARY) < related.index("I say the same") < related.index("Say mine as well")
    assert Contribution.objects.count() == 4
    assert not Nod.objects.exists()


def test_one_press_says_it_all_the_same_and_only_once(client, page, conversation, pat):
    text = "The library should be open later in the evening."
    for _press in range(2):
        assert post(client, conversation, text, anyway="1").status_code == 302
    assert Contribution.objects.filter(text=text).count() == 1
    assert post(client, conversation, text).status_code == 302, "a resend is the same contribution"
    assert Contribution.objects.count() == 5


def test_one_press_adds_a_voice_to_theirs_instead(client, page, conversation, pat):
    body = whole(post(client, conversation, "The library should be open later in the evening."))
    assert f'form="instead" formaction="{reverse("conversations:nod", args=[pat.uuid])}"' in body
    answer = client.post(reverse("conversations:nod", args=[pat.uuid]), {"instead": "1", "do": "agree"})
    assert answer["Location"] == f"{page.url}?done=with&at={pat.number}#c-{pat.uuid}"
    assert "Your voice is with theirs now." in whole(client.get(answer["Location"]))
    pat.refresh_from_db()
    assert (pat.nod_count, Contribution.objects.count()) == (1, 4)
    conversation.refresh_from_db()
    assert conversation.people_count == 5


def test_script_is_told_too(client, page, conversation, pat):
    answer = by_script(client, conversation, "The library should be open later in the evening.")
    assert answer.status_code == 409
    told = answer.json()
    assert set(told) == {"related", "message", "parent"}
    assert "1 person said something like this" in told["related"]
    assert "csrf" not in told["related"]
    text = "The library should be open later in the evening."
    assert by_script(client, conversation, text, anyway="1").status_code == 201


@pytest.mark.parametrize("why", ["switched off", "a reply", "own words", "closed", "held"])
def test_nobody_is_stopped_where_it_makes_no_sense(client, page, conversation, pat, why):
    text, form = "The library should be open later in the evening.", {}
    if why == "switched off":
        Conversation.objects.update(suggest_related=False)
    if why == "a reply":
        form["parent"] = str(pat.uuid)
    if why == "own words":
        Contribution.objects.filter(pk=pat.pk).update(text="-", folded="-")
        post(client, conversation, LIBRARY)
    if why == "closed":
        Conversation.objects.update(status="closed")
    if why == "held":
        Conversation.objects.update(hold_posts=True)
        assert post(client, conversation, text).status_code == 200
        return
    answer = post(client, conversation, text, **form)
    assert answer.status_code == (409 if why == "closed" else 302)
    assert "said something like this" not in whole(answer)


def test_people_counted_are_those_who_stand_together(client, page, conversation, pat, moderator):
    others = [say(conversation, LIBRARY) for _n in range(2)]
    merging.put_together(pat, others, by=moderator)
    body = whole(post(client, conversation, "The library should be open later in the evening."))
    assert "3 people said something like this" in body
    assert body.count("I say the same") == 1


# ---- putting together ------------------------------------------
@pytest.fixture
def moderator(site):
    user = UserFactory()
    grant_role(user, site, Role.FACILITATOR)
    return user


@pytest.fixture
def three(conversation):
    """The same, said by three people."""
    return [
        say(
            conversation,
            f"Open the library later. {name} says so.",
            contributor=ContributorFactory(site=conversation.site, display_name=name),
        )
        for name in ("Ann", "Ben", "Cat")
    ]


def again(*rows):
    return [Contribution.objects.get(pk=row.pk) for row in rows]


def test_every_author_is_kept_shown_and_told(client, page, conversation, three, moderator):
    ann, ben, cat = three
    services.nod(ben, ann.contributor)
    merging.put_together(ann, [ben, cat], by=moderator)
    body = whole(client.get(page.url))
    lead = body[body.index(f'id="c-{ann.uuid}"') :]
    lead = lead[: lead.index("</article>")]
    assert "2 other voices say the same" in lead
    for name in ("Ann", "Ben", "Cat"):
        assert f"{name} says so." in lead
        assert f">{name}</b>" in lead
    for one in (ben, cat):
        hole = body[body.index(f'id="c-{one.uuid}"') :]
        hole = hole[: hole.index("</article>")]
        assert "these words stand with others that say the same." in hole
        assert "says so" not in hole
        assert reverse("conversations:in_place", args=[ann.uuid]) in hole
    conversation.refresh_from_db()
    assert (conversation.people_count, conversation.contribution_count) == (3, 3)
    assert [one.nod_count for one in again(*three)] == [0, 1, 0]
    told = Message.objects.filter(kind="conversations.together")
    assert {message.contributor for message in told} == {one.contributor for one in three}
    for message in told:
        text = render_body(message)
        name = message.contributor.display_name
        assert f"{name} says so." in text
        assert text.count("says so.") == 1, "other people's words are not in it"
        assert "2 other voices" in text


def test_message_leads_to_the_page_of_its_readers_language(three, moderator):
    merging.put_together(three[0], three[1:], by=moderator)
    message = Message.objects.filter(kind="conversations.together").first()
    with override("cy"):
        assert f'href="/cy/said/{three[0].uuid}/here/"' in render_body(message)
    assert f'href="/said/{three[0].uuid}/here/"' in render_body(message)


def test_my_voice_of_each_still_shows_their_own_words(conversation, three, moderator):
    merging.put_together(three[0], three[1:], by=moderator)
    for one in three:
        (item,) = voice_of(one.contributor)
        assert item.text == one.text
        assert item.details == ("It stands together with what others said that is the same.",)
        assert item.edit_url


def test_erasing_one_leaves_the_others(client, page, three, moderator):
    ann, ben, cat = three
    merging.put_together(ann, [ben, cat], by=moderator)
    for who, left in ((ben, ["Ann", "Cat"]), (ann, ["Cat"])):
        erasing.ask_to_erase(who.contributor)
        assert erasing.erase_person(who.contributor.pk, at_once=True)
        body = whole(client.get(page.url))
        assert sorted(set(re.findall(r"(\w+) says so\.", body))) == left
        assert who.contributor.display_name not in body
    assert [(one.merged_into, one.merged_count) for one in again(*three)] == [(None, 0)] * 3


@pytest.mark.parametrize("what", ["hide", "withdraw", "edit where a person reads first"])
def test_lead_that_goes_leaves_the_next_to_lead(conversation, three, moderator, what):
    ann, ben, cat = three
    merging.put_together(ann, [ben, cat], by=moderator)
    if what == "hide":
        services.hide_contribution(ann, reason="Rude.")
    elif what == "withdraw":
        services.withdraw_contribution(ann, ann.contributor)
    else:
        Conversation.objects.update(hold_posts=True)
        services.edit_contribution(ann, ann.contributor, "Something else.")
    ann, ben, cat = again(*three)
    assert (ann.merged_into, ann.merged_count) == (None, 0)
    assert (ben.merged_into, ben.merged_count) == (None, 1)
    assert cat.merged_into == ben


def test_one_put_apart_stands_in_its_own_place_again(client, page, three, moderator):
    ann, ben, cat = three
    merging.put_together(ann, [ben, cat], by=moderator)
    merging.put_apart(again(cat)[0], by=moderator)
    assert [one.merged_count for one in again(*three)] == [1, 0, 0]
    body = whole(client.get(page.url))
    own = body[body.index(f'id="c-{cat.uuid}"') :]
    assert "Cat says so." in own
    assert "1 other voice says the same" in body


def test_message_says_what_is_so_by_now(three, moderator):
    merging.put_together(three[0], three[1:], by=moderator)
    for one in three[1:]:
        merging.put_apart(again(one)[0], by=moderator)
    message = Message.objects.get(contributor=three[1].contributor)
    assert "They stand by themselves again" in render_body(message)
    assert "says so" not in render_body(message)


def test_what_was_put_together_can_be_put_with_more(three, conversation, moderator):
    ann, ben, cat = three
    merging.put_together(ben, [cat], by=moderator)
    merging.put_together(ann, [again(ben)[0]], by=moderator)
    ann, ben, cat = again(*three)
    assert (ann.merged_count, ben.merged_into, cat.merged_into, ben.merged_count) == (2, ann, ann, 0)
    before = ann.events.count()
    merging.put_together(ann, [], by=moderator)
    merging.put_together(ben, [ann], by=moderator)
    ann, ben, cat = again(*three)
    assert (ben.merged_into, ben.merged_count, ann.merged_into, cat.merged_into) == (None, 2, ben, ben)
    assert ann.events.count() > before


def test_nobody_else_and_nothing_else_can_be_put_together(client, conversation, three, moderator, other_site):
    elsewhere = say(make_conversation(conversation.site, question="Another?"))
    hidden = services.hide_contribution(say(conversation), reason="Rude.")
    stranger, far = UserFactory(), UserFactory()
    grant_role(far, other_site, Role.FACILITATOR)
    for user in (stranger, far):
        with pytest.raises(rules.NotYours):
            merging.put_together(three[0], three[1:], by=user)
        with pytest.raises(rules.NotYours):
            merging.put_apart(three[0], by=user)
        client.force_login(user)
        address = reverse("conversations:together", args=[three[0].uuid])
        assert client.get(address).status_code == 404
        assert client.post(address, {"with": str(three[1].uuid)}).status_code == 404
    for one in (elsewhere, hidden):
        with pytest.raises(rules.NotYours):
            merging.put_together(three[0], [one], by=moderator)
    assert not Contribution.objects.exclude(merged_into=None).exists()


def test_facilitator_puts_together_by_what_reads_alike_or_by_a_word(
    client, page, conversation, three, moderator
):
    ann, ben, cat = three
    other = say(conversation, "After work nobody can borrow a book.")
    client.force_login(moderator)
    address = reverse("conversations:together", args=[ann.uuid])
    assert reverse("conversations:together", args=[ann.uuid]) in whole(client.get(page.url))
    body = whole(client.get(address))
    assert f'value="{ben.uuid}"' in body
    assert f'value="{other.uuid}"' not in body
    assert f'value="{other.uuid}"' in whole(client.get(f"{address}?find=borrow"))
    empty = client.post(address, {})
    assert empty.status_code == 422
    assert "Choose at least one that says the same." in whole(empty)
    for nonsense in ("x", str(uuid.uuid4())):
        assert client.post(address, {"with": nonsense}).status_code == 422
    done = client.post(address, {"with": [str(ben.uuid), str(other.uuid)]})
    assert done["Location"].endswith(f"?at={ann.number}#c-{ann.uuid}")
    assert [one.merged_into for one in again(ben, cat, other)] == [ann, None, ann]
    body = whole(client.get(reverse("conversations:together", args=[other.uuid])))
    assert 'value="apart"' in body
    client.post(reverse("conversations:together", args=[other.uuid]), {"do": "apart"})
    assert again(other)[0].merged_into is None


def test_live_channel_hears_of_it_in_at_most_two_queries(
    conversation, three, thread, moderator, django_assert_num_queries
):
    ann, ben, cat = three
    merging.put_together(ann, [ben, cat], by=moderator)
    with django_assert_num_queries(2):
        events = render_events(thread, events_after(thread, 3))
    assert [(event["kind"], event["id"]) for event in events] == [
        ("merged", str(one.uuid)) for one in (ann, ben, cat)
    ]
    assert "2 other voices say the same" in events[0]["html"]
    assert 'data-state="together"' in events[1]["html"]
    assert "Ben says so." not in events[1]["html"]
    with django_assert_num_queries(1):
        (last,) = render_events(thread, events_after(thread, 5))
    assert str(ann.uuid) in last["html"]


def test_renaming_reaches_every_place_the_name_stands(conversation, three, thread, moderator):
    from engagement.conversations import names

    ann, ben, cat = three
    reply = say(conversation, "A reply.", parent=cat, contributor=ben.contributor)
    deep = say(conversation, "Deep.", parent=Contribution.objects.get(pk=reply.pk))
    merging.put_together(ann, [ben], by=moderator)
    thread.refresh_from_db()
    before = thread.last_event_number
    names.hide_name(ben.contributor, reason="Rude.")
    events = render_events(thread, events_after(thread, before))
    assert {event["id"] for event in events} == {str(one.uuid) for one in (ann, ben, reply, deep)}
    assert not any("Ben<" in (event["html"] or "") for event in events)
