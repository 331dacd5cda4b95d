"""What editors fill in about projects, in Wagtail's admin."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from civic.places.admin import SiteModelForm
from civic.places.spaces import find_spaces, resolve_spaces
from engagement.projects.enums import ProjectStatus
from engagement.projects.services import free_slug, take_place_from

#: How many spaces the list offers.
SPACES_OFFERED = 500


class ProjectForm(SiteModelForm):
    """A project; its address is made of its title."""

    def clean(self) -> dict[str, Any]:
        """Ask what a picture shows."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("picture") and not cleaned.get("picture_alt"):
            self.add_error("picture_alt", _("Say what the picture shows, for people who cannot see it."))
        return cleaned

    def save(self, commit: bool = True) -> Any:
        """Give a new project its address, and a published one its date."""
        project = self.instance
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
        return super().save(commit)
