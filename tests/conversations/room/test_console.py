"""The console by plain forms: who may, each button, moves, what is refused keeps what was typed."""

import pytest
from django.urls import reverse

from civic.residents.enums import Role
from civic.residents.services import grant_role
from engagement.conversations.enums import Move, State
from engagement.conversations.models import Contribution, Conversation, Participation
from engagement.conversations.room import captions, facilitating, late, running, selectors, taking_part
from engagement.conversations.room.models import Gathering, SoFar
from engagement.conversations.room.moves import CALLED, READY, ready_words
from engagement.conversations.room.rules import NotLinked
from engagement.conversations.rules import NotYours, WordsRefused
from engagement.conversations.services import hide_contribution
from tests.factories.conversations import say
from tests.factories.residents import UserFactory
from tests.factories.room import facilitator_of, joined, make_gathering, say_here

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, gathering, gethin):
    """The console, with a facilitator signed in: press a button, get the page it leads to."""
    client.force_login(gethin)

    def press(do, **typed):
        return client.post(reverse("room:do", args=[gathering.uuid]), {"do": do, **typed}, follow=True)

    return press


@pytest.mark.parametrize("name", ["console", "do", "screen", "type"])
@pytest.mark.parametrize("who", ["nobody", "a resident", "a librarian", "a facilitator elsewhere"])
def test_nobody_else_gets_at_it(name, who, client, site, other_site, gathering):
    if who != "nobody":
        user = facilitator_of(other_site) if who == "a facilitator elsewhere" else UserFactory()
        if who == "a librarian":
            grant_role(user, site, Role.LIBRARIAN)
        client.force_login(user)
    address = reverse(f"room:{name}", args=[gathering.uuid])
    for answer in (client.get(address), client.post(address, {"do": "close", "text": "Hello"})):
        assert answer.status_code in (302 if who == "nobody" else 403, 405)
        if answer.status_code == 302:
            assert "login" in answer.url
    gathering.refresh_from_db()
    assert gathering.state == "running"
    assert not gathering.captions.exists()


def test_gathering_of_the_other_place_is_nowhere_here(client, other_site, gethin, gathering):
    theirs = make_gathering(other_site)
    client.force_login(gethin)
    for name in ("console", "do", "screen", "type", "transcript"):
        assert client.get(reverse(f"room:{name}", args=[theirs.uuid])).status_code == 404
    assert "Otherham" not in client.get(reverse("room:index")).content.decode()


def test_prepared_from_the_list_with_prompts_one_a_line(client, site, gethin, gathering):
    client.force_login(gethin)
    sent = {
        "thread": gathering.thread.uuid,
        "where": "The hall",
        "day": "2099-01-01",
        "prompts": "One?\n\n Two? \n",
        "hold": "on",
    }
    answer = client.post(reverse("room:index"), sent)
    made = Gathering.objects.get(where="The hall")
    assert answer.url == reverse("room:console", args=[made.uuid])
    assert (made.hold, made.state, [one.text for one in made.prompts.all()]) == (
        True,
        "prepared",
        ["One?", "Two?"],
    )
    wrong = client.post(reverse("room:index"), {**sent, "day": "2001-01-01", "prompts": "x" * 201})
    assert wrong.status_code == 422
    assert "That day has gone." in wrong.content.decode()
    assert "x" * 201 in wrong.content.decode()


def test_each_button_of_the_state_and_the_timer(desk, gathering):
    for do, state in [
        ("pause", "paused"),
        ("start", "running"),
        ("close", "closed"),
        ("open_again", "running"),
    ]:
        assert desk(do).status_code == 200
        gathering.refresh_from_db()
        assert gathering.state == state
    desk("timer", seconds="120")
    gathering.refresh_from_db()
    assert 118 <= gathering.seconds_left <= 120
    desk("timer", seconds="+60")
    gathering.refresh_from_db()
    assert 176 <= gathering.seconds_left <= 180
    desk("timer", seconds="")
    gathering.refresh_from_db()
    assert gathering.seconds_left is None


@pytest.mark.parametrize(
    ("do", "typed"),
    [
        ("nonsense", {}), ("show_prompt", {"prompt": "x"}), ("show_prompt", {"prompt": "9" * 50}),
        ("lower", {"hand": "\x00"}), ("release", {"one": "\x00"}), ("said", {"screen": "x"}),
        ("said", {"words": ["x", "\x00"]}), ("move", {"move": "x"}), ("timer", {"seconds": "-1"}),
        ("take_out", {"sentence": "x"}), ("settings", {"slow": "9" * 40}), ("add_prompt", {"text": "\x00"}),
        ("take_over", {"text": "Hello", "words": "x"}),
    ],
)  # fmt: skip
def test_junk_gets_a_plain_answer(desk, do, typed):
    assert desk(do, **typed).status_code in (200, 400, 409)


def test_prompt_on_the_spot_is_shown_and_one_too_long_stays_typed(desk, gathering):
    desk("add_prompt", text="On the spot?", show="1")
    gathering.refresh_from_db()
    assert gathering.prompt.text == "On the spot?"
    answer = desk("add_prompt", text="y" * 201, show="1")
    assert answer.status_code == 409
    assert "y" * 201 in answer.content.decode()


def test_held_words_are_released_or_left_to_a_moderator(desk, gathering, gethin):
    running.change_settings(gathering, by=gethin, hold=True, slow_seconds=0, screen_newest=False)
    good, rude = say_here(gathering, "Good."), say_here(gathering, "Rude.")
    page = desk("release", one=str(good.uuid)).content.decode()
    assert Contribution.objects.get(pk=good.pk).state == State.PUBLISHED
    assert "Waiting for you (1)" in page
    page = desk("aside", one=str(rude.uuid)).content.decode()
    assert "1 is left to the moderators." in page
    assert Contribution.objects.get(pk=rude.pk).state == State.HELD


def test_words_held_elsewhere_are_not_released_here(site, gathering, gethin):
    Conversation.objects.update(hold_posts=True)
    held = say(gathering.thread.conversation, "From home.")
    with pytest.raises(NotYours):
        facilitating.release(gathering, held.uuid, by=gethin)
    held.refresh_from_db()
    assert held.state == State.HELD


def test_ticked_words_stand_together_and_one_alone_is_refused(desk, gathering):
    first, second = say_here(gathering, "Warm."), say_here(gathering, "Warm please.")
    desk("said", together="1", words=[str(second.uuid), str(first.uuid)])
    second.refresh_from_db()
    assert second.merged_into == first
    answer = desk("said", together="1", words=[str(first.uuid)])
    assert "Tick two or more that say the same." in answer.content.decode()


def test_only_chosen_words_are_on_the_screen_and_hidden_ones_go(client, desk, gathering, gethin):
    chosen, other = say_here(gathering, "Chosen words."), say_here(gathering, "Other words.")
    desk("said", screen=str(chosen.uuid))
    address = reverse("room:screen", args=[gathering.uuid])
    page = client.get(address).content.decode()
    assert ("Chosen words." in page, "Other words." in page) == (True, False)
    assert gathering.code_said in page
    desk("settings", newest="on", slow="0")
    assert "Other words." in client.get(address).content.decode()
    hide_contribution(chosen, reason="Rude")
    hide_contribution(other, reason="Rude")
    page = client.get(address).content.decode()
    assert ("Chosen words." in page, "Other words." in page) == (False, False)


def test_held_words_get_neither_to_the_screen_nor_to_so_far(gathering, gethin):
    running.change_settings(gathering, by=gethin, hold=True, slow_seconds=0, screen_newest=True)
    held = say_here(gathering)
    with pytest.raises(NotYours):
        facilitating.shortlist(gathering, held.uuid, by=gethin)
    with pytest.raises(NotYours):
        late.write_sentence(gathering, "They want it warm.", [held.uuid], by=gethin)
    assert not SoFar.objects.exists()


def test_screen_opens_by_its_link_until_links_are_renewed(client, gathering, gethin):
    address = reverse("room:screen", args=[gathering.uuid])
    key, typist = captions.link_key(gathering, captions.SCREEN), captions.link_key(gathering, captions.TYPE)
    assert client.get(address, {"key": key}).status_code == 200
    assert client.get(address, {"key": typist}).status_code == 404
    assert client.get(address, {"key": f"{key}x\x00"}).status_code == 404
    captions.renew_links(gathering, by=gethin)
    assert client.get(address, {"key": key}).status_code == 404


@pytest.mark.parametrize("move", Move.values)
def test_move_is_one_press_marked_as_the_facilitators_and_counts_nobody(move, client, desk, gathering):
    about = say_here(gathering, "Warm.")
    people = Participation.objects.count()
    desk("move", move=move, text=ready_words(move, "en"), about=str(about.uuid), client_key="k1")
    desk("move", move=move, text=ready_words(move, "en"), about=str(about.uuid), client_key="k1")
    posted = Contribution.objects.get(move=move)
    assert (posted.text, posted.parent, posted.said_how) == (str(READY[move]), about, "room")
    assert Participation.objects.count() == people
    page = client.get(
        reverse("conversations:conversation", args=[gathering.thread.conversation.uuid]), follow=True
    )
    assert f"Facilitator, {posted.get_move_display()}" in page.content.decode()
    assert posted not in selectors.shown_words(gathering)


def test_moves_have_ready_words_in_both_languages(client, desk, gathering):
    assert set(CALLED) == set(READY) == set(Move)
    assert all(ready_words(move, "cy") != ready_words(move, "en") for move in Move)
    page = client.get(reverse("room:console", args=[gathering.uuid]), {"words": "cy"}).content.decode()
    assert ready_words(Move.WELCOME, "cy").split(".")[0] in page


def test_move_about_words_is_refused_without_them_and_keeps_what_was_typed(desk, gathering):
    say_here(gathering)
    answer = desk("move", move="reflect", text="My own way of saying it", about="")
    assert answer.status_code == 409
    assert "Choose whose words it is about." in answer.content.decode()
    assert "My own way of saying it" in answer.content.decode()
    assert not Contribution.objects.exclude(move="").exists()


def test_move_about_words_of_another_thread_is_refused(site, gathering, gethin):
    other = say_here(make_gathering(site, by=gethin))
    with pytest.raises(NotYours):
        facilitating.make_move(
            gathering, "reflect", "Did I get it?", by=gethin, client_key="k", about=other.uuid
        )


def test_hands_are_lowered_from_the_queue(desk, gathering):
    hand = taking_part.raise_hand(gathering, joined(gathering, "Dawn"))
    assert "Hands up (0)" in desk("lower", hand=str(hand.pk)).content.decode()


def test_sentence_without_links_is_refused_and_stays_typed(desk, gathering, gethin):
    say_here(gathering)
    answer = desk("said", so_far="1", text="Everybody agrees.")
    assert answer.status_code == 409
    assert "Everybody agrees." in answer.content.decode()
    with pytest.raises(NotLinked):
        late.write_sentence(gathering, "Everybody agrees.", [], by=gethin)
    assert not SoFar.objects.exists()


def test_sentences_are_proposed_from_prompts_moves_and_the_shortlist(gathering, gethin):
    running.show_prompt(gathering, gathering.prompts.first(), by=gethin)
    warm = say_here(gathering, "Warm.", person=joined(gathering, "Dawn"))
    facilitating.make_move(
        gathering, "reflect", "You want it warm.", by=gethin, client_key="k", about=warm.uuid
    )
    facilitating.shortlist(gathering, warm.uuid, by=gethin)
    assert late.proposals(gathering) == [
        ("We asked “What is it for?”, and 1 thing was said.", [warm.uuid]),
        ("You want it warm.", [warm.uuid]),
        ("Dawn said: “Warm.”", [warm.uuid]),
    ]
    late.write_sentence(gathering, "You want it warm.", [warm.uuid], by=gethin)
    assert len(late.proposals(gathering)) == 2
    hide_contribution(warm, reason="Rude")
    assert late.proposals(gathering) == []
    assert selectors.sentences_so_far(gathering) == []


def test_sentence_is_taken_out(desk, gathering, gethin):
    made = late.write_sentence(gathering, "Warm.", [say_here(gathering).uuid], by=gethin)
    desk("take_out", sentence=str(made.pk))
    assert not SoFar.objects.exists()


def test_captions_are_kept_in_order_escaped_and_put_right(client, gathering):
    key = captions.link_key(gathering, captions.TYPE)
    address = f"{reverse('room:type', args=[gathering.uuid])}?key={key}"
    for line in ("<script>alert(1)</script>", "And so on."):
        assert client.post(address, {"text": line}).status_code == 302
    page = client.get(address).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    client.post(address, {"text": "A script.", "number": "1"})
    script = client.get(reverse("room:transcript", args=[gathering.uuid])).content.decode()
    assert script.index("A script.") < script.index("corrected") < script.index("And so on.")
    for wrong in (
        {"text": ""},
        {"text": "x" * 501},
        {"text": "x", "number": "9"},
        {"text": "x", "number": "\x00"},
    ):
        assert client.post(address, wrong).status_code == 409
    assert [line.text for line in gathering.captions.all()] == ["A script.", "And so on."]


def test_typist_link_opens_only_that_page_and_ends_with_the_session(client, gathering, gethin):
    key = captions.link_key(gathering, captions.TYPE)
    assert client.get(reverse("room:console", args=[gathering.uuid]), {"key": key}).status_code == 302
    other = make_gathering(gathering.site, by=gethin)
    assert client.get(reverse("room:type", args=[other.uuid]), {"key": key}).status_code == 404
    running.close(gathering, by=gethin)
    assert (
        client.post(f"{reverse('room:type', args=[gathering.uuid])}?key={key}", {"text": "x"}).status_code
        == 404
    )


def test_empty_words_of_a_move_are_refused(gathering, gethin):
    with pytest.raises(WordsRefused):
        facilitating.make_move(gathering, "welcome", " ", by=gethin, client_key="k")
