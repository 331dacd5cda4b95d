"""Spaces and what happens in them, for rooms that may not import each other.

The register says what a space is (``SpaceSource``); whoever holds sessions in spaces says what is
on there (``HappeningSource``). Both fill this registry in ``AppConfig.ready``. Keys look like
``assets_register.asset:<uuid>``.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from wagtail.models import Site


@dataclass(frozen=True, kw_only=True)
class Space:
    """A space as others may show it. ``None`` for a fact means nobody knows yet."""

    key: str
    name: str
    address: str
    url: str
    latitude: float | None
    longitude: float | None
    step_free: bool | None = None
    accessible_toilet: bool | None = None
    owner_name: str = ""


@dataclass(frozen=True, kw_only=True)
class Happening:
    """Something on at a space at a time."""

    space_key: str
    title: str
    url: str
    starts_at: datetime
    ends_at: datetime | None
    by: str = ""
    """Who offers it: an organisation, or a host's first name."""
    where: str = ""
    """Where in the space."""
    details: tuple[str, ...] = ()
    """What somebody at the door wants to know, in the reader's language."""


class SpaceSource(Protocol):
    """Resolves one kind of key to spaces."""

    kind: str

    def spaces(self, ids: Sequence[str]) -> Mapping[str, Space]:
        """Return spaces by id, only those that may be shown."""
        ...

    def find(self, site: "Site", text: str, limit: int) -> Sequence[Space]:
        """Return spaces of a place that can be used and match some text."""
        ...


class HappeningSource(Protocol):
    """Says what is on in spaces."""

    def happenings(
        self, site: "Site", space_keys: Sequence[str], since: datetime, until: datetime
    ) -> Sequence[Happening]:
        """Return what is on in these spaces, soonest first."""
        ...


#: Takes the keys of spaces whose place was just hidden; called in the transaction that hid them.
Forget = Callable[[Sequence[str]], None]

_spaces: dict[str, SpaceSource] = {}
_forgetting: list[Forget] = []
_happenings: list[HappeningSource] = []


def register_space_source(source: SpaceSource) -> None:
    """Let others resolve a kind of space."""
    _spaces[source.kind] = source


def register_happening_source(source: HappeningSource) -> None:
    """Let others learn what is on in spaces."""
    _happenings.append(source)


def register_space_copies(forget: Forget) -> None:
    """Let whoever keeps a copy of where a space is hear that the copy may not stand."""
    _forgetting.append(forget)


def tell_space_moved(keys: Iterable[str]) -> None:
    """Have every copy of where these spaces are made anew, now: where one is may be private from here on."""
    moved = list(keys)
    for forget in _forgetting if moved else ():
        forget(moved)


def resolve_spaces(keys: Iterable[str]) -> dict[str, Space]:
    """Return spaces by key, one call per kind; unknown and hidden ones are left out."""
    grouped: dict[str, list[str]] = {}
    for key in dict.fromkeys(keys):
        kind, _colon, id_ = key.partition(":")
        grouped.setdefault(kind, []).append(id_)
    found: dict[str, Space] = {}
    for kind, ids in grouped.items():
        if kind in _spaces:
            found |= {f"{kind}:{id_}": space for id_, space in _spaces[kind].spaces(ids).items()}
    return found


def find_spaces(site: "Site", text: str, limit: int = 20) -> list[Space]:
    """Return usable spaces of a place that match some text."""
    return [space for source in _spaces.values() for space in source.find(site, text, limit)][:limit]


def happenings_at(
    site: "Site", space_keys: Sequence[str], since: datetime, until: datetime
) -> list[Happening]:
    """Return what is on in these spaces, soonest first."""
    found = [
        happening for source in _happenings for happening in source.happenings(site, space_keys, since, until)
    ]
    return sorted(found, key=lambda happening: happening.starts_at)
