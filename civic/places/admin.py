"""Admin screens that never show another place's rows.

Subclass ``SiteSnippetViewSet`` for every model that belongs to a place and register it with
``register_snippet``. Listing, filters, export, edit, copy, delete, history, usage, comparison,
bulk actions, choosers and the choices inside forms are all narrowed to the places in which the
person holds one of ``roles``. A test walks every registered viewset and tries the other place.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, ProtectedError, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import redirect
from django.utils.functional import cached_property, classproperty
from django.utils.translation import ngettext
from django_filters import ModelChoiceFilter, ModelMultipleChoiceFilter
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import ObjectList, extract_panel_definitions_from_model_class
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.admin.views.generic.mixins import RevisionsRevertMixin
from wagtail.log_actions import log
from wagtail.models import Site
from wagtail.permissions import policy_registry, register_permission_policy
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenMultipleView,
    SnippetChosenView,
    SnippetCreateView,
)
from wagtail.snippets.views.snippets import DeleteView, IndexView, SnippetViewSet

from civic.places.context import current_site
from civic.places.policies import ALL_ACTIONS, SitePermissionPolicy
from civic.residents.enums import Role
from civic.residents.rules import site_ids_with_role

#: Every viewset made of ``SiteSnippetViewSet``, by model; the meta-test walks it.
registered: "dict[type[Model], SiteSnippetViewSet]" = {}


def policy_of(model: type[Model]) -> SitePermissionPolicy:
    """Return who may do what with a model's rows. Raises ``LookupError`` where no viewset owns it."""
    policy = policy_registry.get_by_type(model, fallback=False)
    if not isinstance(policy, SitePermissionPolicy):
        raise LookupError(f"{model._meta.label} has no SiteSnippetViewSet")
    return policy


def _has_site(model: type[Model]) -> bool:
    return any(field.name == "site" and field.related_model is Site for field in model._meta.fields)


def choosable(user: Any, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """Keep the rows of places in which a person holds any role at all: what their choosers offer."""
    if getattr(user, "is_superuser", False):
        return rows
    policy = policy_registry.get_by_type(rows.model, fallback=False)
    path = policy.site_path if isinstance(policy, SitePermissionPolicy) else "site"
    return rows.filter(**{f"{path}__in": site_ids_with_role(user, *Role.values)})


# ---- forms and filters -------------------------------------------------------------------------
class SiteModelForm(WagtailAdminModelForm):
    """Offers and accepts only rows of the same place, and puts a new row in its place."""

    site: "Site | int | None" = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        policy = policy_registry.get_by_type(type(self.instance), fallback=False)
        if not isinstance(policy, SitePermissionPolicy):
            return
        if self.instance.pk is None and policy.site_path == "site" and self.instance.site_id is None:
            place = policy.place_for_new(self.for_user, current_site())
            self.instance.site_id = place.pk if isinstance(place, Site) else place
        site_id = policy.site_id_of(self.instance) if self._reaches_place(policy) else None
        for field in self.fields.values():
            narrow_choices(field, site_id, self.for_user)
        for formset in getattr(self, "formsets", {}).values():
            _narrow_formset(formset, site_id, self.for_user)

    def _reaches_place(self, policy: SitePermissionPolicy) -> bool:
        first = policy.site_path.split("__")[0]
        return getattr(self.instance, f"{first}_id", None) is not None


def narrow_choices(field: forms.Field, site_id: int | None, user: Any) -> None:
    """Let a form field take only rows of one place, or of the person's places where that is open."""
    queryset = getattr(field, "queryset", None)
    if queryset is None or not _has_site(queryset.model):
        return
    narrowed = queryset.filter(site=site_id) if site_id else choosable(user, queryset)
    field.queryset = narrowed  # type: ignore[attr-defined] # any field with a queryset takes one


def _narrow_formset(formset: Any, site_id: int | None, user: Any) -> None:
    """Narrow the choices of every line of an inline panel, those added later included."""
    add_fields = formset.add_fields

    def narrowed(form: Any, index: int | None) -> None:
        add_fields(form, index)
        for field in form.fields.values():
            narrow_choices(field, site_id, user)

    formset.add_fields = narrowed


class SiteFilterSet(WagtailFilterSet):
    """Offers in its choices only rows of the person's own places."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in self.filters.values():
            if isinstance(each, ModelChoiceFilter | ModelMultipleChoiceFilter):
                rows = each.extra.get("queryset")
                if isinstance(rows, QuerySet) and _has_site(rows.model):
                    each.extra["queryset"] = choosable(self.request.user, rows)
                elif isinstance(rows, QuerySet) and rows.model is Site and self.request:
                    each.extra["queryset"] = _own_sites(self.request.user, rows)


def _own_sites(user: Any, rows: "QuerySet[Site]") -> "QuerySet[Site]":
    if user.is_superuser:
        return rows
    return rows.filter(pk__in=site_ids_with_role(user, *Role.values))


# ---- views ----------------------------------------------------------------------------------------
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


class _ScopedChoose:
    """Mixed into the views that list what can be chosen."""

    def get_object_list(self) -> Any:
        rows = super().get_object_list()  # type: ignore[misc] # the view it is mixed into
        return narrowed_for_chooser(self.request.user, rows)  # type: ignore[attr-defined] # as above


class _ScopedChosen:
    """Mixed into the views that hand back what was chosen."""

    def get_object(self, pk: Any) -> Any:
        rows = self.model_class.objects.all()  # type: ignore[attr-defined] # the view it is mixed into
        return narrowed_for_chooser(self.request.user, rows).get(pk=pk)  # type: ignore[attr-defined] # as above

    def get_objects(self, pks: Collection[Any]) -> Any:
        rows = self.model_class.objects.filter(pk__in=pks)  # type: ignore[attr-defined] # as above
        return narrowed_for_chooser(self.request.user, rows)  # type: ignore[attr-defined] # as above


def narrowed_for_chooser(user: Any, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """Return what a person's chooser offers of a model: their places' rows, as its viewset narrows them."""
    viewset = registered.get(rows.model)
    rows = choosable(user, rows)
    return viewset.choosable_rows(user, rows) if viewset else rows


class SiteChooseView(_ScopedChoose, ChooseView):
    """The chooser, for the person's own places."""


class SiteChooseResultsView(_ScopedChoose, ChooseResultsView):
    """The chooser's results, for the person's own places."""


class SiteChosenView(_ScopedChosen, SnippetChosenView):
    """One row chosen, of the person's own places."""


class SiteChosenMultipleView(_ScopedChosen, SnippetChosenMultipleView):
    """Several rows chosen, of the person's own places."""


class SiteChooserViewSet(SnippetChooserViewSet):
    """A chooser that offers only rows of the person's own places."""

    choose_view_class = SiteChooseView
    choose_results_view_class = SiteChooseResultsView
    chosen_view_class = SiteChosenView
    chosen_multiple_view_class = SiteChosenMultipleView
    create_view_class = SnippetCreateView


# ---- the viewset ----------------------------------------------------------------------------------
class SiteSnippetViewSet(SnippetViewSet):
    """Wagtail's screens for the rows of a place, for those who hold one of ``roles`` there."""

    #: Who works on these rows; a place administrator holds most roles too (``residents.rules``).
    roles: Iterable[str] = (Role.PLACE_ADMINISTRATOR,)
    #: The lookup from a row to its place.
    site_path = "site"
    #: What can be done at all; ``frozenset({"view"})`` for what only the machine writes.
    actions: Collection[str] = ALL_ACTIONS
    #: Fetched with every listed row.
    list_select_related: tuple[str, ...] = ()

    add_to_admin_menu = True
    add_to_reference_index = False  # records keep out of Wagtail's indexes (ARCHITECTURE)
    copy_view_enabled = False
    index_view_class = SiteIndexView
    chooser_viewset_class = SiteChooserViewSet
    base_form_class = SiteModelForm

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not isinstance(policy_registry.get_by_type(self.model, fallback=False), SitePermissionPolicy):
            policy = SitePermissionPolicy(
                self.model, self.roles, site_path=self.site_path, actions=self.actions
            )
            register_permission_policy(self.model, policy)
        registered[self.model] = self

    @cached_property
    def inspect_view_enabled(self) -> bool:
        """Rows nobody may change can still be looked at."""
        return "change" not in self.actions

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        """Return the rows of the person's places, for the listing and the export."""
        rows = policy_of(self.model).in_places(request.user, self.model._default_manager.all())
        return rows.select_related(*self.list_select_related, *self._path_to_place())

    def _path_to_place(self) -> tuple[str, ...]:
        path, _dot, _site = self.site_path.rpartition("__")
        return (path,) if path else ()

    def deletable_rows(self, user: Any, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        """Narrow what can be deleted at all."""
        return rows

    def delete_row(self, row: Any, user: Any) -> None:
        """Delete one row. Raises ``ProtectedError`` where others still point at it."""
        log(row, "wagtail.delete", user=user, deleted=True)
        row.delete()

    def has_bulk_actions(self) -> bool:
        """Say whether the listing offers anything to do to many rows at once."""
        actions = bulk_action_registry.get_bulk_actions_for_model(self.app_label, self.model_name)
        return any(action.action_type != "delete" or "delete" in self.actions for action in actions)

    def choosable_rows(self, user: Any, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        """Narrow further what choosers offer; ``rows`` are of the person's places already."""
        return rows

    def construct_view(self, view_class: Any, **kwargs: Any) -> Any:
        """Mix the scope into every view of one row, present and future ones alike."""
        if hasattr(view_class, "get_object"):
            deletes = (ScopedDelete,) if issubclass(view_class, DeleteView) else ()
            bases = (*deletes, ScopedObject, view_class)
            if issubclass(view_class, RevisionsRevertMixin):
                bases = (view_class,)  # its edit view below is scoped by ``revisions_revert_view_class``
            view_class = type(view_class.__name__, bases, {})
        return super().construct_view(view_class, **kwargs)

    @property
    def revisions_revert_view_class(self) -> Any:
        """The view that goes back to an earlier version, of a row of the person's places only."""
        edit = type("_ScopedEditView", (ScopedObject, self.edit_view_class), {})
        return type("_RevisionsRevertView", (RevisionsRevertMixin, edit), {"view_name": "revisions_revert"})

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Narrow the choices of filters too."""
        found: dict[str, Any] = super().get_index_view_kwargs(**kwargs)
        if not self.filterset_class or self.filterset_class is self.UNDEFINED:
            found["base_filterset_class"] = SiteFilterSet
        return found

    def get_edit_handler(self) -> Any:
        """Return the panels, with our form beneath them."""
        handler = getattr(self, "edit_handler", None) or getattr(self.model, "edit_handler", None)
        if handler is None:
            panels = getattr(self, "panels", None) or extract_panel_definitions_from_model_class(
                self.model, exclude=[*(self.get_exclude_form_fields() or ()), *self._machine_fields()]
            )
            handler = ObjectList(panels)
        if handler.base_form_class is None:
            handler.base_form_class = self.base_form_class
        return handler.bind_to_model(self.model)

    def _machine_fields(self) -> list[str]:
        """The place of a row is never chosen in a form."""
        return ["site"] if _has_site(self.model) else []

    def get_form_class(self, for_update: bool = False) -> Any:
        """Return the form; raises ``TypeError`` for one that does not narrow its choices."""
        form = super().get_form_class(for_update)
        if not issubclass(form, SiteModelForm):
            raise TypeError(f"{form.__name__} must be a SiteModelForm")
        return form


# ---- bulk actions ---------------------------------------------------------------------------------
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
        return rows.filter(pk__in=[id_ for id_ in ids if id_.isdigit()])

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
        return registered[self.model].deletable_rows(self.request.user, super()._rows())

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
