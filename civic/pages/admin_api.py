"""Pictures and documents in the admin's own API: only those somebody may choose, as in the choosers."""

from typing import TYPE_CHECKING, Any

from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet

from civic.places.admin.files import own_files

if TYPE_CHECKING:
    from django.db.models import QuerySet


class OwnDocuments(DocumentsAdminAPIViewSet):
    """The documents of the collections a person may use."""

    authentication_classes = PagesAdminAPIViewSet.authentication_classes

    def get_queryset(self) -> "QuerySet[Any]":
        """Narrow the listing, and what is found by id."""
        return own_files(self.request.user, super().get_queryset())


class OwnImages(ImagesAdminAPIViewSet):
    """The pictures of the collections a person may use."""

    authentication_classes = PagesAdminAPIViewSet.authentication_classes

    def get_queryset(self) -> "QuerySet[Any]":
        """Narrow the listing, and what is found by id."""
        return own_files(self.request.user, super().get_queryset())
