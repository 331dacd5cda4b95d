"""A place administrator writes, publishes and translates a page by keyboard alone; axe looks at it all."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.harness import assert_accessible, assert_fits
from tests.browser.keyboard import reach
from tests.browser.visits import signed_in
from tests.conftest import make_site

pytestmark = [
    pytest.mark.browser, pytest.mark.audit, pytest.mark.journey, pytest.mark.xdist_group("page_editing"),
]  # fmt: skip

WIDE, NARROW = 1280, 320
#: Wagtail's map of a long form scrolls, and what is in it leaves the Tab order while it is folded away: a
#: second way to headings that Tab comes to by itself.
MINIMAP = ("scrollable-region-focusable",)
#: wagtail-localize shows the title as a heading of the second level where Wagtail has its first.
TRANSLATION = ("page-has-heading-one",)


@pytest.fixture
def place(live_server_process):
    """A served place in two languages, and who runs it."""
    from allauth.mfa.models import Authenticator
    from wagtail.models import Locale

    from civic.residents.enums import Role
    from civic.residents.services import grant_role
    from tests.factories.residents import UserFactory

    server = live_server_process
    with server.database():
        site = make_site("127.0.0.1", "Pellbridge", default=True)
        Locale.objects.get_or_create(language_code="cy")
        person = UserFactory(first_name="Bethan")
        Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
        grant_role(person, site, Role.PLACE_ADMINISTRATOR)
        server.cookies = signed_in(person)
        server.home = site.root_page_id
    return server


class Editor:
    """Bethan, at a keyboard."""

    def __init__(self, page, width):
        self.page, self.width = page, width

    def press(self, control, key="Enter"):
        """Tab to a control and press a key on it."""
        reach(self.page, control)
        self.page.keyboard.press(key)

    def write(self, box, words):
        """Tab to a box and type."""
        reach(self.page, box)
        self.page.keyboard.type(words)

    def look(self, name, *, skip=()):
        """Let axe look at a screen, and see that it fits."""
        messages = self.page.locator(".messages > ul")
        if messages.count():
            expect(messages).to_have_css("opacity", "1")  # they slide in
        if folder := os.environ.get("JUNCTION_PICTURES"):
            self.page.screenshot(path=Path(folder) / f"{name}-{self.width}.png", full_page=True)
        # So high that what stays in place at its foot covers half of no button.
        self.page.set_viewport_size({"width": self.width, "height": 2400})
        assert_accessible(self.page, skip=skip)
        assert_fits(self.page, self.width)

    def heard_nothing(self):
        """Fail where the console complained, but for Wagtail's saving by itself what is half written."""
        assert [one for one in self.page.complaints if "status of 400 (Bad Request)" not in one] == []

    def button(self, name):
        """Return a button by its whole name."""
        return self.page.get_by_role("button", name=name, exact=True)


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_page_is_written_published_and_translated_by_keyboard_alone(place, open_page, width):
    page = open_page(f"{place.url}/admin/pages/{place.home}/", cookies=place.cookies, width=width)
    bethan = Editor(page, width)
    add = page.get_by_role("link", name="Add child page").first
    add.wait_for()
    bethan.look("explorer")
    bethan.press(add)
    kind = page.get_by_role("link", name="Content page", exact=True)
    kind.wait_for()
    bethan.look("kinds")

    bethan.press(kind)
    insert = bethan.button("Insert a block").first
    insert.wait_for()
    bethan.look("add", skip=MINIMAP)
    bethan.write(page.locator("[name=title]"), "The old ticket hall")
    bethan.press(insert)
    bethan.write(page.get_by_placeholder("Search options…"), "Text")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    bethan.write(page.get_by_role("textbox", name="Text", exact=True), "Open on Saturdays from ten.")
    page.wait_for_url("**/edit/")  # Wagtail saves by itself
    page.wait_for_load_state("networkidle")
    bethan.look("written", skip=MINIMAP)
    bethan.press(page.get_by_role("button", name="More actions"))
    bethan.press(bethan.button("Publish"))
    page.wait_for_url(f"**/pages/{place.home}/")
    page.wait_for_load_state()
    bethan.look("published")
    bethan.heard_nothing()

    page.goto(f"{place.url}/the-old-ticket-hall/")
    expect(page.get_by_text("Open on Saturdays from ten.")).to_be_visible()
    with place.database():
        from wagtail.models import Page

        made = Page.objects.get(slug="the-old-ticket-hall").pk
    page.goto(f"{place.url}/admin/pages/{made}/edit/")
    page.get_by_role("textbox", name="Text", exact=True).wait_for()
    bethan.look("edit", skip=MINIMAP)
    bethan.press(page.get_by_role("tab", name="Content"), "ArrowRight")
    expect(page.get_by_label("Slug")).to_be_visible()
    bethan.look("promote", skip=MINIMAP)

    page.goto(f"{place.url}/admin/localize/submit/page/{made}/")
    bethan.look("submit")
    bethan.press(page.get_by_label("Welsh"), "Space")
    bethan.press(bethan.button("Submit"))
    expect(page.get_by_text("was successfully submitted for translation into Welsh")).to_be_visible()
    words = {
        "The old ticket hall": "Yr hen neuadd docynnau",
        "Open on Saturdays from ten.": "Ar agor ar ddydd Sadwrn o ddeg.",
    }
    for number, (english, welsh) in enumerate(words.items()):
        bethan.press(bethan.button("Translate").first)
        box = page.get_by_role("textbox", name=english, exact=True)
        expect(box).to_be_focused()
        if number == 0:
            bethan.look("translating", skip=TRANSLATION)
        page.keyboard.press("Control+A")
        bethan.write(box, welsh)
        bethan.press(bethan.button("Save"))
        expect(page.get_by_text(welsh)).to_be_visible()
    bethan.look("translated", skip=TRANSLATION)
    bethan.press(page.get_by_role("button", name="Publish in Welsh"))
    expect(page.get_by_text("Published 'Yr hen neuadd docynnau' in Welsh")).to_be_visible()
    bethan.heard_nothing()
    page.goto(f"{place.url}/cy/the-old-ticket-hall/")
    for welsh in words.values():
        expect(page.get_by_role("main").get_by_text(welsh)).to_be_visible()
