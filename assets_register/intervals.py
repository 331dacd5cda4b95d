"""How long a check of a listing holds, by what kind of space it is."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import ngettext

from assets_register.enums import AssetKind

if TYPE_CHECKING:
    from assets_register.models import Asset

#: How long a check of each kind holds. What people hire changes hands and prices within half a year.
INTERVALS: dict[str, timedelta] = {
    **dict.fromkeys(
        (
            AssetKind.COMMUNITY_CENTRE, AssetKind.HALL, AssetKind.MEETING_ROOM, AssetKind.WORKSHOP,
            AssetKind.CAFE, AssetKind.SHOP, AssetKind.FAITH, AssetKind.SCHOOL, AssetKind.SPORTS,
        ),
        timedelta(days=182),
    ),
    **dict.fromkeys(
        (AssetKind.PARK, AssetKind.PLAY, AssetKind.CEMETERY, AssetKind.LAND, AssetKind.CAR_PARK),
        timedelta(days=730),
    ),
}  # fmt: skip
USUAL = timedelta(days=365)
#: How long a listing is still offered after it was due.
LIMIT = timedelta(days=90)


def interval_of(kind: str) -> timedelta:
    """Return how long a check of this kind of space holds."""
    return INTERVALS.get(kind, USUAL)


def due_at(asset: "Asset") -> datetime:
    """Return when a listing has to be looked at again."""
    return (asset.checked_at or asset.created_at) + interval_of(asset.kind)


def is_due(asset: "Asset", now: datetime | None = None) -> bool:
    """Say whether a listing has to be looked at again."""
    return due_at(asset) <= (now or timezone.now())


def interval_words() -> list[tuple[str, str]]:
    """Return the kinds that share an interval, and how long it is, in words."""
    groups: dict[timedelta, list[str]] = {}
    for kind in AssetKind:
        groups.setdefault(interval_of(kind), []).append(str(kind.label))
    return [(", ".join(kinds), _months(length)) for length, kinds in sorted(groups.items())]


def _months(length: timedelta) -> str:
    months = round(length / timedelta(days=30.44))
    return ngettext("%(n)d month", "%(n)d months", months) % {"n": months}
