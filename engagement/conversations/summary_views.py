"""What was stated at launch and since, and what was heard: read, and checked by those who spoke."""

from http import HTTPStatus
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from civic.residents.services import contributor_for_request, ensure_contributor, remember_guest
from civic.residents.throttle import too_often
from engagement.conversations import rules, selectors, stating, summaries
from engagement.conversations.forms import CheckForm
from engagement.conversations.models import Summary
from engagement.conversations.screen import crumbs
from engagement.conversations.views import PRESS_LIMIT, PRESS_PER, address_of, place


@require_GET
def launched(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show what a conversation stated at its launch, and every change since with its reason."""
    conversation = selectors.public_conversation(place(), uuid)
    first = stating.at_launch(conversation) if conversation is not None else None
    if conversation is None or first is None:
        raise Http404
    context = {
        "conversation": conversation,
        "first": first,
        "lines": stating.lines(first),
        "restated": stating.restated(conversation),
        "crumbs": [*crumbs(request, conversation), (conversation.question, address_of(conversation))],
        "door": "conversations",
    }
    return render(request, "conversations/launched.html", context)


def _summary(uuid: UUID) -> Summary:
    rows = Summary.objects.filter(site=place(), uuid=uuid).select_related("conversation", "round")
    found = rows.first()
    if found is None or not found.is_shown or not rules.is_launched(found.conversation):
        raise Http404(_("There is no such summary here."))
    return found


@require_http_methods(["GET", "POST"])
def summary(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show what was heard; while it is a draft, let people say whether it is right."""
    found = _summary(uuid)
    known = contributor_for_request(request, found.site)
    mine = found.checks.filter(contributor=known).first() if known is not None else None
    initial = {"answer": "right" if mine.is_right else "missing", "missing": mine.missing} if mine else {}
    form = CheckForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method != "POST":
        return _show(request, found, form, mine=mine)
    if too_often(request, "press", limit=PRESS_LIMIT, per=PRESS_PER):
        message = _("That was a lot in a short time. Your words are kept here: try again in ten minutes.")
        return _show(request, found, form, mine=mine, refusal=message, status=HTTPStatus.TOO_MANY_REQUESTS)
    if not form.is_valid():
        return _show(request, found, form, mine=mine, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    given = form.cleaned_data
    try:
        if not summaries.is_asked(found):
            raise rules.NotOpen(_("People are no longer asked whether this is right."))
        who = ensure_contributor(request, found.site)
        summaries.check_summary(found, who, is_right=given["answer"] == "right", missing=given["missing"])
    except rules.WordsRefused as refused:
        form.add_error("missing", refused.message)
        return _show(request, found, form, mine=mine, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except rules.Refused as refused:
        return _show(request, found, form, mine=mine, refusal=refused.message, status=HTTPStatus.CONFLICT)
    response = redirect(f"{reverse('conversations:summary', args=[found.uuid])}?done=1#check")
    remember_guest(response, who, secure=request.is_secure())
    return response


def _show(
    request: HttpRequest,
    found: Summary,
    form: CheckForm,
    *,
    mine: object,
    refusal: str = "",
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    right, missing = summaries.counts_of(found)
    context = {
        "summary": found,
        "conversation": found.conversation,
        "form": form,
        "mine": mine,
        "refusal": refusal,
        "done": request.GET.get("done") == "1",
        "asked": summaries.is_asked(found),
        "right": right,
        "missing": missing,
        "address": address_of(found.conversation),
        "crumbs": [
            *crumbs(request, found.conversation),
            (found.conversation.question, address_of(found.conversation)),
        ],
        "door": "conversations",
    }
    return render(request, "conversations/summary.html", context, status=status)
