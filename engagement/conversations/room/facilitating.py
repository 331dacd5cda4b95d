"""Writes of whoever runs a gathering about what people said: release, shortlist, put together, moves."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from civic.residents.services import contributor_for_user
from engagement.conversations import merging, services
from engagement.conversations.enums import Move, SaidHow, State
from engagement.conversations.models import Contribution
from engagement.conversations.room import rules
from engagement.conversations.room.models import Gathering, SaidHere, Shortlisted
from engagement.conversations.room.running import locked
from engagement.conversations.room.snapshots import touch
from engagement.conversations.rules import NotYours, WordsRefused

if TYPE_CHECKING:
    from civic.residents.models import User


def words_of(gathering: Gathering, uuids: Sequence[UUID]) -> list[Contribution]:
    """Return words of the gathering's thread that everybody can read, in the order asked for.

    Raises ``NotYours`` where some are not.
    """
    rows = Contribution.objects.filter(thread_id=gathering.thread_id, uuid__in=uuids, state=State.PUBLISHED)
    found = {one.uuid: one for one in rows.select_related("root", "contributor")}
    if set(uuids) - found.keys():
        raise NotYours(_("Some of these words are no longer shown, or were said somewhere else."))
    return [found[uuid] for uuid in dict.fromkeys(uuids)]


@transaction.atomic
def release(gathering: Gathering, uuid: UUID, *, by: "User") -> Contribution:
    """Show words that were said here and are held. Raises ``NotYours`` for any others."""
    now = locked(gathering, by)
    held = _said_here(now, uuid)
    released = services.release_contribution(held.contribution)
    touch(now)
    return released


@transaction.atomic
def leave_aside(gathering: Gathering, uuid: UUID, *, by: "User") -> None:
    """Leave held words to the place's moderators, who say why where they do not show them."""
    now = locked(gathering, by)
    held = _said_here(now, uuid)
    held.left_aside = True
    held.save(update_fields=["left_aside"])
    touch(now)


def _said_here(gathering: Gathering, uuid: UUID) -> SaidHere:
    rows = SaidHere.objects.filter(gathering=gathering, contribution__uuid=uuid)
    found = rows.select_related("contribution").first()
    if found is None:
        raise NotYours(_("That was not said in this session."))
    return found


@transaction.atomic
def shortlist(gathering: Gathering, uuid: UUID, *, by: "User", on: bool = True) -> None:
    """Put words on the screen, or take them off it. Only what everybody can read gets there."""
    now = locked(gathering, by)
    if not on:
        now.shortlist.filter(contribution__uuid=uuid).delete()
    else:
        (words,) = words_of(now, [uuid])
        Shortlisted.objects.get_or_create(gathering=now, contribution=words)
    touch(now)


@transaction.atomic
def put_together(gathering: Gathering, uuids: Sequence[UUID], *, by: "User") -> Contribution:
    """Put words together that say the same; those said first lead, and every author stays named.

    Raises ``WordsRefused`` for fewer than two, and ``NotYours``.
    """
    now = locked(gathering, by)
    words = sorted(words_of(now, uuids), key=lambda one: one.number or 0)
    if len(words) < 2:
        raise WordsRefused(_("Tick two or more that say the same."))
    lead = merging.put_together(words[0], words[1:], by=by)
    touch(now)
    return lead


@transaction.atomic
def make_move(
    gathering: Gathering,
    move: str,
    text: str,
    *,
    by: "User",
    client_key: str,
    about: UUID | None = None,
) -> Contribution:
    """Post as the facilitator, with what it is shown beside it; ``about``: whose words it answers.

    Some moves are about somebody's words and are refused without (``WordsRefused``). Is shown at once:
    whoever releases others' words needs nobody to release theirs.
    """
    now = locked(gathering, by)
    rules.check_not_over(now)
    move = Move(move)
    if move in rules.NEEDS_WORDS and about is None:
        raise WordsRefused(_("Choose whose words it is about."))
    parent = words_of(now, [about])[0] if about is not None else None
    posted = services.post_contribution(
        now.thread,
        contributor_for_user(by, now.site),
        text,
        client_key=client_key,
        parent=parent,
        said_how=SaidHow.ROOM,
        said_where=now.where,
        move=move,
    )
    SaidHere.objects.get_or_create(
        contribution=posted, defaults={"gathering": now, "prompt_id": now.prompt_id}
    )
    touch(now)
    return posted
