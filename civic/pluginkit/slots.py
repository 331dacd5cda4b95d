"""Slots: spots in the site's templates that plugins fill."""

from typing import TYPE_CHECKING, Any

from django.utils.module_loading import import_string
from django.utils.safestring import SafeString, mark_safe

from civic.pluginkit.edge import ask_plugin, fit_to_show
from civic.pluginkit.plugin import CivicPlugin
from civic.pluginkit.selectors import installed_plugins, switched_on

if TYPE_CHECKING:
    from django.http import HttpRequest
    from wagtail.models import Site


def render_slot(slot: str, request: "HttpRequest", site: "Site", **things: Any) -> SafeString:
    """Return what the plugins that are on here put into a slot, in order of their labels.

    Each panel function is called as ``panel(request, site, **things)`` and returns safe HTML, plain
    text (escaped) or None. One that fails, is late, too long or tells a secret is skipped and recorded.
    """
    on = switched_on(site)
    filling = [plugin for plugin in installed_plugins() if slot in plugin.slots and plugin.label in on]
    shown = [_render_panel(plugin, slot, request, site, things) for plugin in filling]
    return mark_safe("\n".join(panel for panel in shown if panel))  # noqa: S308 - escaped by fit_to_show


def _render_panel(
    plugin: CivicPlugin, slot: str, request: "HttpRequest", site: "Site", things: dict[str, Any]
) -> str:
    def panel() -> str:
        return fit_to_show(import_string(plugin.slots[slot])(request, site, **things))

    return ask_plugin(plugin, f"slot {slot}", panel, otherwise="")
