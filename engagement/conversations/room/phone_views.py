"""Joining by code, and what a phone in the room does. Every press works as a plain form."""

from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from civic.residents.services import contributor_for_request, ensure_contributor, remember_guest
from civic.residents.throttle import too_many, too_often
from engagement.conversations import selectors as conversation_selectors
from engagement.conversations.enums import State
from engagement.conversations.forms import SayForm
from engagement.conversations.models import Contribution
from engagement.conversations.room import guessing, selectors, taking_part
from engagement.conversations.room.forms import JoinForm
from engagement.conversations.room.models import Gathering
from engagement.conversations.room.phone_screen import HELD, SAID, phone_screen
from engagement.conversations.room.rules import TooSoon
from engagement.conversations.rules import Refused, WordsRefused
from engagement.conversations.screen import DONE, mine_screen
from engagement.conversations.views import (
    CROWD_LIMIT,
    CROWD_PER,
    PRESS_LIMIT,
    PRESS_PER,
    place,
    wants_json,
)

if TYPE_CHECKING:
    from wagtail.models import Site

    from civic.residents.models import Contributor

#: How often one person may press "Say it" in the room: its phones share an address, so it is by person.
SAY_LIMIT = 60


def no_such_code() -> str:
    """Return what is said about a code nobody's session has now."""
    return _("No session has that code now. Look at the screen again: it has six letters and numbers.")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Ask for the code on the screen, and let somebody in."""
    site = place()
    if request.method != "POST":
        return _ask(request, JoinForm())
    form = JoinForm(request.POST)
    if not guessing.may_try(request, site):
        return _wait(request, form)
    if not form.is_valid():
        return _ask(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    gathering = selectors.gathering_by_code(site, form.cleaned_data["code"])
    if gathering is None:
        guessing.note_wrong(request, site)
        form.add_error("code", no_such_code())
        return _ask(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if too_often(request, "join", limit=guessing.JOIN_LIMIT, per=guessing.PER):
        return _wait(request, form)
    with transaction.atomic():
        contributor = ensure_contributor(request, site, display_name=form.cleaned_data["name"])
        taking_part.join(gathering, contributor)
    response = redirect("room:phone", gathering.code)
    remember_guest(response, contributor, secure=request.is_secure())
    return response


def _ask(
    request: HttpRequest,
    form: JoinForm,
    *,
    gathering: Gathering | None = None,
    refusal: str = "",
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    context = {"form": form, "gathering": gathering, "refusal": refusal, "door": "conversations"}
    return render(request, "room/join.html", context, status=status)


def _wait(request: HttpRequest, form: JoinForm) -> HttpResponse:
    refusal = _("Too many codes were tried from here. Wait ten minutes, or ask whoever runs the session.")
    return _ask(request, form, refusal=refusal, status=HTTPStatus.TOO_MANY_REQUESTS)


@never_cache
@require_http_methods(["GET", "HEAD"])
def phone(request: HttpRequest, code: str) -> HttpResponse:
    """Show the room to who joined, and to others the one press that lets them in. The QR code leads here."""
    site = place()
    contributor = contributor_for_request(request, site)
    if contributor and (joined := selectors.attended_by_code(site, code, contributor)):
        return _show(request, joined, contributor)
    if not guessing.may_try(request, site):
        return _wait(request, JoinForm(initial={"code": code}))
    gathering = selectors.gathering_by_code(site, code)
    if gathering is None:
        guessing.note_wrong(request, site)
        return _ask(request, JoinForm(), refusal=no_such_code(), status=HTTPStatus.NOT_FOUND)
    name = contributor.display_name if contributor else ""
    return _ask(request, JoinForm(initial={"code": gathering.code_said, "name": name}), gathering=gathering)


def _show(
    request: HttpRequest,
    gathering: Gathering,
    contributor: "Contributor",
    *,
    say_form: SayForm | None = None,
    refusal: str = "",
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    context = phone_screen(request, gathering, contributor, say_form=say_form, refusal=refusal)
    return render(request, "room/phone.html", context, status=status)


def _here(
    request: HttpRequest, site: "Site", code: str
) -> "tuple[Gathering, Contributor | None] | HttpResponse":
    """Return the gathering a form is for and who sends it, or why it is not taken."""
    contributor = contributor_for_request(request, site)
    if contributor and (joined := selectors.attended_by_code(site, code, contributor)):
        return joined, contributor
    form = JoinForm(initial={"code": code})
    if not guessing.may_try(request, site):
        return _wait(request, form)
    if gathering := selectors.gathering_by_code(site, code):
        return gathering, contributor
    guessing.note_wrong(request, site)
    return _ask(request, form, refusal=no_such_code(), status=HTTPStatus.NOT_FOUND)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def say(request: HttpRequest, code: str) -> HttpResponse:
    """Keep what somebody says in the room; who had not joined has with this."""
    site = place()
    if request.method != "POST":  # somebody reloaded the address of an error
        return redirect("room:phone", code)
    here = _here(request, site, code)
    if isinstance(here, HttpResponse):
        return here
    gathering, known = here
    form = SayForm(request.POST)
    if known is None and too_often(request, "join", limit=guessing.JOIN_LIMIT, per=guessing.PER):
        return _wait(request, JoinForm(initial={"code": code}))
    contributor = known or ensure_contributor(request, site)
    if gathering.is_open:
        taking_part.join(gathering, contributor)
    response = _say(request, gathering, contributor, form)
    remember_guest(response, contributor, secure=request.is_secure())
    return response


def _say(
    request: HttpRequest, gathering: Gathering, contributor: "Contributor", form: SayForm
) -> HttpResponse:
    often = too_often(request, "room-say", limit=SAY_LIMIT, per=PRESS_PER, who=str(contributor.pk))
    if often or too_many("say-thread", str(gathering.thread.uuid), limit=CROWD_LIMIT, per=CROWD_PER):
        message = _("That was a lot in a short time. Your words are kept here: try again in ten minutes.")
        return _say_again(request, gathering, contributor, form, message, HTTPStatus.TOO_MANY_REQUESTS)
    if not form.is_valid():
        return _say_again(request, gathering, contributor, form, "", HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        said = taking_part.say_here(
            gathering,
            contributor,
            form.cleaned_data["text"],
            client_key=form.cleaned_data["client_key"],
            parent=_parent(gathering, form.cleaned_data["parent"]),
            agreed_to=_("Everybody can read what you say here, with the name you give."),
        )
    except WordsRefused as refused:
        form.add_error("text", refused.message)
        return _say_again(request, gathering, contributor, form, "", HTTPStatus.UNPROCESSABLE_ENTITY)
    except TooSoon as refused:
        return _say_again(
            request, gathering, contributor, form, refused.message, HTTPStatus.TOO_MANY_REQUESTS
        )
    except Refused as refused:
        return _say_again(request, gathering, contributor, form, refused.message, HTTPStatus.CONFLICT)
    return _said(request, gathering, said, contributor)


def _parent(gathering: Gathering, uuid: UUID | None) -> Contribution | None:
    """Return what is replied to; nothing where it is gone: in a room the words stand on their own then."""
    if uuid is None:
        return None
    rows = Contribution.objects.filter(thread_id=gathering.thread_id, uuid=uuid, state=State.PUBLISHED)
    return rows.select_related("root", "contributor").first()


def _said(
    request: HttpRequest, gathering: Gathering, said: Contribution, contributor: "Contributor"
) -> HttpResponse:
    done = HELD if said.state == State.HELD else SAID
    back = reverse("room:phone", args=[gathering.code])
    if not wants_json(request):
        return redirect(f"{back}?done={done}#say")
    context = mine_screen(said, contributor, "")
    return JsonResponse(
        {
            "id": str(said.uuid),
            "state": said.state,
            "number": said.number,
            "parent": str(said.parent.uuid) if said.parent else None,
            "top": str(said.root.uuid) if said.root else None,
            "html": conversation_selectors.render_contribution(said, own=True),
            "mine": render_to_string("conversations/_mine.html", context, request),
            "message": str(DONE[done]),
            "receipt": contributor.receipt,
            "next": f"{back}?done={done}#say",
        },
        status=HTTPStatus.CREATED,
    )


def _say_again(
    request: HttpRequest,
    gathering: Gathering,
    contributor: "Contributor",
    form: SayForm,
    refusal: str,
    status: HTTPStatus,
) -> HttpResponse:
    """Show the form again with everything typed still in it."""
    if not wants_json(request):
        return _show(request, gathering, contributor, say_form=form, refusal=refusal, status=status)
    if refusal:
        return JsonResponse({"message": refusal, "parent": form.data.get("parent", "")}, status=status)
    return JsonResponse({"errors": form.errors}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hand(request: HttpRequest, code: str) -> HttpResponse:
    """Put one's hand up or take it down: the form says which, so a second press is the same.

    A script that asks is told whether it is up: whoever runs the session may have lowered it.
    """
    site = place()
    here = _here(request, site, code)
    if isinstance(here, HttpResponse):
        return here
    gathering, contributor = here
    if contributor is None:
        return redirect("room:phone", code)
    if request.method != "POST":
        if not wants_json(request):  # somebody reloaded the address of an error
            return redirect("room:phone", code)
        return JsonResponse({"up": selectors.has_hand_up(gathering, contributor)})
    up = request.POST.get("do") != "down"
    if too_often(request, "room-hand", limit=PRESS_LIMIT, per=PRESS_PER, who=str(contributor.pk)):
        return _refuse(request, gathering, contributor, _("That was a lot in a short time."), 429)
    try:
        if up:
            taking_part.raise_hand(gathering, contributor)
        else:
            taking_part.take_hand_down(gathering, contributor)
    except Refused as refused:
        return _refuse(request, gathering, contributor, refused.message, 409)
    if wants_json(request):
        return JsonResponse({"up": up})
    return redirect(reverse("room:phone", args=[gathering.code]) + "#hand")


@require_POST
def agree(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Agree with words in the room one joined, or no longer."""
    site = place()
    contributor = contributor_for_request(request, site)
    found = conversation_selectors.contribution_of(site, uuid)
    gathering = selectors.joined_now(contributor, found) if found and contributor else None
    if found is None or contributor is None or gathering is None:
        raise Http404
    if too_often(request, "room-press", limit=PRESS_LIMIT, per=PRESS_PER, who=str(contributor.pk)):
        return _refuse(request, gathering, contributor, _("That was a lot in a short time."), 429)
    wanted = request.POST.get("do") != "take_back"
    try:
        taking_part.agree_here(gathering, found, contributor, agree=wanted)
    except Refused as refused:
        return _refuse(request, gathering, contributor, refused.message, 409)
    if wants_json(request):
        found.refresh_from_db(fields=["nod_count"])
        return JsonResponse({"nods": found.nod_count, "nodded": wanted})
    return redirect(reverse("room:phone", args=[gathering.code]) + f"#c-{found.uuid}")


def _refuse(
    request: HttpRequest, gathering: Gathering, contributor: "Contributor", message: str, status: int
) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"message": message}, status=status)
    return _show(request, gathering, contributor, refusal=message, status=status)
