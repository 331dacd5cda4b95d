"""Reads: the thread a page at a time, what changed in it since, statements and counts."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, Window
from django.db.models.functions import RowNumber
from django.template.loader import render_to_string
from django.utils import timezone, translation

from civic.record.selectors import answers_to, heard_in
from civic.residents.models import Contributor
from engagement.conversations.enums import ConversationStatus, EventKind, Mode, SaidHow, State, SummaryState
from engagement.conversations.models import (
    Contribution,
    ContributionVersion,
    Conversation,
    Nod,
    Participation,
    Round,
    Statement,
    Thread,
    ThreadEvent,
    Vote,
)
from engagement.conversations.threads import Said, fill_in

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from wagtail.models import Site

    from civic.record.models import Answer


def thread_pulse(thread_ids: Iterable[int]) -> dict[int, int]:
    """Return the newest event number of each thread, in one query."""
    return dict(Thread.objects.filter(pk__in=list(thread_ids)).values_list("pk", "last_event_number"))


def events_after(thread: Thread | int, number: int, limit: int = 200) -> list[ThreadEvent]:
    """Return what changed in a thread after an event number, in order, at most ``limit``.

    One query for the events and the present state of what they are about and speak of; one more only
    where something leads words that were put together.
    """
    thread_id = thread if isinstance(thread, int) else thread.pk
    found: list[Any] = list(
        ThreadEvent.objects.filter(thread_id=thread_id, number__gt=number)
        .select_related("contribution__contributor")
        .annotate(
            top_uuid=F("contribution__root__uuid"),
            lead_uuid=F("contribution__merged_into__uuid"),
            answers_uuid=F("contribution__parent__uuid"),
            answers_state=F("contribution__parent__state"),
            answers_name=F("contribution__parent__contributor__display_name"),
        )
        .order_by("number")[:limit]
    )
    about = {event.contribution.pk: event.contribution for event in found if event.contribution}
    for event in found:  # several events about one thing share what was looked up
        if event.contribution is not None:
            event.contribution = about[event.contribution.pk]
            _speak_of(event.contribution, event)
    fill_in(about.values())
    return found


def _speak_of(item: Contribution, event: Any) -> None:
    """Give something said what its fragment names, of which only so much was read."""
    if item.root_id is not None:
        item.root = Contribution(pk=item.root_id, uuid=event.top_uuid)
    if item.parent_id is not None:
        who = Contributor(display_name=event.answers_name)
        item.parent = Contribution(
            pk=item.parent_id, uuid=event.answers_uuid, state=event.answers_state, contributor=who
        )
    if item.merged_into_id is not None:
        item.merged_into = Contribution(pk=item.merged_into_id, uuid=event.lead_uuid)


def render_events(
    thread: Thread, events: Sequence[ThreadEvent], language: str = "en"
) -> list[dict[str, Any]]:
    """Return events as JSON values, each rendered as the thing stands now.

    ``n`` number; ``kind``; ``id`` the contribution's uuid or None; ``parent`` the uuid it replies to
    or None; ``top`` the uuid it is shown below or None; ``order`` its place in the thread; ``html`` the
    same fragment a page shows (a tombstone for what is hidden, taken back, erased or waits again), or
    None where it was never shown. The fragment is the same for every reader.
    Give events from ``events_after``; costs no query.
    """
    rendered: dict[int, str | None] = {}
    with translation.override(language):
        for event in events:
            contribution = event.contribution
            if contribution is not None and contribution.pk not in rendered:
                rendered[contribution.pk] = render_contribution(contribution)
    return [_event_json(event, rendered) for event in events]


def render_contribution(contribution: Contribution, *, own: bool = False) -> str | None:
    """Return the fragment everybody sees, in the language in force; None where nothing is seen.

    ``own``: for the person who said it, with the way to change it.
    """
    if contribution.number is None:
        return None
    return render_to_string(
        "conversations/_contribution.html",
        {
            "item": contribution,
            "is_reply": bool(contribution.root_id),
            "contributor": contribution.contributor if own else None,
        },
    )


def _event_json(event: ThreadEvent, rendered: dict[int, str | None]) -> dict[str, Any]:
    item = event.contribution
    parent = item.parent if item else None
    top = item.root if item else None
    return {
        "n": event.number,
        "kind": EventKind(event.kind).value,
        "id": str(item.uuid) if item else None,
        "parent": str(parent.uuid) if parent else None,
        "top": str(top.uuid) if top else None,
        "order": item.number if item else None,
        "html": rendered[item.pk] if item else None,
    }


def nod_counts(conversation_id: int, since: datetime) -> dict[str, int]:
    """Return nod counts, by uuid, of what was nodded at since a time. A snapshot, for the live page."""
    rows = Contribution.objects.filter(
        conversation_id=conversation_id, state=State.PUBLISHED, nods__at__gte=since
    ).values_list("uuid", "nod_count")
    return {str(key): count for key, count in rows.distinct()[:500]}


def statement_counts(conversation_id: int) -> dict[str, tuple[int, int, int]]:
    """Return agree, disagree and pass counts (last votes) of the statements shown, by uuid."""
    rows = Statement.objects.filter(conversation_id=conversation_id, state=State.PUBLISHED)
    return {
        str(key): (agree, disagree, passed)
        for key, agree, disagree, passed in rows.values_list(
            "uuid", "agree_count", "disagree_count", "pass_count"
        )
    }


def conversation_counts(conversation_id: int) -> dict[str, int]:
    """Return how many people took part and how many things were said."""
    people, said = Conversation.objects.values_list("people_count", "contribution_count").get(
        pk=conversation_id
    )
    return {"people": people, "contributions": said}


def people_by_how(conversation: Conversation) -> "list[tuple[str, int]]":
    """Return how many people took part in each way, online first; they add up to ``people_count``.

    Empty where everybody took part online: there is nothing to tell apart. One query.
    """
    rows = Participation.objects.filter(conversation=conversation).values_list("how")
    counted = dict(rows.annotate(n=Count("pk")).order_by())
    if not counted.keys() - {SaidHow.ONLINE}:
        return []
    return [(str(way.label), counted[way]) for way in SaidHow if way in counted]


def shown_statements(conversation: Conversation, stage: Round | None = None) -> "QuerySet[Statement]":
    """Return the statements everybody sees, of a round where one is given."""
    rows = Statement.objects.filter(conversation=conversation, state=State.PUBLISHED)
    return rows if stage is None else rows.filter(round=stage)


def statements_round(conversation: Conversation, number: str) -> Round | None:
    """Return the round of statements that has this number in a conversation, as an address says it."""
    if not (number.isascii() and number.isdigit() and len(number) < 5):
        return None
    found: Round | None = conversation.rounds.filter(number=int(number), mode=Mode.STATEMENTS).first()
    return found


def own_statements(conversation: Conversation, contributor: "Contributor | None") -> list[Statement]:
    """Return the statements this person added here, newest first, at most ten, whatever their state."""
    if contributor is None:
        return []
    return list(
        Statement.objects.filter(conversation=conversation, contributor=contributor).order_by("-pk")[:10]
    )


def statements_before(statement: Statement) -> int:
    """Return how many shown statements stand before this one in the list."""
    return (
        shown_statements(statement.conversation)
        .filter(Q(made_at__lt=statement.made_at) | Q(made_at=statement.made_at, pk__lt=statement.pk))
        .count()
    )


def next_statement(
    conversation: Conversation, contributor: "Contributor | None", stage: Round | None = None
) -> Statement | None:
    """Return a statement this person has not voted on: the one with the fewest votes so far.

    Of a round where one is given, else of those beside the whole conversation.
    """
    rows = shown_statements(conversation).filter(round=stage)
    if contributor is not None:
        rows = rows.exclude(pk__in=Vote.objects.filter(contributor=contributor).values("statement_id"))
    return rows.order_by(F("agree_count") + F("disagree_count") + F("pass_count"), "pk").first()


def open_conversations(site: "Site") -> "QuerySet[Conversation]":
    """Return what can be spoken in now, soonest to close first."""
    return (
        Conversation.objects.filter(site=site)
        .taking_words()
        .order_by(F("closes_at").asc(nulls_last=True), "-opens_at")
    )


def coming_conversations(site: "Site") -> "QuerySet[Conversation]":
    """Return what is announced, soonest first."""
    return Conversation.objects.filter(site=site).coming().order_by("opens_at")


def past_conversations(site: "Site") -> "QuerySet[Conversation]":
    """Return what is closed or answered, newest first."""
    now = timezone.now()
    return (
        Conversation.objects.filter(site=site)
        .public()
        .exclude(status=ConversationStatus.OPEN, opens_at__gt=now)
        .exclude(pk__in=Conversation.objects.filter(site=site).taking_words(now).values("pk"))
        .order_by("-opens_at", "-pk")
    )


def public_conversation(site: "Site", uuid: UUID) -> Conversation | None:
    """Return a conversation of this place people may see, or None."""
    return Conversation.objects.filter(site=site, uuid=uuid).public().first()


def thread_of(site: "Site", uuid: UUID) -> Thread | None:
    """Return a thread of a conversation of this place people may see, or None."""
    others = Thread.objects.filter(conversation_id=OuterRef("conversation_id")).exclude(pk=OuterRef("pk"))
    return (
        Thread.objects.filter(site=site, uuid=uuid)
        .exclude(conversation__status=ConversationStatus.DRAFT)
        .select_related("conversation", "round")
        .annotate(has_others=Exists(others))
        .first()
    )


def thread_and_answered(
    site: "Site", uuid: UUID, answered: UUID | None
) -> tuple[Thread | None, Contribution | None]:
    """Return a thread as ``thread_of`` does and what is answered in it, in one query where it is there."""
    if answered is None:
        return thread_of(site, uuid), None
    others = Thread.objects.filter(conversation_id=OuterRef("conversation_id")).exclude(pk=OuterRef("thread"))
    found = (
        Contribution.objects.filter(uuid=answered, thread__site=site, thread__uuid=uuid)
        .exclude(conversation__status=ConversationStatus.DRAFT)
        .select_related("root", "contributor", "thread__conversation", "thread__round")
        .annotate(has_others=Exists(others))
        .first()
    )
    if found is None:
        return thread_of(site, uuid), None
    found.thread.has_others = found.has_others  # type: ignore[attr-defined] # as ``thread_of`` has it
    return found.thread, found


def thread_of_round(stage: Round | None) -> Thread | None:
    """Return the first thread of a round, or None."""
    if stage is None:
        return None
    return Thread.objects.filter(round=stage).order_by("position", "pk").first()


def has_other_threads(thread: Thread) -> bool:
    """Say whether an address has to name the thread, because its conversation has several."""
    if hasattr(thread, "has_others"):
        return bool(thread.has_others)
    return Thread.objects.filter(conversation_id=thread.conversation_id).exclude(pk=thread.pk).exists()


def contribution_of(site: "Site", uuid: UUID) -> Contribution | None:
    """Return a contribution of this place, whatever its state: the caller decides who may see it."""
    return (
        Contribution.objects.filter(site=site, uuid=uuid)
        .exclude(conversation__status=ConversationStatus.DRAFT)
        .select_related("conversation", "thread__round", "contributor", "parent", "root")
        .first()
    )


def own_contributions(thread: Thread, contributor: "Contributor | None") -> list[Contribution]:
    """Return what this person said here, newest first, at most ten, whatever its state."""
    if contributor is None:
        return []
    return list(Contribution.objects.filter(thread=thread, contributor=contributor).order_by("-pk")[:10])


def shown_changes(contribution: Contribution) -> list[ContributionVersion]:
    """Return how shown words read before, newest first; nothing of what nobody but moderators had read."""
    if not contribution.is_shown or contribution.edited_at is None:
        return []
    return list(contribution.versions.filter(was_shown=True).exclude(text="").order_by("-number"))


def earlier_words(contribution: Contribution) -> str:
    """Return how one's own words read before their last change; empty where they never changed."""
    if contribution.edited_at is None:
        return ""
    return contribution.versions.order_by("-number").values_list("text", flat=True).first() or ""


def nodded_among(said: Sequence[Said], contributor: "Contributor | None") -> set[int]:
    """Return which of these contributions this person nodded at."""
    if contributor is None or not said:
        return set()
    ids = [item.contribution.pk for item in said] + [reply.pk for item in said for reply in item.replies]
    return set(
        Nod.objects.filter(contributor=contributor, contribution_id__in=ids).values_list(
            "contribution_id", flat=True
        )
    )


def answers_about(conversations: Sequence[Conversation]) -> dict[int, list["Answer"]]:
    """Return the published answers to what was heard in each conversation, newest first, once each.

    By the conversation's pk. Three queries for any number of them.
    """
    heard = heard_in(conversation.key for conversation in conversations)
    answers = answers_to(insight for insights in heard.values() for insight in insights)
    found = {}
    for conversation in conversations:
        its = {a.pk: a for insight in heard.get(conversation.key, []) for a in answers.get(insight.pk, ())}
        found[conversation.pk] = sorted(its.values(), key=lambda a: (a.published_at, a.pk), reverse=True)
    return found


def latest_words(conversation_ids: Sequence[int], each: int = 2) -> dict[int, list[Contribution]]:
    """Return the newest shown words of each conversation, newest first, in one query."""
    rows = (
        Contribution.objects.filter(conversation_id__in=conversation_ids, state=State.PUBLISHED)
        .annotate(nth=Window(RowNumber(), partition_by=F("conversation_id"), order_by=F("pk").desc()))
        .filter(nth__lte=each)
        .select_related("contributor")
        .order_by("-pk")
    )
    found: dict[int, list[Contribution]] = {}
    for row in rows:
        found.setdefault(row.conversation_id, []).append(row)
    return found


def with_own_votes(
    statements: Sequence[Statement], contributor: "Contributor | None"
) -> list[tuple[Statement, str]]:
    """Return statements, each with what this person voted on it last, or nothing."""
    votes: dict[int, str] = {}
    if contributor is not None and statements:
        votes = dict(
            Vote.objects.filter(contributor=contributor, statement__in=statements).values_list(
                "statement_id", "choice"
            )
        )
    return [(statement, votes.get(statement.pk, "")) for statement in statements]


def stated_beside(conversation: Conversation) -> dict[str, Any]:
    """Return the options, the summaries people can read, and how often what is stated changed.

    Three queries. ``restated_count`` is None where nothing was kept at its launch.
    """
    options = list(conversation.options.order_by("pk"))
    shown = conversation.summaries.filter(state__in=(SummaryState.CHECKING, SummaryState.PUBLISHED))
    versions = conversation.stated_versions.count()
    return {
        "options": options,
        "ruled_out": [option for option in options if option.ruled_out],
        "summaries": list(shown.select_related("round").order_by("-pk")),
        "restated_count": versions - 1 if versions else None,
    }
