"""Reads: gatherings of a place, and what goes on in one."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count, Q

from engagement.conversations.enums import Mode, State
from engagement.conversations.models import Contribution, Conversation, Thread
from engagement.conversations.room.codes import normalised_code
from engagement.conversations.room.enums import GatheringState
from engagement.conversations.room.models import (
    Attendance,
    Gathering,
    Hand,
    Prompt,
    SoFar,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from wagtail.models import Site

    from civic.residents.models import Contributor

#: How many things said a console lists, newest first.
LISTED = 40

_WITH = ("site", "prompt", "thread__conversation", "thread__round")


def gathering_of(site: "Site", uuid: UUID) -> Gathering | None:
    """Return a gathering of this place, however far it has come, or None."""
    return Gathering.objects.filter(site=site, uuid=uuid).select_related(*_WITH).first()


def gathering_by_code(site: "Site", typed: str) -> Gathering | None:
    """Return the gathering of this place a code leads to now; None for any other code."""
    code = normalised_code(typed)
    if not code:
        return None
    return Gathering.objects.filter(site=site, code=code).open().select_related(*_WITH).first()


def attended_by_code(site: "Site", typed: str, contributor: "Contributor | None") -> Gathering | None:
    """Return the newest gathering with this code that somebody joined, also when it is over; or None."""
    code = normalised_code(typed)
    if not code or contributor is None:
        return None
    joined = Attendance.objects.filter(contributor=contributor, gathering__site=site, gathering__code=code)
    found = joined.select_related(*(f"gathering__{name}" for name in _WITH)).order_by("-pk").first()
    return found.gathering if found else None


def joined_now(contributor: "Contributor", contribution: Contribution) -> Gathering | None:
    """Return the gathering somebody joined in which words are talked about now, or None."""
    here = Gathering.objects.open().filter(thread_id=contribution.thread_id)
    return here.filter(attendances__contributor=contributor).select_related(*_WITH).first()


def attendance_of(gathering: Gathering, contributor: "Contributor | None") -> Attendance | None:
    """Return that somebody joined, or None."""
    if contributor is None:
        return None
    return Attendance.objects.filter(gathering=gathering, contributor=contributor).first()


def gatherings(site: "Site") -> "QuerySet[Gathering]":
    """Return the gatherings of a place, the newest day first."""
    return Gathering.objects.filter(site=site).select_related("thread__conversation", "thread__round")


def gatherings_now(site: "Site") -> "QuerySet[Gathering]":
    """Return what goes on in a place now, and what is prepared, soonest first."""
    rows = Gathering.objects.filter(site=site).open().order_by("day", "pk")
    return rows.select_related("thread__conversation", "thread__round")


def hands_up(gathering: Gathering) -> "QuerySet[Hand]":
    """Return the hands that are up, oldest first."""
    return Hand.objects.filter(gathering=gathering, lowered_at=None).select_related("contributor")


def has_hand_up(gathering: Gathering, contributor: "Contributor | None") -> bool:
    """Say whether somebody's hand is up."""
    return contributor is not None and hands_up(gathering).filter(contributor=contributor).exists()


def waiting_words(gathering: Gathering) -> "QuerySet[Contribution]":
    """Return what was said here and is held, oldest first; not what was left for a moderator."""
    rows = Contribution.objects.filter(said_here__gathering=gathering, state=State.HELD)
    return rows.filter(said_here__left_aside=False).select_related("contributor").order_by("pk")


def left_for_moderators(gathering: Gathering) -> int:
    """Return how much of what is held here was left for a moderator."""
    rows = Contribution.objects.filter(said_here__gathering=gathering, state=State.HELD)
    return rows.filter(said_here__left_aside=True).count()


def shown_words(gathering: Gathering) -> "QuerySet[Contribution]":
    """Return what everybody can read of what was said here, newest first; of words together, the lead."""
    rows = Contribution.objects.filter(said_here__gathering=gathering, state=State.PUBLISHED)
    return rows.filter(merged_into=None, move="").select_related("contributor").order_by("-number")


def shortlisted_words(gathering: Gathering) -> list[Contribution]:
    """Return what was chosen for the screen and everybody can read, in the order it was chosen."""
    rows = gathering.shortlist.filter(contribution__state=State.PUBLISHED)
    rows = rows.select_related("contribution__contributor", "contribution__merged_into__contributor")
    found: dict[int, Contribution] = {}
    for row in rows.order_by("pk"):
        words = row.contribution.merged_into or row.contribution
        found.setdefault(words.pk, words)
    return list(found.values())


def prompts_of(gathering: Gathering) -> "QuerySet[Prompt]":
    """Return the prompts, each with how much was said to it (``said_count``)."""
    return gathering.prompts.annotate(
        said_count=Count("said", filter=Q(said__contribution__state=State.PUBLISHED))
    )


def counts_of(gathering: Gathering) -> dict[str, int]:
    """Return how many joined, spoke and have their hand up, and how much was said. Two queries."""
    said = gathering.said.filter(contribution__number__isnull=False, contribution__move="").aggregate(
        said=Count("pk"), spoke=Count("contribution__contributor", distinct=True)
    )
    up = Count("hands", filter=Q(hands__lowered_at=None), distinct=True)
    row = Gathering.objects.annotate(up=up, joined=Count("attendances", distinct=True)).get(pk=gathering.pk)
    return {"joined": row.joined, "hands": row.up, **said}  # type: ignore[attr-defined] # annotated here


def sentences_so_far(gathering: Gathering) -> list[tuple[SoFar, list[Contribution]]]:
    """Return the sentences that rest on something shown, each with what it rests on."""
    found = []
    for sentence in gathering.so_far.prefetch_related("contributions__contributor"):
        rests = [one for one in sentence.contributions.all() if one.is_shown and one.number is not None]
        if rests:
            found.append((sentence, sorted(rests, key=lambda one: one.number or 0)))
    return found


def is_late(gathering: Gathering, attendance: Attendance | None) -> bool:
    """Say whether somebody came after it had begun."""
    started = gathering.started_at
    if started is None or gathering.state == GatheringState.PREPARED:
        return False
    return attendance is None or attendance.joined_at > started


def gatherings_past(site: "Site") -> "QuerySet[Gathering]":
    """Return what is over in a place, newest first."""
    return gatherings(site).exclude(pk__in=Gathering.objects.filter(site=site).open().values("pk"))


def threads_to_meet_about(site: "Site") -> list[Thread]:
    """Return the threads people can talk in now or soon, each with its conversation: open ones first."""
    conversations = Conversation.objects.filter(site=site)
    now = conversations.taking_words() | conversations.coming()
    rows = Thread.objects.filter(conversation__in=now).select_related("conversation", "round")
    rows = rows.filter(Q(round=None) | Q(round__mode=Mode.THREAD))
    return list(rows.order_by("conversation__opens_at", "conversation_id", "-position"))
