"""Reads of moderation: what waits, and the public log."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Min, Q

from civic.moderation.models import Appeal, Decision, Report
from civic.moderation.rules import may_see_danger
from civic.moderation.targets import TargetItem, all_targets, find_target

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from wagtail.models import Site

#: So many of each sort are listed on the queue, oldest first; the counts are of all.
LISTED = 50


def split_target(key: str) -> tuple[str, str]:
    """Return the kind and the id in ``kind:id``."""
    kind, _colon, id_ = key.partition(":")
    return kind, id_


def find_items(keys: Iterable[str]) -> dict[str, TargetItem]:
    """Return things by key, one call per kind; unknown kinds and ids are left out."""
    by_kind: dict[str, list[str]] = {}
    for key in dict.fromkeys(keys):
        kind, id_ = split_target(key)
        by_kind.setdefault(kind, []).append(id_)
    found: dict[str, TargetItem] = {}
    for kind, ids in by_kind.items():
        target = find_target(kind)
        if target is not None:
            found |= {f"{kind}:{id_}": item for id_, item in target.items(ids).items()}
    return found


def find_item(site: "Site", key: str) -> TargetItem | None:
    """Return one thing of this place; None where it is unknown or another place's."""
    item = find_items([key]).get(key)
    return item if item is not None and item.site_id == site.pk else None


def label_of(key: str) -> str:
    """Return in words what kind of thing a key names."""
    target = find_target(split_target(key)[0])
    return str(target.label) if target is not None else ""


def visible_reports(user: Any, site: "Site") -> "QuerySet[Report]":
    """Return the reports of a place this person may see."""
    reports = Report.objects.filter(site=site)
    return reports if may_see_danger(user, site) else reports.filter(apart=False)


@dataclass(frozen=True, kw_only=True)
class ReportedThing:
    """Something reported, with all its open reports together."""

    key: str
    label: str
    item: TargetItem | None
    count: int
    since: datetime
    danger: bool


@dataclass(frozen=True, kw_only=True)
class HeldThing:
    """Something that waits to be read before it is published."""

    key: str
    label: str
    item: TargetItem


@dataclass(frozen=True, kw_only=True)
class AppealedThing:
    """A decision somebody asked another look at."""

    appeal: Appeal
    label: str
    item: TargetItem | None
    mine: bool
    """Whether the reader took the decision, so that somebody else must look."""


@dataclass(frozen=True, kw_only=True)
class Queue:
    """Everything that waits for a moderator in one place; lists are oldest first, counts whole."""

    reported: Sequence[ReportedThing]
    reported_count: int
    held: Sequence[HeldThing]
    held_count: int
    appealed: Sequence[AppealedThing]
    appealed_count: int


@dataclass(frozen=True, kw_only=True)
class QueueCounts:
    """How much waits."""

    reported: int
    danger: int
    held: int
    appealed: int

    @property
    def any(self) -> bool:
        """Whether anything waits at all."""
        return bool(self.reported or self.held or self.appealed)


def queue_counts(user: Any, site: "Site") -> QueueCounts:
    """Return how many things wait for this person in a place."""
    waiting = visible_reports(user, site).waiting()  # type: ignore[attr-defined] # typed as the plain queryset
    return QueueCounts(
        reported=waiting.values("target_key").distinct().count(),
        danger=waiting.filter(apart=True).values("target_key").distinct().count(),
        held=sum(len(target.held(site)) for target in all_targets()),
        appealed=Appeal.objects.filter(site=site, outcome=None).count(),
    )


def moderation_queue(user: Any, site: "Site") -> Queue:
    """Return what waits, in a constant number of queries per kind of thing."""
    waiting = visible_reports(user, site).waiting()  # type: ignore[attr-defined] # typed as the plain queryset
    grouped = list(
        waiting.values("target_key")
        .annotate(count=Count("pk"), since=Min("made_at"), danger=Count("pk", filter=Q(apart=True)))
        .order_by("-danger", "since", "target_key")
    )
    held = [f"{target.kind}:{id_}" for target in all_targets() for id_ in target.held(site)]
    appeals = Appeal.objects.filter(site=site, outcome=None).select_related("decision")
    appealed = list(appeals[:LISTED])
    reported = grouped[:LISTED]
    items = find_items(
        [row["target_key"] for row in reported]
        + held[:LISTED]
        + [appeal.decision.target_key for appeal in appealed]
    )
    return Queue(
        reported=[
            ReportedThing(
                key=row["target_key"],
                label=label_of(row["target_key"]),
                item=items.get(row["target_key"]),
                count=row["count"],
                since=row["since"],
                danger=bool(row["danger"]),
            )
            for row in reported
        ],
        reported_count=len(grouped),
        held=[
            HeldThing(key=key, label=label_of(key), item=items[key]) for key in held[:LISTED] if key in items
        ],
        held_count=len(held),
        appealed=[
            AppealedThing(
                appeal=appeal,
                label=label_of(appeal.decision.target_key),
                item=items.get(appeal.decision.target_key),
                mine=appeal.decision.by_id == user.pk,
            )
            for appeal in appealed
        ],
        appealed_count=appeals.count(),
    )


def decisions_on(site: "Site", key: str) -> "QuerySet[Decision]":
    """Return what has been decided about one thing, newest first."""
    return Decision.objects.filter(site=site, target_key=key).select_related("by", "appeal")


def public_log(site: "Site") -> "QuerySet[Decision]":
    """Return the decisions of a place that anybody may read about, newest first."""
    return Decision.objects.filter(site=site).public()
