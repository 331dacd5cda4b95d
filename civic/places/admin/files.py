"""Pictures and documents that a form may name: those its choosers offer, of the place it is about."""

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.widgets import AdminImageChooser
from wagtail.permissions import policy_registry

from civic.places.models import PlaceCollection

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

#: What lets somebody see a file in a chooser.
ANY_OF = ["choose", "add", "change", "delete"]


def is_file(model: "type[Model]") -> bool:
    """Say whether a model's rows are uploads: they carry no place, their collections do."""
    return issubclass(model, get_image_model() | get_document_model())


def own_files(user: Any, files: "QuerySet[Any]") -> "QuerySet[Any]":
    """Return what a person's choosers offer of these pictures or documents, whatever the place."""
    policy = policy_registry.get_by_type(files.model)
    own: QuerySet[Any] = files & policy.instances_user_has_any_permission_for(user, ANY_OF)
    return own


def files_for(user: Any, site_id: int | None, files: "QuerySet[Any]") -> "QuerySet[Any]":
    """Return what a person may put on something of a place: of another place's nothing would be shown there.

    Superusers put up what they want, also what is nobody's.
    """
    own = own_files(user, files)
    return own if user.is_superuser or site_id is None else own & in_place(site_id, files)


def in_place(site_id: int, files: "QuerySet[Any]") -> "QuerySet[Any]":
    """Keep what lies in a place's collection, or in a folder of it."""
    lies_there = Q(pk__in=[])
    kept = PlaceCollection.objects.filter(site=site_id)
    for path in kept.values_list("collection__path", flat=True):
        lies_there |= Q(collection__path__startswith=path)
    return files.filter(lies_there)


class OwnImageChooser(AdminImageChooser):
    """A picture chooser that shows nothing of a picture that its form would not take."""

    def __init__(self, rows: "QuerySet[Any]") -> None:
        super().__init__()
        self.rows = rows

    def get_instance(self, value: Any) -> Any:
        """Return the picture chosen before, or None for one that may not be named."""
        picture = super().get_instance(value)
        return picture if picture is not None and self.rows.filter(pk=picture.pk).exists() else None
