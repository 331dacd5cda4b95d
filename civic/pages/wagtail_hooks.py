"""What Wagtail's page screens may offer to whom, and what all its screens link."""

from typing import TYPE_CHECKING

from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.site_summary import PagesSummaryItem
from wagtail.models import Page
from wagtail.permissions import register_permission_policy

from civic.pages.admin_pages import OWN_BULK_ACTIONS, OwnPages, OwnPagesSummary
from civic.pages.admin_scope import pages_of_own_places
from civic.pages.policies import PlacePagePolicy, may_edit_pages
from civic.residents.permissions import StaffAction, register_action

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from wagtail.admin.menu import MenuItem
    from wagtail.admin.site_summary import SummaryItem
    from wagtail.api.v2.router import WagtailAPIRouter

# In the place of Wagtail's groups, which know no places.
register_permission_policy(Page, PlacePagePolicy(Page))
for action in OWN_BULK_ACTIONS:  # the last one registered wins
    hooks.register("register_bulk_action", action, order=1000)
register_action(
    StaffAction(
        key="pages.edit",
        label=_("Write, publish and translate pages"),
        may=may_edit_pages,
        screen="wagtailadmin_explore_root",
    )
)


@hooks.register("register_admin_viewset", order=1000)
def own_pages() -> OwnPages:
    """Show Wagtail's screens of pages without other places'."""
    return OwnPages()


@hooks.register("construct_reports_menu")
def no_report_of_all_places(request: "HttpRequest", items: "list[MenuItem]") -> None:
    """Leave out the report that only a superuser may open (``OtherPlacesPagesMiddleware``)."""
    if not request.user.is_superuser:
        items[:] = [item for item in items if item.name != "page-types-usage"]


@hooks.register("construct_homepage_summary_items", order=1000)
def count_own_pages(request: "HttpRequest", items: "list[SummaryItem]") -> None:
    """Count the pages of somebody's own places, where Wagtail would count every place's."""
    items[:] = [OwnPagesSummary(request) if type(item) is PagesSummaryItem else item for item in items]


@hooks.register("construct_page_chooser_queryset")
def choose_among_own_pages(pages: "QuerySet[Page]", request: "HttpRequest") -> "QuerySet[Page]":
    """Offer the pages of the places in which this person has work."""
    return pages_of_own_places(pages, request.user)


@hooks.register("construct_admin_api", order=100)  # after Wagtail's own, which these take the place of
def list_own_files(router: "WagtailAPIRouter") -> None:
    """List only files somebody may choose."""
    from civic.pages.admin_api import OwnDocuments, OwnImages

    router.register_endpoint("documents", OwnDocuments)
    router.register_endpoint("images", OwnImages)


@hooks.register("register_admin_urls", order=-1)  # before wagtail-localize's own, which knows no places
def own_translations() -> list[URLPattern]:
    """List only the translations of pages of the places somebody has work in; take no others' ids."""
    from civic.pages.translation_overrides import own_override
    from civic.pages.translations_report import OwnTranslations

    override = "localize/translate/<int:translation_id>/overrides/<int:overridable_segment_id>/edit/"
    at = "localize/reports/translations/"
    return [
        path(at, OwnTranslations.as_view(), name="own_translations"),
        path(f"{at}results/", OwnTranslations.as_view(results_only=True), name="own_translations_results"),
        path(override, own_override, name="own_override"),
    ]


@hooks.register("insert_global_admin_css")
def link_admin_styles() -> str:
    """Link what every screen of the admin needs."""
    return format_html('<link rel="stylesheet" href="{}">', static("pages/admin.css"))


@hooks.register("insert_global_admin_js")
def link_admin_script() -> str:
    """Link what every screen of the admin runs, after Wagtail's own."""
    return format_html('<script src="{}"></script>', static("pages/admin.js"))
