"""Reading a thread: a page of it in any order, the place of one thing in it, and finding words in it.

Two levels are shown: what stands at the top, and everything below it, flat, each with whom it answers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import Case, F, IntegerField, Q, When, Window
from django.db.models.functions import RowNumber

from engagement.conversations.enums import PanelState, State
from engagement.conversations.folding import fold
from engagement.conversations.models import Contribution, PanelReply, Question, Thread

if TYPE_CHECKING:
    from django.db.models import QuerySet

#: How many things said are on one page of a thread, and how many replies show under each.
PAGE_SIZE = 30
REPLIES_SHOWN = 20
#: How much stands above what a permanent link leads to, so that it is read in its place.
BEFORE = 3
#: How many replies are on a page of one thing's replies, and how many finds on a page of those.
REPLIES_PAGE, FOUND_PAGE = 100, 30
#: What a fragment names besides its own words.
SPOKEN_OF = ("parent", "root", "merged_into")
#: What sets questions in different states apart in their order: more than anybody presses.
_APART = 10_000_000
#: How many words of a search count.
WORDS_FOUND = 6


class Sort(StrEnum):
    """In which order a thread is read."""

    ORDER = "order"
    DISCUSSED = "discussed"
    UNANSWERED = "unanswered"
    WANTED = "wanted"


@dataclass(kw_only=True)
class Said:
    """One contribution as everybody sees it, with some of what was said below it."""

    contribution: Contribution
    replies: list[Contribution] = field(default_factory=list)
    later_replies: int = 0
    """How many replies come after those shown."""

    @property
    def earlier_replies(self) -> int:
        """How many replies come before those shown."""
        return max(0, self.contribution.reply_count - len(self.replies) - self.later_replies)


@dataclass(frozen=True, kw_only=True)
class ThreadSlice:
    """One page of a thread, oldest first."""

    thread: Thread
    said: list[Said]
    earlier: int | None = None
    """The number to give as ``before`` for the page above; None at the beginning."""
    later: int | None = None
    """The number to give as ``after`` for the page below; None at the end."""
    past: str | None = None
    """What to give as ``past`` for the next page of the most discussed; None at the end."""

    def shown(self) -> list[Contribution]:
        """Return everything on the page."""
        return [one for said in self.said for one in (said.contribution, *said.replies)]


def in_public(queryset: "QuerySet[Contribution]") -> "QuerySet[Contribution]":
    """Keep what has a place in the thread: shown, or a tombstone where it was shown once.

    Words that were changed and wait again keep theirs, so that what was replied to them stays too.
    """
    return queryset.filter(number__isnull=False)


def _tops(thread: Thread, sort: Sort = Sort.ORDER) -> "QuerySet[Contribution]":
    rows = in_public(Contribution.objects.filter(thread=thread, root=None)).select_related("contributor")
    if sort == Sort.UNANSWERED:
        rows = rows.filter(reply_count=0, state=State.PUBLISHED, merged_into=None)
    return rows


def thread_slice(
    thread: Thread,
    *,
    before: int | None = None,
    after: int | None = None,
    at: int | None = None,
    sort: Sort = Sort.ORDER,
) -> ThreadSlice:
    """Return the newest page of a thread, or the one before or after a number, or where a number stands.

    Keyset paging over the thread's index: the same cost at the first page and the thousandth.
    """
    if at is not None:
        return _slice_at(thread, at)
    rows = _tops(thread, sort)
    if after is not None:
        page = list(rows.filter(number__gt=after).order_by("number")[: PAGE_SIZE + 1])
        more_later, page = len(page) > PAGE_SIZE, page[:PAGE_SIZE]
        more_earlier = bool(page) and rows.filter(number__lt=page[0].number).exists()
    else:
        if before is not None:
            rows = rows.filter(number__lt=before)
        page = list(rows.order_by("-number")[: PAGE_SIZE + 1])
        more_earlier, page = len(page) > PAGE_SIZE, page[:PAGE_SIZE][::-1]
        more_later = before is not None
    return _sliced(thread, page, earlier=more_earlier, later=more_later)


def _slice_at(thread: Thread, number: int) -> ThreadSlice:
    """Return the page on which a number stands, be it a reply; where it is gone, what comes next."""
    rows = in_public(Contribution.objects.filter(thread=thread)).select_related("root")
    found = rows.filter(number__gte=number).order_by("number").first() or rows.order_by("number").last()
    top = (found.root or found) if found else None
    start = (top.number or 0) if top else 0
    tops = _tops(thread)
    above = list(tops.filter(number__lt=start).order_by("-number")[: BEFORE + 1])
    room = PAGE_SIZE - len(above[:BEFORE])
    below = list(tops.filter(number__gte=start).order_by("number")[: room + 1])
    page = above[:BEFORE][::-1] + below[:room]
    around = found if found is not None and found.root_id else None
    return _sliced(thread, page, earlier=len(above) > BEFORE, later=len(below) > room, around=around)


def _sliced(
    thread: Thread,
    page: list[Contribution],
    *,
    earlier: bool,
    later: bool,
    around: Contribution | None = None,
) -> ThreadSlice:
    said = with_replies(page, around=around)
    return ThreadSlice(
        thread=thread,
        said=said,
        earlier=page[0].number if page and earlier else None,
        later=page[-1].number if page and later else None,
    )


def most_discussed(thread: Thread, past: tuple[int, int] | None = None) -> ThreadSlice:
    """Return what has most below it, or what comes past so many replies and a number."""
    rows = _tops(thread).order_by("-reply_count", "number")
    if past is not None:
        count, number = past
        rows = rows.filter(Q(reply_count__lt=count) | Q(reply_count=count, number__gt=number))
    page = list(rows[: PAGE_SIZE + 1])
    more, page = len(page) > PAGE_SIZE, page[:PAGE_SIZE]
    return ThreadSlice(
        thread=thread,
        said=with_replies(page),
        past=f"{page[-1].reply_count}-{page[-1].number}" if more else None,
    )


def most_wanted(thread: Thread, past: tuple[int, int] | None = None) -> ThreadSlice:
    """Return questions to the panel, those not answered first, the most wanted first among them.

    Taken up counts as not answered, set aside comes last. ``past``: a score and a number to go on from.
    """
    waits = Case(
        When(panel_state__in=(PanelState.OPEN, PanelState.TAKEN_UP), then=2 * _APART),
        When(panel_state__in=(PanelState.WRITTEN, PanelState.ON_STAGE), then=_APART),
        default=0,
        output_field=IntegerField(),
    )
    rows = _tops(thread).annotate(score=waits + F("nod_count") + F("merged_count"))
    if past is not None:
        score, number = past
        rows = rows.filter(Q(score__lt=score) | Q(score=score, number__gt=number))
    page = list(rows.order_by("-score", "number")[: PAGE_SIZE + 1])
    more, page = len(page) > PAGE_SIZE, page[:PAGE_SIZE]
    return ThreadSlice(
        thread=thread,
        said=with_replies(page),
        past=f"{page[-1].score}-{page[-1].number}" if more else None,
    )


def with_replies(contributions: Sequence[Contribution], *, around: Contribution | None = None) -> list[Said]:
    """Return contributions with the newest replies of each, oldest first, in one query.

    ``around``: a reply that has to be among those shown, at the price of two more.
    """
    said = {item.pk: Said(contribution=item) for item in contributions}
    wanted = [
        item.pk for item in contributions if item.reply_count and item.pk != (around and around.root_id)
    ]
    if wanted:
        replies = (
            in_public(Contribution.objects.filter(root_id__in=wanted))
            .annotate(nth=Window(RowNumber(), partition_by=F("root_id"), order_by=F("number").desc()))
            .filter(nth__lte=REPLIES_SHOWN)
            .select_related("contributor")
            .order_by("number")
        )
        for reply in replies:
            if reply.root_id is not None:
                said[reply.root_id].replies.append(reply)
    if around is not None and around.root_id in said:
        _around(said[around.root_id], around)
    found = list(said.values())
    fill_in([one for each in found for one in (each.contribution, *each.replies)])
    return found


def _around(said: Said, reply: Contribution) -> None:
    """Show the replies among which one stands."""
    rows = in_public(Contribution.objects.filter(root=said.contribution)).select_related("contributor")
    before = rows.filter(number__lt=reply.number).count()
    start = max(0, min(before - BEFORE, said.contribution.reply_count - REPLIES_SHOWN))
    said.replies = list(rows.order_by("number")[start : start + REPLIES_SHOWN])
    said.later_replies = max(0, said.contribution.reply_count - start - len(said.replies))


def replies_page(
    contribution: Contribution, *, before: int | None = None, after: int | None = None
) -> tuple[Said, int | None, int | None]:
    """Return one thing with a page of what was said below it, oldest first, and where to go on.

    The oldest page, or the one before or after a number. Replies to a reply stand below its top; here
    they are those that answer it.
    """
    below = Q(root=contribution) if contribution.root_id is None else Q(parent=contribution)
    rows = in_public(Contribution.objects.filter(below)).select_related("contributor")
    if before is not None:
        page = list(rows.filter(number__lt=before).order_by("-number")[: REPLIES_PAGE + 1])
        more_before, page = len(page) > REPLIES_PAGE, page[:REPLIES_PAGE][::-1]
        more_after = True
    else:
        page = list(rows.filter(number__gt=after or 0).order_by("number")[: REPLIES_PAGE + 1])
        more_after, page = len(page) > REPLIES_PAGE, page[:REPLIES_PAGE]
        more_before = bool(page) and after is not None and rows.filter(number__lt=page[0].number).exists()
    fill_in([contribution, *page])
    return (
        Said(contribution=contribution, replies=page),
        page[0].number if page and more_before else None,
        page[-1].number if page and more_after else None,
    )


def fill_in(contributions: Iterable[Contribution]) -> None:
    """Look up what fragments speak of: whom they answer, and with what they stand together.

    Two queries at most, none where nobody answers a reply and nothing was put together; one more where
    something answers a question, or a panel replied.
    """
    items = list(contributions)
    known = {item.pk: item for item in items}
    named: set[int] = set()
    for item in items:
        for name in SPOKEN_OF:
            pk = getattr(item, f"{name}_id")
            if pk is not None and name in item._state.fields_cache:
                known.setdefault(pk, getattr(item, name))
            elif pk is not None and (name != "parent" or item.is_deep):
                named.add(pk)
    missing = named - known.keys()
    if missing:
        known |= Contribution.objects.filter(pk__in=missing).select_related("contributor").in_bulk()
    for item in items:
        if item.root_id is not None:
            item.root = known[item.root_id]
            item.parent = known.get(item.parent_id or 0, item.root)
        if item.merged_into_id is not None:
            item.merged_into = known[item.merged_into_id]
    asked = [item for item in items if item.question_id is not None]
    if asked:
        questions = Question.objects.in_bulk({item.question_id for item in asked})
        for item in asked:
            item.question = questions[item.question_id]
    put = {item.pk: item for item in items if item.panel_state not in ("", PanelState.OPEN)}
    if put:
        for reply in PanelReply.objects.filter(contribution__in=put).select_related("member"):
            put[reply.contribution_id].panel = reply
    leading = {item.pk: item for item in items if item.merged_count}
    if leading:
        others: dict[int, list[Contribution]] = {}
        rows = Contribution.objects.filter(merged_into_id__in=leading, state=State.PUBLISHED)
        for other in rows.select_related("contributor").order_by("number"):
            others.setdefault(other.merged_into_id or 0, []).append(other)
        for pk, item in leading.items():
            item.others = others.get(pk, [])


def said_page(thread: Thread, *, after: int = 0, size: int = PAGE_SIZE) -> list[Contribution]:
    """Return what was said after a number, at every depth, in order; at most ``size``. Three queries."""
    rows = in_public(Contribution.objects.filter(thread=thread, number__gt=after))
    page = list(rows.select_related("contributor").order_by("number")[:size])
    fill_in(page)
    return page


@dataclass(frozen=True, kw_only=True)
class Finds:
    """What has all the words looked for, newest first."""

    words: list[str]
    said: list[Contribution]
    earlier: int | None
    """The number to give as ``before`` for older ones; None where there are none."""


def find_in_thread(thread: Thread, typed: str, *, before: int | None = None) -> Finds:
    """Return what is shown and has every word typed, newest first, at any depth."""
    words = fold(typed.replace("\x00", ""))[:200].split()[:WORDS_FOUND]
    if not words:
        return Finds(words=[], said=[], earlier=None)
    rows = Contribution.objects.filter(thread=thread, state=State.PUBLISHED, number__isnull=False)
    if before is not None:
        rows = rows.filter(number__lt=before)
    for word in words:
        rows = rows.filter(folded__contains=word)
    page = list(rows.select_related("contributor").order_by("-number")[: FOUND_PAGE + 1])
    more, page = len(page) > FOUND_PAGE, page[:FOUND_PAGE]
    return Finds(words=words, said=page, earlier=page[-1].number if more else None)
