"""A place whose services are of every kind, and data of every kind that must not be read."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from assets_register.models import OfferedService, ServiceBreak, ServiceTime
from assets_register.offered.keeping import offer_service
from assets_register.pages import SpacesIndexPage
from assets_register.services import create_asset, hold_back
from civic.pages.services import add_section
from civic.partners.services import ensure_organisation
from civic.places.models import Postcode
from tests.factories.assets import OfferedServiceFactory

BASE = "/plugins/open-referral"
SECRETS = (
    "Otherham", "Refuge", "Draft", "Secret Lane", "PB9 9ZZ", "000111222333", "dawn@", "council@", "Dawn",
)  # fmt: skip


def fill(site, other_site) -> dict[str, OfferedService]:
    """Fill a place; returns the services that are offered, by name."""
    add_section(site.root_page.specific, SpacesIndexPage, "Find a space", slug="spaces")
    council = ensure_organisation(
        site, "Pellbridge Council", kind="council", website="https://pellbridge.example/",
        reference="https://opendata.example/id/1", email="council@pellbridge.example",
    )  # fmt: skip
    desk = ensure_organisation(site, "Citizens’ Desk", kind="voluntary")
    Postcode.objects.create(site=site, code="PB1 1AA", latitude=53.4, longitude=-2.3)
    library = create_asset(
        site, name="Cinder Hill Library", kind="library", owner=council, publish=True, public_use="yes",
        latitude=53.401, longitude=-2.3, street_number="41", street_name="Cinder Hill Road",
        town="Pellbridge", postcode="PB1 1AA", uprn="000123456789", description="Books and a kettle.",
        bookings_name="Dawn", bookings_email="dawn@pellbridge.example",
        facts={"step_free": "yes", "lift": "no"},
    )  # fmt: skip
    hall = create_asset(site, name="Ferry Hall", publish=True, latitude=53.6, longitude=-2.3)
    house = create_asset(
        site, name="The House", publish=True, latitude=53.4, longitude=-2.3, uprn="000111222333",
        street_name="Secret Lane", postcode="PB9 9ZZ", location_masked=True,
    )  # fmt: skip
    made = [
        offer_service(
            library, name="Debt advice", kind="advice", organisation=desk,
            description="Bring your letters.", by=None, where="The Reading Room", alert="Side door",
            for_whom="Anybody with a bill", minimum_age=16, maximum_age=99, how_to_come="turn_up",
            cost=Decimal("0"), cost_note="tea 50p", languages="English, Welsh", access="We come out to you",
            contact="The advice team", phone="01632 960 777", email="advice@desk.example",
            url="https://desk.example/advice",
            times=[
                ServiceTime(weekday=1, starts=time(10), ends=time(12), term_time="term", note="Last at 11"),
                ServiceTime(weekday=4, every="-1", starts=time(14), ends=time(16)),
            ],
        ),
        offer_service(
            hall, name="Toddler time", kind="children", organisation=council, description="Songs.", by=None,
            maximum_age=4, cost=Decimal("2.50"),
            times=[
                ServiceTime(
                    weekday=0, every="fortnight", first_on=date(2026, 1, 5), last_on=date(2027, 1, 5),
                    starts=time(9, 30), ends=time(11),
                ),
                ServiceTime(date=date(2026, 12, 24), starts=time(9), ends=time(10)),
            ],
        ),
        offer_service(
            house, name="Somebody to talk to", kind="other", organisation=council, by=None,
            description="In Secret Lane.", status="paused",
        ),
    ]  # fmt: skip
    today = timezone.localdate()
    ServiceBreak.objects.create(service=made[0], first_on=today, last_on=today)

    OfferedServiceFactory(asset=library, organisation=council, name="Draft", status="draft", checked_at=None)
    refuge = create_asset(site, name="Refuge", publish=True)
    OfferedServiceFactory(asset=refuge, organisation=council, name="Refuge drop-in")
    hold_back(refuge, reason="safety", by=None)
    theirs = create_asset(other_site, name="Otherham Hall", publish=True)
    OfferedServiceFactory(asset=theirs, name="Otherham drop-in")
    OfferedServiceFactory(
        asset=library, organisation=council, name="Lapsed", checked_at=timezone.now() - timedelta(days=300)
    )
    OfferedServiceFactory(asset=library, organisation=council, name="Ended", status="ended")
    return {service.name: service for service in made}


@pytest.fixture
def offered(site, other_site):
    return fill(site, other_site)
