"""What happens in the record, told after it has."""

from dataclasses import dataclass

from civic.pluginkit.events import Event


@dataclass(frozen=True, kw_only=True)
class InsightRecorded(Event):
    """A finding was written down with its evidence."""

    insight_id: int


@dataclass(frozen=True, kw_only=True)
class InsightReworded(Event):
    """A finding has a new version."""

    insight_id: int
    version: int


@dataclass(frozen=True, kw_only=True)
class AnswerPromised(Event):
    """Somebody named said by when a finding will be answered."""

    insight_id: int


@dataclass(frozen=True, kw_only=True)
class AnswerPublished(Event):
    """An answer is public; everybody it concerns is about to be told."""

    answer_id: int


@dataclass(frozen=True, kw_only=True)
class AnswerCorrected(Event):
    """An answer that had gone out was put right."""

    answer_id: int
    version: int
