"""A gathering is run by facilitators of its place alone: codes, pacing, prompts, timer, settings, end."""

from datetime import timedelta

import pytest
from django.utils import timezone

from civic.residents.enums import Role
from civic.residents.services import grant_role
from engagement.conversations.enums import EventKind, Mode
from engagement.conversations.models import ThreadEvent
from engagement.conversations.room import codes, running, selectors
from engagement.conversations.room.models import Gathering
from engagement.conversations.rules import NotOpen, NotYours, WordsRefused
from tests.factories.conversations import make_conversation, thread_in
from tests.factories.residents import UserFactory
from tests.factories.room import facilitator_of, joined, make_gathering

pytestmark = pytest.mark.django_db
DO = {
    "start": lambda g, by: running.start(g, by=by),
    "pause": lambda g, by: running.pause(g, by=by),
    "close": lambda g, by: running.close(g, by=by),
    "open_again": lambda g, by: running.open_again(g, by=by),
    "add_prompt": lambda g, by: running.add_prompt(g, "Why?", by=by),
    "show_prompt": lambda g, by: running.show_prompt(g, g.prompts.first(), by=by),
    "set_timer": lambda g, by: running.set_timer(g, 60, by=by),
    "settings": lambda g, by: running.change_settings(
        g, by=by, hold=True, slow_seconds=30, screen_newest=True
    ),
}


def test_code_has_six_characters_without_look_alikes_or_vowels():
    assert len(set(codes.ALPHABET)) == 21
    assert not set(codes.ALPHABET) & set("0O1IL2Z5S8BUAEQ")
    made = {codes.new_code() for _n in range(200)}
    assert all(len(code) == 6 and set(code) <= set(codes.ALPHABET) for code in made)
    assert len(made) > 190


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("dc4-7kf", "DC47KF"),
        (" DC4 7KF ", "DC47KF"),
        ("DC47K", ""),
        ("DC47KFF", ""),
        ("DC4OKF", ""),
        ("\x00", ""),
    ],
)
def test_code_is_read_however_it_is_typed(typed, kept):
    assert codes.normalised_code(typed) == kept


def test_code_leads_to_its_gathering_in_its_place_until_it_is_over(site, other_site, gathering, gethin):
    assert selectors.gathering_by_code(site, gathering.code.lower()) == gathering
    assert selectors.gathering_by_code(other_site, gathering.code) is None
    running.close(gathering, by=gethin)
    assert selectors.gathering_by_code(site, gathering.code) is None


def test_code_is_over_the_night_after_its_day(site, gathering):
    Gathering.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert selectors.gathering_by_code(site, gathering.code) is None
    gathering.refresh_from_db()
    assert gathering.shown_state == "closed"


def test_end_of_its_day_is_six_in_the_morning_after(gathering):
    local = timezone.localtime(gathering.expires_at)
    assert (local.date(), local.hour) == (gathering.day + timedelta(days=1), 6)


def test_code_in_use_is_not_given_out_twice(site, gethin, monkeypatch):
    first = make_gathering(site, by=gethin)
    offered = iter([first.code, "CDFGHJ"])
    monkeypatch.setattr(running, "new_code", lambda: next(offered))
    assert make_gathering(site, by=gethin).code == "CDFGHJ"


@pytest.mark.parametrize("name", DO)
@pytest.mark.parametrize("who", ["a resident", "a librarian here", "a facilitator elsewhere"])
def test_nobody_but_a_facilitator_of_the_place_runs_it(name, who, site, other_site, gathering):
    user = {
        "a resident": UserFactory,
        "a librarian here": UserFactory,
        "a facilitator elsewhere": lambda: facilitator_of(other_site),
    }[who]()
    if who == "a librarian here":
        grant_role(user, site, Role.LIBRARIAN)
    before = Gathering.objects.values().get()
    with pytest.raises(NotYours):
        DO[name](gathering, user)
    assert Gathering.objects.values().get() == before


def test_nobody_else_prepares_one(site, other_site):
    with pytest.raises(NotYours):
        make_gathering(site, by=facilitator_of(other_site))
    assert not Gathering.objects.exists()


def test_round_of_statements_is_not_held_in_a_room(site, gethin):
    talk = make_conversation(site)
    thread = thread_in(talk)
    thread.round = talk.rounds.create(site=site, title="Vote", mode=Mode.STATEMENTS)
    thread.save()
    with pytest.raises(NotOpen):
        make_gathering(site, by=gethin, thread=thread)


def test_one_gathering_of_a_round_goes_on_at_a_time(site, gathering, gethin):
    second = make_gathering(site, by=gethin, thread=gathering.thread, started=False)
    with pytest.raises(NotOpen, match="Close that one first"):
        running.start(second, by=gethin)
    running.close(gathering, by=gethin)
    assert running.start(second, by=gethin).state == "running"


def test_one_left_running_on_a_day_gone_by_is_closed_by_the_next(site, gathering, gethin):
    Gathering.objects.update(expires_at=timezone.now() - timedelta(hours=1))
    second = make_gathering(site, by=gethin, thread=gathering.thread)
    gathering.refresh_from_db()
    assert (gathering.state, second.state) == ("closed", "running")


def test_prompt_stands_over_the_thread_and_what_stood_there_comes_back(gathering, gethin):
    thread = gathering.thread
    thread.title = "The hall"
    thread.save()
    running.pause(gathering, by=gethin)
    Gathering.objects.update(title_before="The hall")
    running.show_prompt(gathering, gathering.prompts.get(position=1), by=gethin)
    thread.refresh_from_db()
    assert thread.title == "Who looks after it?"
    assert ThreadEvent.objects.filter(thread=thread, kind=EventKind.PROMPT).count() == 1
    running.close(gathering, by=gethin)
    thread.refresh_from_db()
    assert thread.title == "The hall"


def test_prompt_changed_by_others_meanwhile_is_left_alone_at_the_end(gathering, gethin):
    running.show_prompt(gathering, gathering.prompts.first(), by=gethin)
    gathering.thread.refresh_from_db()
    gathering.thread.title = "Put here by an editor"
    gathering.thread.save()
    running.close(gathering, by=gethin)
    gathering.thread.refresh_from_db()
    assert gathering.thread.title == "Put here by an editor"


def test_prompt_of_another_session_and_one_too_long_are_refused(site, gathering, gethin):
    other = make_gathering(site, by=gethin, prompts=["Elsewhere?"])
    with pytest.raises(NotYours):
        running.show_prompt(gathering, other.prompts.get(), by=gethin)
    with pytest.raises(WordsRefused):
        running.add_prompt(gathering, "x" * 201, by=gethin)
    assert running.add_prompt(gathering, " On  the spot? ", by=gethin).position == 2


def test_timer_stands_still_in_a_pause_and_goes_on_after(gathering, gethin):
    running.set_timer(gathering, 120, by=gethin)
    paused = running.pause(gathering, by=gethin)
    assert paused.timer_ends_at is None
    assert 118 <= paused.timer_left <= 120
    Gathering.objects.update(timer_left=77)
    going = running.start(gathering, by=gethin)
    assert going.timer_left is None
    assert 75 <= going.seconds_left <= 77
    assert 130 <= running.set_timer(going, 60, by=gethin, more=True).seconds_left <= 137
    assert running.set_timer(going, None, by=gethin).seconds_left is None
    assert running.set_timer(going, 10**9, by=gethin).seconds_left == 4 * 60 * 60


def test_slow_mode_takes_only_the_waits_there_are(gathering, gethin):
    kept = running.change_settings(gathering, by=gethin, hold=True, slow_seconds=7, screen_newest=False)
    assert (kept.hold, kept.slow_seconds) == (True, 0)


def test_closing_lowers_hands_and_can_be_undone_on_its_day(site, gathering, gethin):
    from engagement.conversations.room import taking_part

    dawn = joined(gathering)
    taking_part.raise_hand(gathering, dawn)
    running.close(gathering, by=gethin)
    assert not selectors.has_hand_up(gathering, dawn)
    again = running.open_again(gathering, by=gethin)
    assert (again.state, again.code) == ("running", gathering.code)
    running.close(again, by=gethin)
    Gathering.objects.update(expires_at=timezone.now())
    with pytest.raises(NotOpen, match="Its day has gone"):
        running.open_again(again, by=gethin)
