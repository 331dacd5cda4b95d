"""The pages of what is good here. Every press works as a plain form."""

from datetime import timedelta
from http import HTTPStatus
from itertools import count
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assets_register.addresses import section_page
from assets_register.drawing import drawn_points
from assets_register.enquiries import Question
from assets_register.good_here import rules, selectors, services
from assets_register.good_here.enums import GoodKind
from assets_register.good_here.forms import GoodThingForm, PledgeForm
from assets_register.good_here.letters import pass_on
from assets_register.good_here.models import GoodPledge, GoodThing
from assets_register.keeping_forms import AskForm
from civic.places.context import current_site
from civic.places.selectors import neighbourhoods
from civic.residents.services import contributor_for_request, ensure_contributor, remember_guest
from civic.residents.throttle import too_many, too_often

if TYPE_CHECKING:
    from wagtail.models import Site

#: How many things, questions and pledges one address may send in an hour, and one thing be asked about a day.
THINGS, QUESTIONS, PLEDGES, HOUR = 10, 6, 30, timedelta(hours=1)
QUESTIONS_A_THING, DAY = 30, timedelta(days=1)


def _place() -> "Site":
    site = current_site()
    if site is None:
        raise Http404
    return site


def _crumbs(site: "Site", *more: tuple[str, str]) -> list[tuple[str, str]]:
    page = section_page(site)
    above = [(_(page.title), page.get_url())] if page is not None else []
    return [*above, *more]


def _here() -> tuple[str, str]:
    return _("What is good here"), reverse("good_here:index")


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show what residents put on the map, as a list and as a picture of where it is."""
    site = _place()
    kind, near = request.GET.get("kind", ""), request.GET.get("neighbourhood", "")
    page = Paginator(selectors.good_things(site, kind=kind, neighbourhood=near), selectors.PAGE_SIZE)
    rows = page.get_page(request.GET.get("page"))
    points = [row.point for row in rows.object_list if row.point is not None]
    numbers = count(1)
    numbered = [(row, next(numbers) if row.point else None) for row in rows.object_list]
    context = {
        "page_obj": rows,
        "numbered": numbered,
        "kinds": GoodKind.choices,
        "kind": kind if kind in GoodKind.values else "",
        "near": near,
        "neighbourhoods": list(neighbourhoods(site)),
        "map": drawn_points(site, points) if points else None,
        "crumbs": _crumbs(site),
    }
    return render(request, "good_here/index.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Take in something good; nobody sees it until somebody checked it."""
    site = _place()
    known = contributor_for_request(request, site)
    signed_in = request.user.is_authenticated
    sent = request.method == "POST"
    form = GoodThingForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        site=site,
        known=signed_in,
        initial={"your_name": known.display_name if known else "", "kind": request.GET.get("kind", "")},
    )
    context: dict[str, Any] = {"form": form, "crumbs": _crumbs(site, _here())}
    if not sent:
        return render(request, "good_here/add.html", context)
    if form.by_a_program:
        return render(request, "good_here/added.html", context)
    if not form.is_valid():
        return render(request, "good_here/add.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if too_often(request, "good_here.add", limit=THINGS, per=HOUR):
        form.add_error(None, _("That is a lot at once. Please wait a little and send it again."))
        return render(request, "good_here/add.html", context, status=HTTPStatus.TOO_MANY_REQUESTS)
    given = form.cleaned_data
    who = ensure_contributor(
        request, site, display_name=given["your_name"], email=given.get("your_email", "")
    )
    by_name = given["your_name"] if given["kind"] == GoodKind.OFFER else ""
    thing = services.add_thing(
        who, once=given["key"], given={**given, "by_name": by_name}, picture=given["picture"]
    )
    response = render(request, "good_here/added.html", {**context, "thing": thing, "who": who})
    remember_guest(response, who, secure=request.is_secure())
    return response


def _thing(request: HttpRequest, uuid: UUID) -> GoodThing:
    site = _place()
    thing = selectors.thing_of(site, uuid)
    if thing is None or not rules.may_see(request.user, contributor_for_request(request, site), thing):
        raise Http404(_("There is no such thing here, or nobody has checked it yet."))
    return thing


def _show(
    request: HttpRequest, thing: GoodThing, status: int = 200, form: PledgeForm | None = None
) -> HttpResponse:
    organisations = rules.pledging_organisations(request.user, thing)
    pledges = [(pledge, rules.may_end_pledge(request.user, pledge)) for pledge in thing.standing]  # type: ignore[attr-defined] # with_pledges
    context = {
        "thing": thing,
        "pledges": pledges,
        "form": form or (PledgeForm(organisations=organisations) if organisations else None),
        "may_list": rules.may_make_listing(request.user, thing),
        "map": drawn_points(thing.site, [thing.point]) if thing.point else None,
        "crumbs": _crumbs(thing.site, _here()),
    }
    return render(request, "good_here/thing.html", context, status=status)


@require_GET
def thing(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show one thing: to everybody once it is checked, before that to who sent it and who checks."""
    return _show(request, _thing(request, uuid))


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Pass a question on to whoever is behind a group or an offer. No address is shown."""
    thing = _thing(request, uuid)
    if not thing.is_public or not thing.is_answered:
        raise Http404(_("Nobody can be asked about this here."))
    known = contributor_for_request(request, thing.site)
    own = known.email if known is not None and known.email_confirmed_at else ""
    initial = {"name": known.display_name if known else "", "email": own}
    form = AskForm(request.POST if request.method == "POST" else None, initial=initial)
    address = reverse("good_here:thing", args=[thing.uuid])
    context = {"thing": thing, "form": form, "crumbs": _crumbs(thing.site, _here(), (thing.name, address))}
    if request.method != "POST":
        return render(request, "good_here/ask.html", context)
    if form.by_a_program:
        return redirect(address)
    if not form.is_valid():
        return render(request, "good_here/ask.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    given = form.cleaned_data
    if too_often(request, "good_here.ask", limit=QUESTIONS, per=HOUR) or too_many(
        "good_here.ask.thing", str(thing.pk), limit=QUESTIONS_A_THING, per=DAY
    ):
        form.add_error(None, _("That is a lot at once. Please wait a little and send it again."))
        return render(request, "good_here/ask.html", context, status=HTTPStatus.TOO_MANY_REQUESTS)
    if not too_many("good_here.ask.once", str(given["key"]), limit=1, per=DAY):  # pressed for twice it is one
        facts = {name: given[name] for name in ("name", "email", "phone", "words")}
        pass_on(thing, Question(once=given["key"], **facts))
    messages.success(request, _("Your question was passed on. The answer comes to you, not here."))
    return redirect(address)


@require_POST
def pledge(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Put what an organisation can do beside a thing."""
    thing = _thing(request, uuid)
    organisations = rules.pledging_organisations(request.user, thing)
    if not organisations:
        raise Http404(_("Only organisations of this place can pledge something here."))
    form = PledgeForm(request.POST, organisations=organisations)
    if not form.is_valid():
        return _show(request, thing, HTTPStatus.UNPROCESSABLE_ENTITY, form)
    if too_often(request, "good_here.pledge", limit=PLEDGES, per=HOUR):
        form.add_error(None, _("That is a lot at once. Please wait a little and send it again."))
        return _show(request, thing, HTTPStatus.TOO_MANY_REQUESTS, form)
    given = form.cleaned_data
    services.pledge(thing, given["organisation"], given["words"], by=request.user, once=given["key"])  # type: ignore[arg-type] # signed in: it speaks for an organisation
    messages.success(request, _("Thank you. It stands beside it now, and they are told."))
    return redirect("good_here:thing", uuid=thing.uuid)


@require_POST
def end_pledge(request: HttpRequest, uuid: UUID, pledge_uuid: UUID) -> HttpResponse:
    """Take a pledge back."""
    thing = _thing(request, uuid)
    found = GoodPledge.objects.filter(thing=thing, uuid=pledge_uuid).select_related("organisation").first()
    if found is None or not rules.may_end_pledge(request.user, found):
        raise Http404
    services.end_pledge(found)
    messages.success(request, _("Taken back."))
    return redirect("good_here:thing", uuid=thing.uuid)


@require_POST
def make_listing(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Make a listing of a place, for somebody to look after."""
    thing = _thing(request, uuid)
    if not rules.may_make_listing(request.user, thing):
        raise Http404
    services.make_listing(thing, by=request.user)  # type: ignore[arg-type] # may_make_listing asks for a role
    messages.success(request, _("It is in the register now. Whoever looks after it can say so there."))
    return redirect("good_here:thing", uuid=thing.uuid)
