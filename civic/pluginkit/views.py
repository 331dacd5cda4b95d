"""The plugins of a place, in the admin: what each does, whether it is on, what is wrong with it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.models import Site

from civic.pluginkit.faults import start_faults
from civic.pluginkit.selectors import installed_plugins, open_faults_here, switched_on
from civic.pluginkit.services import switch_plugin
from civic.residents.enums import Role
from civic.residents.rules import has_role


def may_switch(user: Any, site: Site | None) -> bool:
    """Say whether somebody may switch plugins in a place."""
    return has_role(user, site, Role.PLACE_ADMINISTRATOR)


def _site_here(request: HttpRequest) -> Site:
    site = Site.find_for_request(request)
    if site is None or not may_switch(request.user, site):
        raise PermissionDenied
    return site


def plugins(request: HttpRequest) -> HttpResponse:
    """List the plugins, with a switch each, and the faults."""
    site = _site_here(request)
    on = switched_on(site)
    context = {
        "header_title": _("Plugins"),
        "header_icon": "cogs",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": "", "label": _("Plugins")},
        ],
        "rows": [(plugin, plugin.label in on) for plugin in installed_plugins()],
        "start_faults": start_faults(),
        "open_faults": open_faults_here(site),
    }
    return render(request, "pluginkit/plugins.html", context)


@require_POST
def switch(request: HttpRequest, label: str) -> HttpResponse:
    """Switch one plugin on or off in this place."""
    site = _site_here(request)
    plugin = next((plugin for plugin in installed_plugins() if plugin.label == label), None)
    if plugin is not None:
        on = request.POST.get("on") == "1"
        switch_plugin(site, label, on=on)
        said = _("%(plugin)s is on now.") if on else _("%(plugin)s is off now. What it kept is kept.")
        messages.success(request, said % {"plugin": plugin.verbose_name})
    return redirect("pluginkit:plugins")
