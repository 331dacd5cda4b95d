"""Themes' place in the admin; gone where the plugin is off."""

from typing import TYPE_CHECKING

from django.urls import URLResolver, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Site

from civic.pluginkit.routes import plugin_addresses
from civic.pluginkit.selectors import is_on
from civic.residents.permissions import StaffAction, register_action
from plugins.insight_themes import desk_urls
from plugins.insight_themes.views.staff import may_sort

if TYPE_CHECKING:
    from django.http import HttpRequest


class ThemesMenuItem(MenuItem):
    """Shown to facilitators, where themes are on."""

    def is_shown(self, request: "HttpRequest") -> bool:
        """Say whether this person sees it here."""
        site = Site.find_for_request(request)
        return is_on("insight_themes", site) and may_sort(request.user, site)


@hooks.register("register_admin_urls")
def desk_addresses() -> list[URLResolver]:
    """Mount the screens."""
    return [plugin_addresses("insight_themes", "themes/", desk_urls.urlpatterns, namespace="themes_desk")]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    """Add the menu item."""
    return ThemesMenuItem(
        _("What people say"), reverse("themes_desk:index"), icon_name="clipboard-list", order=240
    )


register_action(
    StaffAction(
        key="themes.sort",
        label=_("Sort what people say into themes"),
        may=may_sort,
        screen="themes_desk:index",
    )
)
