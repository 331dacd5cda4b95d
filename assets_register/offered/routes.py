"""The pages of what is offered in spaces, as routes of the spaces page."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.contrib.routable_page.models import path
from wagtail.models import Site

from assets_register.addresses import space_path
from assets_register.models import Asset
from assets_register.offered.reading import day_sheet, may_ask_for, next_turns, service_shown
from assets_register.offered.words import ages_in_words, cost_in_words, time_in_words

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def read_day(text: str) -> date:
    """Read a day of an address, ``2026-11-26``. Raises ``Http404`` for what is none or too far away."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Http404(_("There is no such day.")) from None
    if day.isoformat() != text or not may_ask_for(day):
        raise Http404(_("We only know of today and the next three months."))
    return day


class WhoIsIn:
    """Mixed into the spaces page."""

    title: str

    if TYPE_CHECKING:

        def _asset(self, request: "HttpRequest", slug: str) -> Asset: ...
        def _page(
            self, request: "HttpRequest", template: str, context: Mapping[str, Any], status: int = 200
        ) -> "HttpResponse": ...
        def get_url(self, request: "HttpRequest") -> str: ...

    @path("<slug:slug>/who-is-in/")
    def who_is_in(self, request: "HttpRequest", slug: str) -> "HttpResponse":
        """Show who is in at a space today."""
        return self._day_page(request, slug, timezone.localdate())

    @path("<slug:slug>/who-is-in/<str:day>/")
    def who_is_in_on(self, request: "HttpRequest", slug: str, day: str) -> "HttpResponse":
        """Show who is in at a space on another day."""
        return self._day_page(request, slug, read_day(day))

    @path("<slug:slug>/service/<uuid:uuid>/")
    def service(self, request: "HttpRequest", slug: str, uuid: UUID) -> "HttpResponse":
        """Show one service."""
        asset = self._asset(request, slug)
        service = service_shown(asset, uuid)
        if service is None:
            raise Http404(_("There is no such service here."))
        context = {
            "asset": asset,
            "service": service,
            "times": [time_in_words(time) for time in service.times.all()],
            "turns": next_turns(service),
            "cost": cost_in_words(service),
            "ages": ages_in_words(service),
            "stale": service.is_due(),
            **self._way_back(request, asset),
        }
        return self._page(request, "assets_register/service.html", context)

    def _day_page(self, request: "HttpRequest", slug: str, day: date) -> "HttpResponse":
        asset = self._asset(request, slug)
        site = Site.find_for_request(request)
        if site is None:
            raise Http404
        context = {"asset": asset, "sheet": day_sheet(site, asset, day), **self._way_back(request, asset)}
        return self._page(request, "assets_register/who_is_in.html", context)

    def _way_back(self, request: "HttpRequest", asset: Asset) -> dict[str, Any]:
        section = self.get_url(request) or ""
        space = space_path(asset, section)
        return {"space_url": space, "crumbs": [(_(self.title), section), (asset.name, space)]}
