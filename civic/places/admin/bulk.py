"""Bulk actions that see only rows of the person's places."""

from typing import Any

from django.db import transaction
from django.db.models import Model, ProtectedError, QuerySet
from django.http import Http404
from django.utils.functional import classproperty
from wagtail.admin import messages
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from civic.places.admin.scope import policy_of, registered
from civic.places.admin.views import still_used


class SiteBulkAction(SnippetBulkAction):
    """A bulk action that sees only rows of the person's places; others are not even named.

    "Select all" means all that the listing shows with its filters on.
    """

    #: The action a person must be allowed on each row.
    permission = "change"

    @classproperty
    def models(cls) -> list[type[Model]]:
        """Every model with a SiteSnippetViewSet."""
        return list(registered)

    def _rows(self) -> "QuerySet[Any]":
        user = self.request.user
        policy = policy_of(self.model)
        rows = policy.instances_user_has_permission_for(user, self.permission)
        ids = self.request.GET.getlist("id")
        if "all" in ids:
            return self._listed(rows)
        chosen: QuerySet[Any] = rows.filter(pk__in=[id_ for id_ in ids if id_.isdigit()])
        return chosen

    def _listed(self, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        """Return what the listing shows with the filters in the address."""
        view = registered[self.model].index_view
        listing = view.view_class(**view.view_initkwargs)
        listing.setup(self.request)
        if listing.filters and not listing.filters.is_valid():
            return rows.none()  # better nothing than everything
        return rows.filter(pk__in=[row.pk for row in listing.get_queryset()])

    def get_actionable_objects(self) -> tuple[Any, dict[str, list[Any]]]:
        """Return the rows to act on; nothing is ever listed as forbidden."""
        rows = list(self._rows())
        if not rows:
            raise Http404
        return rows, {"items_with_no_access": []}


class SiteDeleteBulkAction(SiteBulkAction, DeleteBulkAction):
    """Takes the place of Wagtail's own, which names rows a person may not touch."""

    permission = "delete"

    def _rows(self) -> "QuerySet[Any]":
        rows = super()._rows()
        return registered[self.model].deletable_rows(self.request.user, rows)

    def get_actionable_objects(self) -> tuple[Any, dict[str, list[Any]]]:
        """Return the rows to delete."""
        return SiteBulkAction.get_actionable_objects(self)

    @classmethod
    def execute_action(cls, objects: Any, user: Any = None, **kwargs: Any) -> tuple[int, int]:
        """Delete rows one by one, by the viewset's own way; what is still needed stays."""
        view, deleted = kwargs["self"], 0
        for row in objects:
            try:
                with transaction.atomic():
                    registered[view.model].delete_row(row, user or view.request.user)
                deleted += 1
            except ProtectedError as error:
                messages.error(view.request, still_used(row, len(error.protected_objects)))
        return deleted, 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        """Say how many went, if any did."""
        if not num_parent_objects:
            return None
        return str(super().get_success_message(num_parent_objects, num_child_objects))


class NamesNobodyElses:
    """Mixed into Wagtail's bulk actions on pictures: what a person may not touch is not even named."""

    def get_actionable_objects(self) -> tuple[Any, dict[str, list[Any]]]:
        """Return the pictures to act on. Raises ``Http404`` where there is none."""
        pictures, _others = super().get_actionable_objects()  # type: ignore[misc] # the action it is mixed into
        if not pictures:
            raise Http404
        return pictures, {"items_with_no_access": []}
