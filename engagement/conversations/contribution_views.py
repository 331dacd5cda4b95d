"""One thing somebody said: reading it alone, changing or taking back one's own, agreeing with it."""

from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civic.notify.whose import opened_by_code
from civic.residents.services import contributor_for_request, ensure_contributor, remember_guest
from civic.residents.throttle import too_often
from engagement.conversations import rules, selectors, services, threads
from engagement.conversations.enums import State
from engagement.conversations.forms import EditForm
from engagement.conversations.models import Contribution
from engagement.conversations.rules import may_merge
from engagement.conversations.screen import crumbs
from engagement.conversations.views import (
    PRESS_LIMIT,
    PRESS_PER,
    back_to,
    place,
    show_conversation,
    wants_json,
)
from engagement.conversations.where import Where

if TYPE_CHECKING:
    from civic.residents.models import Contributor


@require_GET
def contribution(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One thing somebody said, with every reply to it."""
    found = selectors.contribution_of(place(), uuid)
    contributor = contributor_for_request(request, place())
    if found is None or (found.number is None and not rules.is_own(contributor, found)):
        raise Http404
    where = Where.from_query(request.GET)
    said, earlier, later = threads.replies_page(found, before=where.before, after=where.after)
    context = {
        "item": found,
        "conversation": found.conversation,
        "said": said,
        "earlier": earlier,
        "later": later,
        "changes": selectors.shown_changes(found),
        "may_merge": may_merge(request.user, found.site_id) and found.is_shown,
        "is_mine": rules.is_own(contributor, found),
        "nodded": selectors.nodded_among([said], contributor),
        "back": back_to(found.thread, contribution=found, at=found.number),
        "crumbs": crumbs(request, found.conversation),
        "door": "conversations",
    }
    return render(request, "conversations/contribution.html", context)


@require_GET
def in_place(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The permanent link of one thing said: leads to the page of the thread on which it stands."""
    found = selectors.contribution_of(place(), uuid)
    if found is None or found.number is None:
        raise Http404
    return redirect(back_to(found.thread, contribution=found, at=found.number))


@require_http_methods(["GET", "POST"])
def mine(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change one's own words, take them back, or put them back."""
    found = selectors.contribution_of(place(), uuid)
    contributor = contributor_for_request(request, place())
    if found is not None and not rules.is_own(contributor, found):
        contributor = opened_by_code(request, place())  # from My voice, on any screen
    if found is None or contributor is None or not rules.is_own(contributor, found):
        raise Http404
    form = EditForm(request.POST or None, initial={"text": found.text})
    refusal, status = "", HTTPStatus.OK
    if request.method == "POST":
        try:
            done = _change_own(request.POST.get("do", ""), found, contributor, form)
        except rules.Refused as refused:
            done, refusal, status = "", refused.message, HTTPStatus.CONFLICT
        if done:
            found.refresh_from_db()
            return redirect(back_to(found.thread, contribution=found, done=done, at=found.number))
        status = status if refusal else HTTPStatus.UNPROCESSABLE_ENTITY
    context = {
        "item": found,
        "conversation": found.conversation,
        "form": form,
        "refusal": refusal,
        "may_edit": rules.may_edit(contributor, found),
        "earlier": selectors.earlier_words(found),
        "may_withdraw": rules.may_withdraw(contributor, found),
        "back": back_to(found.thread, contribution=found, at=found.number),
        "crumbs": crumbs(request, found.conversation),
        "door": "conversations",
    }
    return render(request, "conversations/mine.html", context, status=status)


def _change_own(do: str, found: Contribution, contributor: "Contributor", form: EditForm) -> str:
    """Do what was pressed; return the word for what was done, or nothing where the words are wrong."""
    if do == "take_back":
        services.withdraw_contribution(found, contributor)
        return "back"
    if do == "put_back":
        services.put_back_contribution(found, contributor)
        return "restored"
    if do == "earlier":
        changed = services.undo_change(found, contributor)
        return "held" if changed.state == State.HELD else "changed"
    if form.is_valid():
        changed = services.edit_contribution(found, contributor, form.cleaned_data["text"])
        return "held" if changed.state == State.HELD else "changed"
    return ""


@require_POST
def agree(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Nod at what somebody said, or take the nod back: the form says which, so a second press is the same."""
    found = selectors.contribution_of(place(), uuid)
    if found is None:
        raise Http404
    if too_often(request, "press", limit=PRESS_LIMIT, per=PRESS_PER):
        return _refuse(
            request, found, _("That was a lot in a short time. Try again in ten minutes."), status=429
        )
    try:
        rules.check_open(found.conversation, words=False)
        rules.check_round(found.thread.round, words=False)
        contributor = ensure_contributor(request, place())
        nodded = request.POST.get("do") != "take_back"
        if nodded:
            services.nod(found, contributor)
        else:
            services.unnod(found, contributor)
    except rules.Refused as refused:
        return _refuse(request, found, refused.message, status=409)
    if wants_json(request):
        found.refresh_from_db(fields=["nod_count"])
        response: HttpResponse = JsonResponse({"nods": found.nod_count, "nodded": nodded})
    else:
        response = redirect(_after_nod(request, found))
    remember_guest(response, contributor, secure=request.is_secure())
    return response


def _after_nod(request: HttpRequest, found: Contribution) -> str:
    """Return the page somebody nodded on; who gave their voice to these words instead is led to them."""
    if "instead" in request.POST:
        return back_to(found.thread, contribution=found, done="with", at=found.number)
    where = Where.from_query(request.POST)
    return back_to(found.thread, kept=where.kept()) + f"#c-{found.uuid}"


def _refuse(request: HttpRequest, found: Contribution, message: str, *, status: int) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"message": message}, status=status)
    where = Where.from_query(request.POST)
    return show_conversation(request, found.conversation, status=status, where=where, refusal=message)
