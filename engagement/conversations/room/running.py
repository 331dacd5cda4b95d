"""Writes of whoever runs a gathering: begin, pace, prompts, timer, hands, settings, end.

Each is refused to all but the facilitators of the gathering's place. The conversation's lock is taken
first, as everywhere in conversations, then the gathering's own.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement.conversations.launching import change_prompt
from engagement.conversations.ledger import lock_conversation
from engagement.conversations.models import Thread
from engagement.conversations.room import rules
from engagement.conversations.room.codes import new_code
from engagement.conversations.room.enums import GatheringState
from engagement.conversations.room.models import MAX_PROMPT, Gathering, Hand, Prompt
from engagement.conversations.room.snapshots import touch
from engagement.conversations.rules import NotOpen, NotYours, check_mode, clean_words

if TYPE_CHECKING:
    from civic.residents.models import User


def prepare_gathering(
    thread: Thread, *, by: "User", where: str, day: date, prompts: Sequence[str] = (), hold: bool = False
) -> Gathering:
    """Make a gathering of a thread, with a join code nobody else has now, and its prompts in order.

    Raises ``NotYours`` for all but facilitators of the thread's place, ``NotOpen`` where its conversation
    takes no words now or is of another kind.
    """
    if not rules.may_run(by, thread.site_id):
        raise NotYours(_("Only a facilitator of this place can do that."))
    if not thread.conversation.takes_words and not thread.conversation.is_coming:
        raise NotOpen(_("This conversation is closed, so it cannot be held in a room."))
    check_mode(thread)
    facts = {"site_id": thread.site_id, "thread": thread, "where": where.strip()[:160], "day": day}
    gathering = _with_a_code({**facts, "hold": hold, "made_by": by})
    Prompt.objects.bulk_create(
        Prompt(gathering=gathering, text=line.strip()[:MAX_PROMPT], position=n)
        for n, line in enumerate(line for line in prompts if line.strip())
    )
    return gathering


def _with_a_code(facts: dict[str, object]) -> Gathering:
    """Write the gathering; where its code is in use by chance, with another."""
    for _try in range(5):
        try:
            with transaction.atomic():
                return Gathering.objects.create(code=new_code(), **facts)
        except IntegrityError:
            continue
    raise NotOpen(_("No code is free right now. Please try again."))


def locked(gathering: Gathering, by: "User") -> Gathering:
    """Return a gathering as it is now, under its conversation's lock and its own.

    Raises ``NotYours`` for all but the facilitators of its place.
    """
    rules.check_may_run(by, gathering)
    lock_conversation(gathering.thread.conversation_id)
    rows = Gathering.objects.select_for_update(of=("self",))
    return rows.select_related("thread__conversation", "thread__round", "prompt").get(pk=gathering.pk)


@transaction.atomic
def start(gathering: Gathering, *, by: "User") -> Gathering:
    """Begin, or carry on after a pause; the timer goes on where it stood.

    Raises ``NotOpen`` where it is over, or another gathering of the same round is going on.
    """
    now = locked(gathering, by)
    rules.check_not_over(now)
    others = Gathering.objects.filter(thread_id=now.thread_id).going_on().exclude(pk=now.pk)
    if others.exists():
        raise NotOpen(_("Another session of this round is going on. Close that one first."))
    leftover = Gathering.objects.filter(thread_id=now.thread_id).exclude(pk=now.pk)
    for old in leftover.filter(state__in=[GatheringState.RUNNING, GatheringState.PAUSED]):
        close(old, by=by)  # its day has gone, and nobody closed it
    if now.state == GatheringState.PREPARED:
        now.started_at = now.started_at or timezone.now()
        now.title_before = now.thread.title
    now.state = GatheringState.RUNNING
    if now.timer_left is not None:
        now.timer_ends_at, now.timer_left = timezone.now() + timedelta(seconds=now.timer_left), None
    now.save()
    touch(now)
    return now


@transaction.atomic
def pause(gathering: Gathering, *, by: "User") -> Gathering:
    """Take no words for now; the timer stands still."""
    now = locked(gathering, by)
    if now.state == GatheringState.RUNNING:
        now.state = GatheringState.PAUSED
        if now.timer_ends_at is not None:
            now.timer_left, now.timer_ends_at = now.seconds_left, None
        now.save()
        touch(now)
    return now


@transaction.atomic
def close(gathering: Gathering, *, by: "User") -> Gathering:
    """End it: its code works no longer, hands go down, and over the thread stands what stood there before."""
    now = locked(gathering, by)
    if now.state == GatheringState.CLOSED:
        return now
    began = now.state != GatheringState.PREPARED
    if began and now.prompt is not None and now.thread.title == now.prompt.text:
        change_prompt(now.thread, now.title_before)
    now.state, now.closed_at = GatheringState.CLOSED, timezone.now()
    now.timer_ends_at = now.timer_left = None
    now.save()
    now.hands.filter(lowered_at=None).update(lowered_at=now.closed_at)
    touch(now)
    return now


@transaction.atomic
def open_again(gathering: Gathering, *, by: "User") -> Gathering:
    """Undo closing, with a new code where the old one is in use by now. Raises ``NotOpen`` after its day."""
    now = locked(gathering, by)
    if now.state != GatheringState.CLOSED:
        return now
    if now.expires_at <= timezone.now():
        raise NotOpen(_("Its day has gone. Prepare a new one."))
    if Gathering.objects.exclude(state=GatheringState.CLOSED).filter(code=now.code).exists():
        now.code = new_code()
    now.state, now.closed_at = GatheringState.PREPARED, None
    now.save()
    touch(now)
    return start(now, by=by) if now.started_at else now


@transaction.atomic
def add_prompt(gathering: Gathering, text: str, *, by: "User") -> Prompt:
    """Keep a prompt for later. Raises ``WordsRefused`` for none or more than 200 characters."""
    now = locked(gathering, by)
    rules.check_not_over(now)
    words = clean_words(" ".join(text.split()), limit=MAX_PROMPT)
    last = now.prompts.aggregate(last=Max("position"))["last"]
    made = Prompt.objects.create(gathering=now, text=words, position=0 if last is None else last + 1)
    touch(now)
    return made


@transaction.atomic
def show_prompt(gathering: Gathering, prompt: Prompt, *, by: "User") -> Gathering:
    """Put a prompt to the room, and over the thread: whoever reads along at home sees what is asked.

    Raises ``NotOpen`` before it has begun and when it is over.
    """
    now = locked(gathering, by)
    rules.check_not_over(now)
    if prompt.gathering_id != now.pk:
        raise NotYours(_("That belongs to another session."))
    if now.state == GatheringState.PREPARED:
        raise NotOpen(_("Begin first: then you can show a prompt."))
    prompt.shown_at = timezone.now()
    prompt.save(update_fields=["shown_at"])
    now.prompt = prompt
    now.save(update_fields=["prompt"])
    if now.thread.title != prompt.text:
        change_prompt(now.thread, prompt.text)
    touch(now)
    return now


@transaction.atomic
def set_timer(gathering: Gathering, seconds: int | None, *, by: "User", more: bool = False) -> Gathering:
    """Let a timer run for so many seconds, at most four hours; ``more`` adds them; None takes it away.

    While it is paused, or has not begun, the timer stands still.
    """
    now = locked(gathering, by)
    rules.check_not_over(now)
    before = now.seconds_left
    now.timer_ends_at = now.timer_left = None
    if seconds is not None:
        left = (before or 0) + seconds if more else seconds
        left = max(1, min(left, rules.LONGEST_TIMER))
        if now.state == GatheringState.RUNNING:
            now.timer_ends_at = timezone.now() + timedelta(seconds=left)
        else:
            now.timer_left = left
    now.save(update_fields=["timer_ends_at", "timer_left"])
    touch(now)
    return now


@transaction.atomic
def change_settings(
    gathering: Gathering, *, by: "User", hold: bool, slow_seconds: int, screen_newest: bool
) -> Gathering:
    """Hold words or not, slow mode (seconds between one person's posts), newest words on the screen or not.

    What is held already stays held until it is released.
    """
    now = locked(gathering, by)
    rules.check_not_over(now)
    now.hold, now.screen_newest = hold, screen_newest
    now.slow_seconds = slow_seconds if slow_seconds in rules.SLOW else 0
    now.save(update_fields=["hold", "screen_newest", "slow_seconds"])
    touch(now)
    return now


@transaction.atomic
def lower_hand(gathering: Gathering, hand: Hand, *, by: "User") -> None:
    """Take somebody's hand down: they have spoken, or will."""
    now = locked(gathering, by)
    if now.hands.filter(pk=hand.pk, lowered_at=None).update(lowered_at=timezone.now()):
        touch(now)
