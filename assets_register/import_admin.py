"""Where imports and merges stand in the admin: reports, addresses, menu, and who may."""

from typing import Any

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel
from wagtail.models import Site
from wagtail.snippets.views.snippets import InspectView

from assets_register import import_screens, same_screens
from assets_register.import_report import report_context
from assets_register.importing.reporting import report_csv
from assets_register.importing.undoing import why_not_undone
from assets_register.merges import open_pairs
from assets_register.models import ImportRun
from assets_register.rules import KEEPERS, may_keep_register
from civic.places.admin import SiteSnippetViewSet, policy_of
from civic.residents.permissions import StaffAction, register_action


class ImportRunView(InspectView):
    """The report of an import: counts, then every row with what was noticed."""

    template_name = "assets_register/admin/import_run.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the summary and one page of rows, narrowed by what became of them."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        run = self.object
        why_not = why_not_undone(run)
        context |= report_context(run, self.request.GET)
        context |= {
            "may_undo": not why_not,
            "why_not": why_not,
            "pairs_waiting": open_pairs(run.site).count(),
        }
        return context


class ImportRunViewSet(SiteSnippetViewSet):
    """What was read from other people's files, and what became of every row."""

    model = ImportRun
    roles = KEEPERS
    actions = frozenset({"view"})
    icon = "download"
    menu_label = _("Imports")
    list_display = ["file_name", "source", "dry_run", "started_at", "by"]
    list_filter = ["dry_run", "source"]
    list_select_related = ("by",)
    ordering = ["-started_at"]
    inspect_view_class = ImportRunView
    inspect_template_name = "assets_register/admin/import_run.html"
    inspect_view_fields = ["source", "mapping", "dry_run", "started_at", "finished_at", "by"]
    panels = [FieldPanel("file_name", read_only=True)]


# ---- the report of an import as a file -----------------------------------------------------------
def import_report(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """Send the report of an import as a CSV. Raises ``Http404`` for another place's."""
    run = policy_of(ImportRun).in_places(request.user, ImportRun.objects.all()).filter(pk=pk).first()
    if run is None:
        raise Http404
    response = StreamingHttpResponse(report_csv(run), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-{run.pk}.csv"'
    return response


@hooks.register("register_admin_urls")
def register_report_url() -> list[URLPattern | URLResolver]:
    """Give the report and the import screens an address behind the admin's sign-in."""
    return [
        path("register/imports/<int:pk>/report.csv", import_report, name="assets_register_import_report"),
        path("register/import/", include((import_screens.urlpatterns, "register_import"))),
        path("register/same/", include((same_screens.urlpatterns, "register_same"))),
    ]


class KeepersMenuItem(MenuItem):
    """Shown to those who keep the register of the place at hand."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Say whether this person sees it here."""
        return may_keep_register(request.user, Site.find_for_request(request))


@hooks.register("register_asset_register_menu_item")
def import_menu_item() -> MenuItem:
    """Lead to taking in a list."""
    return KeepersMenuItem(
        _("Take in a list"), reverse("register_import:start"), icon_name="upload", order=20
    )


@hooks.register("register_asset_register_menu_item")
def same_menu_item() -> MenuItem:
    """Lead to listings that may be one place."""
    return KeepersMenuItem(
        _("The same place twice?"), reverse("register_same:pairs"), icon_name="resubmit", order=21
    )


register_action(
    StaffAction(
        key="register.import",
        label=_("Take a list into the register, and undo it"),
        may=may_keep_register,
        screen="register_import:start",
    )
)
register_action(
    StaffAction(
        key="register.merge",
        label=_("Make one listing of two of the same place"),
        may=may_keep_register,
        screen="register_same:pairs",
    )
)
