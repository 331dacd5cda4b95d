"""The four doors: what each is called, and where it leads in the place in force."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, get_page_models

from civic.pages.languages import kept_in_language

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.functional import _StrPromise
    from wagtail.models import Site


@dataclass(frozen=True, kw_only=True)
class Door:
    """One of the four."""

    key: str
    """Also its icon and its CSS class, ``door-<key>``."""
    word: "_StrPromise"
    line: "_StrPromise"


DOORS: Final = (
    Door(
        key="spaces",
        word=_("Find a space"),
        line=_("Halls, rooms, parks and gardens: what is near, and who to ask."),
    ),
    Door(
        key="projects",
        word=_("Join in"),
        line=_("Free things to make, cook, grow and mend with neighbours."),
    ),
    Door(
        key="conversations",
        word=_("Have your say"),
        line=_("Say it to the people who decide. No account needed."),
    ),
    Door(
        key="changed",
        word=_("What changed"),
        line=_("What was asked, what was done, and why not where it was not."),
    ),
)


@dataclass(frozen=True, kw_only=True)
class OpenDoor:
    """A door that leads somewhere."""

    door: Door
    url: str

    @property
    def key(self) -> str:
        """The door's key."""
        return self.door.key


def open_doors(request: "HttpRequest", site: "Site | None") -> list[OpenDoor]:
    """Return the doors whose section page is live in this place and language, in their order.

    A section page says which door it stands behind by its class's ``door``. Two queries a request:
    the sections, and the home page's path where the Site was loaded without it.
    """
    if site is None:
        return []
    language = get_language() or ""
    kept: dict[str, list[OpenDoor]] = request.__dict__.setdefault("_open_doors", {})
    if language not in kept:
        kept[language] = _find_doors(request, site)
    return kept[language]


def _find_doors(request: "HttpRequest", site: "Site") -> list[OpenDoor]:
    behind = {model: door for model in get_page_models() if (door := getattr(model, "door", ""))}
    if not behind:
        return []
    types = ContentType.objects.get_for_models(*behind)
    keys = {types[model].pk: door for model, door in behind.items()}
    home = site.root_page.localized
    sections = Page.objects.child_of(home).live().filter(content_type__in=keys).order_by("path")
    urls: dict[str, str] = {}
    for page in sections:
        url = page.get_url(request)
        urls.setdefault(keys[page.content_type_id], kept_in_language(site.pk, url) if url else "")
    return [OpenDoor(door=door, url=urls[door.key]) for door in DOORS if urls.get(door.key)]
