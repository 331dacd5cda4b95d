"""A browser for tests, and what every public page must pass in it.

Any test may use these: ``from tests.browser.harness import assert_accessible, assert_fits``; the
fixtures ``chromium`` and ``open_page`` are there for every test (``tests/conftest.py``).
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    sync_playwright,
)

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: Debian's Chromium; its shell without a window's furniture where that is installed, at half the cost.
CHROMIUM = next(
    (path for path in (Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium")) if path.exists()),
    None,
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for the whole run; ask for a context of your own from it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page in a context of its own: ``open_page(url, width=320, color_scheme="dark")``.

    What the console says is kept for ``assert_quiet``. Other arguments go to the context
    (``java_script_enabled=False``, ``forced_colors="active"``).
    """
    contexts: list[BrowserContext] = []

    def open_(
        url: str,
        *,
        width: int = 1280,
        height: int = 900,
        cookies: dict[str, str] | None = None,
        **options: Any,
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, reduced_motion="reduce", **options
        )
        context.set_default_timeout(45_000)
        contexts.append(context)
        here = "/".join(url.split("/")[:3])
        context.add_cookies(
            [{"name": name, "value": value, "url": here} for name, value in (cookies or {}).items()]
        )
        page = context.new_page()
        listen(page)
        page.goto(url)
        return page

    yield open_
    for context in contexts:
        context.close()


def listen(page: Page) -> None:
    """Keep what a page's console complains of, for ``assert_quiet``; its last answer; its scripts."""
    page.complaints = []  # type: ignore[attr-defined] # a note on the page itself
    page.status = 0  # type: ignore[attr-defined] # as above
    page.scripts = set()  # type: ignore[attr-defined] # as above

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            where = message.location.get("url", "").partition("#")[0]
            page.complaints.append(
                f"{message.text} [{where}]" if "status of" in message.text else message.text
            )  # type: ignore[attr-defined] # as above

    def answered(response: Response) -> None:
        if response.request.is_navigation_request() and response.frame == page.main_frame:
            page.status = response.status  # type: ignore[attr-defined] # as above
            page.scripts.clear()  # type: ignore[attr-defined] # as above
        elif response.request.resource_type == "script":
            page.scripts.add(response.url)  # type: ignore[attr-defined] # as above

    def failed(request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the page was left
            page.complaints.append(f"{request.url}: {request.failure}")  # type: ignore[attr-defined]

    page.on("console", note)
    page.on("response", answered)
    page.on("requestfailed", failed)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))  # type: ignore[attr-defined]


def complaints_of(page: Page) -> list[str]:
    """Return what the console complained of, but for the page itself being a 404 or a 422 on purpose."""
    own = f"[{page.url.partition('#')[0]}]"
    said: list[str] = page.complaints  # type: ignore[attr-defined] # by ``listen``
    return [one for one in said if not one.endswith(own)]


def assert_quiet(page: Page) -> None:
    """Fail where the console complained: a script's error, a file missing, the content policy."""
    assert page.complaints == []  # type: ignore[attr-defined] # set by ``listen``


def assert_accessible(page: Page, *, skip: tuple[str, ...] = (), only: tuple[str, ...] = ()) -> None:
    """Fail, naming rule and element, where axe finds anything at WCAG 2.2 AA.

    ``skip`` names rules left out, with a reason beside the call; ``only`` names the few to look at.
    axe is run over the debugging channel, so the page's own content policy stays in force.
    """
    page.evaluate(f"() => {{ if (!window.axe) {{ {AXE} }} }}")
    wanted = {"type": "rule", "values": list(only)} if only else {"type": "tag", "values": TAGS}
    result = page.evaluate(
        "([wanted, skip]) => axe.run(document, {runOnly: wanted, resultTypes: ['violations'], "
        "rules: Object.fromEntries(skip.map(rule => [rule, {enabled: false}]))})",
        [wanted, list(skip)],
    )
    found = [
        f"{violation['id']}: {node['html'][:160]} — {node['failureSummary'].splitlines()[1].strip()}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]
    assert not found, f"axe on {page.url}:\n" + "\n".join(found)


def assert_fits(page: Page, width: int = 320) -> None:
    """Fail, naming what sticks out, where the page scrolls sideways at this width."""
    page.set_viewport_size({"width": width, "height": 800})
    too_wide = page.evaluate(
        """width => document.documentElement.scrollWidth <= width ? [] :
        [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > width + 1)
        .map(e => e.outerHTML.slice(0, 120)).slice(0, 5).concat(['scrolls sideways'])""",
        width,
    )
    assert too_wide == [], f"{page.url} at {width} px: {too_wide}"
