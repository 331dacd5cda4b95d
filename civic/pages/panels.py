"""Panels: what rooms and plugins can show on an editor's page.

A room registers a ``Panel`` in ``AppConfig.ready``; an editor places it with a ``PanelBlock``. An
unknown key, a panel with nothing to say, one that fails, or one of a plugin that is off renders
nothing.
"""

import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from civic.places.context import current_site
from civic.pluginkit.edge import ask_plugin, fit_to_show
from civic.pluginkit.selectors import is_off, plugin_behind

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.functional import _StrPromise
    from wagtail.models import Site

log = logging.getLogger(__name__)

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


def apart() -> AbstractContextManager[Any]:
    """Keep a failing query from spoiling a transaction that is open; never open one for a read.

    (On SQLite every transaction takes the write lock at its start.)
    """
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


def render_panel(
    key: str, request: "HttpRequest | None", options: Mapping[str, Any] | None = None
) -> SafeString:
    """Return a panel's HTML for the place in force; empty where it is unknown, silent or failing.

    The template gets what the panel's ``context`` returned, and ``request``, ``site``, ``options``.
    """
    panel, site, options = find_panel(key), current_site(), options or {}
    if panel is None or site is None or request is None:
        if panel is None:
            log.debug("pages.panel_unknown", extra={"panel": key})
        return SafeString()
    if is_off(panel.context, site):
        return SafeString()

    def rendered() -> SafeString:
        values = panel.context(request, site, options)
        if values is None:
            return SafeString()
        return render_to_string(panel.template, {**values, "site": site, "options": options}, request=request)

    plugin = plugin_behind(panel.context)
    if plugin is not None:
        shown = ask_plugin(plugin, f"panel {key}", lambda: fit_to_show(rendered()), otherwise="")
        return mark_safe(shown)  # noqa: S308 - escaped by fit_to_show
    try:
        with apart():
            return rendered()
    except Exception:  # whatever fails in a room, the page goes on without it
        log.exception("pages.panel_failed", extra={"panel": key})
        return SafeString()
