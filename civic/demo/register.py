"""Pellbridge's register: every owner's list taken in, published, looked after and checked, mostly."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from assets_register.enums import Known
from assets_register.importing.running import import_assets
from assets_register.models import Asset, AssetFact
from assets_register.services import assets_imported, create_asset, publish_assets, write_facts
from assets_register.suggestions import suggest_fact
from civic.demo.geography import WARDS
from civic.demo.holdings import HOLDINGS
from civic.demo.lists import csv_of, listed_by
from civic.demo.people import COUNCIL
from civic.demo.spaces import HOURS, SPACES, DemoSpace, spot_of

if TYPE_CHECKING:
    from civic.demo.building import Pellbridge

#: What visitors have told, and Pat has not read yet: space, fact, answer, their words.
TOLD = (
    ("The Boathouse", "step_free", "no", "Twelve stairs. I counted, with my mother."),
    ("Netherfold Meeting House", "step_free", "yes", "There is a ramp now, round the back."),
    ("Hafod Common", "water", "yes", "A trough by the top gate. Drink upstream of the sheep."),
    ("The Seamen's Rest", "hearing_loop", "no", ""),
    ("Marl Lane Orchard", "step_free", "yes", "Firm grass from the lane in summer; not in February."),
)
#: Fields a keeper fills in after an import, which no list has a column for.
_KEPT = (
    "kind", "public_use", "terms", "description", "custodian", "bookings_name", "bookings_phone",
    "bookings_email", "checked_at", "checked_by_name",
)  # fmt: skip


def add_spaces(made: "Pellbridge") -> None:
    """Take in every owner's list, write down the spaces people know by name, and check them."""
    checks: list[tuple[Asset, int, str]] = []
    for owner in HOLDINGS:
        checks += _take_in(made, owner)
    named = []
    for space in SPACES:
        asset = made.assets[space.name] = _write_down(made, space)
        named.append(asset.pk)
        checks.append((asset, space.checked_days_ago, "Pat" if space.owner == COUNCIL else _keeper(space)))
    publish_assets(Asset.objects.filter(pk__in=named), by=made.users["Pat"])
    _date_checks(checks)
    assets_imported(made.site.pk, [asset.pk for asset, _days, _by in checks])
    for asset in Asset.objects.filter(pk__in=named):  # as they are now, published and dated back
        made.assets[asset.name] = asset
    for name, key, value, said in TOLD:
        suggest_fact(made.assets[name], key=key, value=value, words=said)


def _take_in(made: "Pellbridge", owner: str) -> list[tuple[Asset, int, str]]:
    """Import a list, complete what came in as its keeper would, and publish what is meant for everybody."""
    rows = listed_by(owner)
    import_assets(
        made.site,
        csv_of(owner, rows),
        file_name=f"{owner.lower().replace(' ', '-')}-buildings-and-land.csv",
        source=owner,
        dry_run=False,
        by=made.users["Pat"],
    )
    assets = {asset.source_ref: asset for asset in Asset.objects.filter(site=made.site, source=owner)}
    keeper, checks, shown = made.organisations[owner], [], []
    for n, row in enumerate(rows):
        asset, about = assets[row.ref], row.holding.about
        made.assets[asset.name] = asset
        if row.holding.kind != "land":
            asset.kind = row.holding.kind
        asset.public_use, asset.terms = row.holding.public_use, row.holding.terms
        asset.description = about[n % len(about)] if about else ""
        asset.custodian = keeper
        if row.holding.public_use == Known.YES:
            asset.bookings_name, asset.bookings_phone = keeper.name, keeper.phone
            asset.bookings_email = keeper.email
        if row.checked_days_ago is not None:
            _write_facts(made, asset, row.facts)
            checks.append((asset, row.checked_days_ago, row.checked_by))
        if row.holding.published:
            shown.append(asset.pk)
    Asset.objects.bulk_update(assets.values(), _KEPT)
    publish_assets(Asset.objects.filter(pk__in=shown), by=made.users["Pat"])
    return checks


def _keeper(space: DemoSpace) -> str:
    return space.looked_after_by or space.owner


def _write_down(made: "Pellbridge", space: DemoSpace) -> Asset:
    latitude, longitude = spot_of(space)
    keeper = made.organisations[_keeper(space)]
    ward = next(ward for ward in WARDS if ward.code == space.ward)
    number, _space, street = space.street.partition(" ")
    asset = create_asset(
        made.site,
        by=made.users["Pat"],
        name=space.name,
        kind=space.kind,
        description=space.about,
        owner=made.organisations[space.owner],
        custodian=keeper,
        bookings_name=keeper.name,
        bookings_email=keeper.email,
        bookings_phone=keeper.phone,
        public_use="yes",
        terms=space.price,
        opening_hours=HOURS.get(space.name, ""),
        street_number=number if number.isdigit() else "",
        street_name=street if number.isdigit() else space.street,
        town="Pellbridge",
        postcode=f"{ward.outcode} {int(space.ward[-1])}AB",
        latitude=latitude,
        longitude=longitude,
    )
    _write_facts(made, asset, space.facts)
    return asset


def _write_facts(made: "Pellbridge", asset: Asset, facts: Iterable[tuple[str, str, str]]) -> None:
    write_facts(asset, {key: (value, detail) for key, value, detail in facts}, by=made.users["Pat"])


def _date_checks(checks: list[tuple[Asset, int, str]]) -> None:
    """Move each check to the day the story says, by the name the public reads."""
    together: dict[tuple[int, str], list[int]] = defaultdict(list)
    for asset, days, by in checks:
        together[days, by].append(asset.pk)
    for (days, by), ids in together.items():
        when = timezone.now() - timedelta(days=days)
        Asset.objects.filter(pk__in=ids).update(checked_at=when, checked_by_name=by)
        AssetFact.objects.filter(asset__in=ids).update(checked_on=when.date(), checked_by_name=by)
