"""The plugins' page among the settings."""

from typing import TYPE_CHECKING

from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Site

from civic.pluginkit import views
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
