"""Admin screens of who has which role here: roles, invitations, and the desk's computers."""

from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.log_actions import log

from civic.places.admin import (
    SiteFilterSet,
    SiteModelForm,
    SiteSnippetViewSet,
)
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
from civic.residents.services import forget_unproven_password

if TYPE_CHECKING:
    from django.db.models import QuerySet


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
    list_display = [
        "user",
        Column("email", label=_("Email"), accessor="user.email", sort_key="user__email"),
        "role",
        "granted_by",
        "granted_at",
    ]
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
