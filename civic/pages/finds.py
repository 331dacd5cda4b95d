"""One search box for everything: each room registers how it is searched."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from civic.pages.panels import apart
from civic.pluginkit.edge import ask_plugin
from civic.pluginkit.selectors import is_off, plugin_behind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise
    from wagtail.models import Site

log = logging.getLogger(__name__)


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
    """Return what each room found; rooms with nothing, failing or of a plugin that is off are left out."""
    on = [source for source in _sources.values() if not is_off(source.find, site)]
    found = [(source, _found_by(source, site, text, limit)) for source in on]
    return [(source, items) for source, items in found if items]


def _found_by(source: FindSource, site: "Site", text: str, limit: int) -> Sequence[Find]:
    plugin = plugin_behind(source.find)
    if plugin is not None:
        return ask_plugin(
            plugin, f"search {source.key}", lambda: source.find(site, text, limit), otherwise=()
        )
    try:
        with apart():
            return source.find(site, text, limit)
    except Exception:  # one room that cannot search does not keep the others from it
        log.exception("pages.find_failed", extra={"source": source.key})
        return ()
