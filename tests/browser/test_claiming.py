"""A café claims its own listing, and a librarian lists a room: by keyboard alone, also on a narrow screen."""

import pytest
from playwright.sync_api import Locator, Page, expect

from assets_register.models import Asset, Claim, Room
from assets_register.pages import SpacesIndexPage
from assets_register.services import create_asset
from civic.pages.services import add_section
from civic.residents.enums import Role
from civic.residents.services import grant_role
from tests.browser.harness import assert_accessible, assert_fits, assert_quiet
from tests.browser.visits import signed_in
from tests.conftest import make_site
from tests.factories.residents import UserFactory

pytestmark = [
    pytest.mark.browser, pytest.mark.audit, pytest.mark.journey, pytest.mark.xdist_group("claiming"),
]  # fmt: skip

WIDTHS = pytest.mark.parametrize("width", [1280, 320])
#: Wagtail's own: its sidebar and header, not ours to change.
NOT_OURS = ("region", "landmark-unique", "landmark-no-duplicate-banner", "page-has-heading-one")
STOPS = 250


def walk_to(page: Page, wanted: Locator) -> None:
    """Press Tab until the focus is there."""
    wanted.wait_for()
    for _pressed in range(STOPS):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {wanted}")


def write(page: Page, label: str, words: str) -> None:
    """Go to a box and write into it."""
    walk_to(page, page.get_by_label(label, exact=True))
    page.keyboard.press("Control+A")
    page.keyboard.type(words)


def press(page: Page, role: str, name: str) -> None:
    """Go to a button or a link and press it."""
    walk_to(page, page.get_by_role(role, name=name).first)
    page.keyboard.press("Enter")


@pytest.fixture
def place(live_server_process):
    """A served place with a café's back room that nobody keeps, and people to sign in."""
    from allauth.mfa.models import Authenticator

    with live_server_process.database():
        site = make_site("127.0.0.1", "Pellbridge", default=True)
        add_section(site.root_page, SpacesIndexPage, "Find a space", "spaces")
        create_asset(site, name="Copper Kettle back room", kind="cafe", public_use="yes", publish=True)
        create_asset(site, name="Cinder Hill Library", kind="library", public_use="yes", publish=True)
        people = {"café": UserFactory(first_name="Ines"), "admin": UserFactory(), "librarian": UserFactory()}
        for who, role in (("admin", Role.PLACE_ADMINISTRATOR), ("librarian", Role.LIBRARIAN)):
            grant_role(people[who], site, role)
            Authenticator.objects.create(user=people[who], type=Authenticator.Type.TOTP, data={"secret": "x"})
        live_server_process.signed_in = {who: signed_in(person) for who, person in people.items()}
    return live_server_process


@WIDTHS
def test_a_cafe_claims_its_own(place, open_page, width):
    page = open_page(
        f"{place.url}/spaces/copper-kettle-back-room/", cookies=place.signed_in["café"], width=width
    )
    press(page, "link", "This is ours")
    expect(page.get_by_role("heading", name="Is Copper Kettle back room yours?")).to_be_visible()
    write(page, "Which organisation looks after it?", "The Copper Kettle")
    press(page, "button", "This is ours")  # something is missing: it says so and keeps the rest
    expect(page.get_by_label("Which organisation looks after it?")).to_have_value("The Copper Kettle")
    assert_accessible(page)
    write(page, "How can we check that?", "Ring the number on our website and ask for Ines.")
    press(page, "button", "This is ours")
    expect(page.get_by_text("It waits to be checked.")).to_be_visible()
    assert_fits(page)

    office = open_page(f"{place.url}/admin/", cookies=place.signed_in["admin"], width=1280)
    press(office, "link", "1 claim to check")
    press(office, "link", "Copper Kettle back room")
    expect(office.get_by_text("Ring the number on our website and ask for Ines.")).to_be_visible()
    assert_accessible(office, skip=NOT_OURS)
    walk_to(office, office.get_by_label("It is so: I checked it"))
    office.keyboard.press("Space")
    press(office, "button", "Decide")
    expect(office.get_by_text("Done. They are told by email.")).to_be_visible()

    page.goto(f"{place.url}/spaces/mine/")
    expect(page.get_by_text("Checked: The Copper Kettle look after it.")).to_be_visible()
    press(page, "link", "Change what it says")
    write(page, "What does it cost? (if you like)", "Free if you buy a drink")
    walk_to(page, page.get_by_label("Kitchen (if you like)", exact=True))
    page.keyboard.type("Yes")
    assert_accessible(page)
    assert_fits(page)
    press(page, "button", "Save")
    expect(page.get_by_text("Saved, and everybody sees it.")).to_be_visible()
    expect(page.get_by_text("Free if you buy a drink").first).to_be_visible()
    assert_quiet_but_refusals(page)
    with place.database():
        kettle = Asset.objects.get(name="Copper Kettle back room")
        assert (kettle.custodian.name, kettle.terms) == ("The Copper Kettle", "Free if you buy a drink")
        assert kettle.facts.get().value == "yes"
        assert Claim.objects.get().state == "verified"


def assert_quiet_but_refusals(page: Page) -> None:
    """Fail where the console complains of anything but the form that was refused on purpose."""
    page.complaints = [one for one in page.complaints if "422" not in one]
    assert_quiet(page)


@WIDTHS
def test_a_librarian_lists_a_room(place, open_page, width):
    page = open_page(
        f"{place.url}/admin/snippets/assets_register/room/add/",
        cookies=place.signed_in["librarian"],
        width=width,
    )
    press(page, "button", "Choose")
    press(page, "link", "Cinder Hill Library")
    expect(page.get_by_text("Cinder Hill Library").first).to_be_visible()
    walk_to(page, page.locator("#id_name"))
    page.keyboard.type("The reading room")
    walk_to(page, page.locator("#id_equipment"))
    page.keyboard.type("A piano and twelve lamps")
    walk_to(page, page.locator("#id_fact_wifi"))
    page.keyboard.type("Yes")
    press(page, "button", "Save")
    expect(page.get_by_text("The reading room").first).to_be_visible()
    with place.database():
        room = Room.objects.get()
        assert (room.name, room.asset.name, room.facts.get().key) == (
            "The reading room",
            "Cinder Hill Library",
            "wifi",
        )
    page.goto(f"{place.url}/spaces/cinder-hill-library/")
    expect(page.get_by_role("heading", name="The reading room")).to_be_visible()
    expect(page.get_by_text("A piano and twelve lamps")).to_be_visible()
    assert_fits(page)
    assert_accessible(page)


@WIDTHS
def test_a_cafe_lists_its_back_room_without_the_council(place, open_page, width):
    page = open_page(f"{place.url}/spaces/", width=width)
    press(page, "link", "Put it into the register")
    write(page, "What is it called?", "Back room of the Kettle")
    walk_to(page, page.get_by_label("What is it?", exact=True))
    page.keyboard.type("Caf")
    walk_to(page, page.get_by_label("Can people use it?", exact=True))
    page.keyboard.type("Yes")
    walk_to(page, page.get_by_label("Yes, it is ours"))
    page.keyboard.press("Space")
    write(page, "Your name", "Ines")
    press(page, "button", "Send it to be checked")
    expect(page.get_by_role("alert").or_(page.locator(".error-summary")).first).to_be_visible()
    assert_accessible(page)
    write(page, "Which organisation looks after it? (if you like)", "The Copper Kettle")
    write(page, "How can we check that? (if you like)", "Ring us.")
    write(page, "Your email", "ines@kettle.example")
    press(page, "button", "Send it to be checked")
    expect(page.get_by_text("Back room of the Kettle waits to be checked.")).to_be_visible()
    assert_fits(page)
    with place.database():
        asset = Asset.objects.get(name="Back room of the Kettle")
        assert (asset.status, asset.kind, asset.public_use) == ("draft", "cafe", "yes")
