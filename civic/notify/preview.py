"""What somebody would read, shown to the people who are about to send it."""

from dataclasses import replace
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from civic.notify.answers import Quote, message_words, outcome_word
from civic.notify.models import Message
from civic.notify.rendering import as_read_by, place_name
from civic.record.enums import WordsState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civic.record.models import Answer, Insight
    from civic.record.selectors import AudienceMember
    from civic.residents.models import Contributor


def preview_answer(
    answer: "Answer", insights: "Sequence[Insight]", member: "AudienceMember", contributor: "Contributor"
) -> str:
    """Return the body of the message one person would get, as HTML, in their own language.

    ``answer`` need not be saved. Words that were not published are left out: they are for the person
    who sent them, and not for whoever looks at the preview.
    """
    message = Message(
        site=answer.site,
        contributor=contributor,
        context={
            "answer": "",
            "standing": str(member.standing),
            "keys": list(member.source_keys),
            "subject": insights[0].subject_key if insights else "",
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
        context["quotes"] = [_for_others(quote) for quote in context["quotes"]]
        return render_to_string("notify/messages/answer.html", context)


def _for_others(quote: Quote) -> Quote:
    if quote.words.state == WordsState.PUBLISHED:
        return quote
    return replace(quote, text=_("(What the person sent. Only they see it.)"))
