"""What editors fill in about projects, in Wagtail's admin."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.models import Site

from civic.places.admin import SiteModelForm
from civic.places.spaces import find_spaces, resolve_spaces
from civic.residents.enums import Role
from civic.residents.models import User
from civic.residents.selectors import people_with_role, user_by_email
from civic.residents.services import contributor_for_user
from engagement.projects.enums import ProjectStatus, YesNoUnknown
from engagement.projects.services import free_slug, take_place_from

#: How many spaces the list offers.
SPACES_OFFERED = 500


class ProjectForm(SiteModelForm):
    """A project; its address is made of its title."""

    host_email = forms.EmailField(
        label=_("host's email"),
        required=False,
        help_text=_("Of their account here. They can then write to everyone coming. Nobody is shown it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.host is not None:
            self.initial["host_email"] = self.instance.host.email

    def clean_host_email(self) -> str:
        """Find whose account it is."""
        email: str = self.cleaned_data["host_email"].strip().lower()
        self.host_account = user_by_email(email) if email else None
        unchanged = self.instance.host is not None and email == self.instance.host.email
        if email and self.host_account is None and not unchanged:
            raise forms.ValidationError(
                _("Nobody has an account with this email yet. Ask them to make one, then write it here.")
            )
        return email

    def clean(self) -> dict[str, Any]:
        """Ask what a picture shows."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("picture") and not cleaned.get("picture_alt"):
            self.add_error("picture_alt", _("Say what the picture shows, for people who cannot see it."))
        return cleaned

    def save(self, commit: bool = True) -> Any:
        """Give a new project its address, and a published one its date."""
        project = self.instance
        if "host_email" in self.changed_data:
            site = Site.objects.get(pk=project.site_id)
            project.host = contributor_for_user(self.host_account, site) if self.host_account else None
        if not project.slug:
            project.slug = free_slug(Site.objects.get(pk=project.site_id), project.title)
        if project.status == ProjectStatus.PUBLISHED and project.published_at is None:
            project.published_at = timezone.now()
        return super().save(commit)


class SessionForm(SiteModelForm):
    """One time of a project, in a space of the register or somewhere else."""

    space_key = forms.ChoiceField(label=_("space in the register"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        site = Site.objects.filter(pk=self.instance.site_id).first()
        known = {space.key: space.name for space in find_spaces(site, "", SPACES_OFFERED)} if site else {}
        if self.instance.space_key:
            known.setdefault(self.instance.space_key, self.instance.place_name)
        field = self.fields["space_key"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Somewhere else")), *known.items()]
        if "step_free" in self.fields:
            self.fields["step_free"].required = False

    def clean_step_free(self) -> str:
        """Nothing chosen is not known yet."""
        return self.cleaned_data["step_free"] or YesNoUnknown.UNKNOWN

    def clean(self) -> dict[str, Any]:
        """Refuse a time that ends before it starts, and a session nowhere."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("It has to end after it starts."))
        if not cleaned.get("space_key") and not cleaned.get("place_text"):
            self.add_error("place_text", _("Choose a space, or say where it is."))
        return cleaned

    def save(self, commit: bool = True) -> Any:
        """Copy from the space what lists filter by."""
        key = self.cleaned_data["space_key"]
        take_place_from(self.instance, resolve_spaces([key]).get(key) if key else None)
        if self.instance.pk and {"starts_at", "ends_at", "space_key", "place_text"} & set(self.changed_data):
            self.instance.note_change()
        return super().save(commit)


class ProjectSettingsForm(WagtailAdminModelForm):
    """Who hears "I'd like to start…": somebody who works in this place, and nobody from another."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["helper"]
        site = Site.objects.filter(pk=self.instance.site_id).first()
        if isinstance(field, forms.ModelChoiceField):
            working = people_with_role(site, *Role.values) if site else User.objects.none()
            field.queryset = working.order_by("first_name", "email")
