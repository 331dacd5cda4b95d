"""Writes to the record."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from civic.pluginkit.events import publish
from civic.record.events import (
    AnswerCorrected,
    AnswerPromised,
    AnswerPublished,
    InsightRecorded,
    InsightReworded,
)
from civic.record.models import (
    Answer,
    AnswerLink,
    AnswerRecipient,
    AnswerVersion,
    Disposition,
    Evidence,
    Insight,
    InsightVersion,
)
from civic.record.selectors import audience_for, people_behind
from civic.record.sources import participants_of, resolve_words

if TYPE_CHECKING:
    from wagtail.models import Site

    from civic.residents.models import User


@transaction.atomic
def record_insight(
    site: "Site",
    *,
    subject_key: str,
    title: str,
    summary: str = "",
    evidence: Sequence[str],
    by: "User | None" = None,
    made_with: str = "",
) -> Insight:
    """Write down what we heard, with the keys of the words behind it.

    Every piece of evidence gets a disposition that points at the insight. Raises ``ValueError``
    where there is no evidence, or where a key is unknown or belongs to another subject.
    """
    keys = list(dict.fromkeys(evidence))
    if not keys:
        raise ValueError("an insight needs words behind it")
    words = resolve_words(keys)
    for key in keys:
        if key not in words or words[key].subject_key != subject_key:
            raise ValueError(f"not something said here: {key}")
    insight = Insight.objects.create(
        site=site,
        subject_key=subject_key,
        title=title.strip()[:200],
        summary=summary.strip(),
        made_with=made_with,
        recorded_by=by,
        heard_from_count=len(participants_of(subject_key)),
    )
    InsightVersion.objects.create(
        insight=insight, number=1, title=insight.title, summary=insight.summary, written_by=by
    )
    Evidence.objects.bulk_create(
        Evidence(insight=insight, source_key=key, contributor_id=words[key].contributor_id, position=n)
        for n, key in enumerate(keys)
    )
    Disposition.objects.bulk_create(
        Disposition(
            site=site,
            source_key=key,
            subject_key=subject_key,
            contributor_id=words[key].contributor_id,
            insight=insight,
            decided_by=by,
        )
        for key in keys
    )
    insight.people_count = len(people_behind(insight))
    insight.save(update_fields=["people_count"])
    publish(InsightRecorded(site_id=site.pk, insight_id=insight.pk))
    return insight


@transaction.atomic
def reword_insight(
    insight: Insight, *, title: str, summary: str, why: str, by: "User | None" = None
) -> Insight:
    """Say what we heard in better words; the earlier version stays readable."""
    insight = Insight.objects.select_for_update().get(pk=insight.pk)
    insight.version += 1
    insight.title, insight.summary = title.strip()[:200], summary.strip()
    insight.save(update_fields=["version", "title", "summary"])
    InsightVersion.objects.create(
        insight=insight,
        number=insight.version,
        title=insight.title,
        summary=insight.summary,
        why=why.strip()[:300],
        written_by=by,
    )
    publish(InsightReworded(site_id=insight.site_id, insight_id=insight.pk, version=insight.version))
    return insight


@transaction.atomic
def dispose(
    site: "Site",
    *,
    source_keys: Iterable[str],
    subject_key: str,
    reason: str,
    note: str = "",
    by: "User | None" = None,
) -> int:
    """Give contributions that ended in no insight their reason. Returns how many."""
    words = resolve_words(source_keys)
    rows = [
        Disposition(
            site=site,
            source_key=key,
            subject_key=subject_key,
            contributor_id=item.contributor_id,
            reason=reason,
            note=note.strip(),
            decided_by=by,
        )
        for key, item in words.items()
        if item.subject_key == subject_key
    ]
    Disposition.objects.bulk_create(rows)
    return len(rows)


@transaction.atomic
def promise_answer(insight: Insight, *, owner_key: str, owner_name: str, due_on: date) -> Insight:
    """Put a name and a date to an insight: who answers it, by when. Public from now on.

    The first day promised stays in public beside a later one. Raises ``ValueError`` where the promised
    day has passed: a late answer stays late, and ``explain_lateness`` says why.
    """
    known = insight.answer_due_on
    if known and known < timezone.localdate() and (known, insight.answer_owner_key) != (due_on, owner_key):
        raise ValueError("a promised day that has passed stays, with who promised it")
    insight.first_due_on = insight.first_due_on or known or due_on
    insight.answer_owner_key = owner_key
    insight.answer_owner_name = owner_name
    insight.answer_due_on = due_on
    insight.save(update_fields=["answer_owner_key", "answer_owner_name", "answer_due_on", "first_due_on"])
    publish(AnswerPromised(site_id=insight.site_id, insight_id=insight.pk))
    return insight


def explain_lateness(insight: Insight, why_late: str) -> Insight:
    """Say in public why an answer is late."""
    insight.why_late = why_late.strip()
    insight.save(update_fields=["why_late"])
    return insight


@transaction.atomic
def publish_answer(
    site: "Site",
    *,
    insights: Sequence[Insight],
    owner_key: str,
    owner_name: str,
    outcome: str,
    headline: str,
    because: str,
    what_changes: str = "",
    what_does_not: str = "",
    look_again_on: date | None = None,
    by: "User | None" = None,
) -> Answer:
    """Make an answer public and write down everybody it concerns, each with their standing.

    The people are told by ``civic.notify`` when ``AnswerPublished`` is delivered. Raises
    ``ValueError`` where there is no insight, no reason, or an insight of another place.
    """
    if not insights or any(insight.site_id != site.pk for insight in insights):
        raise ValueError("an answer needs insights of its own place")
    if not because.strip():
        raise ValueError("an answer needs its reason")
    due = [insight.promised_by for insight in insights if insight.promised_by]
    answer = Answer.objects.create(
        site=site,
        owner_key=owner_key,
        owner_name=owner_name,
        outcome=outcome,
        headline=headline.strip()[:200],
        because=because.strip(),
        what_changes=what_changes.strip(),
        what_does_not=what_does_not.strip(),
        look_again_on=look_again_on,
        promised_for=min(due) if due else None,
        published_at=timezone.now(),
        published_by=by,
    )
    answer.insights.set(insights)
    _keep_version(answer)
    AnswerRecipient.objects.bulk_create(
        AnswerRecipient(
            answer=answer,
            contributor_id=member.contributor_id,
            standing=member.standing,
            subject_key=member.subject_key,
            source_keys=list(member.source_keys),
            unpublished_keys=list(member.unpublished_keys),
        )
        for member in audience_for(insights)
    )
    publish(AnswerPublished(site_id=site.pk, answer_id=answer.pk))
    return answer


@transaction.atomic
def correct_answer(
    answer: Answer,
    *,
    outcome: str,
    headline: str,
    because: str,
    what_changes: str,
    what_does_not: str,
    look_again_on: date | None,
    correction_note: str,
) -> Answer:
    """Put right an answer that has gone out; the version people read first stays readable.

    Raises ``ValueError`` where what was corrected is not said.
    """
    if not correction_note.strip():
        raise ValueError("a correction says what was corrected")
    answer = Answer.objects.select_for_update().get(pk=answer.pk)
    answer.version += 1
    answer.outcome, answer.headline = outcome, headline.strip()[:200]
    answer.because, answer.what_changes = because.strip(), what_changes.strip()
    answer.what_does_not, answer.look_again_on = what_does_not.strip(), look_again_on
    answer.correction_note = correction_note.strip()
    answer.save()
    _keep_version(answer)
    publish(AnswerCorrected(site_id=answer.site_id, answer_id=answer.pk, version=answer.version))
    return answer


@transaction.atomic
def mark_told(answer: Answer, contributor_id: int, *, how: str, only_first: bool = False) -> None:
    """Write down how somebody was told of an answer, and count them once.

    A later way replaces an earlier one (the email that was confirmed afterwards) unless
    ``only_first``.
    """
    rows = AnswerRecipient.objects.filter(answer=answer, contributor_id=contributor_id)
    first = rows.filter(told_at=None).update(told_how=how, told_at=timezone.now())
    if first:
        Answer.objects.filter(pk=answer.pk).update(told_count=F("told_count") + 1)
    elif not only_first:
        rows.update(told_how=how)


def _keep_version(answer: Answer) -> None:
    AnswerVersion.objects.create(
        answer=answer,
        number=answer.version,
        outcome=answer.outcome,
        headline=answer.headline,
        because=answer.because,
        what_changes=answer.what_changes,
        what_does_not=answer.what_does_not,
        look_again_on=answer.look_again_on,
        correction_note=answer.correction_note,
    )


def link_answer(answer: Answer, *, target_key: str, said: str) -> AnswerLink:
    """Show on an answer's trail what came of it: a room that opened, a project that started."""
    link, _made = AnswerLink.objects.get_or_create(
        answer=answer, target_key=target_key, defaults={"said": said.strip()[:200]}
    )
    return link
