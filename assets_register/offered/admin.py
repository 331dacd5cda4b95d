"""Admin screens of what is offered in spaces."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column, StatusTagColumn

from assets_register.bulk_actions import NAMED, forms_context
from assets_register.enums import ServiceStatus
from assets_register.models import OfferedService, OfferedServiceQuerySet, SchoolTerm
from assets_register.offered.keeping import confirm_service, mark_checked
from assets_register.rules import CHECKERS
from civic.partners.services import ensure_organisation
from civic.places.admin import SiteBulkAction, SiteFilterSet, SiteModelForm, SiteSnippetViewSet


class OfferedServiceForm(SiteModelForm):
    """A service with its times. Whoever saves it has checked it."""

    new_organisation = forms.CharField(
        label=_("or an organisation that is not listed yet"),
        max_length=160,
        required=False,
        help_text=_("Its name, as everybody will read it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.was = self.instance.status if self.instance.pk else ServiceStatus.DRAFT
        self.fields["organisation"].required = False

    def clean(self) -> dict[str, Any]:
        """Ask who offers it, and keep what was once shown on the record."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("organisation") and not (cleaned.get("new_organisation") or "").strip():
            self.add_error("organisation", _("Say who offers it."))
        if self.was != ServiceStatus.DRAFT and cleaned.get("status") == ServiceStatus.DRAFT:
            self.add_error("status", _("People have seen it already. Say that it is not on, or has ended."))
        return cleaned

    def save(self, commit: bool = True) -> Any:
        """Save, with who checked and when."""
        name = (self.cleaned_data.get("new_organisation") or "").strip()
        if self.cleaned_data.get("organisation") is None:
            self.instance.organisation = ensure_organisation(self.instance.site, name)
        mark_checked(self.instance, by=self.for_user)
        return super().save(commit=commit)


class OfferedServiceFilterSet(SiteFilterSet):
    """What those who keep services narrow them by."""

    checked = django_filters.ChoiceFilter(
        label=_("Checked"), choices=[("due", _("To be looked at again"))], method="filter_checked"
    )

    def filter_checked(
        self, rows: OfferedServiceQuerySet, name: str, value: str
    ) -> "QuerySet[OfferedService]":
        """Keep what is due."""
        return rows.due()

    class Meta:
        model = OfferedService
        fields = ["status", "kind", "checked", "organisation"]


class OfferedServiceViewSet(SiteSnippetViewSet):
    """Drop-ins, classes, clinics: who is in where, and when."""

    model = OfferedService
    roles = CHECKERS
    icon = "calendar-check"
    menu_label = _("Services")
    base_form_class = OfferedServiceForm
    filterset_class = OfferedServiceFilterSet
    list_display = [
        "name",
        "asset",
        "organisation",
        StatusTagColumn(
            "status",
            accessor="get_status_display",
            label=_("Status"),
            sort_key="status",
            primary=lambda service: service.status == ServiceStatus.RUNNING,
        ),
        "checked_at",
        Column(
            "due",
            label=_("Due"),
            accessor=lambda service: _("To be looked at again") if _due(service) else "",
        ),
    ]
    list_select_related = ("asset", "organisation")
    list_export = ["name", "kind", "asset", "organisation", "status", "checked_at", "checked_by_name"]
    search_fields = ["name", "asset__name", "organisation__name"]
    ordering = ["name"]
    panels = [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldPanel("kind"),
                FieldPanel("description"),
                FieldPanel("organisation"),
                FieldPanel("new_organisation"),
            ],
            heading=_("What it is"),
        ),
        MultiFieldPanel([FieldPanel("asset"), FieldPanel("where")], heading=_("Where")),
        InlinePanel("times", heading=_("When"), label=_("time")),
        InlinePanel("breaks", heading=_("Days when it is not on"), label=_("days")),
        MultiFieldPanel([FieldPanel("status"), FieldPanel("alert")], heading=_("Is it on?")),
        MultiFieldPanel(
            [
                FieldPanel("for_whom"),
                FieldRowPanel([FieldPanel("minimum_age"), FieldPanel("maximum_age")]),
                FieldPanel("how_to_come"),
                FieldRowPanel([FieldPanel("cost"), FieldPanel("cost_note")]),
                FieldPanel("languages"),
                FieldPanel("access"),
            ],
            heading=_("Good to know"),
        ),
        MultiFieldPanel(
            [FieldPanel("contact"), FieldPanel("phone"), FieldPanel("email"), FieldPanel("url")],
            heading=_("Who to ask: all of it is shown to everybody"),
        ),
    ]

    def choosable_rows(self, user: Any, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        """Offer in choosers what has not ended."""
        return rows.exclude(status=ServiceStatus.ENDED)

    def deletable_rows(self, user: Any, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        """Only what nobody ever saw can be deleted; the rest is ended, and stays on the record."""
        return rows.filter(status=ServiceStatus.DRAFT)


def _due(service: OfferedService) -> bool:
    return service.status in (ServiceStatus.RUNNING, ServiceStatus.PAUSED) and service.is_due()


class SchoolTermViewSet(SiteSnippetViewSet):
    """When school is on: what "in term time" means here."""

    model = SchoolTerm
    roles = CHECKERS
    icon = "date"
    menu_label = _("School terms")
    list_display = ["name", "first_on", "last_on"]
    ordering = ["first_on"]
    panels = [FieldPanel("name"), FieldRowPanel([FieldPanel("first_on"), FieldPanel("last_on")])]


class StillRightAction(SiteBulkAction):
    """Say of the chosen services that they are still right."""

    models = [OfferedService]
    template_name = "assets_register/admin/service_action.html"
    display_name = _("Still right")
    action_type = "service_still_right"
    aria_label = _("Say that the chosen services are still right")
    action_priority = 10

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the services it is about."""
        chosen, _none = self.get_actionable_objects()
        return {
            **forms_context(self, **kwargs),
            "about": chosen[:NAMED],
            "about_count": len(chosen),
            "more_count": max(0, len(chosen) - NAMED),
            "question": _("Are these still right? Each counts as checked today, by you."),
            "button": _("Yes, still right"),
            "next": self.next_url,
            "submit_url": f"{self.request.path}?{self.request.META['QUERY_STRING']}",
            "header_icon": "calendar-check",
        }

    @classmethod
    def execute_action(cls, objects: Any, **kwargs: Any) -> tuple[int, int]:
        """Confirm each; return how many."""
        for service in objects:
            confirm_service(service, by=kwargs["self"].request.user)
        return len(objects), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        """Say how many."""
        return ngettext(
            "%(n)d service counts as checked today.",
            "%(n)d services count as checked today.",
            num_parent_objects,
        ) % {"n": num_parent_objects}
