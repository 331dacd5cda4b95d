"""Writes about "so far": sentences for who comes late, each resting on what people said."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.conversations.enums import Move, State
from engagement.conversations.models import Contribution
from engagement.conversations.room import rules
from engagement.conversations.room.facilitating import words_of
from engagement.conversations.room.models import MAX_SENTENCE, Gathering, SoFar
from engagement.conversations.room.running import locked
from engagement.conversations.room.selectors import prompts_of, shortlisted_words
from engagement.conversations.room.snapshots import touch
from engagement.conversations.rules import clean_words

if TYPE_CHECKING:
    from civic.residents.models import User

#: Moves that say what was said.
TELLING = (Move.SUMMARISE, Move.REFLECT, Move.DISAGREE)
#: How many words a proposed sentence rests on, and how much of somebody's words it quotes.
RESTS_ON, QUOTED = 5, 120


class Proposal(NamedTuple):
    """A sentence a facilitator could take over, and what it rests on."""

    text: str
    uuids: list[UUID]


@transaction.atomic
def write_sentence(gathering: Gathering, text: str, uuids: Sequence[UUID], *, by: "User") -> SoFar:
    """Keep a sentence with what it rests on.

    Raises ``NotLinked`` where that is nothing, ``NotYours`` where some of it is not shown or was said
    elsewhere, ``WordsRefused`` for none or more than 300 characters.
    """
    now = locked(gathering, by)
    words = clean_words(" ".join(text.split()), limit=MAX_SENTENCE)
    if not uuids:
        raise rules.NotLinked(
            _("Tick what somebody said that it rests on: a sentence of ours stands on theirs.")
        )
    rests = words_of(now, uuids)
    made = SoFar.objects.create(gathering=now, text=words)
    made.contributions.set(rests)
    touch(now)
    return made


@transaction.atomic
def take_out(gathering: Gathering, pk: int, *, by: "User") -> None:
    """Take a sentence out."""
    now = locked(gathering, by)
    now.so_far.filter(pk=pk).delete()
    touch(now)


def proposals(gathering: Gathering) -> list[Proposal]:
    """Return sentences made of prompts, moves and the shortlist; none that was taken over already."""
    taken = set(gathering.so_far.values_list("text", flat=True))
    found = [*_of_prompts(gathering), *_of_moves(gathering), *_of_shortlist(gathering)]
    return [one for one in found if one.uuids and one.text not in taken]


def _shown(gathering: Gathering) -> dict[int | None, list[UUID]]:
    rows = gathering.said.filter(contribution__state=State.PUBLISHED, contribution__move="")
    found: dict[int | None, list[UUID]] = {}
    for prompt, uuid in rows.order_by("-contribution__nod_count", "pk").values_list(
        "prompt_id", "contribution__uuid"
    ):
        found.setdefault(prompt, []).append(uuid)
    return found


def _of_prompts(gathering: Gathering) -> list[Proposal]:
    said = _shown(gathering)
    return [
        Proposal(
            ngettext(
                "We asked “%(prompt)s”, and %(n)s thing was said.",
                "We asked “%(prompt)s”, and %(n)s things were said.",
                len(said[prompt.pk]),
            )
            % {"prompt": prompt.text, "n": len(said[prompt.pk])},
            said[prompt.pk][:RESTS_ON],
        )
        for prompt in prompts_of(gathering)
        if prompt.pk in said
    ]


def _of_moves(gathering: Gathering) -> list[Proposal]:
    """Return what the facilitator said they heard, resting on the words it was about."""
    rows = Contribution.objects.filter(
        said_here__gathering=gathering, move__in=TELLING, state=State.PUBLISHED
    )
    rows = rows.filter(parent__state=State.PUBLISHED).select_related("parent").order_by("number")
    return [Proposal(one.text[:MAX_SENTENCE], [one.parent.uuid]) for one in rows if one.parent]


def _of_shortlist(gathering: Gathering) -> list[Proposal]:
    return [
        Proposal(
            _("%(who)s said: “%(words)s”") % {"who": one.contributor.shown_name, "words": _short(one.text)},
            [one.uuid],
        )
        for one in shortlisted_words(gathering)
    ]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= QUOTED else f"{line[:QUOTED].rsplit(' ', 1)[0]}…"
