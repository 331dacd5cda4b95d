"""Every public page in a browser: light, dark, narrow, with big words, by keyboard, and without scripts.

``make audit`` opens them all, minutes of work; ``make test`` opens one of each kind.
``JUNCTION_PICTURES=folder`` keeps a picture of each, to look at.
"""

import gzip
import os
import re
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.template.loader import render_to_string

from tests.browser.harness import assert_accessible, assert_fits, complaints_of
from tests.browser.keyboard import faults_by_keyboard
from tests.browser.public_pages import PAGES, STATUS
from tests.browser.without_scripts import faults_without_scripts, words_of

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
#: Shows controls to look at, which do nothing and lead nowhere.
SAMPLES = {"every piece"}
#: Bytes of script a page may load, unpacked.
SCRIPT_LIMIT = 60_000
PICTURES = os.environ.get("JUNCTION_PICTURES", "")


def picture(page, name, how):
    """Keep what was seen where somebody asked for it."""
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        page.screenshot(
            path=Path(PICTURES) / f"{re.sub(r'[^a-z]+', '-', name.lower())}-{how}.png", full_page=True
        )


@pytest.fixture(scope="module")
def weight_of():
    """Return a weigher of what an open page has loaded: bytes of script as they run, and as they travel.

    The map's library, loaded on demand, is weighed as it travels alone.
    """
    kept: dict[str, bytes] = {}

    def weigh(page):
        for url in page.scripts - kept.keys():
            with urlopen(url) as answer:  # noqa: S310 - our own server
                kept[url] = answer.read()
        runs = sum(len(kept[url]) for url in page.scripts if "leaflet" not in url)
        return runs, sum(len(gzip.compress(kept[url])) for url in page.scripts)

    return weigh


@pytest.mark.parametrize("name", SHARED)
def test_public_page_passes_axe_light_dark_and_narrow(name, served_place, open_page, weight_of):
    page = served_place.open(name, open_page, color_scheme="light")
    assert page.status == STATUS.get(name, 200)
    assert page.locator("h1").count() == 1
    words = words_of(page)
    assert_accessible(page)
    picture(page, name, "light")
    page.emulate_media(color_scheme="dark")
    assert_accessible(page, only=("color-contrast",))  # nothing else is different in the dark
    picture(page, name, "dark")
    page.emulate_media(color_scheme="light")
    faults = {"by keyboard": faults_by_keyboard(page)}
    assert_fits(page, 320)
    assert_accessible(page)
    picture(page, name, "narrow")
    runs, travels = weight_of(page)
    faults["in the console"] = complaints_of(page)
    plain = served_place.open_without_scripts(name, open_page)
    faults["without scripts"] = faults_without_scripts(plain, words, samples=name in SAMPLES)
    picture(plain, name, "plain")
    assert plain.status == page.status
    wrong = [f"{how}: {one}" for how, found in faults.items() for one in found]
    assert not wrong, "\n".join(wrong)
    assert max(runs, travels) <= SCRIPT_LIMIT


@pytest.mark.audit
@pytest.mark.parametrize("file", ["500.html", "429.html"])
def test_page_of_what_nobody_can_bring_about_passes_axe(file, served_place, open_page):
    """Shown where the home page stood, so that its look and its policy are the ones it would have."""
    page = open_page(served_place.url_of("home"), color_scheme="light")
    page.set_content(render_to_string(file))
    assert page.locator("h1").count() == 1
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert_accessible(page)
        picture(page, file, scheme)
    assert_fits(page, 320)


def test_pages_opened_in_every_run_are_pages():
    assert OFTEN - PAGES.keys() == set()


@pytest.mark.parametrize("name", ["home", "every piece", "sign in"])
def test_public_page_fits_with_words_twice_as_big(name, served_place, open_page):
    page = open_page(served_place.url_of(name), width=1280)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert_fits(page, 1280)
    assert_fits(page, 640)


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
