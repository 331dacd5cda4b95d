"""One search box for everything: each room registers how it is searched."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise
    from wagtail.models import Site


@dataclass(frozen=True, kw_only=True)
class Find:
    """One thing found."""

    title: str
    url: str
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class FindSource:
    """How one room is searched."""

    key: str
    label: "str | _StrPromise"
    door: str
    """spaces, projects, conversations or changed: whose colour and icon it wears."""
    find: Callable[["Site", str, int], Sequence[Find]]


_sources: dict[str, FindSource] = {}


def register_find_source(source: FindSource) -> None:
    """Add a room to the search box."""
    _sources[source.key] = source


def find_everything(site: "Site", text: str, limit: int = 10) -> list[tuple[FindSource, Sequence[Find]]]:
    """Return what each room found, rooms with nothing left out."""
    found = [(source, source.find(site, text, limit)) for source in _sources.values()]
    return [(source, items) for source, items in found if items]
