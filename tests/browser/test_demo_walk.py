"""The demo's walk, steps 1 to 7 of a newcomer's first minutes, through the demo as ``make demo`` serves it.

By mouse, by keyboard alone, in the dark, and without scripts. With ``WALK_PICTURES=FOLDER`` a picture
of every page of each walk is left there, wide and narrow.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.hands import KEYBOARD, MOUSE
from tests.browser.harness import assert_accessible, assert_fits
from tests.browser.walk import Walk, walk_it_all
from tests.live_server import LiveServer, wait_for

pytestmark = [
    pytest.mark.browser,
    pytest.mark.audit,
    pytest.mark.journey,
    pytest.mark.embedded,
    pytest.mark.xdist_group("demo_walk"),
]

#: The admin's messages fade in; without scripts they are there.
_MESSAGES_ARE_IN = (
    "[...document.querySelectorAll('.messages > ul')].every(e => getComputedStyle(e).opacity === '1')"
)


@pytest.fixture(scope="module")
def filled(django_db_setup, template_database, tmp_path_factory) -> Iterator[tuple[LiveServer, Path]]:
    """Pellbridge filled once, and a copy of its home for each walk to begin from."""
    folder = tmp_path_factory.mktemp("demo")
    server = LiveServer(folder / "home", template=template_database)
    server.settings = "civic.settings.dev"
    server.env["JUNCTION_DEMO"] = "true"
    server.manage("fill_demo", "--hostname", "127.0.0.1", "--port", str(server.port))
    yield server, Path(shutil.copytree(server.home, folder / "fresh"))
    server.close()


@pytest.fixture
def demo(filled) -> Iterator[LiveServer]:
    """Pellbridge as it is at first, served."""
    server, fresh = filled
    shutil.rmtree(server.home)
    shutil.copytree(fresh, server.home)
    yield server.start()
    server.close()


def _picture(page: Page, name: str, width: int) -> None:
    """Keep a picture, if a folder is named for them; of all of a page that scrolls inside itself, too."""
    folder = os.environ.get("WALK_PICTURES")
    if not folder:
        return
    Path(folder).mkdir(parents=True, exist_ok=True)
    if page.locator("body#wagtail").count():
        page.wait_for_timeout(400)  # the menu slides away
        tall = page.evaluate("document.querySelector('#main').scrollHeight + 60")
        page.set_viewport_size({"width": width, "height": max(900, tall)})
    page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)


def _look(walk: str, judge: Callable[[Page], None]) -> Callable[[Page, str], None]:
    """Return what looks at a page narrow and wide."""

    def look(page: Page, name: str) -> None:
        wait_for(lambda: page.evaluate(_MESSAGES_ARE_IN), seconds=10)
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            _picture(page, f"{name}-{walk}", width)
            judge(page)
        page.set_viewport_size({"width": 1280, "height": 900})

    return look


def _passes(page: Page) -> None:
    assert_fits(page, page.viewport_size["width"])
    assert_accessible(page)


def _is_told_apart(page: Page) -> None:
    if page.viewport_size["width"] > 320:  # the same colours at every width
        assert_accessible(page, only=("color-contrast",))


def test_a_newcomer_walks_the_loop(demo, open_page):
    walk_it_all(Walk(page=open_page(demo.url), hand=MOUSE, look=_look("mouse", _passes)))


def test_the_loop_is_walked_by_keyboard_alone(demo, open_page):
    walk_it_all(Walk(page=open_page(demo.url), hand=KEYBOARD, look=lambda page, name: None))


def test_the_loop_is_read_in_the_dark(demo, open_page):
    page = open_page(demo.url, color_scheme="dark")
    walk_it_all(Walk(page=page, hand=MOUSE, look=_look("dark", _is_told_apart)))


def test_the_loop_is_walked_without_scripts(demo, open_page):
    page = open_page(demo.url, java_script_enabled=False)
    look = _look("plain", lambda page: assert_fits(page, page.viewport_size["width"]))
    walk_it_all(Walk(page=page, hand=MOUSE, look=look, scripts=False))
