"""How the register shows up in other rooms: as spaces, links, finds, a panel, and things to report."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assets_register.addresses import section_path, space_path
from assets_register.enums import PUBLIC_STATUSES, AssetStatus, FactKey, Known
from assets_register.merges import merged_by_id
from assets_register.models import Asset, AssetIndex, OfferedService
from assets_register.offered.reading import ServiceHappenings, find_services, service_path
from assets_register.query import Query, search_words
from assets_register.search import FRESH, search_assets
from assets_register.services import clear_asset, hold_back, publish_assets
from civic.moderation.targets import TargetItem
from civic.pages.finds import Find, FindSource
from civic.pages.panels import Panel
from civic.pages.sitemaps import Mapped, SitemapSource
from civic.places.keys import real_uuids
from civic.places.spaces import Space
from civic.record.sources import Link

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from wagtail.models import Site

    from civic.residents.models import User

KIND = "assets_register.asset"


def _public(ids: Sequence[str]) -> list[Asset]:
    rows = Asset.objects.filter(uuid__in=real_uuids(ids)).public()
    return list(rows.select_related("owner").prefetch_related("facts"))


def _by_id(ids: Sequence[str]) -> dict[str, Asset]:
    """Return the public assets by the id each is asked for, also where it was merged into another."""
    found = {str(asset.uuid): asset for asset in _public(ids)}
    missing = [id_ for id_ in ids if id_ not in found]
    return found | merged_by_id(missing) if missing else found


class _Sections:
    """Each place's section path, asked for once."""

    def __init__(self) -> None:
        self._paths: dict[int, str] = {}

    def path(self, asset: Asset) -> str:
        if asset.site_id not in self._paths:
            self._paths[asset.site_id] = section_path(asset.site_id)
        return space_path(asset, self._paths[asset.site_id])


def _space(asset: Asset, url: str) -> Space:
    known = {fact.key: fact.value == Known.YES for fact in asset.facts.all()}
    return Space(
        key=asset.space_key,
        name=asset.name,
        address=asset.address,
        url=url,
        latitude=asset.latitude,
        longitude=asset.longitude,
        step_free=known.get(FactKey.STEP_FREE),
        accessible_toilet=known.get(FactKey.ACCESSIBLE_TOILET),
        owner_name=asset.owner.name if asset.owner else "",
    )


class AssetSpaces:
    """Assets as spaces for rooms that hold sessions in them."""

    kind = KIND

    def spaces(self, ids: Sequence[str]) -> Mapping[str, Space]:
        """Return spaces by id, only what everybody may see. Three queries and one per place."""
        sections = _Sections()
        return {id_: _space(asset, sections.path(asset)) for id_, asset in _by_id(ids).items()}

    def find(self, site: "Site", text: str, limit: int) -> Sequence[Space]:
        """Return spaces of a place that can be used and match some text, best first."""
        if text.strip() and not search_words(text):
            return []
        rows = search_assets(site, Query(text=text)).rows[:limit]
        section = section_path(site)
        return [_space(row.asset, space_path(row.asset, section)) for row in rows]


class AssetLinks:
    """Assets as what an answer led to."""

    kind = KIND

    def links(self, ids: Sequence[str]) -> Mapping[str, Link]:
        """Return links by id; what may not be shown is left out."""
        sections = _Sections()
        return {
            id_: Link(key=asset.space_key, title=asset.name, url=sections.path(asset))
            for id_, asset in _by_id(ids).items()
        }


class AssetTarget:
    """Assets as things to report and, where they could do harm, to take off every screen."""

    kind = KIND
    label = _("Space")

    def items(self, ids: Sequence[str]) -> Mapping[str, TargetItem]:
        """Return assets by id, whatever their state."""
        sections = _Sections()
        states = {AssetStatus.HELD_BACK: "hidden", AssetStatus.DRAFT: "held", AssetStatus.GONE: "withdrawn"}
        return {
            str(asset.uuid): TargetItem(
                key=asset.space_key,
                site_id=asset.site_id,
                title=asset.name,
                text=asset.description,
                url=sections.path(asset),
                author_id=None,
                state=states.get(asset.status, "published"),  # type: ignore[call-overload] # a TextChoices is its value
                made_at=asset.created_at,
            )
            for asset in Asset.objects.filter(uuid__in=real_uuids(ids)).as_shown()
        }

    def held(self, site: "Site") -> Sequence[str]:
        """Return nothing: an asset waiting to be published waits in the register's own lists."""
        return []

    def hide(self, id: str, *, reason: str, by: "User") -> None:
        """Hold it back at once: off every page, search, file and map."""
        hold_back(Asset.objects.get(uuid=id), reason=reason, by=by)

    def restore(self, id: str, *, by: "User") -> None:
        """Show it again."""
        asset = clear_asset(Asset.objects.get(uuid=id), by=by)
        publish_assets(Asset.objects.filter(pk=asset.pk), by=by)

    def release(self, id: str, *, by: "User") -> None:
        """Do nothing: nothing of this kind is held to be read."""

    def reject(self, id: str, *, reason: str, by: "User") -> None:
        """Do nothing: nothing of this kind is held to be read."""


def find_for_everything(site: "Site", text: str, limit: int) -> Sequence[Find]:
    """Search the register for the one box that searches everything."""
    if not search_words(text):
        return []
    rows = search_assets(site, Query(text=text)).rows[:limit]
    section = section_path(site)
    return [
        Find(
            title=row.asset.name,
            url=space_path(row.asset, section),
            detail=" · ".join(filter(None, [str(row.asset.get_kind_display()), row.asset.address])),
        )
        for row in rows
    ]


def freshness(request: "HttpRequest", site: "Site", options: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Say how fresh the register is; nothing where it is empty."""
    now = timezone.now()
    counts = (
        Asset.objects.filter(site=site)
        .usable()
        .aggregate(
            total=Count("pk"),
            checked=Count("pk", filter=Q(checked_at__gte=now - FRESH)),
            newest=Max("checked_at"),
        )
    )
    if not counts["total"]:
        return None
    share = round(100 * counts["checked"] / counts["total"])
    return {**counts, "share": share, "today": timezone.localdate(), "url": section_path(site)}


def may_be_pictured(id: str) -> bool:
    """Say whether a picture of a link may name a space's address: also one drawn before it was private."""
    return Asset.objects.filter(uuid=id, location_masked=False).public().exists()


FIND_SOURCE = FindSource(key=KIND, label=_("Spaces"), door="spaces", find=find_for_everything)
SERVICE_FIND_SOURCE = FindSource(
    key="assets_register.service", label=_("Drop-ins, classes, clinics"), door="spaces", find=find_services
)


def shown_spaces(site: "Site") -> "QuerySet[AssetIndex]":
    """Return what is in the index and still shown, for search engines."""
    rows = AssetIndex.objects.filter(site=site, asset__status__in=PUBLIC_STATUSES)
    return rows.order_by("asset_id")


def mapped_spaces(site: "Site", start: int, limit: int) -> Sequence[Mapped]:
    """Return the pages of spaces; none where the place has no spaces section."""
    section = section_path(site)
    rows = shown_spaces(site).values_list("asset__slug", "asset__updated_at")
    return [
        Mapped(path=f"{section}{slug}/", changed=at) for slug, at in rows[start : start + limit] if section
    ]


def mapped_services(site: "Site", start: int, limit: int) -> Sequence[Mapped]:
    """Return the pages of what is offered in spaces."""
    section = section_path(site)
    rows = OfferedService.objects.filter(site=site).shown().select_related("asset").order_by("pk")
    return [
        Mapped(path=service_path(row, section), changed=row.updated_at)
        for row in rows[start : start + limit]
        if section
    ]


FRESHNESS_PANEL = Panel(
    key="assets_register.freshness",
    label=_("How fresh the register is"),
    template="assets_register/freshness_panel.html",
    context=freshness,
)


def register_all() -> None:
    """Put the register where other rooms look."""
    from assets_register.claim_voice import ClaimVoice
    from assets_register.saved_searches import SearchVoice
    from civic.moderation.targets import register_target
    from civic.pages.finds import register_find_source
    from civic.pages.link_pictures import register_pictured
    from civic.pages.panels import register_panel
    from civic.pages.sitemaps import register_sitemap_source
    from civic.places.spaces import register_happening_source, register_space_source
    from civic.record.sources import register_link_target
    from civic.record.voices import register_voice_source

    register_space_source(AssetSpaces())
    register_voice_source(SearchVoice())
    register_happening_source(ServiceHappenings())
    register_voice_source(ClaimVoice())
    register_link_target(AssetLinks())
    register_target(AssetTarget())
    register_pictured(KIND, may_be_pictured)
    register_find_source(FIND_SOURCE)
    register_find_source(SERVICE_FIND_SOURCE)
    register_panel(FRESHNESS_PANEL)
    register_sitemap_source(
        SitemapSource(key="spaces", count=lambda site: shown_spaces(site).count(), pages=mapped_spaces)
    )
    register_sitemap_source(
        SitemapSource(
            key="services",
            count=lambda site: OfferedService.objects.filter(site=site).shown().count(),
            pages=mapped_services,
        )
    )
