"""What goes on in a room as the live channel tells it: no names, no words, a hint for each change."""

import pytest
from django.test.utils import CaptureQueriesContext

from engagement.conversations import changes
from engagement.conversations.live.rooms import rooms_of
from engagement.conversations.room import running, taking_part
from tests.factories.room import joined, make_gathering, say_here

pytestmark = pytest.mark.django_db


def test_room_is_told_by_its_thread_with_prompt_timer_and_hands(site, gathering, gethin):
    make_gathering(site, by=gethin)  # of another thread
    running.show_prompt(gathering, gathering.prompts.first(), by=gethin)
    taking_part.raise_hand(gathering, joined(gathering, "Dawn Secret"))
    say_here(gathering, "Words of a neighbour.")
    told = rooms_of(gathering.thread_id)
    assert list(told) == [str(gathering.uuid)]
    room = told[str(gathering.uuid)]
    assert (room["state"], room["prompt"], room["hands"], room["ends"]) == (
        "running",
        "What is it for?",
        1,
        None,
    )
    assert "Secret" not in str(told)
    assert "neighbour" not in str(told)
    running.set_timer(gathering, 60, by=gethin)
    assert rooms_of(gathering.thread_id)[str(gathering.uuid)]["ends"] > 1_600_000_000_000


def test_room_that_is_over_is_told_of_for_an_hour(gathering, gethin):
    running.close(gathering, by=gethin)
    assert rooms_of(gathering.thread_id)[str(gathering.uuid)]["state"] == "closed"
    type(gathering).objects.update(closed_at="2020-01-01T00:00:00Z")
    assert rooms_of(gathering.thread_id) == {}


def test_every_change_is_hinted_at_once_after_commit(
    gathering, gethin, django_capture_on_commit_callbacks, monkeypatch
):
    heard = []
    monkeypatch.setattr(changes, "_room_listeners", [heard.append])
    dawn = joined(gathering)
    for act in (
        lambda: running.set_timer(gathering, 60, by=gethin),
        lambda: running.pause(gathering, by=gethin),
        lambda: running.start(gathering, by=gethin),
        lambda: taking_part.raise_hand(gathering, dawn),
        lambda: taking_part.take_hand_down(gathering, dawn),
        lambda: say_here(gathering, person=dawn),
    ):
        heard.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act()
        assert heard == [gathering.thread_id]


def test_two_queries_whatever_goes_on(gathering, gethin):
    from django.db import connection

    for n in range(3):
        taking_part.raise_hand(gathering, joined(gathering, f"P{n}"))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        rooms_of(gathering.thread_id)
    assert len(queries) == 2
