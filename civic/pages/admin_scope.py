"""Whose pages these are: staff of one place come upon no other place's, whatever id they ask for.

Wagtail asks for permission where a page is changed. Its chooser, and the steps of a move before the
last, show any page's title to anybody who may enter the admin.
"""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q
from django.http import Http404
from wagtail.models import Page, Site

from civic.residents.rules import roles_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse


def pages_of_own_places(pages: "QuerySet[Page]", user: Any) -> "QuerySet[Page]":
    """Return those of these pages that stand in a place in which a person has work; all for a superuser."""
    if user.is_superuser:
        return pages
    homes = [root.root_path for root in Site.get_site_root_paths() if root.site_id in roles_of(user)]
    own = Q(pk__in=[])
    for path in Page.objects.filter(url_path__in=homes).values_list("path", flat=True):
        own |= Q(path__startswith=path)  # searches filter by this and not by url_path
    return pages.filter(own)


def any_is_elsewhere(page_ids: set[int], user: Any) -> bool:
    """Say whether any of these pages stands only in places in which a person has no work.

    What stands in no place, as the root of all, is Wagtail's to allow or refuse.
    """
    if user.is_superuser:
        return False
    for path in Page.objects.filter(pk__in=page_ids).values_list("url_path", flat=True):
        places = {root.site_id for root in Site.get_site_root_paths() if path.startswith(root.root_path)}
        if places and not places & roles_of(user).keys():
            return True
    return False


class OtherPlacesPagesMiddleware:
    """Answer 404 where an address of the admin names a page of a place one has no work in."""

    #: What Wagtail calls the id of a page in its own addresses.
    NAMES = frozenset({"page_id", "parent_page_id", "page_to_move_id", "destination_id"})

    def __init__(self, get_response: "Callable[[HttpRequest], HttpResponse]") -> None:
        self.get_response = get_response

    def __call__(self, request: "HttpRequest") -> "HttpResponse":
        return self.get_response(request)

    def process_view(
        self, request: "HttpRequest", view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        """Look at the ids in the address, once it is known what they are."""
        if request.path_info.startswith(settings.ADMIN_PREFIX) and request.user.is_authenticated:
            pages = {kwargs[name] for name in self.NAMES & kwargs.keys()}
            if pages and any_is_elsewhere(pages, request.user):
                raise Http404
