"""What every test can ask for: a place, and a second place whose data must never leak."""

import hashlib
import os
import shutil
import sqlite3
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what the machine cannot run, in plain words; with CI=true nothing may be missing."""
    if os.environ.get("CI") == "true":
        return
    missing = {
        "browser": (not Path("/usr/bin/chromium").exists(), "Chromium is not installed here"),
        "data": (not settings.JUNCTION_DATA.exists(), "the open data is not here (JUNCTION_DATA)"),
        "spread": (
            not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")),
            "PostgreSQL and Redis are not configured (DATABASE_URL, REDIS_URL)",
        ),
    }
    for item in items:
        for mark, (absent, why) in missing.items():
            if absent and item.get_closest_marker(mark):
                item.add_marker(pytest.mark.skip(reason=why))


def make_site(hostname: str, name: str, *, default: bool = False):
    """Return a Wagtail Site with a home page of its own."""
    from wagtail.models import Locale, Page, Site

    from civic.pages.models import HomePage

    Locale.objects.get_or_create(language_code="en")  # a transactional test before us empties all
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root")
    home = root.add_child(instance=HomePage(title=name, slug=hostname.replace(".", "-")))
    if default:
        Site.objects.filter(is_default_site=True).delete()
    return Site.objects.create(
        hostname=hostname, port=80, site_name=name, root_page=home, is_default_site=default
    )


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


def _migrations_fingerprint() -> str:
    """Return a fingerprint of every migration of every installed app, and of what runs after them."""
    digest = hashlib.sha256()
    for app in sorted(apps.get_app_configs(), key=lambda config: config.name):
        folder = Path(app.path)
        for file in [*sorted((folder / "migrations").glob("*.py")), folder / "apps.py"]:
            if file.exists():
                digest.update(f"{app.name}/{file.name}".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker):
    """Migrate once per set of migrations, not once per run: on SQLite a finished copy is kept."""
    from django.test.utils import setup_databases, teardown_databases

    if connection.vendor != "sqlite":
        with django_db_blocker.unblock():
            made = setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
        yield
        with django_db_blocker.unblock():
            teardown_databases(made, verbosity=0)
        return
    template = settings.HOME / f"test-template-{_migrations_fingerprint()}.sqlite3"
    with django_db_blocker.unblock():
        if template.exists():
            connection.settings_dict["NAME"] = connection.creation._get_test_db_name()
            connection.close()
            connection.ensure_connection()
            kept = sqlite3.connect(template)
            kept.backup(connection.connection)
            kept.close()
            yield
            connection.close()
        else:
            made = setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
            part = template.with_suffix(f".{os.getpid()}")
            kept = sqlite3.connect(part)
            connection.connection.backup(kept)
            kept.close()
            shutil.move(part, template)
            yield
            teardown_databases(made, verbosity=0)
