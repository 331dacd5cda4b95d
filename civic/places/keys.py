"""The last part of a key such as ``projects.project:<uuid>``, as rooms find their rows by it."""

from collections.abc import Sequence
from contextlib import suppress
from uuid import UUID


def real_uuids(ids: Sequence[str]) -> list[UUID]:
    """Return the ids that are uuids; what strangers made up is left out."""
    found = []
    for id_ in ids:
        with suppress(ValueError):
            found.append(UUID(id_))
    return found
