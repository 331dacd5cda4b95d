"""The viewset for the rows of a place."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from wagtail.admin.panels import ObjectList, extract_panel_definitions_from_model_class
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.admin.views.generic.mixins import RevisionsRevertMixin
from wagtail.log_actions import log
from wagtail.permissions import policy_registry, register_permission_policy
from wagtail.snippets.views.snippets import DeleteView, SnippetViewSet

from civic.places.admin.choosers import SiteChooserViewSet
from civic.places.admin.forms import SiteFilterSet, SiteModelForm
from civic.places.admin.scope import has_site, policy_of, registered
from civic.places.admin.views import ScopedDelete, ScopedObject, SiteIndexView
from civic.places.policies import ALL_ACTIONS, SitePermissionPolicy
from civic.residents.enums import Role


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

    @cached_property
    def menu_hook(self) -> str | None:
        """A menu entry of its own, but not beside the group it stands in (which marks its class)."""
        in_group = type(self).__dict__.get("menu_item_is_registered", False)
        return None if in_group or not self.add_to_admin_menu else "register_admin_menu_item"

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
        return ["site"] if has_site(self.model) else []

    def get_form_class(self, for_update: bool = False) -> Any:
        """Return the form; raises ``TypeError`` for one that does not narrow its choices."""
        form = super().get_form_class(for_update)
        if not issubclass(form, SiteModelForm):
            raise TypeError(f"{form.__name__} must be a SiteModelForm")
        return form
