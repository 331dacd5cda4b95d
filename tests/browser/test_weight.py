"""Every public page is light and keeps to itself: little script, none of it inline, no other host."""

import gzip
import re
from urllib.parse import urljoin, urlsplit
from urllib.request import Request, urlopen

import pytest

from tests.browser.markup import Tags
from tests.browser.public_pages import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("public_pages")]

#: Kilobytes of compressed script a public page may carry (ARCHITECTURE).
SCRIPT_LIMIT = 60
IMPORTED = re.compile(r"""\b(?:import|from)\s*\(?\s*["']([^"']+)["']""")


@pytest.fixture(scope="module")
def fetch():
    """Return a fetcher of texts by address, each fetched once."""
    kept: dict[tuple[str, str], str] = {}

    def get(url: str, cookies: str = "") -> str:
        if (url, cookies) not in kept:
            with urlopen(Request(url, headers={"Cookie": cookies})) as answer:  # noqa: S310 - our own server
                kept[url, cookies] = answer.read().decode()
        return kept[url, cookies]

    return get


def scripts_of(page_url: str, tags: Tags, fetch) -> dict[str, str]:
    """Return every script a page loads, what these import as well, by address."""
    found: dict[str, str] = {}
    waiting = [urljoin(page_url, script) for script in tags.scripts]
    while waiting:
        url = waiting.pop()
        if url not in found:
            found[url] = fetch(url)
            waiting += [
                urljoin(url, name) for name in IMPORTED.findall(found[url]) if name.startswith((".", "/"))
            ]
    return found


def test_no_page_is_heavy_or_inline_or_fetches_from_elsewhere(served_place, fetch):
    heavy, inline, elsewhere, mapped = {}, {}, {}, set()
    looked = 0
    for name in PAGES:
        visit = served_place.visit_of(name)
        url = served_place.url_of(name)
        try:
            text = fetch(url, "; ".join(f"{key}={value}" for key, value in visit.cookies.items()))
        except OSError:  # answers 404 or 422 on purpose
            continue
        looked += 1
        tags = Tags(text)
        scripts = scripts_of(url, tags, fetch)
        weight = sum(
            len(gzip.compress(code.encode())) for where, code in scripts.items() if "leaflet" not in where
        )
        if weight > SCRIPT_LIMIT * 1000:
            heavy[name] = weight
        if any("leaflet" in where or "place-map" in where for where in scripts):
            mapped.add(name)
        if tags.inline:
            inline[name] = tags.inline
        own = urlsplit(served_place.server.url).netloc
        away = [one for one in tags.fetched if urlsplit(urljoin(url, one)).netloc not in {own, ""}]
        if away:
            elsewhere[name] = away
    assert looked > 60
    assert heavy == {}
    assert inline == {}
    assert elsewhere == {}
    assert mapped == {"spaces on the map"}


@pytest.mark.parametrize("name", ["home", "a conversation", "spaces on the map", "a session"])
def test_browser_asks_nobody_else_and_little_script(name, served_place, chromium):
    context = chromium.new_context()
    page = context.new_page()
    asked, scripts = set(), []
    page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    page.on(
        "response",
        lambda answer: scripts.append(answer) if answer.request.resource_type == "script" else None,
    )
    page.goto(served_place.url_of(name), wait_until="networkidle")
    weight = sum(len(gzip.compress(one.body())) for one in scripts if "leaflet" not in one.url)
    context.close()
    assert asked == {urlsplit(served_place.server.url).netloc}
    assert weight <= SCRIPT_LIMIT * 1000
