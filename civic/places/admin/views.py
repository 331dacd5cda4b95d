"""Mixins and views that keep to the rows of a person's places."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, ProtectedError
from django.http import Http404, HttpRequest
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn
from wagtail.snippets.views.snippets import IndexView

from civic.places.admin.scope import policy_of, registered
from civic.places.policies import ALL_ACTIONS


class ScopedObject:
    """Mixed into every view of one row: another place's row is not found."""

    request: HttpRequest
    model: type[Model]

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        """Return the row. Raises ``Http404`` for one outside the person's places."""
        try:
            row = super().get_object(*args, **kwargs)  # type: ignore[misc] # the view it is mixed into
        except PermissionDenied:
            raise Http404 from None
        if row is None:  # a view that makes a new one
            return None
        policy = policy_of(self.model)
        if not policy.user_has_any_permission_for_instance(self.request.user, ALL_ACTIONS, row):
            raise Http404
        return row


class ScopedDelete:
    """Mixed into the delete view: only what may be deleted, by the viewset's own way."""

    request: HttpRequest
    model: type[Model]
    object: Any

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        """Return the row. Raises ``Http404`` where it is not to be deleted."""
        row = super().get_object(*args, **kwargs)  # type: ignore[misc] # the view it is mixed into
        rows = registered[self.model].deletable_rows(self.request.user, self.model._default_manager.all())
        if not rows.filter(pk=row.pk).exists():
            raise Http404
        return row

    def delete_action(self) -> None:
        """Delete the row."""
        registered[self.model].delete_row(self.object, self.request.user)

    def form_valid(self, form: forms.Form) -> Any:
        """Delete the row, or say in plain words that others still need it."""
        try:
            with transaction.atomic():
                return super().form_valid(form)  # type: ignore[misc] # the view it is mixed into
        except ProtectedError as error:
            messages.error(self.request, still_used(self.object, len(error.protected_objects)))
            return redirect(self.get_success_url())  # type: ignore[attr-defined] # as above


def still_used(row: Model, count: int) -> str:
    """Return why a row cannot be deleted."""
    return ngettext(
        "“%(row)s” was not deleted: %(count)d other record still points at it.",
        "“%(row)s” was not deleted: %(count)d other records still point at it.",
        count,
    ) % {"row": row, "count": count}


class SiteIndexView(IndexView):
    """The listing; without tick boxes where there is nothing to do to many rows at once."""

    @cached_property
    def columns(self) -> Any:
        """Return the columns, the tick boxes only where some bulk action stands behind them."""
        columns = super().columns
        if registered[self.model].has_bulk_actions():
            return columns
        return [column for column in columns if not isinstance(column, BulkActionsCheckboxColumn)]
