"""Who an answer will reach and what each of them will read: shown before it goes out."""

from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TYPE_CHECKING

from civic.notify.enums import ToldHow
from civic.notify.preview import preview_answer, preview_correction, told_before
from civic.record.enums import Outcome, Standing
from civic.record.models import Answer, Insight
from civic.record.selectors import AudienceMember, audience_for
from civic.residents.models import Contributor

if TYPE_CHECKING:
    from plugins.governance_boards.models import AnswerDraft

#: How many people are looked up at once.
BATCH = 500
HOW = ("email", "link", "receipt", "earlier", "erased")


@dataclass(frozen=True, kw_only=True)
class StandingGroup:
    """Everybody who stands to an answer in one way."""

    standing: Standing
    count: int
    email: int
    link: int
    receipt: int
    earlier: int
    """Who spoke about something else and heard so with an earlier answer: no second message."""
    erased: int
    """Who asked us to forget them: nobody can tell them."""
    example: AudienceMember | None


@dataclass(frozen=True, kw_only=True)
class Audience:
    """Everybody an answer reaches; the groups add up to them all."""

    groups: tuple[StandingGroup, ...]

    @property
    def total(self) -> int:
        """How many people."""
        return sum(group.count for group in self.groups)

    @property
    def by_how(self) -> dict[str, int]:
        """How many are told by email, by a link alone, only by receipt code, and have been told."""
        return {how: sum(getattr(group, how) for group in self.groups) for how in HOW}


def audience_of(insights: Sequence[Insight]) -> Audience:
    """Return who an answer about these insights would reach now, by standing and by how."""
    members = audience_for(insights)
    return _audience(members, told_before(members))


def audience_of_correction(answer: Answer) -> Audience:
    """Return who a correction would reach: whoever got the answer, by standing and by how."""
    rows = answer.recipients.exclude(told_how=ToldHow.EARLIER).order_by("contributor_id")
    members = [
        AudienceMember(
            contributor_id=row.contributor_id,
            standing=Standing(row.standing),
            source_keys=tuple(row.source_keys),
            subject_key=row.subject_key,
        )
        for row in rows
    ]
    return _audience(members, frozenset())


def _audience(members: Sequence[AudienceMember], earlier: AbstractSet[int]) -> Audience:
    how = _how_told([member.contributor_id for member in members]) | dict.fromkeys(earlier, "earlier")
    groups = [_group(standing, members, how) for standing in Standing]
    return Audience(groups=tuple(group for group in groups if group.count))


def _how_told(ids: Sequence[int]) -> dict[int, str]:
    told: dict[int, str] = {}
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        reachable = Contributor.objects.filter(pk__in=batch).reachable_by_email()
        told |= {pk: "link" if only else "email" for pk, only in reachable.values_list("pk", "link_only")}
        gone = Contributor.objects.filter(pk__in=batch, erased_at__isnull=False)
        told |= dict.fromkeys(gone.values_list("pk", flat=True), "erased")
    return told


def _read_first(member: AudienceMember, how: str) -> tuple[bool, int]:
    """Return a sort key: whose own words are quoted before others, a letter before a mere receipt."""
    return not member.source_keys, HOW.index(how)


def _group(standing: Standing, members: Sequence[AudienceMember], how: dict[int, str]) -> StandingGroup:
    here = [member for member in members if member.standing == standing]
    counts = Counter(how.get(member.contributor_id, "receipt") for member in here)
    told = [member for member in here if how.get(member.contributor_id) not in {"earlier", "erased"}]
    told.sort(key=lambda member: _read_first(member, how.get(member.contributor_id, "receipt")))
    example = told[0] if told else None
    return StandingGroup(
        standing=standing,
        count=len(here),
        email=counts["email"],
        link=counts["link"],
        receipt=counts["receipt"],
        earlier=counts["earlier"],
        erased=counts["erased"],
        example=example,
    )


def as_answer(draft: "AnswerDraft") -> Answer:
    """Return a draft as the answer it would become, or put right, not saved."""
    return Answer(
        site=draft.site,
        owner_key=draft.board.key,
        owner_name=draft.board.name,
        outcome=Outcome(draft.outcome),
        headline=draft.headline,
        because=draft.because,
        what_changes=draft.what_changes,
        what_does_not=draft.what_does_not,
        look_again_on=draft.look_again_on,
        correction_note=draft.correction_note,
    )


@dataclass(frozen=True, kw_only=True)
class Preview:
    """One message as one real person would read it."""

    group: StandingGroup
    html: str


def preview_messages(draft: "AnswerDraft", insights: Sequence[Insight], audience: Audience) -> list[Preview]:
    """Return, for each standing, the message its example person would get."""
    people = Contributor.objects.select_related("site").in_bulk(
        [group.example.contributor_id for group in audience.groups if group.example]
    )
    answer = as_answer(draft)
    preview = preview_correction if draft.corrects_id else preview_answer
    return [
        Preview(
            group=group,
            html=preview(answer, insights, group.example, people[group.example.contributor_id]),
        )
        for group in audience.groups
        if group.example
    ]
