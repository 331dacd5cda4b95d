"""The look of a place, in the admin: choose a theme, see the place in it first, add logo and letterhead."""

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.models import Site

from civic.places.models import PlaceSettings
from civic.themekit.forms import LookForm, first_values
from civic.themekit.preview import start_preview, stop_preview
from civic.themekit.registry import shelf
from civic.themekit.rules import may_dress
from civic.themekit.selectors import look_of
from civic.themekit.services import choose_theme, dress

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


def _site_here(request: HttpRequest) -> Site:
    site = Site.find_for_request(request)
    user: AbstractBaseUser = request.user  # type: ignore[assignment] # the admin lets no anonymous user in
    if site is None or not may_dress(user, site):
        raise PermissionDenied
    return site


def look(request: HttpRequest) -> HttpResponse:
    """Show and change how this place looks."""
    site = _site_here(request)
    place = PlaceSettings.for_site(site)
    now = look_of(site)
    if request.method == "POST":
        form = LookForm(request.POST, request.FILES)
        if form.is_valid():
            _save(request, site, form)
            messages.success(request, _("Saved. This is how the place looks from now on."))
            return redirect("look:look")
        if request.FILES:
            messages.warning(request, _("Nothing was saved yet. Choose the pictures again, please."))
    else:
        form = LookForm(initial=first_values(now, place.name or site.site_name, place.name_cy))
    context = {
        "header_title": _("Look"),
        "header_icon": "view",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": "", "label": _("Look")},
        ],
        "form": form,
        "look": now,
        "themes": shelf().themes.values(),
        "faults": shelf().faults,
        "worn": now.theme if now.theme in shelf().themes else "",
    }
    return render(request, "themekit/look.html", context)


@transaction.atomic
def _save(request: HttpRequest, site: Site, form: LookForm) -> None:
    said = form.cleaned_data
    PlaceSettings.objects.update_or_create(
        site=site, defaults={"name": said["name"], "name_cy": said["name_cy"]}
    )
    dress(
        site,
        theme=said["theme"],
        letterhead=said["letterhead"],
        logo=form.picture("logo"),
        social_image=form.picture("social_image"),
        by=request.user,
    )


def _theme_asked_for(request: HttpRequest) -> str:
    asked = request.POST.get("theme", "")
    return asked if asked in shelf().themes else ""


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """Show the editor, and nobody else, the place in a theme."""
    site = _site_here(request)
    theme = _theme_asked_for(request)
    if not theme:
        messages.error(request, _("That theme is not here any more."))
        return redirect("look:look")
    start_preview(request, site, theme)
    return redirect("/")


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Let the place wear the theme that was tried on."""
    site = _site_here(request)
    theme = _theme_asked_for(request)
    stop_preview(request)
    if not theme:
        messages.error(request, _("That theme is not here any more."))
    else:
        choose_theme(site, theme, by=request.user)
        messages.success(request, _("Saved. This is how the place looks from now on."))
    return redirect("look:look")


@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """Show the editor the place as everybody sees it."""
    _site_here(request)
    stop_preview(request)
    return redirect("look:look")
