"""Reads about assets. Every one is about one place."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from assets_register.enums import FACT_CHOICES, AssetStatus, Known
from assets_register.models import Asset, AssetFact, AssetQuerySet, ImportRun
from assets_register.models.asset import without_words

if TYPE_CHECKING:
    from uuid import UUID

    from wagtail.models import Site


@dataclass(frozen=True, kw_only=True)
class FactView:
    """One facility or means of access as a page shows it: always present, often not known."""

    key: str
    label: str
    value: str
    """``yes``, ``no`` or ``not_known`` (see ``Known``)."""
    detail: str = ""
    checked_on: date | None = None
    checked_by: str = ""
    """Who checked, as the public reads it: an organisation, or empty."""

    @property
    def is_known(self) -> bool:
        """Whether anybody has said."""
        return self.value != Known.NOT_KNOWN


def all_assets(site: "Site") -> AssetQuerySet:
    """Return every asset of a place, drafts and held back ones too: for those who keep the register."""
    return Asset.objects.filter(site=site)


def public_assets(site: "Site") -> AssetQuerySet:
    """Return "everything owned": what everybody may see, with owner and custodian at hand."""
    return all_assets(site).public().select_related("owner", "custodian", "neighbourhood")


def usable_assets(site: "Site") -> AssetQuerySet:
    """Return "spaces you can use", with owner and custodian at hand."""
    return all_assets(site).usable().select_related("owner", "custodian", "neighbourhood")


def public_asset(site: "Site", slug: str) -> Asset | None:
    """Return one asset that everybody may see, or None."""
    return public_assets(site).select_related("picture").filter(slug=slug).first()


def public_asset_by_uuid(site: "Site", uuid: "UUID | str") -> Asset | None:
    """Return one asset that everybody may see by its lasting id, or None."""
    return public_assets(site).filter(uuid=uuid).first()


def facts_of(asset: Asset) -> list[FactView]:
    """Return every facility and means of access in a fixed order; what nobody said is not known.

    One query, none where ``facts`` is prefetched.
    """
    said: dict[str, AssetFact] = {fact.key: fact for fact in asset.facts.all()}
    return [
        FactView(
            key=key,
            label=str(label),
            value=said[key].value if key in said else Known.NOT_KNOWN.value,
            detail=without_words(said[key].detail, asset.hushed_words) if key in said else "",
            checked_on=said[key].checked_on if key in said else None,
            checked_by=said[key].checked_by_name if key in said else "",
        )
        for key, label in FACT_CHOICES
    ]


def placing_queue(site: "Site") -> AssetQuerySet:
    """Return places to visit that are not on the map yet, for somebody to place."""
    shown = (AssetStatus.DRAFT, AssetStatus.PUBLISHED, AssetStatus.NOT_OFFERED)
    return all_assets(site).unplaced().filter(not_a_place="", status__in=shown)


def waiting_counts(site: "Site") -> dict[str, int]:
    """Return how many assets wait for a keeper: drafts, held back, to be placed; one query."""
    shown = (AssetStatus.DRAFT, AssetStatus.PUBLISHED, AssetStatus.NOT_OFFERED)
    unplaced = Q(latitude__isnull=True, not_a_place="", status__in=shown)
    counts: dict[str, int] = all_assets(site).aggregate(
        drafts=Count("pk", filter=Q(status=AssetStatus.DRAFT)),
        held_back=Count("pk", filter=Q(status=AssetStatus.HELD_BACK)),
        to_place=Count("pk", filter=unplaced),
    )
    return counts


def register_counts(site: "Site") -> dict[str, int]:
    """Return how many assets the public register has, mapped and not; one query."""
    counts: dict[str, int] = public_assets(site).aggregate(
        all=Count("pk"),
        mapped=Count("pk", filter=Q(latitude__isnull=False, location_masked=False)),
        not_mapped=Count("pk", filter=Q(latitude__isnull=True) | Q(location_masked=True)),
    )
    return counts


def latest_import(site: "Site", source: str = "") -> ImportRun | None:
    """Return the newest import that changed the register, of one source or of any."""
    runs = ImportRun.objects.filter(site=site, dry_run=False)
    return (runs.filter(source=source) if source else runs).first()
