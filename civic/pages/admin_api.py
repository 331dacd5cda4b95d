"""Pictures and documents in the admin's own API: only those somebody may choose, as in the choosers."""

from typing import TYPE_CHECKING, Any

from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.permissions import policy_registry

if TYPE_CHECKING:
    from django.db.models import QuerySet

#: What lets somebody see a file in a chooser; Wagtail lists every place's without asking.
ANY_OF = ["choose", "add", "change", "delete"]


def _own(files: "QuerySet[Any]", user: Any) -> "QuerySet[Any]":
    policy = policy_registry.get_by_type(files.model)
    own: QuerySet[Any] = files & policy.instances_user_has_any_permission_for(user, ANY_OF)
    return own


class OwnDocuments(DocumentsAdminAPIViewSet):
    """The documents of the collections a person may use."""

    authentication_classes = PagesAdminAPIViewSet.authentication_classes

    def get_queryset(self) -> "QuerySet[Any]":
        """Narrow the listing, and what is found by id."""
        return _own(super().get_queryset(), self.request.user)


class OwnImages(ImagesAdminAPIViewSet):
    """The pictures of the collections a person may use."""

    authentication_classes = PagesAdminAPIViewSet.authentication_classes

    def get_queryset(self) -> "QuerySet[Any]":
        """Narrow the listing, and what is found by id."""
        return _own(super().get_queryset(), self.request.user)
