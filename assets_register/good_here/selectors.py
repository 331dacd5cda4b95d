"""Reads about what is good here."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Prefetch

from assets_register.good_here.enums import GoodKind
from assets_register.good_here.models import GoodPledge, GoodThing

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from wagtail.models import Site

#: How many are on one page of the list, and on its map.
PAGE_SIZE = 30


def good_things(site: "Site", *, kind: str = "", neighbourhood: str = "") -> "QuerySet[GoodThing]":
    """Return what was checked, newest first, of one kind or neighbourhood (its slug) where asked."""
    rows = with_pledges(GoodThing.objects.filter(site=site).public())
    if kind in GoodKind.values:
        rows = rows.filter(kind=kind)
    if "\x00" in neighbourhood:  # no slug has one, and PostgreSQL will not be asked for it
        return rows.none()
    return rows.filter(neighbourhood__slug=neighbourhood) if neighbourhood else rows


def with_pledges(rows: "QuerySet[GoodThing]") -> "QuerySet[GoodThing]":
    """Add the pledges that stand, and what a list shows."""
    standing = GoodPledge.objects.filter(ended_at=None).select_related("organisation")
    rows = rows.select_related("neighbourhood", "picture", "asset", "site", "contributor")
    return rows.prefetch_related(Prefetch("pledges", queryset=standing, to_attr="standing"))


def thing_of(site: "Site", uuid: UUID) -> GoodThing | None:
    """Return one thing of a place, whatever its state."""
    return with_pledges(GoodThing.objects.filter(site=site, uuid=uuid)).first()


def own_things(contributor_id: int) -> Sequence[GoodThing]:
    """Return what somebody sent, newest first."""
    return list(GoodThing.objects.filter(contributor_id=contributor_id).select_related("asset"))
