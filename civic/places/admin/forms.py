"""Forms and filters that offer and accept only rows of the same place."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django_filters import ModelChoiceFilter, ModelMultipleChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.images.widgets import AdminImageChooser
from wagtail.models import Site
from wagtail.permissions import policy_registry

from civic.places.admin.choosers import SiteSnippetChooser
from civic.places.admin.files import OwnImageChooser, files_for, is_file
from civic.places.admin.scope import choosable, has_site, own_sites
from civic.places.context import current_site
from civic.places.policies import SitePermissionPolicy
from civic.places.together import OpenedAsMixin


class SiteModelForm(OpenedAsMixin, WagtailAdminModelForm):
    """Offers and accepts only rows of the same place, and puts a new row in its place.

    Two people at one row do not undo each other: see ``OpenedAsMixin``.
    """

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
        for name, field in self.fields.items():
            narrow_choices(field, site_id, self.for_user, self.initial.get(name))
        for formset in getattr(self, "formsets", {}).values():
            _narrow_formset(formset, site_id, self.for_user)

    def _reaches_place(self, policy: SitePermissionPolicy) -> bool:
        first = policy.site_path.split("__")[0]
        return getattr(self.instance, f"{first}_id", None) is not None


def narrow_choices(field: forms.Field, site_id: int | None, user: Any, chosen: Any = None) -> None:
    """Let a form field take only rows of one place, or of the person's places where that is open.

    A picture or a document that stands there already, ``chosen``, may stay.
    """
    queryset = getattr(field, "queryset", None)
    if queryset is None:
        return
    if is_file(queryset.model):
        _narrow_files(field, queryset, site_id, user, chosen)
    elif has_site(queryset.model):
        narrowed = queryset.filter(site=site_id) if site_id else choosable(user, queryset)
        field.queryset = narrowed  # type: ignore[attr-defined] # any field with a queryset takes one
        if isinstance(field.widget, SiteSnippetChooser):
            field.widget.rows = narrowed


def _narrow_files(
    field: forms.Field, files: "QuerySet[Any]", site_id: int | None, user: Any, chosen: Any
) -> None:
    narrowed = files.filter(Q(pk__in=files_for(user, site_id, files).values("pk")) | Q(pk=chosen))
    if isinstance(field.widget, AdminImageChooser):
        required, field.widget = field.widget.is_required, OwnImageChooser(narrowed)
        field.widget.is_required = required
    field.queryset = narrowed  # type: ignore[attr-defined] # as above


def _narrow_formset(formset: Any, site_id: int | None, user: Any) -> None:
    """Narrow the choices of every line of an inline panel, those added later included."""
    add_fields = formset.add_fields

    def narrowed(form: Any, index: int | None) -> None:
        add_fields(form, index)
        for name, field in form.fields.items():
            narrow_choices(field, site_id, user, form.initial.get(name))

    formset.add_fields = narrowed


class SiteFilterSet(WagtailFilterSet):
    """Offers in its choices only rows of the person's own places."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in self.filters.values():
            if isinstance(each, ModelChoiceFilter | ModelMultipleChoiceFilter):
                each.queryset = self._narrowed(each.queryset)

    def _narrowed(self, rows: Any) -> Any:
        """Return what a filter offers: another place's rows never, other places only to who works there."""
        if not isinstance(rows, QuerySet):
            return rows
        if rows.model is Site:
            return own_sites(self.request.user, rows)
        return choosable(self.request.user, rows) if has_site(rows.model) else rows
