"""The boards' place in the admin: a menu item and their desks; gone where the plugin is off."""

from typing import TYPE_CHECKING

from django.urls import URLResolver, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Site

from civic.pluginkit.routes import plugin_addresses
from civic.pluginkit.selectors import is_on
from plugins.governance_boards import desk_urls
from plugins.governance_boards.rules import sees_desk
from plugins.governance_boards.views.desk import may_make_boards

if TYPE_CHECKING:
    from django.http import HttpRequest


class BoardsMenuItem(MenuItem):
    """Shown to those with work at a board, where boards are on."""

    def is_shown(self, request: "HttpRequest") -> bool:
        """Say whether this person sees it here."""
        site = Site.find_for_request(request)
        return is_on("governance_boards", site) and (
            sees_desk(request.user, site) or may_make_boards(request.user, site)
        )


@hooks.register("register_admin_urls")
def desk_addresses() -> list[URLResolver]:
    """Mount the desks."""
    patterns = desk_urls.urlpatterns
    return [plugin_addresses("governance_boards", "boards/", patterns, namespace="boards_desk")]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    """Add the menu item."""
    return BoardsMenuItem(_("Boards"), reverse("boards_desk:index"), icon_name="group", order=250)
