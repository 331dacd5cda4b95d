"""Make a backup while the site serves on, look whether one is whole, and restore one into an empty place."""

import logging
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.core.cache import cache
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from civic import __version__
from civic.backups import databases
from civic.backups.archive import DATABASE, MEDIA, BackupRefused, Manifest, unpacked, written

log = logging.getLogger(__name__)


def make_backup(file: Path) -> Manifest:
    """Write database and media to a file nobody else may read. Raises ``BackupRefused``.

    The database is copied first, as it is at one moment, and then the media: whatever picture a row
    of the copy names was there by then. A picture deleted meanwhile is gone, as somebody wished.
    """
    if file.exists():
        raise BackupRefused(f"{file} is there already. Choose another name.")
    if not file.parent.is_dir():
        raise BackupRefused(f"There is no folder {file.parent}.")
    with (
        tempfile.TemporaryDirectory(prefix=".junction-", dir=file.parent) as folder,
        written(file) as archive,
    ):
        migrations = sorted(set(_applied()) & set(_known()))
        taken_at = timezone.now().isoformat(timespec="milliseconds")
        copy = Path(folder) / DATABASE
        databases.snapshot(copy)
        with copy.open("rb") as source:
            archive.add(DATABASE, source)
        for name in stored_names():
            try:
                with default_storage.open(name) as source:
                    archive.add(MEDIA + name, source)
            except FileNotFoundError:  # deleted since we listed it
                continue
        manifest = Manifest(
            taken_at=taken_at,
            version=__version__,
            database=connection.vendor,
            migrations=migrations,
            files=archive.files,
        )
        archive.finish(manifest)
    log.info("backup.made", extra={"bytes": file.stat().st_size, "files": len(manifest.files)})
    return manifest


def check_backup(file: Path) -> Manifest:
    """Look whether a backup is whole and could be restored here. Raises ``BackupRefused``."""
    with tempfile.TemporaryDirectory(prefix="junction-") as folder:
        return _opened(file, Path(folder))


def restore_backup(file: Path) -> Manifest:
    """Fill an empty database and empty media from a backup. Raises ``BackupRefused``, nothing touched.

    Everything is looked at before anything is written; where writing itself fails, what was written
    is taken away again.
    """
    with tempfile.TemporaryDirectory(prefix="junction-") as name:
        folder = Path(name)
        manifest = _opened(file, folder)
        if not databases.is_empty():
            raise BackupRefused(
                "The database here is not empty, and a restore would mix two places' records. "
                "Point DATABASE_URL (or JUNCTION_HOME) at an empty one. Nothing was changed."
            )
        if next(stored_names(), None) is not None:
            raise BackupRefused(
                "There are uploaded files here already. Point JUNCTION_HOME (or the storage) at an empty "
                "one. Nothing was changed."
            )
        cache.clear()  # what is remembered there is of another database
        put: list[str] = []
        try:
            _put_media(folder, manifest, put)
            databases.restore(folder / DATABASE)
        except BaseException:
            for stored in put:
                default_storage.delete(stored)
            raise
    log.info("backup.restored", extra={"files": len(manifest.files)})
    return manifest


def stored_names(folder: str = "") -> Iterator[str]:
    """Give the name of every uploaded file, whatever keeps them."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:  # nothing was ever uploaded
        return
    for name in sorted(files):
        yield f"{folder}{name}"
    for name in sorted(folders):
        yield from stored_names(f"{folder}{name}/")


def _opened(file: Path, folder: Path) -> Manifest:
    if not file.is_file():
        raise BackupRefused(f"There is no file {file}.")
    manifest = unpacked(file, folder)
    if manifest.database != connection.vendor:
        change = "Set" if manifest.database == "postgresql" else "Unset"
        raise BackupRefused(
            f"{file.name} holds a {manifest.database} database, and this site is configured for "
            f"{connection.vendor}. {change} DATABASE_URL first."
        )
    _refuse_newer(file, manifest)
    databases.check(folder / DATABASE)
    return manifest


def _refuse_newer(file: Path, manifest: Manifest) -> None:
    """Refuse a database this code does not know: a later version's, or one with a plugin we lack."""
    unknown = set(manifest.migrations) - set(_known())
    installed = {config.label for config in apps.get_app_configs()}
    absent = sorted({name.partition(".")[0] for name in unknown} - installed)
    if absent:
        raise BackupRefused(
            f"{file.name} was made with more than is installed here: {', '.join(absent)}. "
            "Install that first, or take it out of BLOCKED_PLUGINS."
        )
    if unknown:
        raise BackupRefused(
            f"{file.name} was made by a newer version of Junction Box ({manifest.version}): this one does "
            f"not know {sorted(unknown)[0]}. Install that version or a newer one, then restore."
        )


def _put_media(folder: Path, manifest: Manifest, put: list[str]) -> None:
    for name in manifest.files:
        if name.startswith(MEDIA):
            wanted = name.removeprefix(MEDIA)
            with (folder / name).open("rb") as source:
                put.append(default_storage.save(wanted, File(source)))
            if put[-1] != wanted:
                raise BackupRefused(f"The storage would not take “{wanted}” under its own name.")


def _known() -> Iterator[str]:
    """The migrations there are, and those they stand for: a backup may be older than the putting together."""
    for key, migration in MigrationLoader(None, ignore_no_migrations=True).disk_migrations.items():
        for app, name in (key, *migration.replaces):
            yield f"{app}.{name}"


def _applied() -> Iterator[str]:
    for app, name in MigrationLoader(connection, ignore_no_migrations=True).applied_migrations:
        yield f"{app}.{name}"
