"""In the room with a phone: joining, saying, agreeing, hands; what is refused, and that nothing is lost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from engagement.conversations.enums import State
from engagement.conversations.models import Contribution, Participation
from engagement.conversations.room import running, selectors, taking_part
from engagement.conversations.room.models import Attendance, SaidHere
from engagement.conversations.room.rules import TooSoon
from engagement.conversations.rules import NotOpen, NotYours
from engagement.conversations.services import release_contribution
from tests.factories.conversations import make_conversation, say
from tests.factories.residents import ContributorFactory
from tests.factories.room import joined, make_gathering, say_here

pytestmark = pytest.mark.django_db


def test_words_are_ordinary_ones_of_the_thread_said_in_the_room(gathering, gethin):
    running.show_prompt(gathering, gathering.prompts.first(), by=gethin)
    said = say_here(gathering, "Somewhere warm.")
    assert (said.thread, said.said_how, said.said_where) == (gathering.thread, "room", "Cinder Hill Library")
    assert (said.state, said.get_said_how_display()) == (State.PUBLISHED, "in the room")
    assert said.said_here.prompt.text == "What is it for?"
    assert Participation.objects.get().how == "room"
    gathering.thread.conversation.refresh_from_db()
    assert gathering.thread.conversation.people_count == 1


def test_joining_counts_nobody_among_those_who_took_part(gathering):
    dawn = joined(gathering)
    taking_part.join(gathering, dawn)
    assert Attendance.objects.count() == 1
    assert not Participation.objects.exists()
    assert selectors.counts_of(gathering) == {"joined": 1, "hands": 0, "said": 0, "spoke": 0}


def test_words_are_held_first_where_hold_is_on_and_counted_once_released(gathering, gethin):
    running.change_settings(gathering, by=gethin, hold=True, slow_seconds=0, screen_newest=False)
    said = say_here(gathering)
    assert (said.state, said.number) == (State.HELD, None)
    assert list(selectors.waiting_words(gathering)) == [said]
    assert selectors.counts_of(gathering)["said"] == 0
    release_contribution(said)
    assert list(selectors.shown_words(gathering)) == [said]
    assert selectors.counts_of(gathering) == {"joined": 1, "hands": 0, "said": 1, "spoke": 1}


@pytest.mark.parametrize("state", ["prepared", "paused", "closed"])
def test_nothing_is_said_before_between_and_after_but_a_resend_finds_its_own(state, site, gethin):
    gathering = make_gathering(site, by=gethin)
    dawn = joined(gathering)
    first = say_here(gathering, person=dawn, key="one")
    if state == "paused":
        running.pause(gathering, by=gethin)
    elif state == "closed":
        running.close(gathering, by=gethin)
    else:
        type(gathering).objects.update(state="prepared")
    with pytest.raises(NotOpen, match="Your words are kept here"):
        say_here(gathering, "More.", person=dawn, key="two")
    assert say_here(gathering, person=dawn, key="one") == first
    assert Contribution.objects.count() == 1


def test_slow_mode_asks_each_person_to_wait(gathering, gethin):
    running.change_settings(gathering, by=gethin, hold=False, slow_seconds=30, screen_newest=False)
    dawn = joined(gathering)
    first = say_here(gathering, "One.", person=dawn)
    with pytest.raises(TooSoon, match=r"press again in (29|30) seconds"):
        say_here(gathering, "Two.", person=dawn)
    say_here(gathering, "Mine.", person=joined(gathering, "Pat"))
    SaidHere.objects.filter(contribution=first).update(at=timezone.now() - timedelta(seconds=31))
    assert say_here(gathering, "Two.", person=dawn).text == "Two."


def test_reply_stands_below_what_it_answers(gathering):
    first = say_here(gathering, "One.")
    assert say_here(gathering, "Yes.", parent=first, person=joined(gathering, "Pat")).root == first


def test_agreeing_in_the_room_counts_as_taking_part_there(gathering):
    first, pat = say(gathering.thread.conversation, "From home."), joined(gathering, "Pat")
    assert taking_part.agree_here(gathering, first, pat, agree=True)
    assert not taking_part.agree_here(gathering, first, pat, agree=True)
    assert Participation.objects.get(contributor=pat).how == "room"
    assert taking_part.agree_here(gathering, first, pat, agree=False)
    elsewhere = say(make_conversation(gathering.site), "Elsewhere.")
    with pytest.raises(NotYours):
        taking_part.agree_here(gathering, elsewhere, pat, agree=True)


def test_hands_go_up_once_and_are_seen_oldest_first(gathering, gethin):
    dawn, pat = joined(gathering), joined(gathering, "Pat")
    for person in (dawn, pat, dawn):
        taking_part.raise_hand(gathering, person)
    assert [hand.contributor for hand in selectors.hands_up(gathering)] == [dawn, pat]
    running.lower_hand(gathering, selectors.hands_up(gathering)[0], by=gethin)
    taking_part.raise_hand(gathering, dawn)
    assert [hand.contributor for hand in selectors.hands_up(gathering)] == [pat, dawn]
    taking_part.take_hand_down(gathering, pat)
    assert [hand.contributor for hand in selectors.hands_up(gathering)] == [dawn]


def test_hand_of_another_room_is_not_lowered_here(site, gathering, gethin):
    other = make_gathering(site, by=gethin)
    hand = taking_part.raise_hand(other, joined(other))
    running.lower_hand(gathering, hand, by=gethin)
    assert selectors.hands_up(other).count() == 1


def test_nobody_known_by_another_place_joins(gathering, other_site):
    with pytest.raises(NotYours):
        taking_part.join(gathering, ContributorFactory(site=other_site))
    assert not Attendance.objects.exists()
