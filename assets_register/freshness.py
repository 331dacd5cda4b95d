"""How long what the register says may be believed, and what happens when nobody looks again.

A listing is *due* once its kind's time has passed since somebody last checked it (or, never checked,
since it came in). After ``LIMIT`` more it *lapses*: the invitation to use it goes, the record stays.
One press of whoever looks after it ("still right") brings it back. What a keeper took off by hand is
not ours to bring back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Case, Count, DateTimeField, DurationField, ExpressionWrapper, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from wagtail.log_actions import log

from assets_register.enums import AssetStatus
from assets_register.index import lock_assets
from assets_register.intervals import INTERVALS, LIMIT, USUAL
from assets_register.models import Asset, AssetQuerySet, Claim, OfferedService, OfferedServiceQuerySet
from assets_register.rules import CHECKERS, KEEPERS
from assets_register.services import tell_changed
from civic.partners.models import Organisation, Representative
from civic.residents.enums import Role
from civic.residents.models import RoleGrant

if TYPE_CHECKING:
    from wagtail.models import Site

    from civic.residents.models import User


def with_due(assets: AssetQuerySet) -> Any:
    """Return the assets, each with ``due``: when it has to be looked at again."""
    whens = [When(kind=kind, then=Value(length)) for kind, length in INTERVALS.items()]
    length = Case(*whens, default=Value(USUAL), output_field=DurationField())
    since = Coalesce("checked_at", "created_at")
    return assets.annotate(due=ExpressionWrapper(since + length, output_field=DateTimeField()))


def due_assets(site: "Site | int", now: datetime | None = None) -> AssetQuerySet:
    """Return what has to be looked at again: what is offered, and what lapsed; the longest due first."""
    offered = Q(status=AssetStatus.PUBLISHED) & Q(not_a_place="") & ~Q(public_use="no")
    rows = Asset.objects.filter(offered | Q(lapsed_at__isnull=False), site=site)
    due: AssetQuerySet = with_due(rows).filter(due__lte=now or timezone.now()).order_by("due", "pk")
    return due


# ---- the limit ---------------------------------------------------------------------------------
@transaction.atomic
def lapse_unchecked(site: "Site | int", now: datetime | None = None) -> list[int]:
    """Stop offering what nobody looked at long after it was due; return which.

    What was put up only lately has as long from then: whoever answers for it is asked before.
    The listing stays on the public record, and comes back when somebody confirms it.
    """
    now = now or timezone.now()
    lapsing = due_assets(site, now - LIMIT).filter(status=AssetStatus.PUBLISHED)
    lapsing = lapsing.exclude(offered_since__gt=now - LIMIT)
    lock_assets(list(lapsing.values_list("pk", flat=True)))
    assets = list(lapsing)  # read again: somebody may have confirmed one just now
    ids = [asset.pk for asset in assets]
    Asset.objects.filter(pk__in=ids).update(status=AssetStatus.NOT_OFFERED, lapsed_at=now, updated_at=now)
    for asset in assets:
        log(asset, "assets.lapse")
    tell_changed(assets)
    return ids


# ---- whom to ask -------------------------------------------------------------------------------
def who_is_asked(site: "Site") -> dict["User", Q]:
    """Return everybody who is asked about listings here, each with which.

    People with a role here who act for whoever looks after it; where nobody does, those who act for
    its owner; where nobody does, the place's stewards who act for no one, else those who keep the
    register. And whoever keeps one by a claim. Everybody asked may answer. Three queries.
    """
    roles: dict[User, set[str]] = {}
    grants = RoleGrant.objects.filter(site=site, role__in=CHECKERS, user__is_active=True)
    for grant in grants.select_related("user").order_by("user_id"):
        roles.setdefault(grant.user, set()).add(grant.role)
    acting: dict[User, list[int]] = {}
    for one in Representative.objects.filter(organisation__site=site, user__in=roles).select_related("user"):
        acting.setdefault(one.user, []).append(one.organisation_id)
    spoken_for = {organisation for organisations in acting.values() for organisation in organisations}
    no_custodian, no_owner = ~Q(custodian__in=spoken_for), ~Q(owner__in=spoken_for)
    asked = {user: Q(custodian__in=ids) | (no_custodian & Q(owner__in=ids)) for user, ids in acting.items()}
    stewards = [user for user, held in roles.items() if Role.STEWARD in held and user not in acting]
    for user in stewards or [user for user, held in roles.items() if held & {*KEEPERS}]:
        rest = no_custodian & no_owner
        asked[user] = asked[user] | rest if user in asked else rest
    for user, ids in _keepers(site).items():
        theirs = Q(pk__in=ids)
        asked[user] = asked[user] | theirs if user in asked else theirs
    return asked


def _keepers(site: "Site") -> "dict[User, list[int]]":
    """Return who keeps which listings by a claim that was verified. One query."""
    found: dict[User, list[int]] = {}
    claims = Claim.objects.standing().filter(site=site, contributor__user__is_active=True)
    for claim in claims.select_related("contributor__user").order_by("pk"):
        if claim.contributor.user is not None:
            found.setdefault(claim.contributor.user, []).append(claim.asset_id)
    return found


def due_for(user: "User", site: "Site", now: datetime | None = None) -> AssetQuerySet:
    """Return the due listings somebody is asked about, the longest due first."""
    which = who_is_asked(site).get(user)
    return due_assets(site, now).filter(which) if which is not None else Asset.objects.none()


def due_services_for(user: "User", site: "Site", now: datetime | None = None) -> OfferedServiceQuerySet:
    """Return the due services in the spaces somebody is asked about, the longest due first."""
    which = who_is_asked(site).get(user)
    return due_services(site, which, now) if which is not None else OfferedService.objects.none()


def due_services(site: "Site", which: Q, now: datetime | None = None) -> OfferedServiceQuerySet:
    """Return the services to be looked at again in some spaces that everybody may see."""
    spaces = Asset.objects.filter(which, site=site).public()
    return OfferedService.objects.filter(site=site, asset__in=spaces).due(now)


# ---- what everybody may read ---------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class OwnerFreshness:
    """How well one owner's listings are looked after."""

    name: str
    """Empty where the owner is not known."""
    total: int
    fresh: int
    due: int
    lapsed: int

    @property
    def share(self) -> int:
        """Fresh ones in a hundred."""
        return round(100 * self.fresh / self.total)


def freshness_by_owner(site: "Site", now: datetime | None = None) -> list[OwnerFreshness]:
    """Return every owner of spaces people can use, by name; two queries."""
    now = now or timezone.now()
    offered = Q(status=AssetStatus.PUBLISHED) & Q(not_a_place="") & ~Q(public_use="no")
    rows = with_due(Asset.objects.filter(offered | Q(lapsed_at__isnull=False), site=site))
    counted = (
        rows.values("owner_id")
        .annotate(
            total=Count("pk"),
            fresh=Count("pk", filter=Q(due__gt=now)),
            lapsed=Count("pk", filter=Q(lapsed_at__isnull=False)),
        )
        .order_by()
    )
    names: Mapping[int, str] = dict(Organisation.objects.filter(site=site).values_list("pk", "name"))
    found = [
        OwnerFreshness(
            name=names.get(row["owner_id"], ""),
            total=row["total"],
            fresh=row["fresh"],
            due=row["total"] - row["fresh"] - row["lapsed"],
            lapsed=row["lapsed"],
        )
        for row in counted
    ]
    return sorted(found, key=lambda each: (not each.name, each.name.casefold()))
