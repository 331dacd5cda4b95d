"""What was answered, counted, with nobody to be found in a small number.

The rule: no count from one to four is shown, and none from which such a count could be worked out.
Of a question fewer than five answered nothing is shown. Where a person gives one answer, counts add up
to how many answered: there the next smallest counts go too, until those left out are two at least and
five people at least together. Nought is shown: nobody is in it.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from engagement.conversations.enums import QuestionKind
from engagement.conversations.models import PREFER_NOT, Given, Picked, Question, Round

if TYPE_CHECKING:
    from collections.abc import Sequence

#: The smallest count that is shown, but for nought.
SMALLEST = 5


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing that could be chosen, and how many did; None where that is too few to say."""

    label: str
    count: int | None
    first: int | None = None
    """How many put it first, where things are put in order."""
    offered: bool = True
    """Whether it can still be chosen: words that were changed since keep their count."""


@dataclass(frozen=True, kw_only=True)
class Result:
    """What was answered to one question."""

    question: Question
    answered: int | None
    """How many answered it; None where that is too few to say."""
    people: int | None
    """How many answered anything in this round."""
    lines: "Sequence[Line]" = field(default_factory=list)

    @property
    def has_gaps(self) -> bool:
        """Whether a count is left out."""
        return any(line.count is None for line in self.lines)

    @property
    def is_ranked(self) -> bool:
        """Whether things were put in order."""
        return self.question.kind == QuestionKind.RANK


def shows_results(stage: Round) -> bool:
    """Say whether everybody sees the counts: while it goes on where its keeper chose so, else after."""
    return stage.results_live or stage.is_over


def results_of(stage: Round, questions: "Sequence[Question]") -> list[Result]:
    """Return the counts of each question that is chosen from, in order. Three queries."""
    chosen = [one for one in questions if not one.is_text]
    rows = Picked.objects.filter(given__question__in=chosen).values_list("given__question_id", "value")
    counts: dict[int, dict[str, tuple[int, int]]] = defaultdict(dict)
    for pk, value, count, first in rows.annotate(
        Count("pk"), first=Count("pk", filter=Q(place=1))
    ).order_by():
        counts[pk][value] = (count, first)
    here = Given.objects.filter(question__round=stage)
    answered = dict(here.values_list("question_id").annotate(Count("pk")).order_by())
    people = here.aggregate(n=Count("contributor_id", distinct=True))["n"]
    return [_result(one, counts[one.pk], answered.get(one.pk, 0), people) for one in chosen]


def _result(question: Question, counts: dict[str, tuple[int, int]], answered: int, people: int) -> Result:
    everybody = people if people >= SMALLEST else None
    if answered < SMALLEST:
        return Result(question=question, answered=None, people=everybody)
    offered = question.offered()
    values = [*offered, *sorted(counts.keys() - {*offered, PREFER_NOT}), PREFER_NOT]
    alone = question.kind in (QuestionKind.ONE, QuestionKind.SCALE)
    shown = without_small([counts.get(value, (0, 0))[0] for value in values], add_up=alone)
    firsts = without_small([counts.get(value, (0, 0))[1] for value in values], add_up=True)
    lines = [
        Line(
            label=label_of(question, value),
            count=count,
            first=first if question.kind == QuestionKind.RANK else None,
            offered=value in offered or value == PREFER_NOT,
        )
        for value, count, first in zip(values, shown, firsts, strict=True)
    ]
    return Result(question=question, answered=answered, people=everybody, lines=lines)


def without_small(counts: "Sequence[int]", *, add_up: bool) -> list[int | None]:
    """Return counts without the small ones, and without what would tell them where they ``add_up``."""
    gone = {place for place, count in enumerate(counts) if 0 < count < SMALLEST}
    if add_up and gone:
        rest = sorted((count, place) for place, count in enumerate(counts) if count >= SMALLEST)
        while rest and (len(gone) < 2 or sum(counts[place] for place in gone) < SMALLEST):
            gone.add(rest.pop(0)[1])
    return [None if place in gone else count for place, count in enumerate(counts)]


def label_of(question: Question, value: str) -> str:
    """Return a choice as people read it; the ends of a scale with what they mean."""
    if value == PREFER_NOT:
        return _("Prefer not to say")
    if question.kind == QuestionKind.SCALE:
        ends = {"1": question.low_end, str(question.steps): question.high_end}
        return f"{value}: {ends[value]}" if value in ends else value
    return value
