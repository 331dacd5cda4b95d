"""Slots: spots in the site's templates that plugins fill."""

import logging
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, connection, transaction
from django.utils.html import conditional_escape, format_html_join
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString

from civic.pluginkit.faults import told_without_secrets
from civic.pluginkit.plugin import CivicPlugin
from civic.pluginkit.selectors import installed_plugins, switched_on
from civic.pluginkit.services import record_slot_fault

if TYPE_CHECKING:
    from django.http import HttpRequest
    from wagtail.models import Site

log = logging.getLogger(__name__)


def render_slot(slot: str, request: "HttpRequest", site: "Site", **things: Any) -> SafeString:
    """Return what the plugins that are on here put into a slot, in order of their labels.

    Each panel function is called as ``panel(request, site, **things)`` and returns safe HTML, plain
    text (escaped) or None. One that fails is skipped, logged with its plugin's name, and recorded.
    """
    on = switched_on(site)
    filling = [plugin for plugin in installed_plugins() if slot in plugin.slots and plugin.label in on]
    shown = [_render_panel(plugin, slot, request, site, things) for plugin in filling]
    return format_html_join("\n", "{}", ((panel,) for panel in shown if panel))


def _render_panel(
    plugin: CivicPlugin, slot: str, request: "HttpRequest", site: "Site", things: dict[str, Any]
) -> str:
    try:
        panel = import_string(plugin.slots[slot])
        if connection.in_atomic_block:  # a failed query would spoil the transaction the page is in
            with transaction.atomic():
                html = panel(request, site, **things)
        else:
            html = panel(request, site, **things)
        return conditional_escape(html) if html else ""
    except (Exception, SystemExit) as error:
        log.error(
            "plugin.slot_failed",
            extra={"plugin": plugin.name, "slot": slot, "said": told_without_secrets(error)},
        )
        _keep_fault(plugin, slot, error)
        return ""


def _keep_fault(plugin: CivicPlugin, slot: str, error: BaseException) -> None:
    """Write the fault down where that can be done now: a page is not lost for a note about a panel."""
    try:
        record_slot_fault(plugin.name, slot, error)
    except DatabaseError:
        log.warning("plugin.fault_not_kept", extra={"plugin": plugin.name, "slot": slot})
