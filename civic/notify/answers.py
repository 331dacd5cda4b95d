"""What the message that carries an answer says to each person. Reads only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from civic.record.enums import Outcome, Standing, WordsState
from civic.record.models import Answer, Disposition, Insight
from civic.record.selectors import answers_to, dispositions_of
from civic.record.sources import Subject, Words, resolve_subjects, resolve_words

if TYPE_CHECKING:
    from civic.notify.models import Message
    from civic.record.models import AnswerRecipient

#: So many of a person's own sentences are quoted in one message; the rest is in "My voice".
QUOTES = 5


@dataclass(frozen=True, kw_only=True)
class Quote:
    """Words as one person is shown them in a message about them."""

    text: str
    """Empty where they can no longer be shown."""
    mine: bool
    words: Words
    why: str = ""
    """Where it ended, or why it was not published, in plain words."""
    insight: Insight | None = None
    answered: Answer | None = None
    """What has been answered to that insight, so that nobody reads of a promise kept long ago."""


def answer_context(recipient: "AnswerRecipient", answer: Answer) -> dict[str, Any]:
    """Return what is kept with a message about an answer: keys and public facts, no words."""
    return {
        "answer": str(answer.uuid),
        "version": answer.version,
        "standing": recipient.standing,
        "keys": list(recipient.source_keys),
        "unpublished": list(recipient.unpublished_keys),
        "subject": recipient.subject_key,
        "owner": answer.owner_name,
        "headline": answer.headline,
    }


def took_part_key(subject_key: str, contributor_uuid: object) -> str:
    """Return the key that makes who only took part hear of one conversation once."""
    return f"took-part:{subject_key}:{contributor_uuid}"[:200]


def once_key(recipient: "AnswerRecipient", answer: Answer) -> str:
    """Return the key that makes an answer reach a person once.

    Who took part by words about something else hears of a conversation once, however many answers
    come out of it; everybody else hears each answer.
    """
    uuid = recipient.contributor.uuid
    if recipient.standing == Standing.TOOK_PART:
        return took_part_key(recipient.subject_key, uuid)
    return f"answer:{answer.uuid}:v1:{uuid}"


def prepare_answers(messages: Sequence["Message"]) -> Mapping[int, Mapping[str, Any]]:
    """Return, by message, the answer and the quotes its templates show. Constant queries."""
    uuids = {message.context["answer"] for message in messages}
    answers = {
        str(answer.uuid): answer
        for answer in Answer.objects.filter(uuid__in=uuids).prefetch_related("insights")
    }
    keys = [key for message in messages for key in _all_keys(message)]
    words = resolve_words(keys)
    placed = dispositions_of(keys)
    subjects = resolve_subjects(message.context["subject"] for message in messages)
    given = answers_to(row.insight for row in placed.values() if row.insight is not None)
    return {
        message.pk: _answer_words(
            message, answers.get(message.context["answer"]), words, placed, subjects, given
        )
        for message in messages
    }


def corrected_titles(messages: Sequence["Message"]) -> Mapping[int, Mapping[str, Any]]:
    """Return the present headline of answers that were corrected after a message was written. One query."""
    uuids = {message.context.get("answer") for message in messages}
    corrected = Answer.objects.filter(uuid__in=uuids - {None}, version__gt=1)
    now = {
        str(uuid): (version, line)
        for uuid, version, line in corrected.values_list("uuid", "version", "headline")
    }
    return {
        message.pk: {"headline": now[message.context["answer"]][1]}
        for message in messages
        if message.context.get("answer") in now
        and message.context.get("version", 1) < now[message.context["answer"]][0]
    }


def message_words(message: "Message") -> dict[str, Any]:
    """Return what one message quotes, without its answer: for a preview of what is not sent yet."""
    keys = _all_keys(message)
    subjects = resolve_subjects([message.context["subject"]])
    placed = dispositions_of(keys)
    given = answers_to(row.insight for row in placed.values() if row.insight is not None)
    return _answer_words(message, None, resolve_words(keys), placed, subjects, given)


def _all_keys(message: "Message") -> list[str]:
    return [*message.context["keys"], *message.context.get("unpublished", ())]


def _answer_words(
    message: "Message",
    answer: Answer | None,
    words: Mapping[str, Words],
    placed: Mapping[str, Disposition],
    subjects: Mapping[str, Subject],
    given: Mapping[int, Sequence[Answer]],
) -> dict[str, Any]:
    keys = [key for key in message.context["keys"] if key in words]
    not_shown = [key for key in message.context.get("unpublished", ()) if key in words]
    theirs = {message.contributor_id, *message.context.get("also", ())}
    quotes, unpublished = (
        [_quote(words[key], placed.get(key), theirs, given) for key in some[:QUOTES]]
        for some in (keys, not_shown)
    )
    return {
        "answer": answer,
        "outcome": outcome_word(answer) if answer else "",
        "insights": list(answer.insights.all()) if answer else [],
        "conversation": subjects.get(message.context["subject"]),
        "quotes": quotes,
        "more": max(0, len(keys) - QUOTES),
        # What was shown again since is quoted where it stands and is no matter here.
        "unpublished": [quote for quote in unpublished if quote.words.state != WordsState.PUBLISHED],
    }


def outcome_word(answer: Answer) -> str:
    """Return an answer's outcome as one word before its headline."""
    return _("No") if answer.outcome == Outcome.NOT else str(answer.get_outcome_display())


def _quote(
    words: Words,
    disposition: Disposition | None,
    theirs: set[int],
    given: Mapping[int, Sequence[Answer]],
) -> Quote:
    mine = words.contributor_id in theirs
    text = (words.own_text or words.text) if mine else words.text
    why, insight = "", None
    if words.state != WordsState.PUBLISHED:
        why = words.why_not if mine else ""
    elif disposition is not None and disposition.insight is not None:
        insight = disposition.insight
    elif disposition is not None:
        why = disposition.note or str(disposition.get_reason_display())
    elif mine:
        why = _("Nobody has sorted these words yet. My voice will show where they end.")
    answered = next(iter(given.get(insight.pk, ())), None) if insight is not None else None
    return Quote(text=text, mine=mine, words=words, why=why, insight=insight, answered=answered)
