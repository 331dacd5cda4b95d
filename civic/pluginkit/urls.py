"""Plugins' own addresses, under ``/plugins/<url_prefix>/``; not found where a plugin is off."""

from importlib import import_module

from django.urls import URLPattern, URLResolver

from civic.pluginkit.faults import WRONG, record_start_fault
from civic.pluginkit.plugin import CivicPlugin
from civic.pluginkit.routes import plugin_addresses
from civic.pluginkit.selectors import installed_plugins


def _mounted(plugin: CivicPlugin) -> URLResolver | None:
    try:
        patterns = import_module(f"{plugin.name}.urls").urlpatterns
        resolver = plugin_addresses(plugin, f"{plugin.url_prefix}/", patterns, namespace=plugin.label)
        _ = resolver.reverse_dict  # walked now, so that what is wrong in it is found now
        return resolver
    except WRONG as error:
        record_start_fault(plugin.name, "urls", error)
        return None


def plugin_urlpatterns() -> list[URLPattern | URLResolver]:
    """Return the mounted addresses of every plugin that has some; one with broken ones is left out."""
    having = [plugin for plugin in installed_plugins() if plugin.url_prefix and plugin.sound]
    mounted = [_mounted(plugin) for plugin in having]
    return [resolver for resolver in mounted if resolver]


urlpatterns: list[URLPattern | URLResolver] = plugin_urlpatterns()
