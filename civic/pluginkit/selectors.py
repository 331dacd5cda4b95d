"""Reads about plugins: which there are, which are on here, what is wrong with them."""

from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import Q

from civic.places.kept import kept
from civic.pluginkit.models import PluginFault, PluginSwitch
from civic.pluginkit.plugin import CivicPlugin

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from wagtail.models import Site


def installed_plugins() -> list[CivicPlugin]:
    """Return every plugin that is installed, by label."""
    found = [config for config in apps.get_app_configs() if isinstance(config, CivicPlugin)]
    return sorted(found, key=lambda plugin: plugin.label)


def plugin_holding(module: str) -> CivicPlugin | None:
    """Return the plugin a module belongs to; None for the site's own rooms."""
    config = apps.get_containing_app_config(module)
    return config if isinstance(config, CivicPlugin) else None


def switched_on(site: "Site") -> frozenset[str]:
    """Return the labels of the plugins that are on in a place.

    Looked up once per ``Site`` object, so once per request or task, in what is kept.
    """
    known: frozenset[str] | None = getattr(site, "_plugins_on", None)
    if known is None:
        switches = PluginSwitch.objects.filter(site=site).values_list("plugin", "on")
        chosen = kept(("plugins", site.pk), lambda: dict(switches))
        known = frozenset(
            plugin.label
            for plugin in installed_plugins()
            if plugin.sound and chosen.get(plugin.label, plugin.default_on)
        )
        site._plugins_on = known
    return known


def is_on(plugin: CivicPlugin | str, site: "Site | None") -> bool:
    """Say whether a plugin (or its label) is on in a place. Nothing is on outside any place."""
    if site is None:
        return False
    label = plugin if isinstance(plugin, str) else plugin.label
    return label in switched_on(site)


def plugin_behind(thing: object) -> CivicPlugin | None:
    """Return the plugin a function or class belongs to; None for the site's own."""
    return plugin_holding(getattr(thing, "__module__", None) or "")


def is_off(thing: object, site: "Site") -> bool:
    """Say whether a function or class belongs to a plugin that is off in a place."""
    plugin = plugin_behind(thing)
    return plugin is not None and not is_on(plugin, site)


def open_faults() -> "QuerySet[PluginFault]":
    """Return what failed while running and has not gone well since, newest first, anywhere."""
    return PluginFault.objects.filter(mended_at=None)


def open_faults_here(site: "Site") -> "QuerySet[PluginFault]":
    """Return the open faults a place has to do with: those seen in it, and those of no place at all.

    Only of plugins that are on here; one that is off troubles nobody.
    """
    on = switched_on(site)
    names = [plugin.name for plugin in installed_plugins() if plugin.label in on]
    return open_faults().filter(Q(site=site) | Q(site=None), plugin__in=names)
