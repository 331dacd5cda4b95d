"""The picture a chat shows when a link to a page is pasted: its title, its day and whose place it is.

Drawn here, on our own machine, in the colours of the place's theme and its door. The address holds
what is written on it, signed, so that nobody can have other words drawn in a place's name; the same
address is always the same picture.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import typst
from django.core import signing
from django.core.cache import cache
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language

from civic.pages.doors import DOORS
from civic.pages.icons import ICONS
from civic.themekit.contrast import tokens_of
from civic.themekit.registry import file_of
from civic.themekit.selectors import theme_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from wagtail.models import Site

#: What every chat that shows large pictures asks for, in pixels.
WIDTH: Final = 1200
HEIGHT: Final = 630

_SALT: Final = "pages.link-picture"
_KEPT_SECONDS: Final = 60 * 60 * 24
_TITLE_LENGTH: Final = 160
_LINE_LENGTH: Final = 140
_DRAWING: Final = Path(__file__).parent / "link_picture.typ"
#: The mark in the corner, where the theme has none of its own.
_MARK: Final = Path(__file__).parent / "static" / "pages" / "mark.svg"
_PLAIN: Final = "plain"


@dataclass(frozen=True, kw_only=True)
class LinkPicture:
    """What is written on a picture."""

    title: str
    line: str = ""
    """A day, a place, a deadline: what somebody wants to know before they tap."""
    door: str = ""
    about: str = ""
    """The key of what can be hidden, and the picture with it: ``projects.project:<uuid>``, say."""


#: Says whether what a picture is about may still be seen, by its id; by the kind its key begins with.
_still_shown: "dict[str, Callable[[str], bool]]" = {}


def register_pictured(kind: str, still_shown: "Callable[[str], bool]") -> None:
    """Let pictures be about things of a kind. Call in ``AppConfig.ready``."""
    _still_shown[kind] = still_shown


def link_picture_url(site: "Site", *, title: str, line: str = "", door: str = "", about: str = "") -> str:
    """Return the path of a page's picture."""
    written = [site.pk, _short(title, _TITLE_LENGTH), _short(line, _LINE_LENGTH), door]
    if about:
        written.append(about)
    return reverse("pages:link_picture", args=[signing.dumps(written, salt=_SALT, compress=True)])


def link_picture_of(site: "Site", token: str) -> LinkPicture | None:
    """Return what a path's token says is written on a picture of this place; None for any other.

    None also where it is about something that may not be seen any more.
    """
    try:
        site_pk, title, line, door, *rest = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    about = "".join(rest)
    if site_pk != site.pk or (about and not _is_shown(about)):
        return None
    return LinkPicture(title=title, line=line, door=door, about=about)


def _is_shown(key: str) -> bool:
    kind, _, id_ = key.partition(":")
    return kind in _still_shown and _still_shown[kind](id_)


def draw(picture: LinkPicture, site: "Site", place_name: str) -> bytes:
    """Return a picture as PNG, kept for a day: drawing one takes about a tenth of a second."""
    theme = theme_of(site)
    what = f"{theme}\n{get_language()}\n{place_name}\n{picture}"
    key = f"link-picture:{site.pk}:{salted_hmac(_SALT, what).hexdigest()}"
    kept: bytes | None = cache.get(key)
    if kept is None:
        kept = _drawn(picture, theme, place_name)
        cache.set(key, kept, timeout=_KEPT_SECONDS)
    return kept


def _short(text: str, length: int) -> str:
    words = " ".join(str(text).split())
    return words if len(words) <= length else words[: length - 1].rstrip() + "…"


def _drawn(picture: LinkPicture, theme: str, place_name: str) -> bytes:
    colours = tokens_of(theme)["light"]
    door = picture.door if picture.door in {door.key for door in DOORS} else _PLAIN
    inputs = {
        "title": picture.title,
        "line": picture.line,
        "place": place_name,
        "ground": colours.get(door if door != _PLAIN else "paper", "#f5f4ee"),
        "ink": colours.get("on-sign" if door != _PLAIN else "ink", "#16201f"),
        "foot": colours.get("foot", "#16201f"),
        "on-foot": colours.get("on-foot", "#f5f4ee"),
        "strip": ",".join(colours.get(each.key, "#dddccf") for each in DOORS),
        "pattern": _pattern(theme, door),
        "icon": _icon(door, colours.get("on-sign", "#16201f")),
        "mark": (file_of(theme, "mark.svg") or _MARK).read_text(encoding="utf-8"),
    }
    drawn: Any = typst.compile(str(_DRAWING), format="png", ppi=72, sys_inputs=inputs)
    return bytes(drawn)


def _pattern(theme: str, door: str) -> str:
    file = file_of(theme, f"patterns/{door}.svg")
    return file.read_text(encoding="utf-8") if file else ""


def _icon(door: str, ink: str) -> str:
    """Return a door's icon as a whole SVG file; empty where the page stands behind none."""
    if door not in ICONS:
        return ""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="24" height="24" fill="none" '
        f'stroke="{ink}" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">{ICONS[door]}</svg>'
    )
