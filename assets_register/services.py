"""Writes about assets. Every one keeps a line of history, refreshes the index and tells who listens."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from wagtail.log_actions import log

from assets_register import index
from assets_register.enums import AssetStatus, FactKey, Known
from assets_register.events import AssetsChanged, AssetsConfirmed, AssetsPublished
from assets_register.models import Asset, AssetFact, AssetQuerySet, Room
from assets_register.models.asset import without_words
from assets_register.opening_hours import read_hours
from civic.partners.models import Representative
from civic.places.geo import in_britain
from civic.places.selectors import neighbourhood_at
from civic.places.spaces import tell_space_moved
from civic.pluginkit.events import publish

if TYPE_CHECKING:
    from wagtail.models import Site

    from civic.residents.models import User


@dataclass(frozen=True, kw_only=True)
class PublishReport:
    """What a bulk publish did: ids published, and how many were left as they are, by their status."""

    published: list[int]
    left: dict[str, int]


def _changed(asset_ids: Collection[int]) -> None:
    """Bring the register's index up to date, inside the transaction that changed the assets."""
    index.refresh(asset_ids)


def tell_changed(assets: Iterable[Asset]) -> None:
    """Refresh the index and say, once per place, that what the register says is different."""
    by_site: dict[int, list[int]] = {}
    assets = list(assets)
    tell_space_moved(asset.space_key for asset in assets if asset.location_masked)
    for asset in assets:
        by_site.setdefault(asset.site_id, []).append(asset.pk)
    for site_id, ids in by_site.items():
        _changed(ids)
        publish(AssetsChanged(site_id=site_id, asset_ids=ids))


#: What the spaces section itself answers; no space may be called so in an address.
RESERVED = frozenset({"add", "mine", "fresh", "not-on-the-map"})


# ---- writing one down --------------------------------------------------------------------------
def free_slug(name: str, taken: Collection[str]) -> str:
    """Return an address part for a name that is not among those taken."""
    stem, number = slug_stem(name), 1
    while not (slug := slug_numbered(stem, number)) or slug in taken:
        number += 1
    return slug


def slug_stem(name: str) -> str:
    """Return what a name's address part begins with."""
    return slugify(name)[:120].strip("-") or "asset"


def slug_numbered(stem: str, number: int) -> str:
    """Return the address part of the first, second ... of a name; empty where no space may be called so."""
    slug = stem if number == 1 else f"{stem}-{number}"
    return "" if slug in RESERVED else slug


def _slug_for(asset: Asset) -> str:
    name = without_words(asset.name, asset.place_words) if asset.location_masked else asset.name
    stem = slug_stem(name)
    others = Asset.objects.filter(site_id=asset.site_id, slug__startswith=stem).exclude(pk=asset.pk)
    return free_slug(name, set(others.values_list("slug", flat=True)))


def settle_asset(asset: Asset) -> None:
    """Fill what follows from the rest before an asset is saved: address part, neighbourhood, hours."""
    asset.opening_hours_osm = read_hours(asset.opening_hours).osm[:400]
    if not asset.slug:
        asset.slug = _slug_for(asset)
    if asset.latitude is None or asset.longitude is None:
        asset.neighbourhood = None
    else:
        asset.neighbourhood = neighbourhood_at(asset.site, asset.latitude, asset.longitude)


@transaction.atomic
def save_asset(asset: Asset, *, by: "User | None" = None, facts: Mapping[str, str] | None = None) -> Asset:
    """Save an asset, new or changed, with what is known of its facilities (``FactKey: Known``).

    Raises ``ValueError`` for a fact that is none.
    """
    new = asset.pk is None
    settle_asset(asset)
    asset.save()
    for key, value in (facts or {}).items():
        _write_fact(asset, key=key, value=value, detail=None, by=by)
    log(asset, "wagtail.create" if new else "wagtail.edit", user=by, content_changed=True)
    tell_changed([asset])
    return asset


@transaction.atomic
def create_asset(
    site: "Site",
    *,
    name: str,
    by: "User | None" = None,
    publish: bool = False,
    facts: Mapping[str, str] | None = None,
    **fields: Any,
) -> Asset:
    """Write a new asset into a place's register, as a draft unless told to publish it."""
    asset = save_asset(Asset(site=site, name=name, **fields), by=by, facts=facts)
    if publish:
        publish_assets(Asset.objects.filter(pk=asset.pk), by=by)
        asset.refresh_from_db()
    return asset


@transaction.atomic
def asset_edited(asset: Asset) -> None:
    """Follow up an edit that was saved by an admin screen, which keeps its own history."""
    settle_asset(asset)
    Asset.objects.filter(pk=asset.pk).update(slug=asset.slug, neighbourhood=asset.neighbourhood_id)
    tell_changed([asset])


@transaction.atomic
def delete_asset(asset: Asset, *, by: "User | None") -> None:
    """Take a mistaken entry out of the register. What was real and is no more is ``mark_gone``."""
    log(asset, "wagtail.delete", user=by, deleted=True)
    pk, site_id = asset.pk, asset.site_id
    asset.delete()
    assets_deleted(site_id, [pk])


def assets_deleted(site_id: int, asset_ids: list[int]) -> None:
    """Follow up a deletion: out of the index, and told."""
    _changed(asset_ids)
    publish(AssetsChanged(site_id=site_id, asset_ids=asset_ids))


def assets_imported(site_id: int, asset_ids: list[int], *, drafts: Collection[int] = ()) -> None:
    """Follow up an import inside its transaction: one refresh and one event for all of it.

    ``drafts`` are new ones that nobody sees yet, so that no index has or gets anything of them.
    """
    if asset_ids:
        masked = Asset.objects.filter(pk__in=asset_ids, location_masked=True)
        tell_space_moved(asset.space_key for asset in masked)
        _changed(asset_ids)
    if told := [*drafts, *asset_ids]:
        publish(AssetsChanged(site_id=site_id, asset_ids=told))


# ---- who may see it ----------------------------------------------------------------------------
@transaction.atomic
def publish_assets(assets: AssetQuerySet, *, by: "User | None") -> PublishReport:
    """Show every draft among these to everybody; the rest are left and counted.

    What is held back stays so until a person clears it (``clear_asset``).
    """
    drafts: list[Asset] = []
    left: Counter[str] = Counter()
    for asset in assets.select_for_update(of=("self",), no_key=True).order_by("pk"):
        if asset.status == AssetStatus.DRAFT:
            drafts.append(asset)
        else:
            left[asset.status] += 1
    ids = [asset.pk for asset in drafts]
    now = timezone.now()
    Asset.objects.filter(pk__in=ids).update(status=AssetStatus.PUBLISHED, updated_at=now)
    # What lay as a draft for long is not to lapse before whoever answers for it was asked.
    lay = Asset.objects.filter(pk__in=ids, created_at__lt=now - timedelta(days=1))
    lay.update(offered_since=now)
    for asset in drafts:
        log(asset, "assets.publish", user=by)
    if ids:
        _changed(ids)
    for site_id in dict.fromkeys(asset.site_id for asset in drafts):
        its = [asset.pk for asset in drafts if asset.site_id == site_id]
        publish(AssetsPublished(site_id=site_id, asset_ids=its))
    return PublishReport(published=ids, left=dict(left))


def _set_status(asset: Asset, status: str, action: str, by: "User | None", **fields: Any) -> Asset:
    asset.status, asset.lapsed_at = status, None  # a person decided, not the calendar
    for name, value in fields.items():
        setattr(asset, name, value)
    asset.save(update_fields=["status", "lapsed_at", "updated_at", *fields])
    log(asset, action, user=by, data={"reason": fields.get("held_reason", "")})
    tell_changed([asset])
    return asset


@transaction.atomic
def hold_back(asset: Asset, *, reason: str, by: "User | None") -> Asset:
    """Take an asset off every public page at once because showing it could do harm.

    Raises ``ValueError`` without a reason.
    """
    if not reason.strip():
        raise ValueError("say why it is held back")
    return _set_status(
        asset,
        AssetStatus.HELD_BACK,
        "assets.hold_back",
        by,
        held_reason=reason.strip()[:250],
        cleared_by=None,
    )


@transaction.atomic
def clear_asset(asset: Asset, *, by: "User") -> Asset:
    """Write down that a person decided a held-back asset may be shown. It becomes a draft."""
    return _set_status(asset, AssetStatus.DRAFT, "assets.clear", by, held_reason="", cleared_by=by)


@transaction.atomic
def mask_location(asset: Asset, *, by: "User | None", masked: bool = True) -> Asset:
    """Keep where an asset is private everywhere, or no longer. Its address part is made anew.

    A street's name may stand in the old one, which then leads nowhere.
    """
    asset.location_masked = masked
    asset.slug = ""
    settle_asset(asset)
    asset.save(update_fields=["location_masked", "slug", "neighbourhood", "opening_hours_osm", "updated_at"])
    mask_changed(asset, by=by)
    tell_changed([asset])
    return asset


def mask_changed(asset: Asset, *, by: "User | None") -> None:
    """Keep in the history who decided that a place is kept private, or no longer."""
    log(asset, "assets.mask" if asset.location_masked else "assets.unmask", user=by)


@transaction.atomic
def unpublish_asset(asset: Asset, *, by: "User | None") -> Asset:
    """Make a published asset a draft again: off every public page until somebody publishes it."""
    return _set_status(asset, AssetStatus.DRAFT, "assets.unpublish", by)


@transaction.atomic
def stop_offering(asset: Asset, *, by: "User | None") -> Asset:
    """Keep a published asset on the record and stop inviting people to use it."""
    return _set_status(asset, AssetStatus.NOT_OFFERED, "assets.stop_offering", by)


@transaction.atomic
def offer_again(asset: Asset, *, by: "User | None") -> Asset:
    """Invite people again to use an asset that was no longer offered; it is asked about before it lapses."""
    asset.offered_since = timezone.now()
    asset.save(update_fields=["offered_since"])
    return _set_status(asset, AssetStatus.PUBLISHED, "assets.publish", by)


@transaction.atomic
def mark_gone(asset: Asset, *, by: "User | None") -> Asset:
    """Write down that an asset was sold, demolished or is not here any more."""
    return _set_status(asset, AssetStatus.GONE, "assets.gone", by)


@transaction.atomic
def hiring_changed(asset: Asset, *, what: str, by: "User | None") -> None:
    """Follow up a change to an asset's rooms, terms or access guide: history, index, and told."""
    log(asset, "assets.hiring", user=by, data={"what": what})
    tell_changed([asset])


# ---- what is known -----------------------------------------------------------------------------
@transaction.atomic
def place_asset(asset: Asset, *, latitude: float, longitude: float, by: "User | None") -> Asset:
    """Put an asset on the map. Raises ``ValueError`` for a point outside Great Britain."""
    if not in_britain(latitude, longitude):
        raise ValueError(f"{latitude}, {longitude} is not in Great Britain")
    asset.latitude, asset.longitude = latitude, longitude
    settle_asset(asset)
    asset.save(update_fields=["latitude", "longitude", "neighbourhood", "updated_at"])
    log(asset, "assets.place", user=by, data={"latitude": latitude, "longitude": longitude})
    tell_changed([asset])
    return asset


def _must_be_fact(key: str, value: str) -> None:
    if key not in FactKey.values or value not in Known.values:
        raise ValueError(f"{key}: {value} is not a fact the register keeps")


def _write_fact(asset: Asset, *, key: str, value: str, detail: str | None, by: "User | None") -> bool:
    """Write one fact; say whether anything is different. ``detail`` None keeps what was there."""
    _must_be_fact(key, value)
    if value == Known.NOT_KNOWN:
        return bool(AssetFact.objects.filter(asset=asset, key=key).delete()[0])
    wanted = {"value": value} | ({} if detail is None else {"detail": detail.strip()[:200]})
    before = AssetFact.objects.filter(asset=asset, key=key).first()
    if before and all(getattr(before, name) == new for name, new in wanted.items()):
        return False
    AssetFact.objects.update_or_create(asset=asset, key=key, defaults=wanted | checked_today(asset, by))
    return True


def checked_today(asset: Asset, by: "User | None") -> dict[str, Any]:
    """Return who checked, and when, in the fields every fact has."""
    return {
        "checked_on": timezone.localdate(),
        "checked_by": by,
        "checked_by_name": _checker_name(asset, by)[:160],
    }


@transaction.atomic
def write_facts(of: Asset | Room, facts: Mapping[str, tuple[str, str]], *, by: "User | None") -> int:
    """Write several facts of a space or a room, each a value and its detail; return how many differ.

    Leaves the index to the caller.
    """
    for key, (value, _detail) in facts.items():
        _must_be_fact(key, value)
    rows, parent = of.facts, "room" if isinstance(of, Room) else "asset"
    before = {fact.key: fact for fact in rows.filter(key__in=facts)}
    gone = [key for key, (value, _detail) in facts.items() if key in before and value == Known.NOT_KNOWN]
    checked = checked_today(of.asset if isinstance(of, Room) else of, by)
    written = [
        rows.model(**{parent: of}, key=key, value=value, detail=detail.strip()[:200], **checked)
        for key, (value, detail) in facts.items()
        if value != Known.NOT_KNOWN
        and (key not in before or (before[key].value, before[key].detail) != (value, detail.strip()[:200]))
    ]
    rows.filter(key__in=gone).delete()
    rows.bulk_create(
        written,
        update_conflicts=True,
        unique_fields=[parent, "key"],
        update_fields=["value", "detail", *checked],
    )
    return len(gone) + len(written)


@transaction.atomic
def record_fact(asset: Asset, *, key: str, value: str, detail: str = "", by: "User | None") -> None:
    """Write down whether a facility is there, checked today. ``not_known`` takes the fact back.

    Raises ``ValueError`` for a key or a value the register does not keep.
    """
    _write_fact(asset, key=key, value=value, detail=detail, by=by)
    AssetFact.objects.filter(asset=asset, key=key).update(**checked_today(asset, by))
    log(asset, "assets.fact", user=by, data={"key": key, "value": value})
    tell_changed([asset])


@transaction.atomic
def confirm_asset(asset: Asset, *, by: "User | None", by_name: str = "") -> Asset:
    """Write down that what the register says is still right, as of now.

    ``by_name`` is what the public reads; without it, the organisation the person acts for.
    """
    asset.checked_at = timezone.now()
    asset.checked_by = by
    asset.checked_by_name = (by_name or _checker_name(asset, by))[:160]
    if asset.lapsed_at is not None:  # nobody had answered for it: now somebody does
        asset.status, asset.lapsed_at = AssetStatus.PUBLISHED, None
    asset.save(
        update_fields=["checked_at", "checked_by", "checked_by_name", "status", "lapsed_at", "updated_at"]
    )
    log(asset, "assets.confirm", user=by)
    _changed([asset.pk])
    publish(AssetsConfirmed(site_id=asset.site_id, asset_ids=[asset.pk]))
    return asset


def _checker_name(asset: Asset, by: "User | None") -> str:
    """Return the organisation a person acts for in this place; people's own names are not shown."""
    if by is None:
        return ""
    acts_for = Representative.objects.filter(user=by, organisation__site=asset.site_id)
    names = dict(acts_for.values_list("organisation_id", "organisation__name"))
    for organisation in (asset.custodian_id, asset.owner_id):
        if organisation in names:
            return names[organisation]
    return next(iter(names.values()), "")
