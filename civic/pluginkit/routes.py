"""Addresses that are there only where their plugin is on."""

from collections.abc import Sequence

from django.apps import apps
from django.urls import URLPattern, URLResolver
from django.urls.resolvers import RoutePattern

from civic.places.context import current_site
from civic.pluginkit.plugin import CivicPlugin
from civic.pluginkit.selectors import is_on


class PluginRoute(RoutePattern):
    """A prefix that matches only where its plugin is on."""

    def __init__(self, plugin: CivicPlugin, prefix: str) -> None:
        super().__init__(prefix, is_endpoint=False)
        self.plugin = plugin

    def match(self, path):  # type: ignore[no-untyped-def] # Django's stubs and Django differ on the result
        """Match as any prefix does, where the plugin is on."""
        return super().match(path) if is_on(self.plugin, current_site()) else None


def plugin_addresses(
    plugin: CivicPlugin | str,
    prefix: str,
    patterns: Sequence[URLPattern | URLResolver],
    *,
    namespace: str,
) -> URLResolver:
    """Return a plugin's addresses under a prefix, not found in a place where it is off.

    For ``register_admin_urls`` hooks too. ``plugin`` may be its app label; raises ``LookupError``
    where no plugin of that label is installed.
    """
    config = apps.get_app_config(plugin) if isinstance(plugin, str) else plugin
    if not isinstance(config, CivicPlugin):
        raise LookupError(f"{plugin} is not a plugin")
    return URLResolver(
        PluginRoute(config, prefix), list(patterns), None, app_name=namespace, namespace=namespace
    )
