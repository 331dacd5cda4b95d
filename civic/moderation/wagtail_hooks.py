"""The moderator's screens inside the Wagtail admin: what waits, one thing, and a dashboard panel."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.models import Site

from civic.moderation import services
from civic.moderation.enums import Action
from civic.moderation.forms import DecisionForm
from civic.moderation.models import Appeal
from civic.moderation.rules import may_decide_appeal, may_moderate, may_see_danger
from civic.moderation.selectors import (
    decisions_on,
    find_item,
    label_of,
    moderation_queue,
    queue_counts,
    visible_reports,
)
from civic.residents.permissions import StaffAction, register_action


def _site(request: HttpRequest) -> Site:
    site = Site.find_for_request(request)
    if site is None or not may_moderate(request.user, site):
        raise PermissionDenied
    return site


def _crumbs(*steps: tuple[str, str]) -> list[dict[str, str]]:
    start = (reverse("wagtailadmin_home"), _("Home"))
    return [{"url": url, "label": label} for url, label in [start, *steps]]


def queue(request: HttpRequest) -> HttpResponse:
    """List what waits in this place."""
    site = _site(request)
    return render(
        request,
        "moderation/admin/queue.html",
        {
            "queue": moderation_queue(request.user, site),
            "header_title": _("Moderation"),
            "breadcrumbs_items": _crumbs(("", _("Moderation"))),
            "header_icon": "warning",
        },
    )


def item(request: HttpRequest, key: str) -> HttpResponse:
    """Show one thing with its reports and decisions, and decide."""
    site = _site(request)
    found = find_item(site, key)
    if found is None:
        messages.warning(request, _("That is not in this place, or no longer exists."))
        return HttpResponseRedirect(reverse("moderation_queue"))
    appeal = (
        Appeal.objects.filter(site=site, decision__target_key=key, outcome=None)
        .select_related("decision__by")
        .first()
    )
    actions = services.POSSIBLE.get(found.state, ())
    form = DecisionForm(request.POST or None, actions=actions)
    if request.method == "POST" and form.is_valid():
        done = _decided(request, site, key, appeal, form)
        if done:
            return HttpResponseRedirect(reverse("moderation_queue"))
    return render(
        request,
        "moderation/admin/item.html",
        {
            "item": found,
            "key": key,
            "label": label_of(key),
            "form": form if actions else None,
            "reports": visible_reports(request.user, site).filter(target_key=key, decision=None),
            "decisions": decisions_on(site, key),
            "appeal": appeal,
            "may_decide_appeal": appeal is None or may_decide_appeal(request.user, appeal),
            "header_title": label_of(key),
            "breadcrumbs_items": _crumbs(
                (reverse("moderation_queue"), _("Moderation")), ("", str(label_of(key)))
            ),
            "header_icon": "warning",
        },
        status=422 if request.method == "POST" else 200,
    )


def _decided(request: HttpRequest, site: Site, key: str, appeal: Appeal | None, form: DecisionForm) -> bool:
    data = form.cleaned_data
    try:
        if appeal is not None:
            services.decide_appeal(
                request.user,  # type: ignore[arg-type] # somebody signed in: the admin asks for it
                appeal,
                stands=data["action"] == Action.KEEP,
                reason=data["reason"],
                words=data["words"],
            )
        else:
            services.decide(
                request.user,  # type: ignore[arg-type] # somebody signed in: the admin asks for it
                site,
                key,
                action=data["action"],
                reason=data["reason"],
                words=data["words"],
            )
    except services.NotPossible as problem:
        form.add_error(None, str(problem))
        return False
    except ValueError:
        form.add_error("reason", _("This reason does not go with what you chose to do."))
        return False
    messages.success(request, _("Done. It is so from this moment, on every page."))
    return True


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    """Add the two screens."""
    return [
        path("moderation/", queue, name="moderation_queue"),
        path("moderation/<str:key>/", item, name="moderation_item"),
    ]


class ModerationMenuItem(MenuItem):
    """Shown only to whoever moderates the place at hand."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_moderate(request.user, Site.find_for_request(request))


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    """Lead to the queue."""
    return ModerationMenuItem(
        gettext_lazy("Moderation"),
        reverse("moderation_queue"),
        name="moderation",
        icon_name="warning",
        order=250,
    )


class WaitingPanel(Component):
    """What waits for this moderator, on the dashboard."""

    name = "moderation_waiting"
    template_name = "moderation/admin/panel.html"
    order = 120

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        request = parent_context["request"]
        return {"counts": queue_counts(request.user, Site.find_for_request(request))}


@hooks.register("construct_homepage_panels")
def waiting_panel(request: HttpRequest, panels: list[Any]) -> None:
    """Add the panel for moderators of the place at hand."""
    if may_moderate(request.user, Site.find_for_request(request)):
        panels.append(WaitingPanel())


register_action(
    StaffAction(
        key="moderation.decide",
        label=_("Decide what becomes of what was reported or is held"),
        may=may_moderate,
        screen="moderation_queue",
    )
)
register_action(
    StaffAction(
        key="moderation.danger", label=_("Read reports that somebody is in danger"), may=may_see_danger
    )
)
