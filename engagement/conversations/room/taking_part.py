"""Writes of whoever is in the room with a phone: join, say something, agree, put a hand up."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from engagement.conversations import services
from engagement.conversations.enums import SaidHow
from engagement.conversations.ledger import lock_conversation
from engagement.conversations.models import Contribution
from engagement.conversations.room import rules
from engagement.conversations.room.models import Attendance, Gathering, Hand, SaidHere
from engagement.conversations.room.snapshots import touch
from engagement.conversations.rules import NotYours

if TYPE_CHECKING:
    from civic.residents.models import Contributor


def join(gathering: Gathering, contributor: "Contributor") -> Attendance:
    """Note that somebody is here, once. Raises ``NotOpen`` where it is over."""
    rules.check_not_over(gathering)
    if contributor.site_id != gathering.site_id:
        raise NotYours("another place")
    found, made = Attendance.objects.get_or_create(gathering=gathering, contributor=contributor)
    if made:
        touch(gathering)
    return found


def say_here(
    gathering: Gathering,
    contributor: "Contributor",
    text: str,
    *,
    client_key: str,
    parent: Contribution | None = None,
    agreed_to: str = "",
) -> Contribution:
    """Keep what somebody says in the room, as a contribution to its thread; held first where that is on.

    The same ``client_key`` again is the same contribution, also after a pause or the end. Raises
    ``NotOpen`` before, between and after, ``TooSoon`` in slow mode, and what ``post_contribution`` raises.
    """
    known = Contribution.objects.filter(
        thread_id=gathering.thread_id, contributor=contributor, client_key=client_key
    )
    if found := known.select_related("parent", "root").first():
        return found
    with transaction.atomic():
        lock_conversation(gathering.thread.conversation_id)
        now = Gathering.objects.select_related("thread__conversation", "thread__round").get(pk=gathering.pk)
        rules.check_takes_words(now)
        rules.check_pace(now, _spoke_at(now, contributor))
        said = services.post_contribution(
            now.thread,
            contributor,
            text,
            client_key=client_key,
            parent=parent,
            said_how=SaidHow.ROOM,
            said_where=now.where,
            agreed_to=agreed_to,
            hold=now.hold,
        )
        SaidHere.objects.get_or_create(
            contribution=said, defaults={"gathering": now, "prompt_id": now.prompt_id}
        )
        touch(now)
    return said


def _spoke_at(gathering: Gathering, contributor: "Contributor") -> datetime | None:
    """Return when somebody last said something here."""
    rows = gathering.said.filter(contribution__contributor=contributor, contribution__move="")
    return rows.order_by("-pk").values_list("at", flat=True).first()


def agree_here(
    gathering: Gathering, contribution: Contribution, contributor: "Contributor", *, agree: bool
) -> bool:
    """Agree with words of this thread, or no longer; whoever does so first here took part in the room.

    Returns whether the press changed anything. Raises ``NotOpen`` and ``NotYours`` as ``nod`` does.
    """
    rules.check_not_over(gathering)
    if contribution.thread_id != gathering.thread_id:
        raise NotYours("another thread")
    if not agree:
        return services.unnod(contribution, contributor)
    return services.nod(contribution, contributor, how=SaidHow.ROOM)


@transaction.atomic
def raise_hand(gathering: Gathering, contributor: "Contributor") -> Hand:
    """Put one's hand up; it is up once however often one presses. Raises ``NotOpen`` where it is over."""
    rules.check_not_over(gathering)
    rows = Hand.objects.filter(gathering=gathering, contributor=contributor, lowered_at=None)
    if up := rows.first():
        return up
    try:
        with transaction.atomic():
            made = Hand.objects.create(gathering=gathering, contributor=contributor)
    except IntegrityError:  # the same press arrived twice at once
        return rows.get()
    touch(gathering)
    return made


@transaction.atomic
def take_hand_down(gathering: Gathering, contributor: "Contributor") -> None:
    """Take one's own hand down."""
    rows = Hand.objects.filter(gathering=gathering, contributor=contributor, lowered_at=None)
    if rows.update(lowered_at=timezone.now()):
        touch(gathering)
