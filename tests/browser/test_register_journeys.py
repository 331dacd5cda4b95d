"""What people come to the register for, by keyboard alone, on a wide screen and on a narrow one."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from wagtail.models import Site

from tests.browser.harness import assert_accessible, assert_fits
from tests.browser.keyboard import KeysWithoutScripts, reach
from tests.browser.story import Story
from tests.conftest import make_site
from tests.live_server import LiveServer

pytestmark = [
    pytest.mark.browser, pytest.mark.audit, pytest.mark.journey,
    pytest.mark.xdist_group("register_journeys"),
]  # fmt: skip

WIDE, NARROW = 1280, 320


@pytest.fixture(scope="module")
def place(django_db_setup, template_database, tmp_path_factory, django_db_blocker):
    """A served place with a hall nobody else's, and a church whose ten rooms nobody has checked lately."""
    from assets_register.services import create_asset
    from civic.partners.models import Representative
    from civic.partners.services import ensure_organisation
    from civic.residents.enums import Role
    from civic.residents.services import grant_role
    from tests.factories.residents import UserFactory

    server = LiveServer(tmp_path_factory.mktemp("journeys"), template=template_database)
    server.unblock = django_db_blocker.unblock  # the permission is pytest's
    with server.database():
        site = make_site("127.0.0.1", "Pellbridge", default=True)
        story = Story(site)
        _ = story.hall, story.other_spaces
        server.spaces = story.spaces.get_url()
        chapel = ensure_organisation(site, "Tannery Chapel")
        server.grace = UserFactory(first_name="Grace", email="grace@chapel.example")
        grant_role(server.grace, site, Role.STEWARD)
        Representative.objects.create(organisation=chapel, user=server.grace)
        for number in range(10):
            create_asset(
                site, name=f"Chapel room {number}", kind="meeting_room", owner=chapel, public_use="yes",
                publish=True,
            )  # fmt: skip
    server.start()
    yield server
    server.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_resident_finds_a_step_free_room_with_a_kitchen_its_price_and_whom_to_ask(
    place, open_page, width, scripts
):
    page = open_page(place.url + place.spaces, width=width, java_script_enabled=scripts)
    keys = page.keyboard if scripts else KeysWithoutScripts(page)
    reach(page, page.locator("[name=near]"), keys=keys)
    keys.type("PE1 1AA")
    for name in ("step_free", "kitchen"):
        box = page.locator(f"[name=has][value={name}]")
        for fold in ("details.more-filters", "details.facet"):
            closed = page.locator(f"{fold}:not([open])").filter(has=box).locator("> summary")
            if closed.count() and closed.first.is_visible():
                reach(page, closed.first, keys=keys)
                keys.press("Enter")
        reach(page, box, keys=keys)
        keys.press("Space")
    keys.press("Enter")
    hall = page.get_by_role("link", name="St Aldhelm’s Hall")
    hall.wait_for()
    for part in ("near=PE1", "has=step_free", "has=kitchen"):
        assert part in page.url
    expect(page.locator("main h2").filter(has_text="1 space near PE1 1AA")).to_be_visible()
    if scripts:
        assert_accessible(page)  # axe is a script
    assert_fits(page)

    reach(page, hall, keys=keys)
    keys.press("Enter")
    page.wait_for_url("**/st-aldhelms-hall/")
    page.wait_for_load_state()
    shown = page.inner_text("main")
    for known in ("Cinder Hill Housing", "01632 960 441", "Step-free"):
        assert known in shown

    cost = page.get_by_role("link", name=re.compile("what would mine cost", re.IGNORECASE))
    reach(page, cost.first, keys=keys)
    keys.press("Enter")
    page.wait_for_url("**/cost/**")
    page.wait_for_load_state()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert "£" in page.inner_text("main")
    assert_fits(page)


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_steward_confirms_ten_listings_from_one_email(place, open_page, width):

    from assets_register.asking import ask_about_due
    from assets_register.models import Asset
    from civic.notify.models import Message

    before = len(place.emails(to="grace@chapel.example"))
    long_ago = timezone.now() - timedelta(days=800)
    with place.database():
        site = Site.objects.get(hostname="127.0.0.1")
        Message.objects.all().delete()
        Asset.objects.filter(name__startswith="Chapel room").update(checked_at=long_ago, created_at=long_ago)
        assert ask_about_due(site) == 1
    letter = place.emails(to="grace@chapel.example", wait=60, count=before + 1)[-1]
    words = letter.get_body(("plain",)).get_content()
    assert "10 spaces you look after have not been checked for a while." in words
    link = urlsplit(re.search(r"http\S+/still-right/\S+", words)[0])
    page = open_page(place.url + link.path, width=width)
    for left in range(10, 0, -1):
        said = "1 space waits for you." if left == 1 else f"{left} spaces wait for you."
        expect(page.get_by_text(said)).to_be_visible()
        if left == 10:
            assert_accessible(page)
            assert_fits(page)
        reach(page, page.get_by_role("button", name=re.compile("Still right")).first)
        page.keyboard.press("Enter")
        expect(page.get_by_text(said)).to_have_count(0)
    expect(page.get_by_text("Everything you look after is fresh. Thank you.")).to_be_visible()
    with place.database():
        assert Asset.objects.filter(name__startswith="Chapel room", checked_at=long_ago).count() == 0
