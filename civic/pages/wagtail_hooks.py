"""What Wagtail's page screens may offer to whom, and what all its screens link."""

from typing import TYPE_CHECKING

from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html
from wagtail import hooks

from civic.pages.admin_scope import pages_of_own_places

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from wagtail.api.v2.router import WagtailAPIRouter
    from wagtail.models import Page


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


@hooks.register("register_admin_urls", order=-1)  # before wagtail-localize's own, which shows every place's
def own_translations() -> list[URLPattern]:
    """List only the translations of pages of the places in which this person has work."""
    from civic.pages.translations_report import OwnTranslations

    at = "localize/reports/translations/"
    return [
        path(at, OwnTranslations.as_view(), name="own_translations"),
        path(f"{at}results/", OwnTranslations.as_view(results_only=True), name="own_translations_results"),
    ]


@hooks.register("insert_global_admin_css")
def link_admin_styles() -> str:
    """Link what every screen of the admin needs."""
    return format_html('<link rel="stylesheet" href="{}">', static("pages/admin.css"))


@hooks.register("insert_global_admin_js")
def link_admin_script() -> str:
    """Link what every screen of the admin runs, after Wagtail's own."""
    return format_html('<script src="{}"></script>', static("pages/admin.js"))
