"""Where whoever runs a round says what becomes of a question to the panel."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from engagement.conversations import rules, selectors, threads
from engagement.conversations.models import PanelMember
from engagement.conversations.panel.forms import PanelReplyForm
from engagement.conversations.panel.services import reply_for_panel
from engagement.conversations.screen import crumbs
from engagement.conversations.views import back_to, place


@require_http_methods(["GET", "POST"])
def reply(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Answer a question for the panel, or set it aside; only for who runs conversations in this place."""
    found = selectors.contribution_of(place(), uuid)
    may = request.user.is_authenticated and rules.may_facilitate(request.user, place())
    if found is None or not may or not found.panel_state or not found.is_shown:
        raise Http404
    user: Any = request.user  # signed in: may_facilitate said so
    threads.fill_in([found])
    before = found.panel
    initial = (
        {"outcome": before.outcome, "member": str(before.member_id or ""), "words": before.words}
        if before
        else {}
    )
    members = list(PanelMember.objects.filter(round=found.thread.round_id))
    sent = request.POST if request.method == "POST" else None
    form = PanelReplyForm(sent, members=members, initial=initial)
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            data = form.cleaned_data
            try:
                reply_for_panel(found, data["outcome"], member=data["member"], words=data["words"], by=user)
            except rules.NotReady as refused:
                form.add_error("member", refused.message)
            except rules.WordsRefused as refused:
                form.add_error("words", refused.message)
            except rules.Refused as refused:
                form.add_error(None, refused.message)
                status = HTTPStatus.CONFLICT
            else:
                return redirect(back_to(found.thread, contribution=found, at=found.number))
        elif not members:
            form.add_error("member", _("Write down first who sits on the panel."))
    context = {
        "item": found,
        "conversation": found.conversation,
        "form": form,
        "members": members,
        "back": back_to(found.thread, contribution=found, at=found.number),
        "crumbs": crumbs(request, found.conversation),
        "door": "conversations",
    }
    return render(request, "conversations/panel_reply.html", context, status=status)
