"""One listing made of two of the same place: both sources stay known, the old address leads on."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.log_actions import log

from assets_register.enums import PUBLIC_STATUSES, AssetStatus, PairState
from assets_register.importing.merging import as_field, as_json
from assets_register.importing.pairs import note_likely_pairs
from assets_register.index import lock_assets
from assets_register.models import (
    AccessGuide,
    Asset,
    AssetFact,
    AssetMerge,
    Claim,
    Enquiry,
    HireTerms,
    LikelyPair,
    OfferedService,
    Room,
    Suggestion,
)
from assets_register.services import mask_location, settle_asset, tell_changed
from civic.places.keys import real_uuids

if TYPE_CHECKING:
    from wagtail.models import Site

    from civic.residents.models import User

#: What a person chooses between, in the order of the screen. The point is chosen as a whole.
CHOICES = (
    "name", "kind", "description", "street_number", "street_name", "town", "postcode", "point",
    "opening_hours", "public_use", "terms", "owner_id", "custodian_id", "bookings_name", "bookings_phone",
    "bookings_email", "bookings_url", "uprn", "asset_code", "property_name", "purpose", "tenure_type",
    "tenure_detail", "other_detail", "holding_type", "building_size", "land_area", "energy_rating",
    "effective_date",
)  # fmt: skip
POINT = ("latitude", "longitude", "easting", "northing")
#: What comes over from the other listing, by model; one of each a listing, or many.
_ONE: tuple[Any, ...] = (HireTerms, AccessGuide)
_MANY: tuple[Any, ...] = (Room, Suggestion, OfferedService, Enquiry, Claim)


class CannotMerge(ValueError):
    """The two cannot be made one: somebody has dealt with one of them already."""


def fields_of(choice: str) -> tuple[str, ...]:
    """Return the fields of an asset that a choice stands for."""
    return POINT if choice == "point" else (choice,)


def sources_of(asset: Asset) -> list[tuple[str, str]]:
    """Return every source of a listing with what it calls it: its own, and those merged into it."""
    records = [asset, *(merge.given_up for merge in asset.merges.select_related("given_up").order_by("pk"))]
    return [(record.source, record.source_ref) for record in records if record.source]


def keys_of(asset: Asset) -> list[str]:
    """Return every key other rooms know a listing by: its own, and those of what was merged into it."""
    return [asset.space_key, *(merge.given_up.space_key for merge in asset.merges.select_related("given_up"))]


def merged_from(given_up: Mapping[str, Any], site: "Site") -> Asset | None:
    """Return the public listing that took the place of one that was given up, or None.

    ``given_up`` says which: its ``slug`` or its ``uuid``. An old address can say where a place is:
    it leads to nothing that is kept private.
    """
    wanted = {f"given_up__{name}": value for name, value in given_up.items()}
    merge = AssetMerge.objects.filter(site=site, **wanted).first()
    if merge is None:
        return None
    kept = Asset.objects.filter(pk=_end(merge)).public().first()
    return None if kept is None or kept.location_masked else kept


def merged_by_id(ids: Sequence[str]) -> dict[str, Asset]:
    """Return the public listings that took the place of those with these lasting ids."""
    merges = AssetMerge.objects.filter(given_up__uuid__in=real_uuids(ids)).select_related("given_up", "kept")
    ends = {str(merge.given_up.uuid): _end(merge) for merge in merges}
    shown = (
        Asset.objects.filter(pk__in=ends.values()).public().select_related("owner").prefetch_related("facts")
    )
    by_pk = {asset.pk: asset for asset in shown} if ends else {}
    return {id_: by_pk[pk] for id_, pk in ends.items() if pk in by_pk}


def _end(merge: AssetMerge) -> int:
    """Follow merges to the listing that stands; return its primary key."""
    kept = merge.kept
    while kept.status == AssetStatus.MERGED:
        kept = AssetMerge.objects.select_related("kept").get(given_up=kept).kept
    return kept.pk


@transaction.atomic
def merge_assets(kept: Asset, given_up: Asset, *, taken: Collection[str], by: "User | None") -> AssetMerge:
    """Make one listing of two. ``taken`` names the ``CHOICES`` that come from the one given up.

    Raises ``CannotMerge`` where one of them is merged already, or ``ValueError`` for two places'.
    """
    if kept.site_id != given_up.site_id or kept.pk == given_up.pk:
        raise ValueError("two listings of one Site are merged")
    lock_assets([kept.pk, given_up.pk])
    kept.refresh_from_db()
    given_up.refresh_from_db()
    if AssetStatus.MERGED in (kept.status, given_up.status):
        raise CannotMerge
    wanted = {
        name: getattr(given_up, name) for choice in CHOICES if choice in taken for name in fields_of(choice)
    }
    wanted |= _status_of_both(kept, given_up)
    changes = {
        name: [as_json(getattr(kept, name)), as_json(value)]
        for name, value in wanted.items()
        if getattr(kept, name) != value
    }
    for name, value in wanted.items():
        setattr(kept, name, value)
    settle_asset(kept)
    kept.save()
    merge = AssetMerge.objects.create(
        site=kept.site,
        kept=kept,
        given_up=given_up,
        changes=changes,
        moved=_move(given_up, kept),
        status_before=given_up.status,
        by=by,
    )
    given_up.status = AssetStatus.MERGED
    given_up.save(update_fields=["status", "updated_at"])
    if given_up.location_masked and not kept.location_masked:
        mask_location(kept, by=by)  # stays private after an undo, until a person shows it
    _decide(kept, given_up, PairState.MERGED, by)
    for asset, other in ((kept, given_up), (given_up, kept)):
        log(asset, "assets.merge", user=by, data={"other": other.name, "kept": kept.pk == asset.pk})
    tell_changed([kept, given_up])
    note_likely_pairs(kept.site, only=[kept])
    return merge


def _status_of_both(kept: Asset, given_up: Asset) -> dict[str, Any]:
    """Return the status of the one listing: what could do harm stays back, what was shown is shown."""
    for asset in (kept, given_up):
        if asset.status == AssetStatus.HELD_BACK:
            return {"status": asset.status, "held_reason": asset.held_reason}
    if kept.status in (AssetStatus.DRAFT, AssetStatus.GONE) and given_up.status in PUBLIC_STATUSES:
        return {"status": given_up.status}
    return {}


def _move(source: Asset, to: Asset) -> dict[str, list[int]]:
    """Let the one listing have what only the other knew; return what came over, by model."""
    known = AssetFact.objects.filter(asset=to).values("key")
    facts = list(AssetFact.objects.filter(asset=source).exclude(key__in=known).values_list("pk", flat=True))
    moved: dict[str, list[int]] = {"AssetFact": facts}
    AssetFact.objects.filter(pk__in=facts).update(asset=to)
    for model in _ONE:
        free = not model.objects.filter(asset=to).exists()
        ids = list(model.objects.filter(asset=source).values_list("pk", flat=True)) if free else []
        model.objects.filter(pk__in=ids).update(asset=to)
        moved[model.__name__] = ids
    taken = Room.objects.filter(asset=to).values("name")  # a room has its name once in a listing
    claimants = Claim.objects.filter(asset=to).values("contributor")  # and one person's word once
    for model in _MANY:
        rows = model.objects.filter(asset=source)
        rows = rows.exclude(name__in=taken) if model is Room else rows
        rows = rows.exclude(contributor__in=claimants) if model is Claim else rows
        ids = list(rows.values_list("pk", flat=True))
        model.objects.filter(pk__in=ids).update(asset=to)
        moved[model.__name__] = ids
    return moved


def _decide(one: Asset, other: Asset, state: str, by: "User | None") -> None:
    first, second = sorted((one.pk, other.pk))
    LikelyPair.objects.update_or_create(
        first_id=first,
        second_id=second,
        defaults={"state": state, "decided_by": by, "decided_at": timezone.now()},
        create_defaults={
            "site": one.site, "why": "", "state": state, "decided_by": by, "decided_at": timezone.now(),
        },
    )  # fmt: skip


@transaction.atomic
def undo_merge(merge: AssetMerge, *, by: "User | None") -> list[str]:
    """Make two listings of one again; return the fields that a person has changed since, which stay.

    Raises ``CannotMerge`` where the listing that was kept has been merged into a third since.
    """
    kept, given_up = merge.kept, merge.given_up
    lock_assets([kept.pk, given_up.pk])
    kept.refresh_from_db()
    given_up.refresh_from_db()
    if kept.status == AssetStatus.MERGED or not AssetMerge.objects.filter(pk=merge.pk).exists():
        raise CannotMerge
    stay = [name for name, pair in merge.changes.items() if as_json(getattr(kept, name)) != pair[1]]
    for name, (before, _after) in merge.changes.items():
        if name not in stay:
            setattr(kept, name, as_field(name, before))
    settle_asset(kept)
    kept.save()
    for model in (AssetFact, *_ONE, *_MANY):
        model.objects.filter(pk__in=merge.moved.get(model.__name__, []), asset=kept).update(asset=given_up)
    given_up.status = merge.status_before
    given_up.save(update_fields=["status", "updated_at"])
    merge.delete()
    _decide(kept, given_up, PairState.NEW, by)
    for asset in (kept, given_up):
        log(asset, "assets.undo_merge", user=by)
    tell_changed([kept, given_up])
    return stay


def two_places(pair: LikelyPair, *, by: "User | None") -> None:
    """Remember that two listings are two places, so that nobody is asked again."""
    pair.state, pair.decided_by, pair.decided_at = PairState.TWO_PLACES, by, timezone.now()
    pair.save(update_fields=["state", "decided_by", "decided_at"])


def ask_again(pair: LikelyPair, *, by: "User | None") -> None:
    """Forget that two listings are two places."""
    pair.state, pair.decided_by, pair.decided_at = PairState.NEW, by, timezone.now()
    pair.save(update_fields=["state", "decided_by", "decided_at"])


def open_pairs(site: "Site") -> Any:
    """Return the pairs nobody has decided on, of listings that are still there."""
    there = Q(first__status__in=[AssetStatus.GONE, AssetStatus.MERGED]) | Q(
        second__status__in=[AssetStatus.GONE, AssetStatus.MERGED]
    )
    return (
        LikelyPair.objects.filter(site=site, state=PairState.NEW)
        .exclude(there)
        .select_related("first__owner", "second__owner")
        .order_by("first__name", "pk")
    )
