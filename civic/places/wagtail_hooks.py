"""Admin screens of this room: neighbourhoods, postcodes, and who has which role."""

from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.admin.ui.components import Component
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.images import get_image_model
from wagtail.images.views.bulk_actions import AddTagsBulkAction, AddToCollectionBulkAction, DeleteBulkAction
from wagtail.log_actions import log
from wagtail.models import Site
from wagtail.permission_policies.sites import SitePermissionPolicy as WagtailSitePolicy
from wagtail.permissions import policy_registry, register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from civic.places.admin import (
    SiteDeleteBulkAction,
    SiteFilterSet,
    SiteModelForm,
    SiteSnippetViewSet,
    policy_of,
    registered,
)
from civic.places.admin.bulk import NamesNobodyElses
from civic.places.models import Neighbourhood, Postcode
from civic.places.policies import PICTURE_ROLES, PICTURE_TIDIERS, PlacePicturePolicy, PlaceSettingPolicy
from civic.places.staff_views import may_see_permissions, who_may_do_what
from civic.residents.enums import Role
from civic.residents.invitations import (
    BETWEEN_LETTERS,
    invite,
    send_again,
    take_back,
    too_many_letters,
    wants_no_letters,
)
from civic.residents.models import DeskMachine, Invitation, RoleGrant, User
from civic.residents.permissions import StaffAction, register_action, register_actions_of
from civic.residents.rules import has_role, may_assist
from civic.residents.services import forget_unproven_password

if TYPE_CHECKING:
    from django.db.models import QuerySet


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


class RoleGrantForm(SiteModelForm):
    """Gives a role to whoever has an email address; lists nobody's."""

    email = forms.EmailField(
        label=_("Their email"), help_text=_("They sign in with it. Nobody is written to by this.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["email"].initial = self.instance.user.email
            self.fields["email"].disabled = True

    def clean(self) -> dict[str, Any]:
        """Refuse a role the person holds already."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        same = RoleGrant.objects.filter(
            user__email=cleaned.get("email", "").lower(),
            site=self.instance.site_id,
            role=cleaned.get("role", ""),
        )
        if same.exclude(pk=self.instance.pk).exists():
            self.add_error("role", _("This person has this role already."))
        return cleaned

    def save(self, commit: bool = True) -> RoleGrant:
        """Keep the role, with the person written down on first use."""
        if self.instance.pk is None:
            email = self.cleaned_data["email"].lower()
            user = User.objects.filter(email=email).first() or User.objects.create_user(email)
            forget_unproven_password(user)
            self.instance.user, self.instance.granted_by = user, self.for_user
        grant: RoleGrant = super().save(commit=commit)
        return grant


class RoleGrantViewSet(SiteSnippetViewSet):
    """Who may do what in a place."""

    model = RoleGrant
    roles = (Role.PLACE_ADMINISTRATOR,)
    icon = "user"
    menu_label = _("Roles")
    list_display = ["user", "role", "granted_by", "granted_at"]
    list_filter = ["role"]
    list_select_related = ("user", "granted_by")
    search_fields = ["user__email", "user__first_name", "user__last_name"]
    ordering = ["user__email"]
    base_form_class = RoleGrantForm
    panels = [MultiFieldPanel([FieldPanel("email"), FieldPanel("role")], heading=_("Role"))]


class InvitationForm(SiteModelForm):
    """Offers a role by a letter; changed, it offers and writes anew."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["email"].disabled = self.fields["role"].disabled = True

    def clean_email(self) -> str:
        """Take the address as it is kept."""
        return str(self.cleaned_data["email"]).lower()

    def clean(self) -> dict[str, Any]:
        """Refuse what would not be sent, or was taken up."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        email, role = cleaned.get("email", ""), cleaned.get("role", "")
        here = self.instance.site_id
        if wants_no_letters(here, email):
            self.add_error("email", _("This address asked not to be written to from here."))
        if RoleGrant.objects.filter(user__email=email, site=here, role=role).exists():
            self.add_error("role", _("This person has this role already."))
        waiting = Invitation.objects.filter(site=here, email=email, role=role, accepted_at=None)
        if waiting.exclude(pk=self.instance.pk).exists():
            self.add_error("email", _("This invitation is waiting already. Open it to send it again."))
        if self.instance.pk and self.instance.sent_at > timezone.now() - BETWEEN_LETTERS:
            self.add_error(None, _("It was sent only minutes ago. Give it a little time."))
        too_many = "" if self.errors else too_many_letters(here, email, by=self.for_user)
        if too_many == "to_one":
            self.add_error("email", _("This address was sent enough letters today. Try again tomorrow."))
        elif too_many:
            self.add_error(None, _("That is a lot of letters in an hour. Nothing was sent: try again later."))
        return cleaned

    def save(self, commit: bool = True) -> Invitation:
        """Write the letter, for the first time or once more."""
        cleaned = self.cleaned_data
        here: Invitation = self.instance
        if here.pk:
            here.language = cleaned["language"]
            send_again(here, by=self.for_user)
            return here
        return invite(
            here.site, cleaned["email"], cleaned["role"], by=self.for_user, language=cleaned["language"]
        )


class InvitationFilterSet(SiteFilterSet):
    """What a place administrator narrows invitations by."""

    state = django_filters.ChoiceFilter(
        label=_("How it stands"),
        choices=[("waiting", _("Waiting")), ("run_out", _("Run out")), ("accepted", _("Accepted"))],
        method="filter_state",
    )

    def filter_state(self, rows: "QuerySet[Invitation]", name: str, value: str) -> "QuerySet[Invitation]":
        """Narrow by what became of the offer."""
        if value == "accepted":
            return rows.filter(accepted_at__isnull=False)
        here = Invitation.objects.waiting() if value == "waiting" else Invitation.objects.run_out()
        return rows.filter(pk__in=here.values("pk"))

    class Meta:
        model = Invitation
        fields = ["state", "role"]


class InvitationViewSet(SiteSnippetViewSet):
    """Who was offered which role. Deleting one takes it back."""

    model = Invitation
    roles = (Role.PLACE_ADMINISTRATOR,)
    icon = "mail"
    menu_label = _("Invitations")
    list_display = ["email", "role", "sent_at", "expires_at", "accepted_at"]
    filterset_class = InvitationFilterSet
    list_select_related = ("reader",)
    search_fields = ["email"]
    ordering = ["accepted_at", "-sent_at"]
    base_form_class = InvitationForm
    panels = [
        MultiFieldPanel(
            [FieldPanel("email"), FieldPanel("role"), FieldPanel("language")],
            heading=_("Invitation"),
            help_text=_(
                "Saving sends a letter with a link that is open for 14 days; saving again, later, sends"
                " another. Delete an invitation to take it back: its link stops working at once."
            ),
        )
    ]

    def delete_row(self, row: Any, user: Any) -> None:
        """Take an invitation back."""
        log(row, "wagtail.delete", user=user, deleted=True)
        take_back(row)


class DeskMachineViewSet(SiteSnippetViewSet):
    """The computers on which librarians sign in with a PIN; deleting one ends that at once."""

    model = DeskMachine
    roles = (Role.LIBRARIAN, Role.PLACE_ADMINISTRATOR)
    actions = frozenset({"view", "change", "delete"})
    icon = "desktop"
    list_display = ["name", "authorised_by", "authorised_at", "last_used_at"]
    list_select_related = ("authorised_by",)
    search_fields = ["name"]
    panels = [
        HelpPanel(_("Delete a computer that is lost, sold or no longer yours: no PIN opens anything there.")),
        FieldPanel("name"),
    ]


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
register_permission_policy(
    get_image_model(),
    PlacePicturePolicy(get_image_model(), owner_field_name="uploaded_by_user"),
    exact_class=True,
)


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
for action in (AddTagsBulkAction, AddToCollectionBulkAction, DeleteBulkAction):
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
