"""Admin screens of this room: neighbourhoods and postcodes, what is mounted where, and who may do it.

The screens about people are in ``people_screens.py``.
"""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.components import Component
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.documents import get_document_model
from wagtail.documents.views import bulk_actions as documents
from wagtail.images import get_image_model
from wagtail.images.views.bulk_actions import AddTagsBulkAction, AddToCollectionBulkAction, DeleteBulkAction
from wagtail.models import Site
from wagtail.permission_policies.sites import SitePermissionPolicy as WagtailSitePolicy
from wagtail.permissions import policy_registry, register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from civic.places.admin import (
    SiteDeleteBulkAction,
    SiteSnippetViewSet,
    policy_of,
    registered,
)
from civic.places.admin.bulk import NamesNobodyElses
from civic.places.models import Neighbourhood, Postcode
from civic.places.people_screens import DeskMachineViewSet, InvitationViewSet, RoleGrantViewSet
from civic.places.policies import PICTURE_ROLES, PICTURE_TIDIERS, PlacePicturePolicy, PlaceSettingPolicy
from civic.places.staff_views import may_see_permissions, who_may_do_what
from civic.places.views import document_in_its_place
from civic.residents.enums import Role
from civic.residents.models import Invitation
from civic.residents.permissions import StaffAction, register_action, register_actions_of
from civic.residents.rules import has_role, may_assist

if TYPE_CHECKING:
    pass


class NeighbourhoodViewSet(SiteSnippetViewSet):
    """Names of neighbourhoods; their shapes come from ``manage.py import_boundaries``."""

    model = Neighbourhood
    roles = (Role.PLACE_ADMINISTRATOR,)
    actions = frozenset({"view", "change"})
    icon = "globe"
    list_display = ["name", "code"]
    search_fields = ["name", "code"]
    panels = [FieldPanel("name"), FieldPanel("name_cy")]


class PostcodeViewSet(SiteSnippetViewSet):
    """Postcodes, to look up; they come from ``manage.py import_postcodes``."""

    model = Postcode
    roles = (Role.PLACE_ADMINISTRATOR, Role.ASSET_MANAGER)
    actions = frozenset({"view"})
    icon = "mail"
    list_display = ["code", "neighbourhood", "latitude", "longitude"]
    list_select_related = ("neighbourhood",)
    search_fields = ["code"]
    ordering = ["code"]
    panels = [FieldPanel("code", read_only=True)]
    inspect_view_fields = ["code", "latitude", "longitude", "neighbourhood"]


class PlaceGroup(SnippetViewSetGroup):
    """The place itself."""

    items = (
        RoleGrantViewSet,
        InvitationViewSet,
        DeskMachineViewSet,
        NeighbourhoodViewSet,
        PostcodeViewSet,
    )
    menu_label = _("This place")
    menu_icon = "site"
    menu_order = 800


register_snippet(PlaceGroup)


# In the place of Wagtail's groups, which know no places: plugins' settings too, without being asked.
for setting in settings_registry:
    if type(policy_registry.get_by_type(setting)) is WagtailSitePolicy:
        register_permission_policy(setting, PlaceSettingPolicy(setting))
# For this very class: Wagtail registers its own when it starts, which may be later than this.
for uploads in (get_image_model(), get_document_model()):
    register_permission_policy(
        uploads, PlacePicturePolicy(uploads, owner_field_name="uploaded_by_user"), exact_class=True
    )

hooks.register("before_serve_document", document_in_its_place)


class InvitationsPanel(Component):
    """What became of the roles offered in a place, on the dashboard, each line leading to those."""

    name = "place_invitations"
    template_name = "places/admin/invitations_panel.html"
    order = 130

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return lines of words and addresses, only of what is not nought."""
        invited = Invitation.objects.filter(site=Site.find_for_request(parent_context["request"]))
        waiting, run_out = invited.waiting().count(), invited.run_out().count()
        lines = [
            (
                waiting,
                "waiting",
                ngettext("%(n)d invitation waits", "%(n)d invitations wait", waiting) % {"n": waiting},
            ),
            (
                run_out,
                "run_out",
                ngettext(
                    "%(n)d invitation ran out and was not taken up",
                    "%(n)d invitations ran out and were not taken up",
                    run_out,
                )
                % {"n": run_out},
            ),
        ]
        rows = reverse("wagtailsnippets_residents_invitation:list")
        return {"rows": [{"words": words, "url": f"{rows}?state={key}"} for n, key, words in lines if n]}


@hooks.register("construct_homepage_panels")
def invitations_panel(request: HttpRequest, panels: list[Any]) -> None:
    """Add the panel for administrators of the place at hand."""
    if has_role(request.user, Site.find_for_request(request), Role.PLACE_ADMINISTRATOR):
        panels.append(InvitationsPanel())


# In the place of Wagtail's own bulk delete, for every model of a place: the last one registered wins.
hooks.register("register_bulk_action", SiteDeleteBulkAction, order=1000)
for action in (
    AddTagsBulkAction, AddToCollectionBulkAction, DeleteBulkAction,
    documents.AddTagsBulkAction, documents.AddToCollectionBulkAction, documents.DeleteBulkAction,
):  # fmt: skip
    hooks.register("register_bulk_action", type(action.__name__, (NamesNobodyElses, action), {}), order=1000)


def _actions_on_rows() -> list[StaffAction]:
    return [_action_on(viewset) for viewset in registered.values()]


def _action_on(viewset: SiteSnippetViewSet) -> StaffAction:
    policy, names = policy_of(viewset.model), viewset.model._meta.verbose_name_plural
    changed = policy.actions & {"add", "change"}
    label = format_lazy("{}: {}", capfirst(names), _("add, change") if changed else _("look at"))

    def may(user: Any, site: Site) -> bool:
        here = policy.site_ids(user)
        return here is None or site.pk in here

    return StaffAction(
        key=f"{viewset.model._meta.app_label}.{viewset.model._meta.model_name}",
        label=label,
        may=may,
        screen=viewset.get_url_name("list"),
    )


register_actions_of(_actions_on_rows)
register_action(
    StaffAction(
        key="residents.authorise_machine",
        label=_("Authorise a computer at the desk"),
        may=may_assist,
        screen="residents:desk_machine",
    )
)
register_action(
    StaffAction(
        key="places.permissions",
        label=_("See who may do what"),
        may=may_see_permissions,
        screen="places_permissions",
    )
)


@hooks.register("register_admin_urls")
def permissions_screen() -> list[URLPattern]:
    """Mount "Who may do what"."""
    return [path("who-may-do-what/", who_may_do_what, name="places_permissions")]


class PermissionsMenuItem(MenuItem):
    """Shown to place administrators."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Say whether this person sees it here."""
        return may_see_permissions(request.user, Site.find_for_request(request))


@hooks.register("register_settings_menu_item")
def permissions_item() -> MenuItem:
    """Add it to the settings."""
    return PermissionsMenuItem(
        _("Who may do what"), reverse("places_permissions"), icon_name="key", order=500
    )


def _may_set(user: Any, site: Site) -> bool:
    return has_role(user, site, Role.PLACE_ADMINISTRATOR)


def _may_put_up_pictures(user: Any, site: Site) -> bool:
    return has_role(user, site, *PICTURE_ROLES, *PICTURE_TIDIERS)


register_action(StaffAction(key="places.settings", label=_("Change the settings of the place"), may=_may_set))
register_action(
    StaffAction(
        key="places.pictures",
        label=_("Put up pictures, and change one's own"),
        may=_may_put_up_pictures,
        screen="wagtailimages:index",
    )
)
register_action(
    StaffAction(
        key="places.documents",
        label=_("Put up documents, and change one's own"),
        may=_may_put_up_pictures,
        screen="wagtaildocs:index",
    )
)
