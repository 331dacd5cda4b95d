"""A register with three things to read, and data of every kind that must not be read."""

from datetime import UTC, datetime

import pytest

from assets_register.models import Asset, AssetIndex
from assets_register.pages import SpacesIndexPage
from assets_register.services import create_asset, hold_back, mark_gone, record_fact
from civic.pages.services import add_section
from civic.partners.services import ensure_organisation
from civic.places.models import Neighbourhood

CHECKED = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
CHANGED = datetime(2026, 5, 1, 9, 30, tzinfo=UTC)
SECRETS = ("Refuge", "Draft", "Sold", "Otherham")


def fill(site, other_site) -> dict[str, Asset]:
    """Fill a place's register; returns the assets by name."""
    council = ensure_organisation(site, "Pellbridge Council", kind="council")
    quayside = Neighbourhood.objects.create(
        site=site, code="E1", name="Quayside", slug="quayside", geometry={}, west=0, south=0, east=0, north=0
    )
    add_section(site.root_page.specific, SpacesIndexPage, "Find a space", slug="spaces")
    here = {"latitude": 53.4, "longitude": -2.3}
    library = create_asset(
        site, name="Cinder Hill Library", kind="library", owner=council, custodian=council, publish=True,
        public_use="yes", facts={"step_free": "yes", "kitchen": "no"}, street_number="1",
        street_name="Hill Street", town="Pellbridge", postcode="PB1 1AA", uprn="000123456789",
        description="Quiet & old.", bookings_email="dawn@pellbridge.example", bookings_phone="0161 496 0000",
        bookings_name="Dawn", **here,
    )  # fmt: skip
    hall = create_asset(
        site, name="St Anne's Hall", publish=True, public_use="yes", latitude=53.5, longitude=-2.2
    )
    depot = create_asset(
        site, name="Quayside Depot", kind="depot", owner=council, publish=True, public_use="no"
    )
    for asset in (library, hall, depot):
        record_fact(asset, key="lift", value="no", by=None)
    Asset.objects.filter(pk=hall.pk).update(neighbourhood=quayside)
    AssetIndex.objects.filter(pk=hall.pk).update(neighbourhood=quayside)
    Asset.objects.filter(pk=library.pk).update(checked_at=CHECKED)
    AssetIndex.objects.filter(pk=library.pk).update(checked_at=CHECKED)
    Asset.objects.filter(site=site).update(updated_at=CHANGED)

    hold_back(
        create_asset(site, name="Refuge", publish=True, public_use="yes", **here), reason="safety", by=None
    )
    create_asset(site, name="Draft Hall", public_use="yes", latitude=10, longitude=10)
    mark_gone(create_asset(site, name="Sold Hall", publish=True, public_use="yes", **here), by=None)
    create_asset(other_site, name="Otherham Hall", publish=True, public_use="yes", latitude=1, longitude=1)
    return {asset.name: asset for asset in (library, hall, depot)}


@pytest.fixture
def register(site, other_site):
    return fill(site, other_site)
