"""Every public page in a browser: light, dark, narrow, and with big words.

``make audit`` opens them all, minutes of work; ``make test`` opens one of each kind.
``JUNCTION_PICTURES=folder`` keeps a picture of each, to look at.
"""

import os
import re
from pathlib import Path

import pytest

from tests.browser.harness import assert_accessible, assert_fits, assert_quiet
from tests.browser.public_pages import PAGES, STATUS

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("public_pages")]
#: Opened in every run of the tests, so that a slip in a shared piece is seen at once.
OFTEN = {
    "home", "home in Welsh", "every piece", "a content page", "search", "sign in", "spaces to use", "a space",
    "spaces on the map", "sessions day by day", "a session", "a conversation", "statements", "an answer",
    "my voice, opened by code", "a board that is late", "my email addresses",
    "an email for the answer, wrongly",
}  # fmt: skip
#: Every other page is looked at by another worker, in a served place of its own.
SHARED = [
    pytest.param(
        name,
        marks=[
            pytest.mark.xdist_group("public_pages" if number % 2 else "public_pages_too"),
            *([] if name in OFTEN else [pytest.mark.audit]),
        ],
    )
    for number, name in enumerate(PAGES)
]
PICTURES = os.environ.get("JUNCTION_PICTURES", "")


def picture(page, name, how):
    """Keep what was seen where somebody asked for it."""
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        page.screenshot(
            path=Path(PICTURES) / f"{re.sub(r'[^a-z]+', '-', name.lower())}-{how}.png", full_page=True
        )


@pytest.mark.parametrize("name", SHARED)
def test_public_page_passes_axe_light_dark_and_narrow(name, served_place, open_page):
    page = served_place.open(name, open_page, color_scheme="light")
    assert page.status == STATUS.get(name, 200)
    assert page.locator("h1").count() == 1
    assert_accessible(page)
    picture(page, name, "light")
    if name not in STATUS:  # the console itself says that a page was a 404
        assert_quiet(page)
    page.emulate_media(color_scheme="dark")
    assert_accessible(page, only=("color-contrast",))  # nothing else is different in the dark
    picture(page, name, "dark")
    assert_fits(page, 320)
    assert_accessible(page)
    picture(page, name, "narrow")


def test_pages_opened_in_every_run_are_pages():
    assert OFTEN - PAGES.keys() == set()


@pytest.mark.parametrize("name", ["home", "every piece", "sign in"])
def test_public_page_fits_with_words_twice_as_big(name, served_place, open_page):
    page = open_page(served_place.url_of(name), width=1280)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert_fits(page, 1280)
    assert_fits(page, 640)


@pytest.mark.parametrize(
    "name",
    ["home", "spaces to use", "a session", "statements", "my voice, opened by code", "a board that is late"],
)
def test_every_control_is_reached_by_keyboard_and_focus_is_seen(name, served_place, open_page):
    page = served_place.open(name, open_page)
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    wanted = page.evaluate(
        """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
        .filter(e => e.checkVisibility() && e.type !== 'hidden' && !e.disabled)
        .map((e, n) => { e.dataset.stop = n; return e.outerHTML.slice(0, 100); })"""
    )
    seen, unseen = set(), []
    for _press in range(len(wanted) + 5):
        page.keyboard.press("Tab")
        stop, style, width = page.evaluate(
            """() => { const e = document.activeElement, s = getComputedStyle(e);
            // One box of a group takes the focus for all of them.
            if (e.type === 'radio') for (const one of e.form.elements[e.name]) one.dataset.reached = 1;
            e.dataset.reached = 1;
            return [e.dataset.stop ?? '', s.outlineStyle, parseFloat(s.outlineWidth)]; }"""
        )
        if stop in seen:
            break
        seen.add(stop)
        if stop and (style != "solid" or width < 3):
            unseen.append(wanted[int(stop)])
    missed = page.evaluate(
        "[...document.querySelectorAll('[data-stop]:not([data-reached])')].map(e => e.outerHTML)"
    )
    assert len(seen) > 8
    assert unseen == []
    assert missed == []


def test_controls_are_big_enough_to_tap(served_place, open_page):
    page = open_page(served_place.url_of("home"), width=320)
    small = page.evaluate(
        """() => [...document.querySelectorAll('a, button, input')].filter(e => {
          const box = e.getBoundingClientRect(); return box.height && box.height < 43.5 &&
          getComputedStyle(e).display !== 'inline' && !e.classList.contains('skip'); })
        .map(e => e.outerHTML.slice(0, 100))"""
    )
    assert small == []


def test_page_works_without_scripts(served_place, open_page):
    page = open_page(served_place.url_of("home"), java_script_enabled=False)
    page.get_by_role("searchbox").first.fill("zeppelin")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=zeppelin")
    page.get_by_text("Nothing found").wait_for()
