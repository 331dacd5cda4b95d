"""What every test can ask for: a place, a second place whose data must never leak, a real server."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import translation

from tests.browser.harness import CHROMIUM, chromium, open_page  # noqa: F401 - fixtures: one browser a process
from tests.databases import copied_for_this_process, make_template
from tests.live_server import LiveServer, OwnRedis

# Playwright's synchronous API runs an event loop in the test's thread, in which Django would refuse.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
CI = os.environ.get("CI") == "true"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what the machine cannot run, in plain words; with CI=true nothing may be missing.

    CI runs everything twice, once in each shape: there, a test of the other shape is left out.
    """
    spread = bool(settings.DATABASE_URL and settings.REDIS_URL)
    other_shape = {
        "spread": (not spread, "PostgreSQL and Redis are not configured (DATABASE_URL, REDIS_URL)"),
        "embedded": (spread, "this is about SQLite in one process, and PostgreSQL and Redis are configured"),
    }
    missing = {
        "browser": (CHROMIUM is None, "Chromium is not installed here"),
        "data": (not settings.JUNCTION_DATA.exists(), "the open data is not here (JUNCTION_DATA)"),
    }
    # Playwright's loop runs for as long as its browser is open, and no asynchronous test can run
    # beside it: whoever runs browser tests runs them last.
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
    left_out = []
    for item in items:
        for mark, (absent, why) in (other_shape if CI else other_shape | missing).items():
            if absent and item.get_closest_marker(mark):
                if CI:
                    left_out.append(item)
                else:
                    item.add_marker(pytest.mark.skip(reason=why))
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """With CI=true a skipped test is a failed test."""
    report = yield
    if CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and with CI=true nothing may be: {report.longrepr}"
    return report


def make_site(hostname: str, name: str, *, default: bool = False):
    """Return a Wagtail Site with a home page of its own."""
    from wagtail.models import Locale, Page, Site

    from civic.pages.models import HomePage

    Locale.objects.get_or_create(language_code="en")  # a transactional test before us empties all
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root")
    home = root.add_child(instance=HomePage(title=name, slug=hostname.replace(".", "-")))
    made = Site(hostname=hostname, port=80, site_name=name, root_page=home, is_default_site=default)
    if default:
        before = Site.objects.filter(is_default_site=True).first()
        if before and before.hostname == "localhost":  # Wagtail's own, which nothing hangs on
            made.pk = before.pk
        elif before:
            before.delete()
    made.save()
    return made


@pytest.fixture
def site(db):
    """The place under test. Django's test client reaches it by its usual host."""
    return make_site("testserver", "Pellbridge", default=True)


@pytest.fixture
def other_site(db, site):
    """A second place. Put in it whatever must not show up in the first."""
    return make_site("other.example", "Otherham")


@pytest.fixture
def data_folder() -> Path:
    """The open data of real places; mark the test ``data``."""
    return settings.JUNCTION_DATA


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """Throttles, kept pages and the language of one test's last page are not another's."""
    cache.clear()
    translation.deactivate()


@pytest.fixture(autouse=True)
def _one_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that counts to its limit does not fail where the clock passes into the next window meanwhile."""
    monkeypatch.setattr("civic.residents.throttle._window", lambda seconds: 1)


@pytest.fixture(scope="session")
def template_database(django_test_environment, django_db_blocker) -> Path | str:
    """A migrated database to copy: a SQLite file, or the name of a PostgreSQL database."""
    with django_db_blocker.unblock():
        return make_template()


@pytest.fixture(scope="session")
def django_db_setup(template_database, django_db_blocker) -> Iterator[None]:
    """Migrate once per set of migrations, not once per run: a finished copy is kept."""
    with django_db_blocker.unblock(), copied_for_this_process(template_database):
        yield


@pytest.fixture
def make_live_server(
    django_db_setup, template_database, tmp_path, django_db_blocker
) -> Iterator[Callable[..., LiveServer]]:
    """Make a real server, not started yet: ``make_live_server(worker=False)``. Stopped at the end."""
    made: list[LiveServer] = []

    def make(*, worker: bool = True) -> LiveServer:
        server = LiveServer(tmp_path / f"server-{len(made)}", template=template_database, worker=worker)
        server.unblock = django_db_blocker.unblock  # type: ignore[method-assign] # the permission is pytest's
        made.append(server)
        return server

    yield make
    for server in made:
        server.close()


@pytest.fixture
def live_server_process(make_live_server) -> LiveServer:
    """A real server with its worker, started. See ``tests/live_server.py``."""
    return make_live_server().start()


@pytest.fixture
def own_redis(tmp_path) -> Iterator[OwnRedis]:
    """A Redis of this test's own, which may be killed and restarted."""
    redis = OwnRedis(tmp_path / "redis")
    redis.start()
    yield redis
    redis.stop()
