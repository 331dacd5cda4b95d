"""Panels: what rooms and plugins can show on an editor's page.

A room registers a ``Panel`` in ``AppConfig.ready``; an editor places it with a ``PanelBlock``. An
unknown key, a panel with nothing to say, or one that fails renders nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.functional import _StrPromise
    from wagtail.models import Site

PanelContext = Callable[["HttpRequest", "Site", Mapping[str, Any]], Mapping[str, Any] | None]


@dataclass(frozen=True, kw_only=True)
class Panel:
    """Something a room can show on a page."""

    key: str
    """``room.name``, such as ``record.newest_answer``."""
    label: "str | _StrPromise"
    template: str
    context: PanelContext
    """Called with the request, the place and the editor's options; None shows nothing."""


_panels: dict[str, Panel] = {}


def register_panel(panel: Panel) -> None:
    """Let editors place a panel."""
    _panels[panel.key] = panel


def find_panel(key: str) -> Panel | None:
    """Return the panel of this key, or None."""
    return _panels.get(key)


def panel_choices() -> list[tuple[str, "str | _StrPromise"]]:
    """Return every panel an editor can choose, by key."""
    return [(key, _panels[key].label) for key in sorted(_panels)]
