"""Who may run a gathering, and what may be done in it. A refusal is said in plain words."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.conversations.enums import Move
from engagement.conversations.room.enums import GatheringState
from engagement.conversations.room.models import Gathering
from engagement.conversations.rules import NotOpen, NotYours, Refused, may_facilitate

if TYPE_CHECKING:
    from wagtail.models import Site

#: Waits a facilitator can choose for slow mode, in seconds.
SLOW = (0, 15, 30, 60, 120)
LONGEST_TIMER = 4 * 60 * 60
#: What is about somebody's words cannot be posted without them.
NEEDS_WORDS = (Move.LINK, Move.REFLECT)


class TooSoon(Refused):
    """Slow mode is on, and this person spoke a moment ago."""


class NotLinked(Refused):
    """A sentence of "so far" that rests on nothing anybody said."""


def may_run(user: Any, site: "Site | int") -> bool:
    """Say whether somebody may run gatherings in a place: its facilitators."""
    return may_facilitate(user, site)


def check_may_run(user: Any, gathering: Gathering) -> None:
    """Raise ``NotYours`` for all but the facilitators of the gathering's place."""
    if not may_run(user, gathering.site_id):
        raise NotYours(_("Only a facilitator of this place can do that."))


def check_not_over(gathering: Gathering) -> None:
    """Raise ``NotOpen`` where it is over."""
    if not gathering.is_open:
        raise NotOpen(_("This session is over. What was said stays readable."))


def check_takes_words(gathering: Gathering) -> None:
    """Raise ``NotOpen`` where nothing can be said right now."""
    if not gathering.is_open:
        raise NotOpen(_("This session is over. Your words are kept here for you to copy."))
    if gathering.state == GatheringState.PREPARED:
        raise NotOpen(_("We have not begun yet. Your words are kept here: press again once we have."))
    if gathering.state == GatheringState.PAUSED:
        raise NotOpen(_("We are having a pause. Your words are kept here: press again when we carry on."))


def check_pace(gathering: Gathering, spoke_at: datetime | None) -> None:
    """Raise ``TooSoon`` where slow mode is on and somebody spoke less than its seconds ago."""
    if not gathering.slow_seconds or spoke_at is None:
        return
    left = spoke_at + timedelta(seconds=gathering.slow_seconds) - timezone.now()
    seconds = -(-left // timedelta(seconds=1))
    if seconds > 0:
        raise TooSoon(
            ngettext(
                "We are taking it slowly. Your words are kept here: press again in %(n)s second.",
                "We are taking it slowly. Your words are kept here: press again in %(n)s seconds.",
                seconds,
            )
            % {"n": seconds}
        )
