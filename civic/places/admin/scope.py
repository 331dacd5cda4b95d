"""Whose rows a person may see, choose and work on."""

from typing import TYPE_CHECKING, Any

from django.db.models import Model, QuerySet
from wagtail.models import Site
from wagtail.permissions import policy_registry

from civic.places.policies import SitePermissionPolicy
from civic.residents.enums import Role
from civic.residents.rules import site_ids_with_role

if TYPE_CHECKING:
    from civic.places.admin.viewsets import SiteSnippetViewSet

#: Every viewset made of ``SiteSnippetViewSet``, by model; the meta-test walks it.
registered: "dict[type[Model], SiteSnippetViewSet]" = {}


def policy_of(model: type[Model]) -> SitePermissionPolicy:
    """Return who may do what with a model's rows. Raises ``LookupError`` where no viewset owns it."""
    policy = policy_registry.get_by_type(model, fallback=False)
    if not isinstance(policy, SitePermissionPolicy):
        raise LookupError(f"{model._meta.label} has no SiteSnippetViewSet")
    return policy


def has_site(model: type[Model]) -> bool:
    """Say whether a model's rows carry their place."""
    return any(field.name == "site" and field.related_model is Site for field in model._meta.fields)


def choosable(user: Any, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """Keep the rows of places in which a person holds any role at all: what their choosers offer."""
    if getattr(user, "is_superuser", False):
        return rows
    policy = policy_registry.get_by_type(rows.model, fallback=False)
    path = policy.site_path if isinstance(policy, SitePermissionPolicy) else "site"
    return rows.filter(**{f"{path}__in": site_ids_with_role(user, *Role.values)})


def own_sites(user: Any, rows: "QuerySet[Site]") -> "QuerySet[Site]":
    """Keep the places in which a person holds any role."""
    if user.is_superuser:
        return rows
    return rows.filter(pk__in=site_ids_with_role(user, *Role.values))


def narrowed_for_chooser(user: Any, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """Return what a person's chooser offers of a model: their places' rows, as its viewset narrows them."""
    viewset = registered.get(rows.model)
    rows = choosable(user, rows)
    return viewset.choosable_rows(user, rows) if viewset else rows
