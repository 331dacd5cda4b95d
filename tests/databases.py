"""Migrated databases, made once for each set of migrations and copied ever after."""

import fcntl
import hashlib
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.test.utils import setup_databases, teardown_databases

from tests.live_server import maintenance


def migrations_fingerprint(more: Mapping[str, Path] = MappingProxyType({})) -> str:
    """Return a fingerprint of every migration of every installed app, and of what runs after them.

    ``more`` are the folders of apps that are installed elsewhere, by their names.
    """
    digest = hashlib.sha256()
    folders = {app.name: Path(app.path) for app in apps.get_app_configs()} | dict(more)
    for name, folder in sorted(folders.items()):
        for file in [*sorted((folder / "migrations").glob("*.py")), folder / "apps.py"]:
            if file.exists():
                digest.update(f"{name}/{file.name}".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def make_template() -> Path | str:
    """Return the migrated database to copy from: a file, or the name of a PostgreSQL database."""
    return _sqlite_template() if connection.vendor == "sqlite" else _postgres_template()


@contextmanager
def copied_for_this_process(template: Path | str) -> Iterator[None]:
    """Point Django at a copy of the template that only this process uses."""
    if isinstance(template, Path):
        _point_at(connection.creation._get_test_db_name())
        connection.ensure_connection()
        kept = sqlite3.connect(template)
        kept.backup(connection.connection)
        kept.close()
        yield
        connection.close()
        return
    before = connection.settings_dict["NAME"]
    name = f"{before}_test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with maintenance() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    _point_at(name)
    yield
    _point_at(before)
    with maintenance() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _point_at(name: str) -> None:
    connections.close_all()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


def _sqlite_template() -> Path:
    template: Path = settings.HOME / f"test-template-{migrations_fingerprint()}.sqlite3"
    with (settings.HOME / "test-template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not template.exists():
            for old in settings.HOME.glob("test-template-*.sqlite3"):
                old.unlink()
            made = setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
            part = template.with_suffix(".part")
            part.unlink(missing_ok=True)
            kept = sqlite3.connect(part)
            connection.connection.backup(kept)
            kept.close()
            teardown_databases(made, verbosity=0)
            part.rename(template)
    return template


def _postgres_template() -> str:
    base = connection.settings_dict["NAME"]
    template = f"{base}_template_{migrations_fingerprint()}"
    with maintenance() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [base])
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{base}_template_%"])
        known = [row[0] for row in cursor.fetchall()]
        if template not in known:
            for old in known:
                cursor.execute(f'DROP DATABASE IF EXISTS "{old}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{template}_part"')
            _point_at(f"{template}_part")
            call_command("migrate", verbosity=0)
            _point_at(base)
            cursor.execute(f'ALTER DATABASE "{template}_part" RENAME TO "{template}"')
    return template
