"""Reads of the record: what is overdue, who an answer concerns, the walk both ways."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Prefetch

from civic.record.enums import Standing, WordsState
from civic.record.models import Answer, AnswerLink, Disposition, Evidence, Insight, InsightVersion
from civic.record.sources import (
    Link,
    Participant,
    Subject,
    Words,
    participants_of,
    resolve_links,
    resolve_subjects,
    resolve_words,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from wagtail.models import Site

_UNPUBLISHED = {WordsState.REJECTED, WordsState.HIDDEN, WordsState.HELD}


@dataclass(frozen=True, kw_only=True)
class AudienceMember:
    """One person an answer concerns, and how."""

    contributor_id: int
    standing: Standing
    source_keys: tuple[str, ...]
    """What of theirs the message is about: words quoted, words agreed with, words not published."""
    subject_key: str = ""
    """Where they took part, as this answer concerns them."""
    unpublished_keys: tuple[str, ...] = ()
    """What else of theirs was not published, so that the message can say why."""


def people_behind(insight: Insight) -> set[int]:
    """Return the contributors whose words or agreement stand behind an insight."""
    keys = set(insight.evidence.values_list("source_key", flat=True))
    return {
        person.contributor_id
        for person in participants_of(insight.subject_key)
        if keys & {*person.said, *person.agreed}
    }


def audience_for(insights: Iterable[Insight]) -> list[AudienceMember]:
    """Return everybody who took part where these insights were heard, once each, with a standing.

    Precedence: own words behind the answer; agreed with words behind it; took part by words about
    something else; words that were not published and nothing else. Whoever has words that were not
    published, whatever their standing, reads why.
    """
    insights = list(insights)
    behind = set(Evidence.objects.filter(insight__in=insights).values_list("source_key", flat=True))
    people = [
        (subject, person)
        for subject in dict.fromkeys(insight.subject_key for insight in insights)
        for person in participants_of(subject)
    ]
    words = resolve_words(key for _subject, person in people for key in person.said)
    members: dict[int, AudienceMember] = {}
    order = list(Standing)
    for subject, person in people:
        member = _standing_of(person, subject, behind, words)
        known = members.get(member.contributor_id)
        if known is None or order.index(member.standing) < order.index(known.standing):
            members[member.contributor_id] = member
    return [members[key] for key in sorted(members)]


def _standing_of(
    person: Participant, subject_key: str, behind: set[str], words: dict[str, Words]
) -> AudienceMember:
    said, agreed = person.said, person.agreed

    def state(key: str) -> WordsState | None:
        return words[key].state if key in words else None

    quoted = tuple(k for k in said if k in behind and state(k) == WordsState.PUBLISHED)
    agreed_here = tuple(k for k in agreed if k in behind)
    unpublished = tuple(k for k in said if state(k) in _UNPUBLISHED)
    elsewhere = tuple(k for k in said if state(k) == WordsState.PUBLISHED) or tuple(agreed)
    if quoted:
        standing, keys = Standing.QUOTED, quoted
    elif agreed_here:
        standing, keys = Standing.AGREED, agreed_here
    elif unpublished and not elsewhere:
        standing, keys = Standing.NOT_PUBLISHED, unpublished
    else:
        standing, keys = Standing.TOOK_PART, elsewhere
    return AudienceMember(
        contributor_id=person.contributor_id,
        standing=standing,
        source_keys=keys,
        subject_key=subject_key,
        unpublished_keys=() if standing == Standing.NOT_PUBLISHED else unpublished,
    )


def overdue_insights(site: "Site", today: date) -> "QuerySet[Insight]":
    """Return what should have been answered by yesterday and has not, longest overdue first."""
    return (
        Insight.objects.filter(site=site, answer_due_on__lt=today)
        .awaiting_answer()
        .order_by("answer_due_on", "pk")
    )


def awaited_insights(site: "Site", today: date) -> "QuerySet[Insight]":
    """Return what is promised an answer and still in time, soonest first."""
    return (
        Insight.objects.filter(site=site, answer_due_on__gte=today)
        .awaiting_answer()
        .order_by("answer_due_on", "pk")
    )


def published_answers(site: "Site") -> "QuerySet[Answer]":
    """Return the answers of a place, newest first, each with its insights."""
    return (
        Answer.objects.filter(site=site)
        .published()
        .prefetch_related(Prefetch("insights", queryset=Insight.objects.order_by("pk")))
    )


@dataclass(frozen=True, kw_only=True)
class ChangedRow:
    """One answer in a list, with what had been asked."""

    answer: Answer
    asked: tuple[Subject, ...]


def with_what_was_asked(answers: Sequence[Answer]) -> list[ChangedRow]:
    """Return answers from ``published_answers``, each with the questions it goes back to."""
    keys = {answer.pk: dict.fromkeys(one.subject_key for one in answer.insights.all()) for answer in answers}
    subjects = resolve_subjects(key for found in keys.values() for key in found)
    return [
        ChangedRow(answer=answer, asked=tuple(subjects[key] for key in keys[answer.pk] if key in subjects))
        for answer in answers
    ]


@dataclass(frozen=True, kw_only=True)
class HeardTrail:
    """One insight with where it was said and the words behind it."""

    insight: Insight
    subject: Subject | None
    words: tuple[Words, ...]


@dataclass(frozen=True, kw_only=True)
class AnswerTrail:
    """An answer and everything behind and after it, ready to show."""

    answer: Answer
    heard: tuple[HeardTrail, ...]
    came_of_it: tuple[tuple[str, Link], ...]
    """What was said about each thing the answer led to, and the thing."""
    owner: Link | None = None
    """Who decided, where that can be opened: a board's page."""


def insight_trails(insights: Sequence[Insight]) -> tuple[HeardTrail, ...]:
    """Return insights with their words, in a constant number of queries."""
    rows: dict[int, list[str]] = {insight.pk: [] for insight in insights}
    for pk, key in Evidence.objects.filter(insight__in=insights).values_list("insight_id", "source_key"):
        rows[pk].append(key)
    words = resolve_words(key for keys in rows.values() for key in keys)
    subjects = resolve_subjects(insight.subject_key for insight in insights)
    return tuple(
        HeardTrail(
            insight=insight,
            subject=subjects.get(insight.subject_key),
            words=tuple(words[key] for key in rows[insight.pk] if key in words),
        )
        for insight in insights
    )


def answer_trail(answer: Answer) -> AnswerTrail:
    """Return an answer's whole trail: what we heard, the words, and what came of it."""
    links = list(answer.links.all())
    targets = resolve_links([answer.owner_key, *(link.target_key for link in links)])
    return AnswerTrail(
        answer=answer,
        heard=insight_trails(list(answer.insights.order_by("pk"))),
        came_of_it=tuple(
            (link.said, targets[link.target_key]) for link in links if link.target_key in targets
        ),
        owner=targets.get(answer.owner_key),
    )


def insights_from(source_keys: Iterable[str]) -> dict[str, list[Insight]]:
    """Walk forward: the insights each of these words became part of."""
    found: dict[str, list[Insight]] = {}
    rows = Evidence.objects.filter(source_key__in=list(source_keys)).select_related("insight")
    for row in rows.order_by("pk"):
        found.setdefault(row.source_key, []).append(row.insight)
    return found


def dispositions_of(source_keys: Iterable[str]) -> dict[str, Disposition]:
    """Return where each of these words ended; the newest decision counts."""
    rows = Disposition.objects.filter(source_key__in=list(source_keys)).select_related("insight")
    return {row.source_key: row for row in rows.order_by("pk")}


def without_disposition(subject_key: str, source_keys: Iterable[str]) -> list[str]:
    """Return the keys, of those given, that nobody has placed yet: the hole nothing may fall in."""
    placed = set(Disposition.objects.filter(subject_key=subject_key).values_list("source_key", flat=True))
    return [key for key in source_keys if key not in placed]


@dataclass(frozen=True, kw_only=True)
class Fate:
    """Where one thing somebody said ended, so far."""

    insights: tuple[tuple[Insight, tuple[Answer, ...]], ...] = ()
    """What we heard that it is part of, each with its published answers, newest first."""
    reason: str = ""
    """Why it is part of nothing we heard, in plain words; empty where it is or nobody has decided."""


def answers_to(insights: Iterable[Insight]) -> dict[int, tuple[Answer, ...]]:
    """Return the published answers to insights, newest first, by insight id. Two queries."""
    ids = {insight.pk for insight in insights}
    found: dict[int, list[Answer]] = {}
    published = Answer.objects.published().filter(insights__in=ids).distinct().prefetch_related("insights")
    for answer in published:
        for insight in answer.insights.all():
            if insight.pk in ids:
                found.setdefault(insight.pk, []).append(answer)
    return {pk: tuple(answers) for pk, answers in found.items()}


def fates_of(source_keys: Iterable[str]) -> dict[str, Fate]:
    """Return where each of these words ended, in a constant number of queries.

    Words nobody has placed yet are left out. A reason counts only while no insight holds the words.
    """
    keys = list(dict.fromkeys(source_keys))
    placed = dispositions_of(keys)
    insights = insights_from(keys)
    answers = answers_to(insight for found in insights.values() for insight in found)
    fates: dict[str, Fate] = {}
    for key in keys:
        if key in insights:
            fates[key] = Fate(insights=tuple((one, answers.get(one.pk, ())) for one in insights[key]))
        elif key in placed and placed[key].reason:
            fates[key] = Fate(reason=placed[key].note or str(placed[key].get_reason_display()))
    return fates


def heard_in(subject_keys: Iterable[str]) -> dict[str, list[Insight]]:
    """Return what we heard in each of these conversations, newest first."""
    found: dict[str, list[Insight]] = {}
    for insight in Insight.objects.filter(subject_key__in=list(subject_keys)):
        found.setdefault(insight.subject_key, []).append(insight)
    return found


@dataclass(frozen=True, kw_only=True)
class HeardPage:
    """One insight, the words behind it, how it was worded before, and what became of it."""

    trail: HeardTrail
    versions: tuple[InsightVersion, ...]
    """Newest first."""
    answers: tuple[Answer, ...]


def heard_page(insight: Insight) -> HeardPage:
    """Return an insight's page."""
    (trail,) = insight_trails([insight])
    return HeardPage(
        trail=trail,
        versions=tuple(insight.versions.order_by("-number")),
        answers=answers_to([insight]).get(insight.pk, ()),
    )


@dataclass(frozen=True, kw_only=True)
class ToldCounts:
    """How the people an answer concerns were told. The numbers add up to everyone."""

    everyone: int = 0
    by_email: int = 0
    by_receipt: int = 0
    by_print: int = 0
    earlier: int = 0
    forgotten: int = 0
    """Asked to be forgotten before it went out, and cannot be told."""
    not_yet: int = 0


def told_counts(answer: Answer) -> ToldCounts:
    """Return how many were told of an answer, and how. One query."""
    rows = dict(answer.recipients.values_list("told_how").annotate(n=Count("pk")).order_by())
    by_email, earlier = rows.get("email", 0) + rows.get("link", 0), rows.get("earlier", 0)
    return ToldCounts(
        everyone=sum(rows.values()),
        by_email=by_email,
        by_receipt=rows.get("receipt", 0),
        by_print=rows.get("print", 0),
        earlier=earlier,
        forgotten=rows.get("erased", 0),
        not_yet=rows.get("", 0),
    )


def links_to(target_key: str) -> "QuerySet[AnswerLink]":
    """Walk back from what came of an answer: the published answers that led to it, newest first."""
    published = Answer.objects.published()
    return (
        AnswerLink.objects.filter(target_key=target_key, answer__in=published)
        .select_related("answer")
        .order_by("-answer__published_at", "-pk")
    )
