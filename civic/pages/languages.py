"""The same page in the other language, or that language's home."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse, translate_url
from django.utils.translation import get_language, get_language_info, override
from wagtail.models import Locale, Page, Site

from civic.places.models import PlaceSettings

if TYPE_CHECKING:
    from django.http import HttpRequest


@dataclass(frozen=True, kw_only=True)
class LanguageLink:
    """Where the same words are in another language."""

    code: str
    name: str
    """The language's own name for itself."""
    url: str


def shown_place_name(site: Site, chosen: PlaceSettings) -> str:
    """Return what a place is called in the reader's language."""
    welsh = chosen.name_cy if get_language() == "cy" else ""
    return welsh or chosen.name or str(site.site_name or site.hostname)


def kept_in_language(site_id: int, path: str) -> str:
    """Return the path of a page under the reader's language, where the place has no home page in it.

    Wagtail answers there with the page as it was written, and with ours around it in that language;
    its own address would take the reader out of it. Where the home page is translated, its tree is used.
    """
    language = get_language()
    if language in (None, settings.LANGUAGE_CODE) or not path.startswith("/"):
        return path
    roots = Site.get_site_root_paths()
    if any(root.site_id == site_id and root.language_code == language for root in roots):
        return path
    return reverse("wagtail_serve", args=(path.removeprefix("/"),))


def other_languages(request: "HttpRequest", page: Page | None) -> list[LanguageLink]:
    """Return a link for each other language: the page's translation, or that language's home."""
    return [
        LanguageLink(
            code=code,
            name=get_language_info(code)["name_local"].capitalize(),
            url=_address_in(code, request, page),
        )
        for code, _name in settings.LANGUAGES
        if code != get_language()
    ]


def _asked(code: str, request: "HttpRequest") -> str:
    """Return what the address asks for, for another language; where to go next is turned with it."""
    if not request.GET:
        return ""
    asked = request.GET.copy()
    wanted = str(asked.get("next", ""))
    if wanted.startswith("/") and not wanted.startswith("//"):
        asked["next"] = str(translate_url(wanted, code))
    return f"?{asked.urlencode()}"


def _address_in(code: str, request: "HttpRequest", page: Page | None) -> str:
    asked = _asked(code, request)
    plain = str(translate_url(request.path, code)) + asked
    if page is None or page.pk is None or not Locale.objects.filter(language_code=code).exists():
        return plain
    translations = page.get_translations().live().filter(locale__language_code=code)
    translation = translations.first()
    own = page.get_url(request) or ""
    if translation is not None:
        with override(code):
            rest = request.path[len(own) :] if own and request.path.startswith(own) else ""
            own_there = translation.get_url(request)
            return own_there + rest + asked if own_there else plain
    root = page.get_ancestors(inclusive=True).filter(depth=2).first()
    translated_home = (
        root is not None and root.get_translations().live().filter(locale__language_code=code).exists()
    )
    with override(code):
        return str(translate_url("/", code)) if translated_home else plain
