"""What the page of a round of questions shows to one visitor."""

from typing import TYPE_CHECKING, Any

from engagement.conversations.asking.forms import AnswersForm
from engagement.conversations.asking.results import results_of, shows_results
from engagement.conversations.enums import Mode
from engagement.conversations.models import Given, Question, QuestionChange, Round

if TYPE_CHECKING:
    from civic.residents.models import Contributor


def given_by(contributor: "Contributor | None", stage: Round) -> list[Given]:
    """Return what somebody has answered in a round, in the order of its questions. Two queries."""
    if contributor is None:
        return []
    rows = Given.objects.filter(question__round=stage, contributor=contributor)
    rows = rows.select_related("question", "contribution").prefetch_related("picked")
    return list(rows.order_by("question__position", "question__pk"))


def asked_in(stage: Round) -> list[Question]:
    """Return the questions of a round that are asked, in order."""
    return list(stage.questions.filter(is_asked=True).order_by("position", "pk"))


def questions_screen(
    stage: Round | None, contributor: "Contributor | None", form: AnswersForm | None
) -> dict[str, Any]:
    """Return the questions' part of the context; nothing where the round asks none.

    ``form``: what was sent, where something was wrong with it.
    """
    if stage is None or stage.mode != Mode.QUESTIONS:
        return {}
    questions = asked_in(stage)
    given = given_by(contributor, stage)
    name = contributor.display_name if contributor else ""
    shown = shows_results(stage)
    return {
        "questions_round": stage,
        "questions": questions,
        "answers_form": form or AnswersForm(questions=questions, given=given, name=name),
        "answers_open": stage.conversation.takes_words and stage.is_on,
        "given": given,
        "asks_words": any(one.is_text for one in questions),
        "question_changes": list(
            QuestionChange.objects.filter(question__round=stage).select_related("question").order_by("-at")
        ),
        "results": results_of(stage, questions) if shown else [],
        "shows_results": shown,
    }
