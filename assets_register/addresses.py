"""Where a space's page is."""

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import get_language
from wagtail.models import Page

from assets_register.models import Asset

if TYPE_CHECKING:
    from uuid import UUID

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
    return space_path_of(asset.slug, asset.uuid, section)


def space_path_of(slug: str, uuid: "UUID", section: str) -> str:
    """Return the same from what it is made of, where no record was read."""
    return f"{section}{slug}/" if section else reverse("assets_register:space", args=[uuid])


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
