"""Choosers that offer only rows of the person's own places."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenMultipleView,
    SnippetChosenView,
)
from wagtail.snippets.widgets import AdminSnippetChooser

from civic.places.admin.scope import narrowed_for_chooser


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


class SiteChooseView(_ScopedChoose, ChooseView):
    """The chooser, for the person's own places."""


class SiteChooseResultsView(_ScopedChoose, ChooseResultsView):
    """The chooser's results, for the person's own places."""


class SiteChosenView(_ScopedChosen, SnippetChosenView):
    """One row chosen, of the person's own places."""


class SiteChosenMultipleView(_ScopedChosen, SnippetChosenMultipleView):
    """Several rows chosen, of the person's own places."""


class SiteSnippetChooser(AdminSnippetChooser):
    """A chooser's field, which shows the name of nothing that its form would not take."""

    #: The rows it may name; set by the form that narrows its choices.
    rows: "QuerySet[Any] | None" = None

    def get_instance(self, value: Any) -> Any:
        """Return the row chosen before, or None for one that may not be named."""
        row = super().get_instance(value)
        if row is not None and self.rows is not None and not self.rows.filter(pk=row.pk).exists():
            return None
        return row


class SiteChooserViewSet(SnippetChooserViewSet):
    """A chooser that offers only rows of the person's own places."""

    choose_view_class = SiteChooseView
    choose_results_view_class = SiteChooseResultsView
    chosen_view_class = SiteChosenView
    chosen_multiple_view_class = SiteChosenMultipleView
    base_widget_class = SiteSnippetChooser
