"""Uploaded pictures and documents, each on its own place's addresses only."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404
from django.views.static import serve

from civic.places.context import current_site
from civic.places.media import is_elsewheres, place_of_collection, place_of_file
from civic.places.policies import PICTURE_ROLES, PICTURE_TIDIERS
from civic.residents.rules import has_role

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase
    from wagtail.documents.models import AbstractDocument

#: Folders of MEDIA_ROOT that have a view of their own, which asks who may read.
NOT_SERVED = ("documents/",)


def media(request: "HttpRequest", path: str) -> "HttpResponseBase":
    """Serve an uploaded picture from the media folder, where it belongs to the place at hand.

    Whoever looks after the pictures of its own place sees it in any place's admin.
    """
    if path.startswith(NOT_SERVED):
        raise Http404
    kept = "public, max-age=86400"  # names are never used again: Django's storage adds a suffix
    owner = place_of_file(path)
    if is_elsewheres(owner, current_site()):
        if not has_role(request.user, owner, *PICTURE_ROLES, *PICTURE_TIDIERS):
            raise Http404
        kept = "private, no-store"
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    response.headers["Cache-Control"] = kept
    return response


def document_in_its_place(document: "AbstractDocument", request: "HttpRequest") -> None:
    """Answer 404 for a document of another place."""
    owner = place_of_collection(document.collection.path)
    if is_elsewheres(owner, current_site()) and not has_role(request.user, owner, *PICTURE_TIDIERS):
        raise Http404
