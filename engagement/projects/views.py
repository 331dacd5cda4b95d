"""Pages about projects: translate requests to selectors and services, nothing more."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from civic.places.context import current_site
from civic.residents.services import (
    contributor_for_request,
    ensure_contributor,
    remember_guest,
)
from civic.residents.throttle import too_often
from engagement.projects import links, selectors, services
from engagement.projects.calendars import sessions_calendar
from engagement.projects.enums import ComingState
from engagement.projects.forms import (
    CancelSessionForm,
    ComingForm,
    HostMessageForm,
    HowManyForm,
    SessionFilterForm,
    TellForm,
    WishForm,
    today_in,
)
from engagement.projects.rules import can_say_coming, may_answer_wish, may_write_to_everyone

if TYPE_CHECKING:
    from django.http import HttpRequest
    from wagtail.models import Site

    from engagement.projects.models import Coming, Project, Session

PER_PAGE = 40
CALENDAR_LIMIT = 500


def session_list(request: "HttpRequest", site: "Site", page: Any) -> HttpResponse:
    """Show what is on, day by day, narrowed as asked."""
    zone = selectors.place_zone(site)
    form = SessionFilterForm(request.GET, site=site, today=today_in(zone))
    form.is_valid()
    query = form.query()
    shown = Paginator(selectors.find_sessions(site, query), PER_PAGE).get_page(request.GET.get("page"))
    sessions = list(shown)
    kept = request.GET.copy()
    for key in ("page", "since"):
        kept.pop(key, None)
    return render(
        request,
        "projects/session_list.html",
        {
            "page": page,
            "form": form,
            "query": query,
            "days": selectors.by_day(sessions, zone),
            "spaces": selectors.spaces_of(sessions),
            "shown": shown,
            "zone": zone,
            "kept": kept.urlencode(),
            "start_url": f"{page.url}start/",
            "later": query.since + timedelta(days=query.days),
            "earlier": query.since - timedelta(days=query.days) if query.since > form.today else None,
            "last_day": query.since + timedelta(days=query.days - 1),
        },
        status=422 if form.errors else 200,
    )


def _project_or_404(site: "Site", slug: str) -> "Project":
    found = selectors.public_project(site, slug)
    if found is None:
        raise Http404
    return found


def _session_or_404(site: "Site", slug: str, uuid: str) -> "Session":
    found = selectors.public_session(site, slug, uuid)
    if found is None:
        raise Http404
    return found


def project(request: "HttpRequest", site: "Site", page: Any, slug: str) -> HttpResponse:
    """Show one project and its next sessions."""
    found = _project_or_404(site, slug)
    sessions: list[Session] = found.next_sessions
    next_on = next((one for one in sessions if one.cancelled_at is None), None)
    return render(
        request,
        "projects/project.html",
        {
            "page": page,
            "project": found,
            "sessions": sessions[:12],
            "next_on": next_on,
            "spaces": selectors.spaces_of(sessions[:12]),
            "zone": selectors.place_zone(site),
            "because_of": selectors.because_of(found),
            "like_url": f"{page.url}start/?like={found.slug}",
        },
    )


def session(request: "HttpRequest", site: "Site", page: Any, slug: str, uuid: str) -> HttpResponse:
    """Show one session, and let somebody say "I'm coming"."""
    found = _session_or_404(site, slug, uuid)
    me = contributor_for_request(request, site)
    coming = selectors.coming_of(found, me)
    status = 200
    if request.method == "POST":
        form = ComingForm(request.POST)
        if too_often(request, "projects.coming", limit=20, per=timedelta(minutes=10)):
            form.is_valid()
            form.add_error(None, _("That was a lot at once. Wait a few minutes, then press again."))
            status = 429
        elif form.is_valid():
            done = _say_coming(request, site, found, form)
            if done is not None:
                return done
            status = 422
        else:
            status = 422
    else:
        form = ComingForm(initial={"name": me.display_name if me else "", "people": 1})
    context = {
        "page": page,
        "project": found.project,
        "session": found,
        "space": selectors.spaces_of([found]).get(found.space_key),
        "zone": selectors.place_zone(site),
        "form": form,
        "coming": coming if coming and coming.state == ComingState.COMING else None,
        "open": can_say_coming(found),
        "may_write": may_write_to_everyone(request.user, me, found),
        "asks_email": me is None or not me.email,
    }
    if context["coming"]:
        context["coming_url"] = links.coming_url(context["coming"])
    return render(request, "projects/session.html", context, status=status)


def _say_coming(
    request: "HttpRequest", site: "Site", found: "Session", form: ComingForm
) -> HttpResponse | None:
    """Count somebody in and send them on; None, with the form told why, where that is not possible."""
    if not can_say_coming(found):
        form.add_error(None, _("This session is over or is not happening any more."))
        return None
    data = form.cleaned_data
    try:
        with transaction.atomic():  # nobody is written into the record by a press that could not count
            me = ensure_contributor(request, site, display_name=data["name"], email=data["email"])
            coming = services.say_coming(found, me, people=data["people"], note=data["note"])
    except services.NotPossible as no:
        form.add_error(None, str(no))
        return None
    messages.success(request, _("You're on the list. See you there."))
    response = redirect(links.coming_url(coming))
    remember_guest(response, me, secure=request.is_secure())
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def coming(request: "HttpRequest", token: str) -> HttpResponse:
    """Show somebody's place on the list, with the button that takes them off, or back on."""
    found = links.coming_from_token(token)
    site = current_site()
    if found is None or site is None or found.site_id != site.pk:
        raise Http404
    typed = {"people": request.POST.get("people", found.people)} if request.method == "POST" else None
    form = HowManyForm(typed, initial={"people": found.people})
    if request.method == "POST" and _changed_coming(request, found, form):
        return redirect(request.path)
    return render(
        request,
        "projects/coming.html",
        {
            "coming": found,
            "session": found.session,
            "project": found.session.project,
            "session_url": links.session_url(found.session, site),
            "project_url": links.project_url(found.session.project, site),
            "space": selectors.spaces_of([found.session]).get(found.session.space_key),
            "zone": selectors.place_zone(site),
            "form": form,
            "open": can_say_coming(found.session),
            "shown": (shown := found.session.project.is_public),
            "host_messages": found.session.messages.all()
            if shown and found.state == ComingState.COMING
            else (),
            "receipt": found.contributor.receipt if found.contributor.user_id is None else "",
        },
        status=200 if request.method != "POST" else 422,
    )


def _changed_coming(request: "HttpRequest", found: "Coming", form: HowManyForm) -> bool:
    """Do what was pressed. False, with the form told why, where that is not possible."""
    if request.POST.get("action") not in ("people", "back"):
        services.cancel_coming(found)
        return True
    if not form.is_valid():
        return False
    try:
        people = form.cleaned_data["people"]
        services.say_coming(found.session, found.contributor, people=people, note=found.note)
    except services.NotPossible as no:
        form.add_error(None, str(no))
        return False
    return True


def start(request: "HttpRequest", site: "Site", page: Any) -> HttpResponse:
    """Take "I'd like to start…" to a named person."""
    like = selectors.public_project(site, request.GET.get("like", ""))
    helper = selectors.start_helper(site)
    status, wish = 200, None
    if request.method == "POST":
        form = WishForm(request.POST)
        if too_often(request, "projects.start", limit=6, per=timedelta(hours=1)):
            form.is_valid()
            form.add_error(None, _("That was a lot at once. Wait a little, then send it again."))
            status = 429
        elif form.is_valid():
            data = form.cleaned_data
            me = ensure_contributor(request, site, display_name=data["name"], email=data["email"])
            wish = services.wish_to_start(site, me, idea=data["idea"], need=data["need"], like_project=like)
            response = render(
                request,
                "projects/started.html",
                {"page": page, "wish": wish, "helper": helper, "receipt": me.receipt},
            )
            remember_guest(response, me, secure=request.is_secure())
            return response
        else:
            status = 422
    else:
        me_now = contributor_for_request(request, site)
        form = WishForm(initial={"name": me_now.display_name if me_now else ""})
    return render(
        request,
        "projects/start.html",
        {"page": page, "form": form, "like": like, "helper": helper},
        status=status,
    )


def wish(request: "HttpRequest", site: "Site", page: Any, uuid: str) -> HttpResponse:
    """Show a helper what somebody would like to start, and let them write back."""
    found = selectors.wish_of(site, uuid)
    if found is None or not may_answer_wish(request.user, found, selectors.named_helper(site)):
        raise Http404
    form = HostMessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        who = getattr(request.user, "first_name", "") or _("A helper")
        services.answer_wish(found, text=data["text"], who=who, key=data["key"])
        messages.success(request, _("Sent. You can write again whenever you like."))
        return redirect(request.path)
    return render(
        request,
        "projects/wish.html",
        {"page": page, "wish": found, "form": form},
        status=422 if form.errors else 200,
    )


def tell(request: "HttpRequest", site: "Site", page: Any, slug: str) -> HttpResponse:
    """Take what a visitor knows about a project to who runs it."""
    found = _project_or_404(site, slug)
    form = TellForm(request.POST or None)
    status = 422 if form.errors else 200
    if request.method == "POST" and too_often(request, "projects.tell", limit=6, per=timedelta(hours=1)):
        form.add_error(None, _("That was a lot at once. Wait a little, then send it again."))
        status = 429
    elif request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        services.pass_on_what_somebody_knows(found, text=data["text"], who=data["name"], key=data["key"])
        messages.success(request, _("Thank you. Whoever runs this reads it and puts it right."))
        return redirect(links.project_url(found, site))
    return render(
        request, "projects/tell.html", {"page": page, "project": found, "form": form}, status=status
    )


def _session_to_run(request: "HttpRequest", site: "Site", slug: str, uuid: str) -> "Session":
    """Return the session where the person asking runs it; otherwise the page is not there."""
    found = _session_or_404(site, slug, uuid)
    if not may_write_to_everyone(request.user, contributor_for_request(request, site), found):
        raise Http404
    return found


def write_to_everyone(request: "HttpRequest", site: "Site", page: Any, slug: str, uuid: str) -> HttpResponse:
    """Let the host write to everyone coming: type, look, send."""
    found = _session_to_run(request, site, slug, uuid)
    form = HostMessageForm(request.POST or None)
    step = request.POST.get("step", "")
    if step == "send" and too_often(request, "projects.write", limit=10, per=timedelta(hours=1)):
        form.add_error(None, _("That was a lot of messages in one hour. Wait a little, then send it again."))
    if request.method == "POST" and form.is_valid() and step == "send":
        data = form.cleaned_data
        sent = services.write_to_everyone_coming(found, text=data["text"], key=data["key"])
        said = ngettext("Sent to one person.", "Sent to %(n)d people.", sent.sent_to) % {"n": sent.sent_to}
        messages.success(request, f"{said} {_('Who gave no email reads it on their own page.')}")
        return redirect(links.session_url(found, site))
    people = list(selectors.people_coming(found))
    return render(
        request,
        "projects/write.html",
        {
            "page": page,
            "session": found,
            "project": found.project,
            "form": form,
            "people": people,
            "zone": selectors.place_zone(site),
            "preview": form.is_valid() and step == "preview",
        },
        status=422 if form.errors else 200,
    )


def call_off(request: "HttpRequest", site: "Site", page: Any, slug: str, uuid: str) -> HttpResponse:
    """Let the host call a session off, with a reason everyone coming is told."""
    found = _session_to_run(request, site, slug, uuid)
    if not can_say_coming(found):  # called off already, or over
        return redirect(links.session_url(found, site))
    form = CancelSessionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.cancel_session(found, why=form.cleaned_data["why"])
        messages.success(request, _("Called off. Everyone coming is being told."))
        return redirect(links.session_url(found, site))
    return render(
        request,
        "projects/call_off.html",
        {
            "page": page,
            "session": found,
            "project": found.project,
            "form": form,
            "zone": selectors.place_zone(site),
        },
        status=422 if form.errors else 200,
    )


def calendar(request: "HttpRequest", site: "Site", page: Any, slug: str = "", uuid: str = "") -> HttpResponse:
    """Send coming sessions, of the place, of one project or just one, as iCalendar."""
    if slug:
        name = _project_or_404(site, slug).title
    else:
        name = str(page.title)
    sessions = (
        [_session_or_404(site, slug, uuid)]
        if uuid
        else list(selectors.calendar_sessions(site, slug)[:CALENDAR_LIMIT])
    )
    base = site.root_url + links.index_url(site)
    rows = [(one, f"{base}{one.project.slug}/{one.uuid}/") for one in sessions]
    spaces = selectors.spaces_of(sessions)
    zone = selectors.place_zone(site)
    return HttpResponse(
        sessions_calendar(name, site.hostname, rows, zone=zone, spaces=spaces),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'inline; filename="{slug or "projects"}.ics"'},
    )
