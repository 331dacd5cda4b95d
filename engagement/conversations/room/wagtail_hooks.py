"""The way to the rooms from Wagtail's admin: a menu line and what goes on now."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.models import Site

from engagement.conversations.room import rules, selectors

#: How many sessions the panel lists.
LISTED = 5


def _may(request: HttpRequest) -> bool:
    site = Site.find_for_request(request)
    return site is not None and rules.may_run(request.user, site)


class RoomsMenuItem(MenuItem):
    """Shown only to facilitators of the place at hand."""

    def is_shown(self, request: HttpRequest) -> bool:
        return _may(request)


@hooks.register("register_admin_menu_item")
def rooms_menu_item() -> MenuItem:
    """Lead to the sessions, which are pages of the site: they run on a tablet in a hall."""
    return RoomsMenuItem(_("In the room"), reverse("room:index"), name="room", icon_name="group", order=335)


class RoomsPanel(Component):
    """What goes on in rooms of the place at hand, and what is prepared."""

    name = "rooms"
    template_name = "room/admin/panel.html"
    order = 112

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return the sessions that go on or are prepared."""
        site = Site.find_for_request(parent_context["request"])
        return {"gatherings": list(selectors.gatherings_now(site)[:LISTED])}


@hooks.register("construct_homepage_panels")
def rooms_panel(request: HttpRequest, panels: list[Any]) -> None:
    """Add the panel for facilitators of the place at hand."""
    if _may(request):
        panels.append(RoomsPanel())
