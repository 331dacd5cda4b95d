"""Mixins and views that keep to the rows of a person's places."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db import transaction
from django.db.models import F, Model, ProtectedError
from django.http import Http404, HttpRequest
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn
from wagtail.snippets.views.snippets import IndexView

from civic.places.admin.scope import policy_of, registered
from civic.places.policies import ALL_ACTIONS

if TYPE_CHECKING:
    from django.db.models import QuerySet


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

    def order_queryset(self, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        """Put rows in order; those without a value come first, or last where it is turned round.

        Left to themselves, SQLite and PostgreSQL put them at opposite ends.
        """
        ordered: QuerySet[Any] = super().order_queryset(queryset)
        asked = ordered.query.order_by  # without one the model's own order stays
        return ordered.order_by(*(empty_first(self.model, name) for name in asked)) if asked else ordered


def empty_first(model: type[Model], name: Any) -> Any:
    """Return an ordering that says where rows without a value go, where there can be any.

    Where there cannot, the name is left: PostgreSQL reads an index only in the order it was made.
    """
    if not isinstance(name, str) or not _may_be_empty(model, name.lstrip("-")):
        return name
    field = F(name.lstrip("-"))
    return field.desc(nulls_last=True) if name.startswith("-") else field.asc(nulls_first=True)


def _may_be_empty(model: type[Model] | None, path: str) -> bool:
    empty = False
    for part in path.split("__"):
        if part == "pk" or model is None:
            return empty
        try:
            field = model._meta.get_field(part)
        except FieldDoesNotExist:  # something counted for each row
            return False
        empty = empty or bool(getattr(field, "null", True))
        model = field.related_model if isinstance(field.related_model, type) else None
    return empty
