"""The typist's page, and the transcript."""

from http import HTTPStatus
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from civic.residents.throttle import too_many
from engagement.conversations.room import captions
from engagement.conversations.room.console_views import gathering_here
from engagement.conversations.room.enums import GatheringState
from engagement.conversations.room.index_views import refuse_strangers
from engagement.conversations.rules import Refused
from engagement.conversations.views import PRESS_PER

#: How many lines a typist sees to put right, and how many may be written in ten minutes.
RECENT, LINE_LIMIT = 20, 600
_DIGITS = 9


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def type_lines(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a line, or a correction, from a facilitator or whoever holds the typist's link."""
    gathering = gathering_here(uuid)
    key = request.GET.get("key", "").replace("\x00", "")
    if not captions.may_open(request.user, gathering, captions.TYPE, key):
        if key:
            raise Http404
        if elsewhere := refuse_strangers(request, gathering.site_id):
            return elsewhere
    refusal, status = "", HTTPStatus.OK
    if request.method == "POST":
        if too_many("room-line", str(gathering.pk), limit=LINE_LIMIT, per=PRESS_PER):
            refusal, status = _("That was a lot in a short time."), HTTPStatus.TOO_MANY_REQUESTS
        else:
            try:
                _keep(request, uuid)
                query = f"?{urlencode({'key': key})}" if key else ""
                return redirect(reverse("room:type", args=[uuid]) + query)
            except Refused as refused:
                refusal, status = refused.message, HTTPStatus.CONFLICT
    context = {
        "gathering": gathering,
        "conversation": gathering.thread.conversation,
        "thread": gathering.thread,
        "lines": list(gathering.captions.order_by("-number")[:RECENT]),
        "refusal": refusal,
        "kept": request.POST if refusal else {},
        "key": key,
        "door": "conversations",
    }
    return render(request, "room/type.html", context, status=status)


def _keep(request: HttpRequest, uuid: UUID) -> None:
    gathering, text = gathering_here(uuid), request.POST.get("text", "")
    number = request.POST.get("number", "")
    if not number:
        captions.add_line(gathering, text)
    else:
        known = number.isascii() and number.isdigit() and len(number) <= _DIGITS
        captions.correct_line(gathering, int(number) if known else 0, text)


@require_safe
def transcript(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show every line of captions, to everybody, once it has begun."""
    gathering = gathering_here(uuid)
    if gathering.state == GatheringState.PREPARED:
        raise Http404
    context = {
        "gathering": gathering,
        "conversation": gathering.thread.conversation,
        "lines": list(gathering.captions.all()),
        "door": "conversations",
    }
    return render(request, "room/transcript.html", context)
