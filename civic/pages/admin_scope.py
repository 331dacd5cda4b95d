"""Whose pages these are: staff of one place come upon no other place's, whatever id they ask for.

Wagtail asks for permission where a page is changed. Its chooser, the steps of a move before the last
and the forms of a copy show any page's title to anybody who may enter the admin; wagtail-localize asks
only whether somebody may translate at all.
"""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q
from django.http import Http404
from wagtail.models import Page, Site
from wagtail_localize.models import Translation, TranslationSource

from civic.pages.policies import homes_of
from civic.residents.enums import Role
from civic.residents.rules import roles_of, site_ids_with_role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.urls import ResolverMatch


def pages_of_own_places(pages: "QuerySet[Page]", user: Any) -> "QuerySet[Page]":
    """Return those of these pages that stand in a place in which a person has work; all for a superuser."""
    return pages if user.is_superuser else _below(pages, homes_of(roles_of(user)))


def pages_somebody_edits(pages: "QuerySet[Page]", user: Any) -> "QuerySet[Page]":
    """Return those of these pages that stand in a place somebody runs; all for a superuser."""
    if user.is_superuser:
        return pages
    return _below(pages, homes_of(site_ids_with_role(user, Role.PLACE_ADMINISTRATOR)))


def _below(pages: "QuerySet[Page]", homes: "QuerySet[Page]") -> "QuerySet[Page]":
    own = Q(pk__in=[])
    for path in homes.values_list("path", flat=True):
        own |= Q(path__startswith=path)  # searches filter by this and not by url_path
    return pages.filter(own)


def any_is_elsewhere(page_ids: set[int], user: Any) -> bool:
    """Say whether any of these pages is not there, or only in places in which a person has no work.

    What stands in no place, as the root of all, is Wagtail's to allow or refuse.
    """
    if user.is_superuser:
        return False
    paths = list(Page.objects.filter(pk__in=page_ids).values_list("url_path", flat=True))
    if len(paths) < len(page_ids):
        return True
    for path in paths:
        places = {root.site_id for root in Site.get_site_root_paths() if path.startswith(root.root_path)}
        if places and not places & roles_of(user).keys():
            return True
    return False


class OtherPlacesPagesMiddleware:
    """Answer 404 where an address or a form of the admin names a page of a place one has no work in."""

    #: What Wagtail calls the id of a page in its own addresses.
    NAMES = frozenset({"page_id", "parent_page_id", "page_to_move_id", "destination_id"})
    #: What it calls one in the forms and queries of its screens of pages.
    SENT = ("new_parent_page", "parent_page", "chooser", "childOf")
    #: Reports of every place's pages at once, as is Wagtail's listing of pages that are forms; none is here.
    OF_ALL_PLACES = frozenset({"page_types_usage", "page_types_usage_results"})

    def __init__(self, get_response: "Callable[[HttpRequest], HttpResponse]") -> None:
        self.get_response = get_response

    def __call__(self, request: "HttpRequest") -> "HttpResponse":
        return self.get_response(request)

    def process_view(
        self, request: "HttpRequest", view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        """Look at the ids in the address, once it is known what they are."""
        user, match = request.user, request.resolver_match
        if not request.path_info.startswith(settings.ADMIN_PREFIX) or match is None:
            return
        if not user.is_authenticated or user.is_superuser:
            return
        if "wagtailforms" in match.namespaces or match.url_name in self.OF_ALL_PLACES:
            raise Http404
        pages = {kwargs[name] for name in self.NAMES & kwargs.keys()} | self._others(request, match)
        if pages and any_is_elsewhere(pages, user):
            raise Http404
        if "wagtail_localize" in match.namespaces and not _may_translate(kwargs, user):
            raise Http404

    def _others(self, request: "HttpRequest", match: "ResolverMatch") -> set[int]:
        """Return the pages named in other ways by Wagtail's screens of pages."""
        of_pages = "wagtailadmin_pages" in match.namespaces
        if not of_pages and match.kwargs.get("model_name") != "page":
            return set()
        sent = [request.POST.get(name, request.GET.get(name, "")) for name in self.SENT]
        sent += [str(match.kwargs.get("pk", ""))] if of_pages else []
        return _numbers(sent)


def _numbers(sent: "Iterable[str]") -> set[int]:
    return {int(one) for one in sent if one.isascii() and one.isdigit() and len(one) < 10}


def _may_translate(kwargs: dict[str, Any], user: Any) -> bool:
    """Say whether what one of wagtail-localize's addresses names is a page of a place somebody runs.

    Nothing but pages is translated here; its listing of snippets would show every place's records.
    """
    if "app_label" in kwargs:
        return False
    named: QuerySet[Page]
    if "page_id" in kwargs:
        named = Page.objects.filter(pk=kwargs["page_id"])
    elif "translation_source_id" in kwargs:
        sources = TranslationSource.objects.filter(pk=kwargs["translation_source_id"])
        named = Page.objects.filter(translation_key__in=sources.values("object_id"))
    elif "translation_id" in kwargs:
        found = Translation.objects.filter(pk=kwargs["translation_id"])
        named = Page.objects.filter(translation_key__in=found.values("source__object_id"))
    else:
        return True
    ids = set(named.values_list("pk", flat=True))
    return bool(ids) and pages_somebody_edits(named, user).count() == len(ids)
