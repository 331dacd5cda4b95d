"""Where a space's page is."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language
from wagtail.models import Page

from assets_register.models import Asset

if TYPE_CHECKING:
    from collections.abc import Callable

    from wagtail.models import Site


def section_path(site: "Site | int") -> str:
    """Return the path of a place's spaces section in the language in force; empty where it has none.

    One query, and Wagtail's cached list of site roots.
    """
    from assets_register.pages import SpacesIndexPage

    site_id = site if isinstance(site, int) else site.pk
    found: dict[str, str] = {}
    pages = SpacesIndexPage.objects.live().select_related("locale").order_by("path")
    for page in pages:
        parts = page.get_url_parts()
        if parts is not None and parts[0] == site_id:
            found.setdefault(page.locale.language_code, parts[2])
    return found.get(get_language() or "") or next(iter(found.values()), "")


def space_path(asset: Asset, section: str = "") -> str:
    """Return a space's path; without its place's section, the lasting address that finds it."""
    return f"{section}{asset.slug}/" if section else reverse("assets_register:space", args=[asset.uuid])


def space_paths(section: str) -> "Callable[[str, UUID], str]":
    """Return what gives the same from a slug and an id: for many at a time, where no record was read."""
    if section:
        return lambda slug, uuid: f"{section}{slug}/"
    nobody = UUID(int=0)
    before, after = reverse("assets_register:space", args=[nobody]).split(str(nobody))
    return lambda slug, uuid: f"{before}{uuid}{after}"


def section_page(site: "Site") -> Page | None:
    """Return the spaces page itself, in the language in force where there is one."""
    from assets_register.pages import SpacesIndexPage

    pages = [
        page
        for page in SpacesIndexPage.objects.live().select_related("locale").order_by("path")
        if (parts := page.get_url_parts()) is not None and parts[0] == site.pk
    ]
    spoken = [page for page in pages if page.locale.language_code == get_language()]
    return next(iter(spoken or pages), None)
