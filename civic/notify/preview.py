"""What somebody would read, shown to the people who are about to send it."""

from dataclasses import replace
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from civic.notify.answers import Quote, message_words, outcome_word, took_part_key
from civic.notify.models import Message
from civic.notify.rendering import as_read_by, place_name
from civic.record.enums import Standing, WordsState
from civic.residents.models import Contributor

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from civic.record.models import Answer, Insight
    from civic.record.selectors import AudienceMember

#: People looked up at once.
BATCH = 500


def preview_answer(
    answer: "Answer", insights: "Sequence[Insight]", member: "AudienceMember", contributor: Contributor
) -> str:
    """Return the body of the message one person would get, as HTML, in their own language.

    ``answer`` need not be saved. Words that were not published are left out: they are for the person
    who sent them, and not for whoever looks at the preview.
    """
    return _preview("notify/messages/answer.html", answer, insights, member, contributor)


def preview_correction(
    answer: "Answer", insights: "Sequence[Insight]", member: "AudienceMember", contributor: Contributor
) -> str:
    """Return what one person would read of an answer that is put right, as ``preview_answer``."""
    return _preview("notify/messages/correction.html", answer, insights, member, contributor)


def told_before(members: "Iterable[AudienceMember]") -> frozenset[int]:
    """Return who, of those who only took part, has been told so by an earlier answer, and is not again."""
    took_part = [member for member in members if member.standing == Standing.TOOK_PART]
    told: set[int] = set()
    for start in range(0, len(took_part), BATCH):
        batch = {one.contributor_id: one for one in took_part[start : start + BATCH]}
        people = Contributor.objects.filter(pk__in=batch).values_list("pk", "uuid")
        keys = {took_part_key(batch[pk].subject_key, uuid): pk for pk, uuid in people}
        known = Message.objects.filter(once_key__in=keys).values_list("once_key", flat=True)
        told |= {keys[key] for key in known}
    return frozenset(told)


def _preview(
    template: str,
    answer: "Answer",
    insights: "Sequence[Insight]",
    member: "AudienceMember",
    contributor: Contributor,
) -> str:
    message = Message(
        site=answer.site,
        contributor=contributor,
        context={
            "answer": "",
            "standing": str(member.standing),
            "keys": list(member.source_keys),
            "unpublished": list(member.unpublished_keys),
            "subject": member.subject_key,
        },
    )
    with as_read_by(contributor, answer.site) as place:
        context = {
            **message.context,
            **message_words(message),
            "answer": answer,
            "outcome": outcome_word(answer),
            "insights": insights,
            "contributor": contributor,
            "place_name": place_name(place, answer.site),
            "root_url": "",
        }
        for name in ("quotes", "unpublished"):
            context[name] = [_for_others(quote) for quote in context[name]]
        return render_to_string(template, context)


def _for_others(quote: Quote) -> Quote:
    if quote.words.state == WordsState.PUBLISHED:
        return quote
    return replace(quote, text=_("(What the person sent. Only they see it.)"))
