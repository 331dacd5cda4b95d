"""Answering the questions of a round. Works as a plain form; everything typed comes back with an error."""

from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from civic.residents.services import contributor_for_request, remember_guest
from civic.residents.throttle import too_often
from engagement.conversations import rules, selectors
from engagement.conversations.asking.forms import AnswersForm
from engagement.conversations.asking.screen import asked_in, given_by
from engagement.conversations.asking.services import answer_questions
from engagement.conversations.enums import Mode
from engagement.conversations.views import SAY_LIMIT, SAY_PER, back_to, place, show_conversation, speaker
from engagement.conversations.where import Where

if TYPE_CHECKING:
    from civic.residents.models import Contributor
    from engagement.conversations.models import Thread


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Keep what somebody answers, and lead back to the questions."""
    thread = selectors.thread_of(place(), uuid)
    if thread is None or thread.round is None or thread.round.mode != Mode.QUESTIONS:
        raise Http404
    if request.method == "GET":
        return redirect(f"{back_to(thread)}#answer")
    known = contributor_for_request(request, place())
    given = given_by(known, thread.round)
    name = known.display_name if known else ""
    form = AnswersForm(request.POST, questions=asked_in(thread.round), given=given, name=name)
    if too_often(request, "say", limit=SAY_LIMIT, per=SAY_PER):
        message = _("That was a lot in a short time. Your answers are kept here: try again in ten minutes.")
        return _again(request, thread, form, message, HTTPStatus.TOO_MANY_REQUESTS)
    if form.is_valid() and not given and not any(form.answers().values()):
        form.add_error(None, _("Answer at least one of the questions."))
    if not form.is_valid():
        return _again(request, thread, form, "", HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        with transaction.atomic():
            contributor = _answer(request, thread, form, known)
    except rules.WordsRefused as refused:
        return _again(request, thread, form, refused.message, HTTPStatus.UNPROCESSABLE_ENTITY)
    except rules.Refused as refused:
        return _again(request, thread, form, refused.message, HTTPStatus.CONFLICT)
    held = thread.conversation.hold_posts and any(one.text for one in form.answers().values())
    response = redirect(f"{back_to(thread, done='answers_held' if held else 'answered')}#answer")
    remember_guest(response, contributor, secure=request.is_secure())
    return response


def _answer(
    request: HttpRequest, thread: "Thread", form: AnswersForm, known: "Contributor | None"
) -> "Contributor":
    rules.check_open(thread.conversation)
    rules.check_round(thread.round)
    name = form.cleaned_data.get("name", known.display_name if known else "")
    contributor = speaker(request, known, name)
    agreed = _("Everybody can read what you write in your own words, with the name you give.")
    words = any(one.text.strip() for one in form.answers().values())
    answer_questions(thread, contributor, form.answers(), agreed_to=agreed if words else "")
    return contributor


def _again(
    request: HttpRequest, thread: "Thread", form: AnswersForm, refusal: str, status: HTTPStatus
) -> HttpResponse:
    """Show the questions again with everything that was filled in."""
    return show_conversation(
        request,
        thread.conversation,
        status=status,
        where=Where(thread=thread.uuid),
        answers_form=form,
        refusal=refusal,
    )
