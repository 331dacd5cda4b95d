"""Admin screens that never show another place's rows.

Subclass ``SiteSnippetViewSet`` for every model that belongs to a place and register it with
``register_snippet``. Listing, filters, export, edit, delete, history, usage, comparison, bulk
actions, choosers and the choices inside forms are all narrowed to the places in which the person
holds one of ``roles``. A test walks every registered viewset and tries the other place.
"""

from civic.places.admin.bulk import SiteBulkAction, SiteDeleteBulkAction
from civic.places.admin.forms import SiteFilterSet, SiteModelForm
from civic.places.admin.scope import choosable, policy_of, registered
from civic.places.admin.viewsets import SiteSnippetViewSet

__all__ = [
    "SiteBulkAction",
    "SiteDeleteBulkAction",
    "SiteFilterSet",
    "SiteModelForm",
    "SiteSnippetViewSet",
    "choosable",
    "policy_of",
    "registered",
]
