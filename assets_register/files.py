"""The set a list of spaces shows, as a file: CSV, XLSX, GeoJSON. Streamed, whatever its size."""

import tempfile
from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Site

from assets_register.addresses import section_path
from assets_register.exporting import (
    SHEET_ROWS,
    export_assets_csv,
    export_assets_geojson,
    write_assets_xlsx,
)
from assets_register.matching import matching
from assets_register.query import Query, read_query
from assets_register.search import public_rows
from civic.places.licences import add_licence
from civic.places.models import PlaceSettings
from civic.residents.throttle import too_often

if TYPE_CHECKING:
    from django.http import HttpRequest

#: How many files one visitor may take in a minute.
FILES, FILES_TIME = 30, timedelta(minutes=1)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def asked(request: "HttpRequest", section: str) -> tuple[Site, str, Query]:
    """Return the place, its section's path and what is asked for. Raises ``Http404`` elsewhere."""
    site = Site.find_for_request(request)
    path = section_path(site) if site else ""
    if site is None or path.rstrip("/").rpartition("/")[2] != section:
        raise Http404
    return site, path, read_query(site, request.GET).query


@require_safe
def csv(request: "HttpRequest", section: str) -> HttpResponse | StreamingHttpResponse:
    """Send the set a list shows with the columns of the national schema."""
    site, _path, query = asked(request, section)
    if wait := _too_many(request):
        return wait
    lines = export_assets_csv(public_rows(matching(site, query)))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="spaces.csv"'
    add_licence(response, PlaceSettings.for_site(site).licence)
    return response


@require_safe
def xlsx(request: "HttpRequest", section: str) -> HttpResponse | FileResponse:
    """Send the same columns and rows as a spreadsheet."""
    site, _path, query = asked(request, section)
    if wait := _too_many(request):
        return wait
    assets = public_rows(matching(site, query))
    if assets.count() >= SHEET_ROWS:
        return HttpResponse(
            _("That is more than one sheet of a spreadsheet holds. Please take the CSV."), status=422
        )
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the response
    write_assets_xlsx(assets, file)
    file.seek(0)
    response = FileResponse(file, as_attachment=True, filename="spaces.xlsx", content_type=XLSX)
    add_licence(response, PlaceSettings.for_site(site).licence)
    return response


@require_safe
def geojson(request: "HttpRequest", section: str) -> HttpResponse | StreamingHttpResponse:
    """Send the same set as GeoJSON."""
    site, path, query = asked(request, section)
    if wait := _too_many(request):
        return wait
    pieces = export_assets_geojson(public_rows(matching(site, query)), path)
    response = StreamingHttpResponse(pieces, content_type="application/geo+json")
    add_licence(response, PlaceSettings.for_site(site).licence)
    return response


def _too_many(request: "HttpRequest") -> HttpResponse | None:
    if too_often(request, "spaces.files", limit=FILES, per=FILES_TIME):
        return HttpResponse(_("That is a lot at once. Please wait a little."), status=429)
    return None
