"""The look's page among the settings."""

from typing import TYPE_CHECKING

from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Site

from civic.residents.permissions import StaffAction, register_action
from civic.themekit import views
from civic.themekit.rules import may_dress

if TYPE_CHECKING:
    from django.http import HttpRequest


class LookMenuItem(MenuItem):
    """Shown to place administrators."""

    def is_shown(self, request: "HttpRequest") -> bool:
        """Say whether this person sees it here."""
        return may_dress(request.user, Site.find_for_request(request))


@hooks.register("register_admin_urls")
def look_screens() -> list[URLResolver]:
    """Mount the page."""
    patterns = [
        path("", views.look, name="look"),
        path("preview/", views.preview, name="preview"),
        path("choose/", views.choose, name="choose"),
        path("stop/", views.stop, name="stop"),
    ]
    return [path("look/", include((patterns, "themekit"), namespace="look"))]


@hooks.register("register_settings_menu_item")
def menu_item() -> MenuItem:
    """Add it to the settings."""
    return LookMenuItem(_("Look"), reverse("look:look"), icon_name="view", order=100)


register_action(
    StaffAction(
        key="themekit.dress", label=_("Choose how the place looks"), may=may_dress, screen="look:look"
    )
)
