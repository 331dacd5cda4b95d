"""Wagtail's screens of pages, kept to the pages, people and places that are somebody's own."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import Group
from django.http import Http404
from wagtail.admin.site_summary import PagesSummaryItem
from wagtail.admin.views.page_privacy import SetPrivacyView
from wagtail.admin.views.pages.bulk_actions import (
    DeleteBulkAction,
    MoveBulkAction,
    PublishBulkAction,
    UnpublishBulkAction,
)
from wagtail.admin.views.pages.listing import ExplorableIndexView, GenericPageFilterSet, PageFilterSet
from wagtail.admin.views.pages.usage import ContentTypeUseView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page, PageLogEntry, Site

from civic.pages.admin_scope import pages_of_own_places, pages_somebody_edits
from civic.residents.models import User

if TYPE_CHECKING:
    from django.db.models import QuerySet


class OffersOwn:
    """Mixed into Wagtail's filters of pages: they offer the places somebody runs, and who worked there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.request.user  # type: ignore[attr-defined] # the filters it is mixed into
        if user.is_superuser:
            return
        own = pages_somebody_edits(Page.objects.all(), user).order_by()
        edits = PageLogEntry.objects.filter(action="wagtail.edit", page__in=own.values("pk"))
        offered: dict[str, QuerySet[Any]] = {
            "site": Site.objects.filter(root_page__in=own.values("pk")),
            "owner": User.objects.filter(pk__in=own.values("owner")),
            "edited_by": User.objects.filter(pk__in=edits.order_by().values("user")),
        }
        for name, rows in offered.items():
            self.filters[name].queryset = rows  # type: ignore[attr-defined] # as above


class OwnPageFilters(OffersOwn, PageFilterSet):
    """For the pages of one type."""


class OwnExplorerFilters(OffersOwn, GenericPageFilterSet):
    """For the explorer."""


class OwnExplorer(ExplorableIndexView):
    """The explorer, with filters that name nobody of another place."""

    base_filterset_class = OwnExplorerFilters


class OwnPagesOfType(ContentTypeUseView):
    """The pages of one type, with filters that name nobody of another place."""

    base_filterset_class = OwnPageFilters


class PrivacyWithoutGroups(SetPrivacyView):
    """Who may read a page: by a password, or signed in. Groups know no places."""

    def get_form(self, form_class: Any = None) -> Any:
        """Return the form without anybody's groups."""
        form = super().get_form(form_class)
        form.fields["groups"].queryset = Group.objects.none()
        return form


class OwnPages(PageViewSet):
    """In the stead of Wagtail's own, for every type of page."""

    index_view_class = OwnExplorer
    content_type_use_view_class = OwnPagesOfType
    set_privacy_view_class = PrivacyWithoutGroups
    filterset_class = OwnExplorerFilters


class OwnPagesSummary(PagesSummaryItem):
    """How many pages there are, on the dashboard: in the places somebody runs."""

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Count those alone; Wagtail's root of all pages is none."""
        mine = pages_somebody_edits(Page.objects.filter(depth__gt=1), self.request.user)
        return {**super().get_context_data(parent_context), "total_pages": mine.count()}


class AmongOwnPages:
    """Mixed into Wagtail's bulk actions: another place's pages are not even named, a home page stays."""

    def check_perm(self, page: Page) -> bool:
        """Ask the page as what it is: a home page answers for itself."""
        return bool(super().check_perm(page.specific_deferred))  # type: ignore[misc] # the action it is mixed into

    def get_actionable_objects(self) -> tuple[Any, dict[str, Any]]:
        """Return the pages to act on, and one's own that may not be. ``Http404`` where there is none."""
        pages, others = super().get_actionable_objects()  # type: ignore[misc] # as above
        refused = Page.objects.filter(pk__in=[page.pk for page in others["items_with_no_access"]])
        user = self.request.user  # type: ignore[attr-defined] # as above
        own = list(pages_of_own_places(refused, user))
        if refused and not (own or pages):
            raise Http404
        return pages, {**others, "items_with_no_access": own}


OWN_BULK_ACTIONS = [
    type(action.__name__, (AmongOwnPages, action), {})
    for action in (DeleteBulkAction, MoveBulkAction, PublishBulkAction, UnpublishBulkAction)
]
