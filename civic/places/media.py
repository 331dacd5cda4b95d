"""Whose an uploaded picture or document is: its place's, through the collection it lies in."""

from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.utils.crypto import salted_hmac
from wagtail.images import get_image_model
from wagtail.models import Collection

from civic.places.models import PlaceCollection

if TYPE_CHECKING:
    from wagtail.models import Site

#: How long a picture's place is remembered, in seconds; one that is moved is in two places till then.
REMEMBERED = 300


def place_of_collection(path: str) -> int | None:
    """Return the id of the place a collection lies in, by its path in the tree; None for nobody's."""
    steps = range(Collection.steplen, len(path) + 1, Collection.steplen)
    above = [path[:end] for end in steps]
    kept = PlaceCollection.objects.filter(collection__path__in=above).order_by("-collection__depth")
    return kept.values_list("site_id", flat=True).first()


def place_of_file(name: str) -> int | None:
    """Return the id of the place an uploaded picture, or a size of it, belongs to; None for nobody's."""
    key = f"media:{salted_hmac('places.media', name).hexdigest()}"
    known: int | None = cache.get(key)
    if known is None:
        images: Any = get_image_model()
        sizes = images.get_rendition_model().objects.filter(file=name)
        path = (
            sizes.values_list("image__collection__path", flat=True).first()
            or images.objects.filter(file=name).values_list("collection__path", flat=True).first()
        )
        known = (path and place_of_collection(path)) or 0
        cache.set(key, known, timeout=REMEMBERED)
    return known or None


def is_elsewheres(owner: int | None, site: "Site | None") -> bool:
    """Say whether what belongs to a place is asked for in another; what is nobody's may be shown anywhere."""
    return owner is not None and (site is None or owner != site.pk)
