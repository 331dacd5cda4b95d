"""The plugins' page among the settings."""

from typing import TYPE_CHECKING, Any

from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.models import Site

from civic.pluginkit import views
from civic.pluginkit.faults import start_faults
from civic.pluginkit.selectors import open_faults_here
from civic.residents.permissions import StaffAction, register_action

if TYPE_CHECKING:
    from django.http import HttpRequest


class PluginsMenuItem(MenuItem):
    """Shown to place administrators."""

    def is_shown(self, request: "HttpRequest") -> bool:
        """Say whether this person sees it here."""
        return views.may_switch(request.user, Site.find_for_request(request))


@hooks.register("register_admin_urls")
def plugin_screens() -> list[URLResolver]:
    """Mount the page."""
    patterns = [
        path("", views.plugins, name="plugins"),
        path("<slug:label>/", views.switch, name="switch"),
    ]
    return [path("plugins/", include((patterns, "pluginkit"), namespace="pluginkit"))]


@hooks.register("register_settings_menu_item")
def menu_item() -> MenuItem:
    """Add it to the settings."""
    return PluginsMenuItem(_("Plugins"), reverse("pluginkit:plugins"), icon_name="cogs", order=600)


register_action(
    StaffAction(
        key="pluginkit.switch",
        label=_("Switch plugins on and off"),
        may=views.may_switch,
        screen="pluginkit:plugins",
    )
)


class FaultsPanel(Component):
    """What is wrong with the plugins of a place, on the dashboard."""

    name = "plugin_faults"
    template_name = "pluginkit/faults_panel.html"
    order = 150

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return how many were left out at the start, and how many things failed since."""
        site = Site.find_for_request(parent_context["request"])
        left_out = [fault for fault in start_faults() if fault.where != "blocked"]  # that was chosen
        return {"left_out": len(left_out), "failed": open_faults_here(site).count() if site else 0}


@hooks.register("construct_homepage_panels")
def faults_panel(request: "HttpRequest", panels: list[Any]) -> None:
    """Add the panel for who may switch plugins in the place at hand."""
    if views.may_switch(request.user, Site.find_for_request(request)):
        panels.append(FaultsPanel())
