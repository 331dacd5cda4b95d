"""A small backup, and empty places to restore into."""

import io
import json
import shutil
import tarfile
import uuid
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import override_settings

from civic.backups.archive import MANIFEST
from civic.backups.services import make_backup
from tests.live_server import LiveServer, database_url, maintenance


@pytest.fixture
def media(settings, tmp_path):
    """Uploaded files: one, in a folder of this test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    default_storage.save("images/hall.png", ContentFile(b"a picture of the hall"))
    return settings.MEDIA_ROOT


@pytest.fixture(scope="session")
def whole_backup(django_db_setup, django_db_blocker, tmp_path_factory) -> Path:
    """A backup of the tests' database and one uploaded file, made once: outside any transaction."""
    file = tmp_path_factory.mktemp("whole") / "junction.tar.gz"
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=str(file.parent / "media")):
        default_storage.save("images/hall.png", ContentFile(b"a picture of the hall"))
        make_backup(file)
    return file


@pytest.fixture
def backup(whole_backup, db, media, tmp_path) -> Path:
    """That backup in a folder of this test's own."""
    return Path(shutil.copy(whole_backup, tmp_path))


@pytest.fixture
def rewritten(backup, tmp_path):
    """Return a maker of the same backup with its list changed, as another version would have written it."""

    def rewrite(change) -> Path:
        other = tmp_path / f"{uuid.uuid4().hex}.tar.gz"
        with tarfile.open(backup) as old, tarfile.open(other, "w:gz") as new:
            for entry in old:
                held = old.extractfile(entry).read()
                if entry.name == MANIFEST:
                    manifest = json.loads(held)
                    change(manifest)
                    held = json.dumps(manifest).encode()
                    entry.size = len(held)
                new.addfile(entry, io.BytesIO(held))
        return other

    return rewrite


@pytest.fixture
def empty_server(make_live_server):
    """A server with nothing at all in its database, not started."""
    server: LiveServer = make_live_server(worker=False)
    if connection.vendor == "sqlite":
        Path(server.database_name).unlink()
    else:
        with maintenance() as cursor:
            cursor.execute(f'DROP DATABASE "{server.database_name}"')
            cursor.execute(f'CREATE DATABASE "{server.database_name}"')
        assert server.environment()["DATABASE_URL"] == database_url(str(server.database_name))
    return server
