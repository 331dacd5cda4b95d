"""What scripts and programs ask of a thread: how far somebody has read, and what was said, as data."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from civic.residents.services import contributor_for_request
from engagement.conversations import reading, selectors, threads
from engagement.conversations.models import Contribution
from engagement.conversations.views import back_to, place, wants_json

#: How many things said are in one answer, where nothing else is asked, and at most.
SIZE, LARGEST = 30, 200


@require_POST
def read(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Remember how far somebody we know has read; of everybody else nothing is kept."""
    thread = selectors.thread_of(place(), uuid)
    if thread is None:
        raise Http404
    contributor = contributor_for_request(request, place())
    if contributor is not None:
        reading.note_read(thread, contributor, _number(request.POST.get("to", ""), thread.last_event_number))
    if wants_json(request):
        return HttpResponse(status=204)
    return redirect(back_to(thread))


@require_GET
def said_json(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What was said in a thread, at every depth and in order: ``?after=N&size=30``.

    Everybody may read it: words that are not shown are left out, their places are not. ``next`` is the
    address of what follows, or null.
    """
    thread = selectors.thread_of(place(), uuid)
    if thread is None:
        raise Http404
    size = max(1, min(LARGEST, _number(request.GET.get("size", ""), SIZE)))
    after = _number(request.GET.get("after", ""), 0)
    page = threads.said_page(thread, after=after, size=size + 1)
    more, page = len(page) > size, page[:size]
    here = reverse("conversations:said_json", args=[thread.uuid])
    return JsonResponse(
        {
            "conversation": str(thread.conversation.uuid),
            "thread": str(thread.uuid),
            "said": [_as_json(one) for one in page],
            "next": f"{here}?after={page[-1].number}&size={size}" if more else None,
        }
    )


def _as_json(one: Contribution) -> dict[str, Any]:
    return {
        "id": str(one.uuid),
        "number": one.number,
        "url": reverse("conversations:in_place", args=[one.uuid]),
        "answers": str(one.parent.uuid) if one.parent else None,
        "below": str(one.root.uuid) if one.root else None,
        "with": str(one.merged_into.uuid) if one.merged_into else None,
        "state": one.state,
        "who": one.contributor.shown_name if one.is_shown else "",
        "words": one.text if one.is_shown else "",
        "how": one.said_how,
        "said": one.said_at.isoformat(),
        "changed": one.edited_at.isoformat() if one.edited_at and one.is_shown else None,
        "agree": one.nod_count,
        "replies": one.reply_count,
    }


def _number(typed: str, otherwise: int) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else otherwise
