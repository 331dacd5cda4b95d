"""A browser for the map."""

from tests.browser.harness import chromium, open_page  # noqa: F401 - fixtures
