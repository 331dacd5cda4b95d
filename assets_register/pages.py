"""The front of the spaces section; its records are routes below it. All of it works without scripts."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib import messages
from django.http import (
    Http404,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.contrib.routable_page.models import path
from wagtail.models import Site

from assets_register import geography
from assets_register.addresses import space_path
from assets_register.claim_pages import ClaimingPages
from assets_register.counting import CAP, size_not_known
from assets_register.drawing import drawn_map
from assets_register.enquiries import answers_by_email
from assets_register.enums import AskedWhom
from assets_register.facets import chips, facets
from assets_register.freshness import freshness_by_owner
from assets_register.hiring import (
    facts_with_rooms,
    guide_of,
    prices_of,
    rooms_of,
    terms_of,
    usual_quote,
    usual_wish,
)
from assets_register.intervals import interval_words, is_due
from assets_register.keeping_pages import AskingPages, may_be_asked_about
from assets_register.merges import keys_of, merged_from
from assets_register.models import Asset
from assets_register.offered.reading import services_in
from assets_register.offered.routes import WhoIsIn
from assets_register.opening_hours import open_state
from assets_register.pricing import quote
from assets_register.public_forms import OTHER, SuggestionForm, WantForm
from assets_register.query import RADII, Query, read_query
from assets_register.rules import keeps_asset, may_keep_register
from assets_register.search import search_assets, search_to_print
from assets_register.selectors import facts_of, public_asset
from assets_register.structured import data_block, place_document
from assets_register.suggestions import suggest_fact
from civic.pages.kept import kept_whole
from civic.pages.models import SectionIndexPage
from civic.places.spaces import happenings_at
from civic.record.selectors import links_to
from civic.residents.throttle import too_often

if TYPE_CHECKING:
    from django.http import HttpRequest

#: How many suggestions one visitor may make.
SUGGESTIONS, SUGGESTION_TIME = 10, timedelta(hours=1)
#: How far ahead a space's page looks.
WEEK = timedelta(days=7)


def _place(request: "HttpRequest") -> Site:
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    return site


def _at_most(number: int) -> str:
    return f"{CAP:,}+" if number > CAP else f"{number:,}"


class SpacesIndexPage(AskingPages, ClaimingPages, WhoIsIn, SectionIndexPage):
    """Find a space: the register as everybody sees it."""

    door: ClassVar[str] = "spaces"

    class Meta:
        verbose_name = gettext_lazy("spaces page")

    # ---- the list and the map ------------------------------------------------------------------
    @path("")
    @kept_whole
    def spaces(self, request: "HttpRequest") -> HttpResponse:
        """Show the spaces a query finds, as a list or on the map."""
        site = _place(request)
        read = read_query(site, request.GET)
        results = search_assets(site, read.query)
        shown = facets(site, read.query, results.counts, read.errors)
        context: dict[str, Any] = {
            "results": results,
            "query": read.query,
            "typed": read.typed,
            "errors": read.errors,
            "facets": shown,
            "chips": chips(read.query, shown),
            "radii": list(RADII),
            "may_keep": may_keep_register(request.user, site),
            "links": self._links(replace(read.query, text=results.corrected or read.query.text))
            | {"previous": results.page.previous, "next": results.page.next},
            "nobody_said": _at_most(size_not_known(site, read.query)) if read.query.people else "",
        }
        if read.query.view == "map":
            context |= self._map_context(site, read.query)
        return self._page(request, "assets_register/spaces_index_page.html", context)

    def _links(self, query: Query) -> dict[str, str]:
        """Return the addresses of the same search shown another way."""
        plain = replace(query, page=1, key=None, view="list")
        return {
            "usable": query.href(use="usable"),
            "all": query.href(use="all"),
            "list": query.href(view="list"),
            "map": query.href(view="map"),
            "unplaced": query.href(placed="no", view="list"),
            "any_size": query.href(people=0),
            "printed": f"{self.url}print/{query.href(view='list')}",
            "clear": Query(use=query.use, view=query.view).href(),
            "csv": "spaces.csv" + plain.href(),
            "keep": reverse("assets_register:keep_search") + plain.href(sort=""),
            "xlsx": "spaces.xlsx" + plain.href(),
            "geojson": "spaces.geojson" + plain.href(),
        }

    def _map_context(self, site: Site, query: Query) -> dict[str, Any]:
        box = geography.bounds(site, query)
        unplaced = search_assets(site, replace(query, placed="no", view="list", page=1, key=None))
        return {
            "map": drawn_map(site, query),
            "map_box": f"{box.west:.5f},{box.south:.5f},{box.east:.5f},{box.north:.5f}" if box else "",
            "map_query": query.href(view="list"),
            "unplaced": unplaced,
            "tiles_url": settings.MAP_TILES_URL,
            "tiles_credit": settings.MAP_TILES_ATTRIBUTION,
        }

    def _page(
        self, request: "HttpRequest", template: str, context: Mapping[str, Any], status: int = 200
    ) -> HttpResponse:
        response: HttpResponse = self.render(request, template=template, context_overrides=dict(context))
        response.status_code = status
        return response

    @path("fresh/")
    @kept_whole
    def fresh(self, request: "HttpRequest") -> HttpResponse:
        """Show how fresh each owner's listings are."""
        site = _place(request)
        context = {
            "owners": freshness_by_owner(site),
            "intervals": interval_words(),
            "today": timezone.localdate(),
            "crumbs": [(_(self.title), self.get_url(request))],
        }
        return self._page(request, "assets_register/fresh.html", context)

    @path("print/")
    @kept_whole
    def printed(self, request: "HttpRequest") -> HttpResponse:
        """Show the first of what a query finds as one table for paper, in the same order."""
        site = _place(request)
        read = read_query(site, request.GET)
        found = search_to_print(site, replace(read.query, page=1, key=None))
        context = {
            "results": found,
            "query": read.query,
            "chips": chips(read.query, facets(site, read.query, found.counts, read.errors)),
            "today": timezone.localtime(),
            "list_url": (self.get_url(request) or "") + replace(read.query, view="list").href(),
            "crumbs": [(_(self.title), self.get_url(request))],
        }
        return self._page(request, "assets_register/spaces_printed.html", context)

    @path("not-on-the-map/")
    def not_on_the_map(self, request: "HttpRequest") -> HttpResponseRedirect:
        """Lead to what nobody has put on the map yet."""
        return HttpResponseRedirect(self.get_url(request) + Query(use="all", placed="no").href())

    # A class's own routes are tried first: these come before any space's name.
    add, mine = ClaimingPages.add, ClaimingPages.mine

    # ---- a space -------------------------------------------------------------------------------
    @path("<slug:slug>/")
    def space(self, request: "HttpRequest", slug: str) -> HttpResponse:
        """Show one space; the address of a listing that was merged leads to the one it is part of."""
        try:
            asset = self._asset(request, slug)
        except Http404:
            merged = merged_from({"slug": slug}, _place(request))
            if merged is None:
                raise
            return HttpResponseRedirect(space_path(merged, self.get_url(request) or ""))
        facts = facts_of(asset)
        about = request.GET.get("about", OTHER)
        form = SuggestionForm(facts=facts, initial={"about": about})
        return self._space_page(request, asset, form)

    @path("<slug:slug>/tell-us/")
    def tell_us(self, request: "HttpRequest", slug: str) -> HttpResponseBase:
        """Take in what somebody knows about a space."""
        asset = self._asset(request, slug)
        back = space_path(asset, self.get_url(request) or "")
        if request.method in ("GET", "HEAD"):
            return HttpResponseRedirect(f"{back}#tell-us")
        if request.method != "POST":
            return HttpResponseNotAllowed(["GET", "POST"])
        form = SuggestionForm(request.POST, facts=facts_of(asset))
        if not form.is_valid():
            return self._space_page(request, asset, form, status=422)
        if too_often(request, "spaces.suggest", limit=SUGGESTIONS, per=SUGGESTION_TIME):
            form.add_error(None, _("That is a lot at once. Please wait a little and send it again."))
            return self._space_page(request, asset, form, status=429)
        given = form.cleaned_data
        suggest_fact(asset, key=given["about"], value=given["value"], words=given["words"])
        messages.success(request, _("Thank you. Somebody who knows this space will check it."))
        return HttpResponseRedirect(back)

    @path("<slug:slug>/cost/")
    def cost(self, request: "HttpRequest", slug: str) -> HttpResponse:
        """Show what a hire would cost, line by line."""
        asset = self._asset(request, slug)
        terms = terms_of(asset) if asset.is_usable else None
        if terms is None:
            raise Http404(_("Nobody has told us yet what this space costs."))
        rooms = [view.room for view in rooms_of(asset)]
        form = WantForm(request.GET or usual_wish(terms), terms=terms, rooms=rooms)
        ok = form.is_valid()
        context = {
            "asset": asset,
            "terms": terms,
            "form": form,
            "asked": bool(request.GET),
            "quote": quote(terms, form.want()) if ok else None,
            "want": form.want() if ok else None,
            "back": space_path(asset, self.get_url(request) or ""),
            "crumbs": [
                (_(self.title), self.get_url(request)),
                (asset.name, space_path(asset, self.get_url(request) or "")),
            ],
        }
        return self._page(request, "assets_register/cost.html", context, 200 if ok else 422)

    def _asset(self, request: "HttpRequest", slug: str) -> Asset:
        asset = public_asset(_place(request), slug)
        if asset is None:
            raise Http404(_("There is no such space here."))
        return asset

    def _space_page(
        self, request: "HttpRequest", asset: Asset, form: SuggestionForm, status: int = 200
    ) -> HttpResponse:
        now, site = timezone.now(), _place(request)
        terms, rooms = terms_of(asset), rooms_of(asset)
        facts = facts_with_rooms(facts_of(asset), rooms)
        address = request.build_absolute_uri(space_path(asset, self.get_url(request) or ""))
        point = (asset.latitude, asset.longitude) if asset.latitude is not None else None
        context = {
            "asset": asset,
            "facts": facts,
            "rooms": rooms,
            "guide": guide_of(asset),
            "terms": terms,
            "prices": prices_of(terms) if terms else [],
            "usual": usual_quote(terms, timezone.localdate()) if terms else None,
            "form": form,
            "may_ask": may_be_asked_about(asset) and answers_by_email(asset) != AskedWhom.NOBODY,
            "stale": is_due(asset),
            "open_state": open_state(asset.opening_hours_osm, timezone.localtime()),
            "happenings": happenings_at(site, keys_of(asset), now, now + WEEK),
            "services": services_in(asset),
            "structured": data_block(place_document(asset, facts, address)),
            "led_here": list(links_to(asset.space_key)),
            "map": drawn_map(site, Query(), marked=point) if point else None,  # type: ignore[arg-type] # a point is whole
            "may_keep": may_keep_register(request.user, site),
            "keeps": keeps_asset(request.user, asset),
            "crumbs": [(_(self.title), self.get_url(request))],
        }
        return self._page(request, "assets_register/space.html", context, status)
