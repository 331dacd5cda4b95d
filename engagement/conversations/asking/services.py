"""Writes: answering the questions of a round, and changing a question people have seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement.conversations import rules, services
from engagement.conversations.enums import THEMSELVES, Mode, QuestionKind, SaidHow, State
from engagement.conversations.ledger import check_place, count_person, locked_for
from engagement.conversations.models import (
    PREFER_NOT,
    Contribution,
    Given,
    Picked,
    Question,
    QuestionChange,
    Thread,
)

if TYPE_CHECKING:
    from civic.residents.models import Contributor, User

#: The longest short answer, in characters.
LONGEST_SHORT = 300


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What somebody answers to one question: words, or choices in their order."""

    text: str = ""
    picked: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text.strip() or self.picked)


@dataclass(frozen=True, kw_only=True)
class How:
    """How answers reached us, where that was not online."""

    how: str = SaidHow.ONLINE
    where: str = ""
    said_at: datetime | None = None
    entered_by: "User | None" = None


@transaction.atomic
def answer_questions(
    thread: Thread,
    contributor: "Contributor",
    answers: Mapping[int, Answered],
    *,
    said: How | None = None,
    agreed_to: str = "",
) -> list[Given]:
    """Keep what somebody answers to a round's questions, by the questions' pk; again, and it is changed.

    A question left out of ``answers`` stays as it was answered; one with an empty answer is no longer
    answered. Words of their own become a contribution, or change it, or take it back. Raises ``NotOpen``
    where the round takes no answers, ``WordsRefused`` for words or choices that cannot be kept.
    """
    said = said or How()
    conversation = locked_for(thread.conversation_id, contributor)
    check_place(conversation, contributor)
    stage = thread.round
    if stage is None or stage.mode != Mode.QUESTIONS:
        raise rules.NotOpen(_("No questions are asked here."))
    if said.how in THEMSELVES:
        rules.check_open(conversation)
        rules.check_round(stage)
    else:
        rules.check_said_in_time(conversation, said.said_at or timezone.now())
    questions = {one.pk: one for one in stage.questions.filter(is_asked=True)}
    before = {
        one.question_id: one
        for one in Given.objects.filter(question__in=questions, contributor=contributor).select_related(
            "contribution"
        )
    }
    kept = []
    for pk, given in answers.items():
        if pk not in questions:
            raise rules.WordsRefused(_("A question has changed. Look at your answers once more."))
        one = _keep(thread, contributor, questions[pk], given, before.get(pk), said, agreed_to)
        if one is not None:
            kept.append(one)
    if kept:
        count_person(conversation.pk, contributor, how=said.how)
    return kept


def _keep(
    thread: Thread,
    contributor: "Contributor",
    question: Question,
    answer: Answered,
    before: Given | None,
    said: How,
    agreed_to: str,
) -> Given | None:
    """Keep one answer. None where nothing is answered, and nothing was."""
    if before is None and not answer:
        return None
    if question.is_text:
        words = _said(thread, contributor, question, answer, before, said, agreed_to)
        if words is None:
            return before
    else:
        words = None
        _check_choices(question, answer.picked)
    if not answer and not question.is_text:
        if before is not None:
            before.delete()
        return None
    facts = {
        "contribution": words,
        "said_how": said.how,
        "said_where": said.where.strip()[:160],
        "entered_by": said.entered_by,
        "at": said.said_at or timezone.now(),
    }
    kept, _made = Given.objects.update_or_create(
        question=question, contributor=contributor, defaults={"site_id": thread.site_id, **facts}
    )
    if not question.is_text:
        kept.picked.all().delete()
        ordered = question.kind == QuestionKind.RANK
        Picked.objects.bulk_create(
            Picked(given=kept, value=value, place=place if ordered and value != PREFER_NOT else 0)
            for place, value in enumerate(answer.picked, start=1)
        )
    return kept


def _said(
    thread: Thread,
    contributor: "Contributor",
    question: Question,
    answer: Answered,
    before: Given | None,
    said: How,
    agreed_to: str,
) -> Contribution | None:
    """Say, change, or take back the words of an answer; what a moderator took down stays as it is."""
    if question.kind == QuestionKind.SHORT and answer:
        rules.clean_words(answer.text, limit=LONGEST_SHORT)
    known = before.contribution if before else None
    if known is None or known.state == State.ERASED:
        if not answer:
            return None
        return services.post_contribution(
            thread,
            contributor,
            answer.text,
            client_key=f"answer:{question.pk}:{known.pk if known else 0}",
            said_how=said.how,
            said_where=said.where,
            said_at=said.said_at,
            entered_by=said.entered_by,
            agreed_to=agreed_to,
            question=question,
        )
    if known.state in (State.HIDDEN, State.REJECTED):
        return known
    if not answer:
        return services.withdraw_contribution(known, contributor)
    if known.state == State.WITHDRAWN:
        known = services.put_back_contribution(known, contributor)
    if rules.may_edit(contributor, known):
        known = services.edit_contribution(known, contributor, answer.text)
    return known


def _check_choices(question: Question, picked: tuple[str, ...]) -> None:
    """Raise ``WordsRefused`` for choices that are not offered, or too many of them."""
    if not picked or picked == (PREFER_NOT,):
        return
    most = {QuestionKind.MANY: len(question.offered()), QuestionKind.RANK: question.ranked}
    if (
        len(set(picked)) != len(picked)
        or len(picked) > most.get(QuestionKind(question.kind), 1)
        or not set(picked) <= set(question.offered())
    ):
        raise rules.WordsRefused(_("A question has changed. Look at your answers once more."))


def note_change(question: Question, *, before: str, why: str, by: "User | None") -> QuestionChange | None:
    """Keep how a question read and why it changed, where people see its round already.

    None where they do not. Raises ``ValueError`` for a change without a reason.
    """
    if not is_frozen(question):
        return None
    if not why.strip():
        raise ValueError("what people were asked does not change without a reason")
    return QuestionChange.objects.create(question=question, before=before, why=why.strip(), by=by)


def is_frozen(question: Question) -> bool:
    """Say whether people see this question's round, or answered in it, so that a change needs a reason."""
    return question.round_id is not None and rules.mode_is_fixed(question.round)


def as_asked(question: Question) -> str:
    """Return all that is asked by a question, in lines, as a change of it is shown."""
    lines = [question.text, question.help_text, str(question.get_kind_display()), *question.offered()]
    if question.kind == QuestionKind.SCALE:
        lines.append(f"1: {question.low_end}; {question.steps}: {question.high_end}")
    if question.required:
        lines.append(_("It has to be answered."))
    if not question.is_asked:
        lines.append(_("It is no longer asked."))
    return "\n".join(line for line in lines if line)
