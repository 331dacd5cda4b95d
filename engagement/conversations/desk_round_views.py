"""The desk, for a round whose paper has boxes: a librarian copies what somebody filled in."""

from functools import partial
from hashlib import sha256
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from civic.notify.whose import VOICE_COOKIE
from civic.residents.at_desk import keep_typed, open_at_desk, take_typed
from civic.residents.rules import may_assist
from civic.residents.selectors import contributor_by_receipt
from civic.residents.throttle import too_often
from engagement.conversations import rules, selectors, statements
from engagement.conversations.asking.forms import AnswersForm
from engagement.conversations.asking.screen import asked_in
from engagement.conversations.asking.services import How, answer_questions
from engagement.conversations.desk_forms import PersonForm, VotesForm
from engagement.conversations.desk_views import (
    CODE_LIMIT,
    CODE_PER,
    ENTER_LIMIT,
    ENTER_PER,
    LONGEST,
    entered_before,
    fresh,
    keep_stays,
    lead_back_here,
    open_receipt,
    refuse_strangers,
    remember_receipt,
    too_many_strangers,
    why_not_here,
)
from engagement.conversations.enums import Mode
from engagement.conversations.models import new_client_key
from engagement.conversations.offline import Entry, desk_rounds, take_down
from engagement.conversations.views import place

if TYPE_CHECKING:
    from civic.residents.models import Contributor
    from engagement.conversations.models import Thread

#: How many statements are on one paper, and how long a form sent again is known, in seconds.
ON_PAPER, KNOWN_FOR = 100, 86_400
Boxes = AnswersForm | VotesForm
Typed = MultiValueDict[str, str]


@open_at_desk
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def desk_round(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Copy what one person filled in on paper, and lead to their receipt.

    A form that cannot be kept is answered by a redirect and shown again once, as at the desk itself.
    """
    thread = _thread(uuid)
    if request.method != "POST":
        return _show_form(request, thread)
    if not may_assist(request.user, thread.site):
        return _again(request, thread, why_not_here(request))
    person = PersonForm(request.POST)
    if cache.get(_once(request, person)):
        return entered_before(request, thread.site)
    who = f"{thread.site_id}:{request.user.pk}"
    if too_often(request, "desk", limit=ENTER_LIMIT, per=ENTER_PER, who=who):
        refusal = _("That was a lot in a short time. The words are kept here: try again in ten minutes.")
        return _again(request, thread, refusal)
    return _copy(request, thread, person, _boxes(thread, request.POST))


def stale_form(request: HttpRequest) -> HttpResponse:
    """Answer a form whose token has gone: nothing is kept, and what was copied is shown again."""
    refusal = _("The page had been open a long time. Nothing was kept yet: press the button again.")
    assert request.resolver_match is not None  # csrf_failure found the view by it  # noqa: S101
    return _again(request, _thread(request.resolver_match.kwargs["uuid"]), refusal)


desk_round.stale_form = stale_form  # type: ignore[attr-defined] # pages.views.csrf_failure looks for it


def _thread(uuid: UUID) -> "Thread":
    thread = next((one for one in desk_rounds(place()) if one.uuid == uuid), None)
    if thread is None:
        raise Http404
    return thread


def _boxes(thread: "Thread", data: "Typed | None" = None, initial: dict[str, Any] | None = None) -> Boxes:
    stage = thread.round
    assert stage is not None  # desk_rounds gives threads of rounds  # noqa: S101
    if stage.mode == Mode.QUESTIONS:
        return AnswersForm(data, initial=initial, questions=asked_in(stage), whole=False)
    shown = selectors.shown_statements(thread.conversation, stage).order_by("made_at", "pk")
    return VotesForm(data, initial=initial, statements=list(shown[:ON_PAPER]))


def _again(
    request: HttpRequest, thread: "Thread", refusal: str = "", *, unknown_code: bool = False
) -> HttpResponse:
    """Lead to the form with what was copied in it, by way of signing in where nobody is."""
    here = redirect("conversations:desk_round", thread.uuid)
    if too_many_strangers(request):
        return here
    ours = {*PersonForm.base_fields, *_boxes(thread).fields}
    fields = {
        name: [value[:LONGEST] for value in request.POST.getlist(name)]
        for name in request.POST
        if name in ours or name.rpartition("_")[0] in ours  # an order has a list for each place
    }
    kept = {"form": str(thread.uuid), "fields": fields, "refusal": refusal, "unknown_code": unknown_code}
    keep_typed(request, kept)
    return here


def _show_form(request: HttpRequest, thread: "Thread") -> HttpResponse:
    """Show the form: with what was just copied and not kept, else fresh."""
    if not request.user.is_authenticated:
        return lead_back_here(request)
    typed = take_typed(request, str(thread.uuid))
    if typed is None:
        if elsewhere := refuse_strangers(request, thread.site):
            return elsewhere
        return _show(request, thread, PersonForm(initial=fresh(request)), _boxes(thread))
    data: Typed = MultiValueDict(typed["fields"])
    person, boxes = PersonForm(data), _boxes(thread, data)
    if cache.get(_once(request, person)):
        return entered_before(request, thread.site)
    if typed["refusal"]:
        status = HTTPStatus.OK if may_assist(request.user, thread.site) else HTTPStatus.FORBIDDEN
        person, boxes = PersonForm(initial=_as_typed(person)), _boxes(thread, initial=_as_typed(boxes))
        return _show(request, thread, person, boxes, typed["refusal"], status)
    _is_right(thread, person, boxes)
    if typed["unknown_code"]:
        person.add_error("code", _("We do not know this code here. Check each letter, or leave it empty."))
    return _show(request, thread, person, boxes)


def _as_typed(form: "PersonForm | Boxes") -> dict[str, Any]:
    """Return what stands in each field, to begin a form with that finds nothing wrong yet."""
    return {name: form[name].data for name in form.fields}


def _once(request: HttpRequest, person: PersonForm) -> str:
    """Return where it is noted that this form was kept. A key of its own where none was sent."""
    person.is_valid()
    key = person.cleaned_data.get("client_key") or new_client_key()
    return f"desk-round:{request.user.pk}:{sha256(key.encode()).hexdigest()}"


def _is_right(thread: "Thread", person: PersonForm, boxes: Boxes) -> bool:
    """Say whether it can be kept as it stands; else the forms say what is wrong."""
    right = [person.is_valid(), boxes.is_valid()]
    person.check_in_time(thread)
    if all(right) and not _is_filled_in(boxes):
        boxes.add_error(None, _("Copy at least one answer."))
    return not person.errors and not boxes.errors


def _copy(request: HttpRequest, thread: "Thread", person: PersonForm, boxes: Boxes) -> HttpResponse:
    if not _is_right(thread, person, boxes):
        return _again(request, thread)
    data, known = person.cleaned_data, None
    if data["code"]:
        guessing = too_often(request, "desk-code", limit=CODE_LIMIT, per=CODE_PER, who=str(request.user.pk))
        known = None if guessing else contributor_by_receipt(thread.site, data["code"])
        if known is None:
            return _again(request, thread, unknown_code=True)
    entry = Entry(
        text="",
        how=data["how"],
        where=data["where"],
        said_at=person.said_at(),
        client_key=data["client_key"],
        name=data["shown_as"],
        email=data["answer_to"],
        language=data["language"],
        print_at=(data["desk"] or data["where"]) if data["print_answer"] else "",
        known=known,
    )
    user: Any = request.user  # signed in: may_assist said so
    once = _once(request, person)
    if not cache.add(once, 1, KNOWN_FOR):  # the same press arrived twice at once
        return entered_before(request, thread.site)
    try:
        contributor = take_down(thread, entry, partial(_keep, thread, entry, boxes, user), by=user)
    except rules.Refused as refused:
        cache.delete(once)
        return _again(request, thread, str(refused.message))
    keep_stays(request)
    remember_receipt(request, thread, contributor, entry)
    return redirect("conversations:desk_receipt")


def _is_filled_in(boxes: Boxes) -> bool:
    return bool(boxes.votes()) if isinstance(boxes, VotesForm) else any(boxes.answers().values())


def _keep(thread: "Thread", entry: Entry, boxes: Boxes, user: Any, who: "Contributor") -> None:
    if isinstance(boxes, VotesForm):
        for statement, choice in boxes.votes():
            statements.vote(statement, who, choice, how=entry.how, said_at=entry.said_at)
        return
    said = How(how=entry.how, where=entry.where, said_at=entry.said_at, entered_by=user)
    answer_questions(thread, who, {pk: given for pk, given in boxes.answers().items() if given}, said=said)


def _show(
    request: HttpRequest,
    thread: "Thread",
    person: PersonForm,
    boxes: Boxes,
    refusal: str = "",
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    may = may_assist(request.user, thread.site)
    context = {
        "thread": thread,
        "form": person,
        "boxes": boxes,
        "fields": boxes.asked if isinstance(boxes, AnswersForm) else list(boxes),
        "refusal": refusal,
        "receipt_open": may and open_receipt(request, thread.site) is not None,
        "door": "conversations",
    }
    response = render(request, "conversations/desk_round.html", context, status=status)
    response.delete_cookie(VOICE_COOKIE, samesite="Strict")
    return response
