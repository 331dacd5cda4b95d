"""Where who runs or moderates a conversation puts words that say the same together, or apart again."""

from http import HTTPStatus
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from engagement.conversations import alike, merging, rules, selectors, threads
from engagement.conversations.models import Contribution
from engagement.conversations.screen import crumbs
from engagement.conversations.views import back_to, place
from engagement.conversations.where import LONGEST_FIND, read_uuid

#: What is offered beside it: less alike than what people are shown, because a person decides here.
OFFERED, LIKE_ENOUGH = 10, 0.25


@require_http_methods(["GET", "POST"])
def together(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Choose what says the same as one thing, or put it apart. Nobody else learns that this is here."""
    found = selectors.contribution_of(place(), uuid)
    if found is None or not found.is_shown or not rules.may_merge(request.user, found.site_id):
        raise Http404
    refusal = ""
    if request.method == "POST":
        try:
            lead = _pressed(request, found)
            return redirect(back_to(found.thread, contribution=lead, at=lead.number))
        except rules.Refused as refused:
            refusal = refused.message
    find = request.GET.get("find", "").strip()[:LONGEST_FIND]
    threads.fill_in([found])
    context = {
        "item": found,
        "conversation": found.conversation,
        "offered": _offered(found, find),
        "find": find,
        "refusal": refusal,
        "back": back_to(found.thread, contribution=found, at=found.number),
        "crumbs": crumbs(request, found.conversation),
        "door": "conversations",
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK
    return render(request, "conversations/together.html", context, status=status)


def _pressed(request: HttpRequest, found: Contribution) -> Contribution:
    """Do what was pressed; returns what to show."""
    assert request.user.is_authenticated  # may_merge said so  # noqa: S101
    if request.POST.get("do") == "apart":
        return merging.put_apart(found, by=request.user)
    chosen = [uuid for uuid in map(read_uuid, request.POST.getlist("with")) if uuid]
    if not chosen:
        raise rules.WordsRefused(_("Choose at least one that says the same."))
    others = list(Contribution.objects.filter(thread=found.thread, uuid__in=chosen))
    if len(others) < len(set(chosen)):
        raise rules.NotYours(_("Some of these words are no longer shown, or were said somewhere else."))
    return merging.put_together(found, others, by=request.user)


def _offered(found: Contribution, find: str) -> list[Contribution]:
    """Return what was looked for, or else what is alike; nothing that stands with it already."""
    if find:
        rows = threads.find_in_thread(found.thread, find).said
        return [one for one in rows if found.pk not in (one.pk, one.merged_into_id)]
    return alike.like_these(found.thread, found.text, but=[found.pk], at_least=LIKE_ENOUGH, most=OFFERED)
