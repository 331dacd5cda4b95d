"""The file a backup is: a compressed tar that ends with a list of what is in it.

``database`` (SQLite's own file, or ``pg_dump``'s), ``media/…``, and last ``manifest.json`` with the
SHA-256 of each: a file that was cut short has no list, and one that was damaged does not agree with it.
"""

import errno
import gzip
import hashlib
import io
import json
import os
import tarfile
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

#: Raised when an older version could not read what a newer one writes.
FORMAT = 1
MANIFEST, DATABASE, MEDIA = "manifest.json", "database", "media/"
CHUNK = 1024 * 1024
#: Bytes of one uploaded file kept in memory while it is copied.
SPOOL_BYTES = 8 * CHUNK


class BackupRefused(Exception):
    """A backup cannot be made or used. Its text says why, in plain words."""


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a backup holds."""

    format: int = FORMAT
    #: When the copy of the database was begun, ISO 8601: everything acknowledged before is in it.
    taken_at: str
    version: str
    """The version of Junction Box that made it."""
    database: str
    """sqlite or postgresql."""
    migrations: list[str]
    """What the database had been brought up to: ``app.name``."""
    files: dict[str, str] = field(default_factory=dict)
    """SHA-256 by name."""


class Writer:
    """An archive being written."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.files: dict[str, str] = {}

    def add(self, name: str, source: IO[bytes]) -> None:
        """Add a file, as it is when it has been read to its end."""
        digest = hashlib.sha256()
        with tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES) as copy:
            while part := source.read(CHUNK):
                digest.update(part)
                copy.write(part)
            self._put(name, copy, copy.tell())
        self.files[name] = digest.hexdigest()

    def finish(self, manifest: Manifest) -> None:
        """Add the list of what is in it: without one, a backup is no backup."""
        said = json.dumps(asdict(manifest), indent=1).encode()
        self._put(MANIFEST, io.BytesIO(said), len(said))

    def _put(self, name: str, source: IO[bytes], size: int) -> None:
        source.seek(0)
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode, entry.mtime = size, 0o600, int(time.time())
        self._tar.addfile(entry, source)


@contextmanager
def written(file: Path) -> Iterator[Writer]:
    """Write an archive: under its name only once it is whole, and readable by its owner only."""
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    try:
        number = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(number, "wb") as raw:
            with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=5) as tar:
                yield Writer(tar)
            raw.flush()
            os.fsync(raw.fileno())
        part.rename(file)
    finally:
        part.unlink(missing_ok=True)


def unpacked(file: Path, into: Path) -> Manifest:
    """Unpack an archive into an empty folder and check every byte of it against its list.

    Raises ``BackupRefused`` where it is damaged, cut short, no backup at all, or newer than we read.
    """
    digests: dict[str, str] = {}
    said = b""
    try:
        with gzip.open(file) as raw, tarfile.open(fileobj=raw, mode="r:") as tar:
            for entry in tar:
                source = tar.extractfile(entry) if entry.isfile() else None
                if source is None or not _is_safe(entry.name):
                    raise _damaged(file, f"it holds “{entry.name}”, which no backup does")
                if entry.name == MANIFEST:
                    said = source.read()
                    continue
                digests[entry.name] = _copy(source, into / entry.name)
            while raw.read(CHUNK):  # to the very end, where its checksum is
                pass
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise BackupRefused(f"There is not enough room in {into} to unpack {file.name}.") from error
        if error.errno is not None:
            raise BackupRefused(f"Cannot read {file}: {error.strerror}.") from error
        raise _damaged(file, "it cannot be unpacked") from error
    except (tarfile.TarError, EOFError, zlib.error) as error:
        raise _damaged(file, "it cannot be unpacked, or is cut short") from error
    return _agreed(file, said, digests)


def _agreed(file: Path, said: bytes, digests: dict[str, str]) -> Manifest:
    """Return an archive's list if it is one we read and what was unpacked agrees with it."""
    if not said:
        raise _damaged(file, "it is cut short")
    try:
        read = json.loads(said)
        if int(read["format"]) > FORMAT:
            raise BackupRefused(
                f"{file.name} was made by a newer version of Junction Box ({read.get('version')}). "
                "Install that version or a newer one, then restore."
            )
        manifest = Manifest(**read)
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(file, "its list of contents cannot be read") from error
    if DATABASE not in manifest.files:
        raise _damaged(file, "there is no database in it")
    for name in sorted(manifest.files.keys() | digests.keys()):
        if manifest.files.get(name) != digests.get(name):
            raise _damaged(file, f"“{name}” is not as it was when the backup was made")
    return manifest


def _copy(source: IO[bytes], target: Path) -> str:
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with target.open("wb") as copy:
        while part := source.read(CHUNK):
            digest.update(part)
            copy.write(part)
    return digest.hexdigest()


def _is_safe(name: str) -> bool:
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts


def _damaged(file: Path, why: str) -> BackupRefused:
    return BackupRefused(f"{file.name} is damaged: {why}. Use another backup.")
