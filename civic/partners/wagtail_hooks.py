"""Admin screens of this room: organisations and who acts for them."""

from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.snippets.models import register_snippet

from civic.partners.models import Organisation
from civic.places.admin import SiteModelForm, SiteSnippetViewSet
from civic.residents.enums import Role


class OrganisationForm(SiteModelForm):
    """Makes the address part of a new organisation from its name."""

    def clean(self) -> dict[str, Any]:
        """Refuse a second organisation of the same name in the same place."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.instance.pk and cleaned.get("name"):
            self.instance.slug = slugify(cleaned["name"])[:180] or "organisation"
            if Organisation.objects.filter(site=self.instance.site_id, slug=self.instance.slug).exists():
                self.add_error("name", _("There is an organisation of this name already."))
        return cleaned


class OrganisationViewSet(SiteSnippetViewSet):
    """Everybody who owns, runs or answers."""

    model = Organisation
    roles = (Role.PLACE_ADMINISTRATOR, Role.ASSET_MANAGER)
    icon = "group"
    menu_label = _("Organisations")
    menu_order = 320
    list_display = ["name", "kind", "phone"]
    list_filter = ["kind"]
    search_fields = ["name"]
    ordering = ["name"]
    base_form_class = OrganisationForm
    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("kind")], heading=_("Who")),
        MultiFieldPanel(
            [FieldPanel("email"), FieldPanel("phone"), FieldPanel("website"), FieldPanel("reference")],
            heading=_("How to reach them"),
        ),
    ]


register_snippet(OrganisationViewSet)
