"""The list of who was forgotten, kept outside the database.

A backup holds people as they were when it was made, so a restore brings back whoever was erased since.
Each erasing adds a line to a file: the moment in UTC, and the person's random id, which leads to nobody
once they are erased. After a restore the list is gone through again. UK GDPR, article 17.
"""

import os
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils import timezone


class UnreadableList(Exception):
    """This is no list of who was forgotten. Its text says why, in plain words."""


def note_erased(who: UUID) -> None:
    """Add a person to the list, on the disk before this returns. Raises ``OSError`` where it cannot be."""
    line = f"{timezone.now():%Y-%m-%dT%H:%M:%SZ} {who}\n".encode()
    number = os.open(settings.ERASED_LIST, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(number, line)
        os.fsync(number)
    finally:
        os.close(number)


def read_erased(file: Path) -> list[UUID]:
    """Return everybody on a list, once each, in its order. Raises ``UnreadableList``."""
    try:
        lines = file.read_text(encoding="ascii").splitlines()
    except OSError as error:
        raise UnreadableList(f"Cannot read {file}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UnreadableList(f"{file} is no list of who was forgotten.") from error
    found: dict[UUID, None] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            found[UUID(line.split()[1])] = None
        except (IndexError, ValueError) as error:
            raise UnreadableList(
                f"Line {number} of {file} is no line of a list of who was forgotten. Nobody was erased."
            ) from error
    return list(found)
