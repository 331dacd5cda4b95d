"""Tell everybody an answer concerns of it, once each, and write into the record how they were told."""

from collections.abc import Sequence

from django.db import transaction

from civic.notify.answers import answer_context, once_key
from civic.notify.enums import ToldHow
from civic.notify.models import Message
from civic.notify.services import build_message, settle_or_queue, tell
from civic.notify.together import Together, together_in
from civic.record.enums import Standing
from civic.record.models import Answer, AnswerRecipient
from civic.record.services import mark_told

#: People told of an answer in one transaction.
BATCH = 100


def tell_answer(answer: Answer) -> int:
    """Tell everybody an answer concerns, each once, by their standing. Returns how many are new.

    In batches, each in its own transaction, so that a worker killed half way leaves whole batches and
    the next run does the rest.
    """
    told = 0
    recipients = answer.recipients.order_by("pk").values_list("pk", flat=True)
    pks, together = list(recipients), together_in(answer)
    for start in range(0, len(pks), BATCH):
        told += _tell_batch(answer, pks[start : start + BATCH], together)
    return told


@transaction.atomic
def _tell_batch(answer: Answer, recipient_pks: Sequence[int], together: Together) -> int:
    everyone = AnswerRecipient.objects.filter(pk__in=recipient_pks)
    gone = everyone.filter(contributor__erased_at__isnull=False, told_how="")
    everyone.filter(pk__in=list(gone.values_list("pk", flat=True))).update(told_how=ToldHow.ERASED)
    rows = everyone.filter(contributor__erased_at=None).select_related("contributor")
    recipients = {once_key(row, answer): row for row in rows.order_by("pk")}
    known = set(Message.objects.filter(once_key__in=recipients).values_list("once_key", flat=True))
    fresh = [
        build_message(
            row.contributor,
            site=answer.site,
            kind="record.answer",
            once_key=key,
            context={**answer_context(row, answer), **together.speaks.get(row.pk, {})},
            in_another=row.pk in together.in_another,
        )
        for key, row in recipients.items()
        if key not in known
    ]
    Message.objects.bulk_create(fresh)
    settle_or_queue(fresh)
    for key, row in recipients.items():
        if key in known and row.standing == Standing.TOOK_PART:
            mark_told(answer, row.contributor_id, how=ToldHow.EARLIER, only_first=True)
    return len(fresh)


def tell_correction(answer: Answer, version: int) -> int:
    """Tell everybody who was told of an answer what has been put right in it. Returns how many."""
    told, together = 0, together_in(answer)
    rows = (
        answer.recipients.exclude(told_how=ToldHow.EARLIER)
        .filter(contributor__erased_at=None)
        .select_related("contributor")
        .order_by("pk")
    )
    for row in rows.iterator(chunk_size=BATCH):
        tell(
            row.contributor,
            kind="record.correction",
            once_key=f"correction:{answer.uuid}:v{version}:{row.contributor.uuid}",
            context={**answer_context(row, answer), **together.speaks.get(row.pk, {}), "version": version},
            in_another=row.pk in together.in_another,
        )
        told += 1
    return told


def answer_delivered(message: Message) -> None:
    """Write into the record how somebody was told of an answer."""
    answer = Answer.objects.filter(uuid=message.context["answer"]).first()
    if answer is not None:
        mark_told(answer, message.contributor_id, how=message.told_how)
