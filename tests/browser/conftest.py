"""The browser, and one place served for all pages that are only looked at."""

from collections.abc import Iterator

import pytest

from tests.browser.harness import chromium, open_page  # noqa: F401 - fixtures
from tests.browser.public_pages import PAGES
from tests.conftest import make_site
from tests.live_server import LiveServer


class ServedPlace:
    """A served place with something on every public page."""

    def __init__(self, server: LiveServer) -> None:
        self.server = server
        self.paths: dict[str, str | Exception] = {}

    def url_of(self, name: str) -> str:
        """Return a page's address. Raises whatever its maker raised."""
        path = self.paths[name]
        if isinstance(path, Exception):
            raise path
        return self.server.url + path


@pytest.fixture(scope="session")
def served_place(
    django_db_setup, template_database, tmp_path_factory, django_db_blocker
) -> Iterator[ServedPlace]:
    """Serve one place, filled by every maker of ``public_pages``; nothing in it is changed by tests."""
    server = LiveServer(tmp_path_factory.mktemp("served"), template=template_database, worker=False)
    server.unblock = django_db_blocker.unblock  # type: ignore[method-assign] # the permission is pytest's
    place = ServedPlace(server)
    with server.database():
        site = make_site("127.0.0.1", "Pellbridge", default=True)
        for name, make in PAGES.items():
            try:
                place.paths[name] = make(site)
            except Exception as error:
                place.paths[name] = error
    server.start()
    yield place
    server.close()
