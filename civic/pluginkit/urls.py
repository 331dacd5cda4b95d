"""Plugins' own addresses, under ``/plugins/<url_prefix>/``; not found where a plugin is off."""

from importlib import import_module

from django.urls import URLPattern, URLResolver, include
from django.urls.resolvers import RoutePattern

from civic.places.context import current_site
from civic.pluginkit.faults import record_start_fault
from civic.pluginkit.plugin import CivicPlugin
from civic.pluginkit.selectors import installed_plugins, is_on


class PluginRoute(RoutePattern):
    """A prefix that matches only where its plugin is on."""

    def __init__(self, plugin: CivicPlugin) -> None:
        super().__init__(f"{plugin.url_prefix}/", is_endpoint=False)
        self.plugin = plugin

    def match(self, path):  # type: ignore[no-untyped-def] # Django's stubs and Django differ on the result
        """Match as any prefix does, where the plugin is on."""
        return super().match(path) if is_on(self.plugin, current_site()) else None


def _mounted(plugin: CivicPlugin) -> URLResolver | None:
    try:
        module = import_module(f"{plugin.name}.urls")
        patterns = list(module.urlpatterns)
        urlconf, app_name, namespace = include((patterns, plugin.label), namespace=plugin.label)
        resolver = URLResolver(PluginRoute(plugin), urlconf, None, app_name=app_name, namespace=namespace)
        resolver.url_patterns, resolver.reverse_dict  # noqa: B018 - found out now, not in a request
        return resolver
    except Exception as error:
        record_start_fault(plugin.name, "urls", error)
        return None


def plugin_urlpatterns() -> list[URLPattern | URLResolver]:
    """Return the mounted addresses of every plugin that has some; one with broken ones is left out."""
    mounted: list[URLPattern | URLResolver] = []
    for plugin in installed_plugins():
        resolver = _mounted(plugin) if plugin.url_prefix and plugin.sound else None
        if resolver:
            mounted.append(resolver)
    return mounted


urlpatterns: list[URLPattern | URLResolver] = plugin_urlpatterns()
