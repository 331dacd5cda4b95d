"""What search engines may find in a place: Wagtail's pages, and what each room registers.

``/sitemap.xml`` lists parts of at most ``PART`` pages each (sitemaps.org 0.9), every page with its
address in each language.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial, reduce
from operator import or_
from typing import TYPE_CHECKING, TypeVar

from django.conf import settings
from django.db.models import Q
from django.urls import translate_url
from django.utils.translation import override
from wagtail.models import Page

from civic.pluginkit.edge import ask_plugin
from civic.pluginkit.selectors import is_off, plugin_behind

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from wagtail.models import Site

T = TypeVar("T")
#: How many pages one part lists; the protocol allows 50,000.
PART = 5000
#: Wagtail's own pages.
PAGES = "pages"


@dataclass(frozen=True, kw_only=True)
class Mapped:
    """One page as a room tells it: its path in the language in force, and its last change."""

    path: str
    changed: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class SitemapSource:
    """The pages of one room that everybody may see, in a lasting order."""

    key: str
    """Small letters; it stands in the address of its parts."""
    count: Callable[["Site"], int]
    pages: Callable[["Site", int, int], Sequence[Mapped]]
    """Takes where to begin and how many at most."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One page of a part: its path, its last change, and its path by language."""

    path: str
    changed: datetime | None
    languages: tuple[tuple[str, str], ...]


_sources: dict[str, SitemapSource] = {}


def register_sitemap_source(source: SitemapSource) -> None:
    """Let search engines find a room's pages."""
    _sources[source.key] = source


def parts(site: "Site") -> Iterator[tuple[str, int]]:
    """Yield the key and the number, from 1, of each part that has something in it."""
    for key, count in [(PAGES, _wagtail_pages(site).count()), *_counts(site)]:
        for number in range(1, -(-count // PART) + 1):
            yield key, number


def entries(site: "Site", key: str, number: int) -> list[Entry] | None:
    """Return what one part lists; None where there is no such part."""
    start = (number - 1) * PART
    if key == PAGES:
        return [_entry_of(page, site) for page in _wagtail_pages(site)[start : start + PART]] or None
    source = _sources.get(key)
    if source is None or is_off(source.pages, site):
        return None
    told = {code: _told(source, site, start, code) for code, _name in settings.LANGUAGES}
    first = told[settings.LANGUAGE_CODE]
    return [
        Entry(
            path=page.path,
            changed=page.changed,
            languages=tuple((code, pages[n].path) for code, pages in told.items() if n < len(pages)),
        )
        for n, page in enumerate(first)
    ] or None


def _counts(site: "Site") -> Iterator[tuple[str, int]]:
    for source in list(_sources.values()):
        if not is_off(source.count, site):
            yield source.key, _asked(source, partial(source.count, site), otherwise=0)


def _asked(source: SitemapSource, ask: Callable[[], T], *, otherwise: T) -> T:
    """Ask a room; a plugin that fails has no pages, and its fault is on record."""
    plugin = plugin_behind(source.pages)
    if plugin is None:
        return ask()
    return ask_plugin(plugin, f"sitemap {source.key}", ask, otherwise=otherwise)


def _told(source: SitemapSource, site: "Site", start: int, code: str) -> list[Mapped]:
    with override(code):
        nothing: Sequence[Mapped] = ()
        found = _asked(source, partial(source.pages, site, start, PART), otherwise=nothing)
        return list(found)


# ---- Wagtail's pages -------------------------------------------------------------------------------
def _wagtail_pages(site: "Site") -> "QuerySet[Page]":
    """Return the live pages of a place that anybody may open, in every language it has pages in."""
    home = site.root_page
    trees = [home, *home.get_translations().live()]
    below = reduce(or_, (Q(path__startswith=tree.path) for tree in trees))
    found: QuerySet[Page] = Page.objects.filter(below).live().public()
    return found.select_related("locale").order_by("path")


def _entry_of(page: Page, site: "Site") -> Entry:
    parts_of = page.get_url_parts()
    path = parts_of[2] if parts_of else "/"
    translations = {
        each.locale.language_code: (each.get_url_parts() or ("", "", ""))[2]
        for each in page.get_translations(inclusive=True).live().select_related("locale")
    }
    languages = [(code, translations[code]) for code, _name in settings.LANGUAGES if code in translations]
    if len(translations) == 1 and not site.root_page.get_translations().live().exists():
        # Where nothing is translated, Wagtail answers under the language with ours around the page.
        languages = [(code, str(translate_url(path, code))) for code, _name in settings.LANGUAGES]
    return Entry(path=path, changed=page.last_published_at, languages=tuple(languages))
