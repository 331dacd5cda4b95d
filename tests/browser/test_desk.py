"""At the desk with a real browser: keyboard only, the receipt on paper, and nothing left on the screen."""

import re

import pytest
from wagtail.models import Site

from civic.residents.enums import Role
from civic.residents.models import Contributor
from civic.residents.services import grant_role, revoke_role
from engagement.conversations.models import Contribution
from tests.browser.harness import assert_accessible, assert_fits, assert_quiet
from tests.browser.visits import signed_in
from tests.factories.conversations import make_conversation
from tests.factories.residents import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("public_pages")]

QUESTION = "When should the reading room be open?"
WORDS = "The children’s room shuts at five. I finish at half past."


@pytest.fixture
def desk(served_place):
    """A conversation and a librarian of this test's own."""
    with served_place.server.database():
        site = Site.objects.get(is_default_site=True)
        desk = make_conversation(site, question=QUESTION)
        desk.pat = UserFactory(first_name="Pat")
        grant_role(desk.pat, site, Role.LIBRARIAN)
        desk.cookies = signed_in(desk.pat)
    desk.address = f"{served_place.server.url}/desk/"
    yield desk
    with served_place.server.database():
        revoke_role(desk.pat, Site.objects.get(is_default_site=True), Role.LIBRARIAN)
        desk.contributions.all().delete()
        desk.delete()


def focused(page):
    return page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()")


def set_the_desk(page):
    """Choose what stays for the whole afternoon."""
    page.get_by_label("Which conversation").select_option(label=QUESTION)
    page.get_by_label("How they said it").select_option("paper")
    page.get_by_label("Where", exact=True).fill("Cinder Hill Library")


def write_down(page, words=WORDS):
    set_the_desk(page)
    page.get_by_label("Their words").fill(words)
    page.get_by_label(re.compile("I read the words back")).check()
    page.get_by_label(re.compile("They agree")).check()
    page.get_by_role("button", name="Keep it and show the receipt").click()


def nothing_of_her(page):
    typed = page.evaluate("[...document.querySelectorAll('input, textarea')].map(box => box.value).join(' ')")
    for theirs in ("children", "half past", "Dawn"):
        assert theirs not in page.locator("body").inner_text() + typed


def test_by_keyboard_alone_and_back_shows_nothing(desk, open_page, served_place):
    page = open_page(desk.address, cookies=desk.cookies)
    set_the_desk(page)
    page.get_by_label("Their words").focus()
    page.keyboard.type(WORDS)
    page.keyboard.press("Tab")
    page.keyboard.type("Dawn")
    for _n in range(5):  # print, email, language, code, and the first tick
        page.keyboard.press("Tab")
    assert focused(page) == "read_back"
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/receipt/")
    with served_place.server.database():
        said = Contribution.objects.get(conversation__question=QUESTION)
        code = said.contributor.receipt
        assert (said.text, said.said_how, said.contributor.display_name) == (WORDS, "paper", "Dawn")
    assert page.locator(".slip .receipt").inner_text() == code
    assert focused(page) == "Print"
    assert_accessible(page)
    assert_quiet(page)

    page.get_by_role("button", name="Next person").click()
    page.get_by_label("Their words").wait_for()
    assert focused(page) == "text"  # the next person's words, at once
    nothing_of_her(page)
    for _n in range(3):
        page.go_back()
        nothing_of_her(page)
        assert code not in page.locator("body").inner_text()


@pytest.mark.parametrize("scripts", [True, False])
def test_refused_once_then_kept_leaves_nothing_to_go_back_to_or_send_again(
    scripts, desk, open_page, served_place
):
    page = open_page(desk.address, cookies=desk.cookies, java_script_enabled=scripts)
    page.get_by_label("Their email").fill("dawn")
    page.get_by_label("A name to show").fill("Dawn")
    write_down(page)
    page.locator(".errors").wait_for()
    assert page.get_by_label("Their words").input_value() == WORDS
    page.get_by_label("Their email").fill("dawn@pellbridge.example")
    page.get_by_role("button", name="Keep it and show the receipt").click()
    page.get_by_role("button", name="Next person").click()
    page.get_by_label("Their words").wait_for()
    with served_place.server.database():
        assert Contribution.objects.get(conversation__question=QUESTION).text == WORDS
    sent = []
    page.on("request", lambda request: sent.append(request.method))
    for _n in range(4):
        if page.go_back() is None:
            break
        page.reload()  # of a form that was sent, it would be sent again
        shown = page.content() + " ".join(
            box.input_value() for box in page.locator("input:not([type=hidden]), textarea").all()
        )
        for theirs in ("children", "half past", "dawn"):
            assert theirs not in shown
    assert set(sent) == {"GET"}


def test_back_to_a_form_that_was_typed_in_shows_nothing(desk, open_page):
    page = open_page(desk.address, cookies=desk.cookies)
    page.get_by_label("Their words").fill(WORDS)
    page.on("dialog", lambda dialog: dialog.accept())  # "leave this page?"
    page.goto(desk.address.replace("/desk/", "/about/"))
    page.go_back()
    page.get_by_label("Their words").wait_for()
    nothing_of_her(page)
    kept = page.evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage)")
    assert "children" not in kept


def test_all_of_it_without_javascript_and_read_at_home_by_the_code(desk, open_page, served_place):
    page = open_page(desk.address, cookies=desk.cookies, java_script_enabled=False)
    write_down(page)
    page.get_by_role("heading", name="Kept. Here is their receipt").wait_for()
    code = page.locator(".slip .receipt").inner_text()
    page.get_by_role("button", name="Next person").click()
    page.get_by_label("Their words").wait_for()
    page.go_back()
    page.get_by_role("heading", name="This screen has forgotten them").wait_for()

    home = open_page(f"{served_place.server.url}/my-voice/open/", java_script_enabled=False)
    home.get_by_label("Your receipt code").fill(code)
    home.get_by_role("button", name="Open My voice").click()
    home.get_by_text("I finish at half past.").wait_for()


def test_phone_that_reads_the_square_has_the_code_typed_in_and_out_of_the_address(
    desk, open_page, served_place
):
    with served_place.server.database():
        dawn = Contributor.objects.create(site=Site.objects.get(is_default_site=True))
    page = open_page(f"{served_place.server.url}/my-voice/open/#{dawn.receipt}")
    assert page.get_by_label("Your receipt code").input_value() == dawn.receipt
    assert page.url.endswith("/my-voice/open/")
    page.keyboard.press("Enter")  # the button has the focus
    page.wait_for_url("**/my-voice/")
    page.get_by_text(dawn.receipt).wait_for()


def test_role_taken_away_while_she_is_typed_keeps_the_words(desk, open_page, served_place):
    page = open_page(desk.address, cookies=desk.cookies)
    with served_place.server.database():
        revoke_role(desk.pat, Site.objects.get(is_default_site=True), Role.LIBRARIAN)
    write_down(page)
    page.get_by_text("You are not a librarian of this place, or no longer.").wait_for()
    assert page.get_by_label("Their words").input_value() == WORDS
    assert_accessible(page)


def test_only_the_slip_is_printed(desk, open_page):
    page = open_page(desk.address, cookies=desk.cookies)
    write_down(page)
    page.emulate_media(media="print")
    page.locator(".slip").wait_for()
    for hidden in (".masthead", ".foot", "h1", "[data-print]"):
        assert not page.locator(hidden).first.is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_desk_passes_axe_and_fits_a_phone(scheme, desk, open_page):
    page = open_page(desk.address, cookies=desk.cookies, color_scheme=scheme)
    assert_accessible(page)
    assert_fits(page)
    page.get_by_label("Their words").fill("")
    page.get_by_role("button", name="Keep it").click()
    page.locator(".errors").wait_for()
    assert_accessible(page)
    assert_fits(page)
    write_down(page)
    page.locator(".slip").wait_for()
    assert_fits(page)
    page.get_by_role("link", name="Large print").click()
    page.locator(".slip--large").wait_for()
    assert_fits(page)
