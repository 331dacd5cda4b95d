"""Tannery Steps, this evening, in the canteen: a session of the second round that goes on now."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from civic.demo.people import NEIGHBOURS
from civic.residents.services import create_guest
from engagement.conversations.enums import Move
from engagement.conversations.models import Thread
from engagement.conversations.room import captions, facilitating, late, running, taking_part
from engagement.conversations.room.models import Gathering

if TYPE_CHECKING:
    from civic.demo.building import Pellbridge

WHERE = "The Tannery Canteen"
PROMPTS = (
    "Which lamp should come first?",
    "What should it feel like to walk down the Steps at night?",
    "Who tells us when a lamp is out?",
)
SAID = (
    "The bottom flight. That is where my mother fell.",
    "Bottom flight first, then the arch.",
    "The arch, so that you see who is coming.",
    "Whichever is quickest. Just start.",
)
LINES = (
    "Good evening, and thank you for coming out in the rain.",
    "We heard that the Steps need lamps. Tonight is about where they go.",
    "Say it out loud, or say it on your phone. Both count the same.",
)
#: How long the demo's session goes on: a newcomer may come on any day.
GOES_ON = timedelta(days=365)


def hold_a_session(made: "Pellbridge", thread: Thread) -> Gathering:
    """Prepare and begin a session, and let four neighbours join and say something."""
    by = made.users["Ifan"]
    gathering = running.prepare_gathering(
        thread, by=by, where=WHERE, day=timezone.localdate(), prompts=PROMPTS
    )
    gathering = running.start(gathering, by=by)
    running.show_prompt(gathering, gathering.prompts.order_by("position")[0], by=by)
    gathering.refresh_from_db()
    welcome = "Welcome. Say what you think in your own words: there are no wrong answers here."
    facilitating.make_move(gathering, Move.WELCOME, welcome, by=by, client_key="demo-room-welcome")
    people = [create_guest(made.site, display_name=NEIGHBOURS[n * 7 + 3]) for n in range(len(SAID))]
    said = []
    for n, (person, words) in enumerate(zip(people, SAID, strict=True)):
        taking_part.join(gathering, person)
        said.append(taking_part.say_here(gathering, person, words, client_key=f"demo-room-{n}"))
    for one, who in ((0, 1), (0, 2), (2, 3)):
        taking_part.agree_here(gathering, said[one], people[who], agree=True)
    for one in (0, 2):
        facilitating.shortlist(gathering, said[one].uuid, by=by)
    late.write_sentence(
        gathering,
        "Two of us would light the bottom flight first, one the arch.",
        [one.uuid for one in said[:3]],
        by=by,
    )
    for line in LINES:
        captions.add_line(gathering, line)
    taking_part.raise_hand(gathering, people[3])
    Gathering.objects.filter(pk=gathering.pk).update(expires_at=timezone.now() + GOES_ON)
    return gathering
