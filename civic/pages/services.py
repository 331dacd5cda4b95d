"""Writes: a place's site, home page and sections."""

from typing import TypeVar

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify
from wagtail.models import Locale, Page, Site, get_page_models

from civic.pages.doors import DOORS
from civic.pages.models import HomePage, SectionIndexPage
from civic.places.hosts import read_host
from civic.places.models import PlaceSettings

P = TypeVar("P", bound=Page)

#: Where the front of each section stands below Home.
SECTION_SLUGS = {
    "spaces": "spaces",
    "projects": "projects",
    "conversations": "conversations",
    "changed": "what-changed",
}


#: What a browser asks when an address names no port.
WEB_PORTS = {80, 443}


class AddressTaken(Exception):
    """Another place is at this host name already."""

    def __init__(self, hostname: str, name: str) -> None:
        super().__init__(f"{hostname} is already the address of {name}.")


@transaction.atomic
def build_site(
    hostname: str,
    name: str,
    *,
    port: int = 80,
    default: bool = False,
    strapline: str = "",
    name_cy: str = "",
    rename: bool = True,
) -> Site:
    """Make a place: its Site, home page and settings. Doing it again changes nothing but the names.

    Wagtail's own first site and page, as its migrations leave them, are no place: while they are
    untouched, the first place made takes their stead and answers for every other host name.

    Raises ``ValidationError`` for what is no host name, and ``AddressTaken`` where another place is at
    this one: without ``rename``, one that is called something else; and in any case one at the same
    name's other web port (80 and 443 are one address to whoever types it).
    """
    for language, _name in settings.WAGTAIL_CONTENT_LANGUAGES:  # those its pages may be translated into
        Locale.objects.get_or_create(language_code=language)
    hostname = read_host(hostname)
    _refuse_taken(hostname, port, "" if rename else name)
    site = Site.objects.filter(hostname=hostname, port=port).first()
    untouched = _untouched_site()
    if default or untouched is not None:
        default, site = True, site or untouched
        Site.objects.filter(is_default_site=True).exclude(pk=site.pk if site else None).update(
            is_default_site=False
        )
    site = site or Site(hostname=hostname, port=port)
    old_root = site.root_page if site.root_page_id else None
    if old_root is None or not isinstance(old_root.specific, HomePage):
        site.root_page = _new_home(hostname, name)
    site.hostname, site.port, site.site_name = hostname, port, name
    site.is_default_site = default or site.is_default_site
    site.save()
    if old_root is not None and _is_welcome(old_root):
        old_root.delete()
    PlaceSettings.objects.update_or_create(
        site=site, defaults={"name": name, "name_cy": name_cy, "strapline": strapline}
    )
    site.refresh_from_db()
    return site


def add_section(home: Page, page_class: type[P], title: str, slug: str = "", lead: str = "") -> P:
    """Put a section under a home page, live and in menus; one of each class, however often called."""
    found = page_class.objects.child_of(home).first()
    if found is not None:
        kept: P = found
        return kept
    words = {"lead": lead} if issubclass(page_class, SectionIndexPage) else {}
    section = page_class(title=title, slug=slug or slugify(title), show_in_menus=True, **words)
    home.add_child(instance=section)
    made: P = section
    return made


def add_every_section(site: Site) -> list[str]:
    """Put the front of every section under a place's home page, each behind its door; once.

    Rooms say which page stands behind a door by the page class's ``door``. Returns their titles.
    """
    fronts = [model for model in get_page_models() if issubclass(model, SectionIndexPage)]
    behind = {model.door: model for model in fronts if model.door}
    sections = [
        add_section(site.root_page, behind[door.key], str(door.word), slug=SECTION_SLUGS[door.key])
        for door in DOORS
        if door.key in behind
    ]
    return [section.title for section in sections]


def _refuse_taken(hostname: str, port: int, name: str) -> None:
    untouched = _untouched_site()
    others = Site.objects.filter(hostname=hostname).exclude(pk=untouched.pk if untouched else None)
    for other in others:
        same = other.port == port
        if (same and name and other.site_name != name) or (not same and {other.port, port} == WEB_PORTS):
            raise AddressTaken(hostname, other.site_name or hostname)


def _new_home(hostname: str, name: str) -> HomePage:
    root = Page.objects.filter(depth=1).first()
    if root is None:
        root = Page.add_root(instance=Page(title="Root", slug="root", locale=Locale.get_default()))
    taken = set(root.get_children().values_list("slug", flat=True))
    base = slugify(hostname.replace(".", "-")) or "home"
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return root.add_child(instance=HomePage(title=name, slug=slug))  # type: ignore[no-any-return] # treebeard is untyped


def _is_welcome(page: Page) -> bool:
    """Whether this is the page Wagtail's first migration makes, still as it was."""
    return bool(page.url_path == "/home/" and page.specific_class is Page and page.is_leaf())


def _untouched_site() -> Site | None:
    """Return the site Wagtail's first migration makes, if nobody has used it."""
    site = Site.objects.filter(is_default_site=True, hostname="localhost").first()
    return site if site is not None and _is_welcome(site.root_page) else None
