"""The browser, and one place served for all pages that are only looked at."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser import (  # noqa: F401 - each adds its pages to the list
    public_pages_accounts,
    public_pages_conversations,
    public_pages_desk,
    public_pages_good_here,
    public_pages_modes,
    public_pages_projects,
    public_pages_record,
    public_pages_room,
    public_pages_spaces,
)
from tests.browser.public_pages import PAGES
from tests.browser.visits import Visit
from tests.conftest import make_site
from tests.live_server import LiveServer


class ServedPlace:
    """A served place with something on every public page."""

    def __init__(self, server: LiveServer) -> None:
        self.server = server
        self.visits: dict[str, Visit | Exception] = {}

    def fill(self) -> None:
        """Make what every page of the list needs; a maker that fails fails its own page's tests."""
        with self.server.database():
            site = make_site("127.0.0.1", "Pellbridge", default=True)
            for name, make in PAGES.items():
                try:
                    made = make(site)
                    self.visits[name] = made if isinstance(made, Visit) else Visit(path=made)
                except Exception as error:
                    self.visits[name] = error

    def visit_of(self, name: str) -> Visit:
        """Return how a page is reached. Raises whatever its maker raised."""
        visit = self.visits[name]
        if isinstance(visit, Exception):
            raise visit
        return visit

    def url_of(self, name: str) -> str:
        """Return a page's address."""
        return self._url_of(self.visit_of(name))

    def _url_of(self, visit: Visit) -> str:
        return visit.path if visit.path.startswith("http") else self.server.url + visit.path

    def open(self, name: str, opener: Callable[..., Page], **options: Any) -> Page:
        """Open a page as its visitor does, and press what is to be pressed there."""
        return self._open(self.visit_of(name), opener, **options)

    def open_without_scripts(self, name: str, opener: Callable[..., Page]) -> Page:
        """Open a page as its visitor does whose browser runs no script."""
        visit = self.visit_of(name)
        return self._open(visit.again or visit, opener, java_script_enabled=False)

    def _open(self, visit: Visit, opener: Callable[..., Page], **options: Any) -> Page:
        page = opener(self._url_of(visit), cookies=visit.cookies, **options)
        if visit.press is not None:
            visit.press(page)
            page.wait_for_load_state()
        return page


@pytest.fixture(scope="session")
def served_place(
    django_db_setup, template_database, tmp_path_factory, django_db_blocker
) -> Iterator[ServedPlace]:
    """Serve one place, filled by every maker of ``public_pages``; nothing in it is changed by tests."""
    server = LiveServer(tmp_path_factory.mktemp("served"), template=template_database, worker=False)
    server.unblock = django_db_blocker.unblock  # type: ignore[method-assign] # the permission is pytest's
    place = ServedPlace(server)
    place.fill()
    server.start()
    yield place
    server.close()
