"""Reporting something, asking for another look, and the public log."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from civic.moderation import services
from civic.moderation.forms import AppealForm, ReportForm
from civic.moderation.selectors import find_item, label_of, public_log, split_target
from civic.places.context import current_site
from civic.residents.services import contributor_for_request
from civic.residents.throttle import too_often

if TYPE_CHECKING:
    from django.http import HttpRequest
    from wagtail.models import Site

PER_PAGE = 50


def _site() -> "Site":
    site = current_site()
    if site is None:
        raise Http404
    return site


@require_safe
def report_by_key(request: "HttpRequest") -> HttpResponse:
    """Lead from ``?target=kind:id`` to the form, for links that know only a key."""
    kind, id_ = split_target(request.GET.get("target", "")[:120])
    try:
        return HttpResponseRedirect(reverse("moderation:report", args=[kind, id_]))
    except NoReverseMatch:
        return render(request, "moderation/report_gone.html", status=404)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: "HttpRequest", kind: str, id: str) -> HttpResponse:
    """Ask us to look at something. Nobody needs to sign in."""
    site = _site()
    key = f"{kind}:{id}"
    item = find_item(site, key)
    if item is None or item.state != "published":
        return render(request, "moderation/report_gone.html", status=404)
    form = ReportForm(request.POST or None)
    context = {"form": form, "item": item, "label": label_of(key), "problem": ""}
    if request.method != "POST":
        return render(request, "moderation/report.html", context)
    if too_often(request, "report", limit=20, per=timedelta(minutes=10)):
        context["problem"] = _(
            "There have been many reports from here. Please wait ten minutes and send again."
        )
        return render(request, "moderation/report.html", context, status=429)
    if not form.is_valid():
        return render(request, "moderation/report.html", context, status=422)
    services.report(
        site,
        key,
        reason=form.cleaned_data["reason"],
        words=form.cleaned_data["words"],
        reporter=contributor_for_request(request, site),
    )
    return render(
        request,
        "moderation/report_thanks.html",
        {"item": item, "danger": form.cleaned_data["reason"] == "safety"},
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def another_look(request: "HttpRequest", token: str) -> HttpResponse:
    """Let an author ask for another look at a decision about their words."""
    site = _site()
    decision = services.decision_for_appeal(site, token)
    if decision is None:
        return render(request, "moderation/another_look_unknown.html", status=404)
    asked = getattr(decision, "appeal", None)
    item = find_item(site, decision.target_key)
    form = AppealForm(request.POST or None)
    context = {
        "form": form,
        "decision": decision,
        "item": item,
        "appeal": asked,
        "undone": asked is None and item is not None and item.state == "published",
        "problem": "",
    }
    if request.method != "POST" or asked is not None or context["undone"]:
        return render(request, "moderation/another_look.html", context)
    if too_often(request, "another-look", limit=20, per=timedelta(minutes=10)):
        context["problem"] = _("Please wait ten minutes and send again.")
        return render(request, "moderation/another_look.html", context, status=429)
    if not form.is_valid():
        return render(request, "moderation/another_look.html", context, status=422)
    services.ask_again(decision, form.cleaned_data["words"])
    return HttpResponseRedirect(request.path)


@require_safe
def log(request: "HttpRequest") -> HttpResponse:
    """List what moderators decided: what, why and when; never the words or the names."""
    page = Paginator(public_log(_site()), PER_PAGE).get_page(request.GET.get("page"))
    rows = [{"label": label_of(decision.target_key), "decision": decision} for decision in page.object_list]
    return render(request, "moderation/log.html", {"page": page, "rows": rows})
