"""A place administrator's look at who may do what."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Site

from civic.residents.enums import Role
from civic.residents.permissions import Row, permission_table
from civic.residents.rules import has_role


def may_see_permissions(user: Any, site: Site | None) -> bool:
    """Say whether somebody may see who may do what in a place."""
    return has_role(user, site, Role.PLACE_ADMINISTRATOR)


@require_safe
def who_may_do_what(request: HttpRequest) -> HttpResponse:
    """Print the table the tests hold every cell of."""
    site = Site.find_for_request(request)
    if site is None or not may_see_permissions(request.user, site):
        raise PermissionDenied
    context = {
        "header_title": _("Who may do what"),
        "header_icon": "key",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": "", "label": _("Who may do what")},
        ],
        "rows": [(row, _address(row.action.screen), _who(row)) for row in permission_table(site)],
    }
    return render(request, "places/who_may_do_what.html", context)


def _who(row: Row) -> list[str]:
    return [str(label) for label, may in zip(Role.labels, row.cells, strict=True) if may]


def _address(screen: str) -> str:
    try:
        return reverse(screen) if screen else ""
    except NoReverseMatch:  # its plugin's addresses are not mounted
        return ""
