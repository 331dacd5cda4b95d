"""Reading a conversation and saying something in it. Every press works as a plain form."""

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from civic.notify.services import ask_to_confirm
from civic.places.context import current_site
from civic.residents.enums import ConsentPurpose
from civic.residents.services import (
    contributor_for_request,
    describe_contributor,
    ensure_contributor,
    record_consent,
    remember_guest,
)
from civic.residents.throttle import too_many, too_often
from engagement.conversations import alike, rules, selectors, services
from engagement.conversations.enums import State
from engagement.conversations.forms import AnswerEmailForm, SayForm, TypedField
from engagement.conversations.models import Contribution, Conversation, Thread
from engagement.conversations.screen import DONE, UNDONE, conversation_screen, mine_screen
from engagement.conversations.where import Where, read_uuid

if TYPE_CHECKING:
    from wagtail.models import Site

    from civic.residents.models import Contributor

#: How often one address may press: a library's desks share one.
SAY_LIMIT, SAY_PER = 60, timedelta(minutes=10)
#: How many may speak in one thread in a minute, from wherever: a full hall does not reach it, a flood does.
CROWD_LIMIT, CROWD_PER = 600, timedelta(minutes=1)
PRESS_LIMIT, PRESS_PER = 300, timedelta(minutes=10)
#: A client key this long was made at random and cannot be guessed.
LONG_KEY = 32
EMAIL_LIMIT, EMAIL_PER = 10, timedelta(hours=1)


def place() -> "Site":
    """Return the place in force; outside any there is nothing to see."""
    site = current_site()
    if site is None:
        raise Http404
    return site


def address_of(conversation: Conversation) -> str:
    """Return where a conversation is read: its page in the language in force, or its own address."""
    language = get_language() or "en"
    pages = conversation.pages.live().select_related("locale")
    found = sorted(pages, key=lambda page: page.locale.language_code != language)
    address = found[0].url if found else None
    return address or reverse("conversations:conversation", args=[conversation.uuid])


def wants_json(request: HttpRequest) -> bool:
    """Say whether a script asks, and wants an answer it can read."""
    return request.headers.get("Accept", "").split(",")[0].strip() == "application/json"


def show_conversation(
    request: HttpRequest,
    conversation: Conversation,
    *,
    status: int = 200,
    offered: Mapping[str, object] | None = None,
    **parts: object,
) -> HttpResponse:
    """Render the page of a conversation, with what was typed, and why or instead of what it is shown."""
    context = conversation_screen(request, conversation, **parts)  # type: ignore[arg-type] # its keywords
    context |= offered or {}
    return render(request, "conversations/conversation.html", context, status=status)


@require_GET
def conversation(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The stable address of a conversation: leads to its page, or is it where no editor made one."""
    found = selectors.public_conversation(place(), uuid)
    if found is None:
        raise Http404
    address = address_of(found)
    if address != request.path:
        query = request.META.get("QUERY_STRING", "")
        return redirect(f"{address}?{query}" if query else address)
    return show_conversation(request, found)


@require_http_methods(["GET", "POST"])
def say(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Keep what somebody said, and lead them to it."""
    thread, answered = selectors.thread_and_answered(place(), uuid, read_uuid(request.POST.get("parent", "")))
    if thread is None:
        return _not_here(request)
    if request.method == "GET":  # somebody reloaded or shared the address of an error
        return redirect(back_to(thread))
    form = SayForm(request.POST)
    if "on_its_own" in request.POST:  # not a reply after all: the same words, still to be said
        if not form.data.get("text", "").strip():
            return redirect(f"{back_to(thread)}#say")
        form.on_its_own()
        return _say_again(request, thread, form, "", HTTPStatus.OK)
    if too_often(request, "say", limit=SAY_LIMIT, per=SAY_PER):
        message = _("That was a lot in a short time. Your words are kept here: try again in ten minutes.")
        return _say_again(request, thread, form, message, HTTPStatus.TOO_MANY_REQUESTS)
    if too_many("say-thread", str(thread.uuid), limit=CROWD_LIMIT, per=CROWD_PER):
        message = _("Very many are speaking here right now. Your words are kept here: try again in a minute.")
        return _say_again(request, thread, form, message, HTTPStatus.TOO_MANY_REQUESTS)
    if not form.is_valid():
        return _say_again(request, thread, form, "", HTTPStatus.UNPROCESSABLE_ENTITY)
    return _say(request, thread, form, answered)


def _not_here(request: HttpRequest) -> HttpResponse:
    """Answer words for what is not shown, be it gone, hidden or another place's: they are given back."""
    words = TypedField(required=False, strip=False).to_python(request.POST.get("text", ""))
    if not words.strip():
        raise Http404
    message = _("This conversation is not shown here, or not any more. Your words are kept for you to copy.")
    if wants_json(request):
        return JsonResponse({"message": message}, status=HTTPStatus.NOT_FOUND)
    context = {"words": words, "message": message, "door": "conversations"}
    return render(request, "conversations/not_here.html", context, status=HTTPStatus.NOT_FOUND)


def _say(request: HttpRequest, thread: Thread, form: SayForm, answered: Contribution | None) -> HttpResponse:
    known = contributor_for_request(request, place())
    if lost := _answer_was_lost(thread, form, known):
        return _remembered(request, lost, lost.contributor)
    if related := _related(thread, form, known):
        return _offer(request, thread, form, related)
    name = form.cleaned_data["name"]
    try:
        rules.check_open(thread.conversation)
        if form.cleaned_data["parent"] is not None and answered is None:
            raise rules.ParentGone
        with transaction.atomic():
            contributor = speaker(request, known, name)
            contribution = services.post_contribution(
                thread,
                contributor,
                form.cleaned_data["text"],
                client_key=form.cleaned_data["client_key"],
                parent=answered if form.cleaned_data["parent"] else None,
                agreed_to=_("Everybody can read what you say here, with the name you give."),
            )
    except rules.ParentGone as refused:
        form.on_its_own()
        return _say_again(request, thread, form, refused.message, HTTPStatus.CONFLICT)
    except rules.WordsRefused as refused:
        form.add_error("text", refused.message)
        return _say_again(request, thread, form, "", HTTPStatus.UNPROCESSABLE_ENTITY)
    except rules.Refused as refused:
        resent = _already_said(thread, form, known)
        if known is None or resent is None:
            return _say_again(request, thread, form, refused.message, HTTPStatus.CONFLICT)
        contribution, contributor = resent, known
    return _remembered(request, contribution, contributor)


def _related(thread: Thread, form: SayForm, known: "Contributor | None") -> list[Contribution]:
    """Return what others said like these words, where whoever writes them has not seen it yet.

    Only for what is to stand by itself: a reply is to somebody. Not where nothing can be said or nodded at.
    """
    conversation = thread.conversation
    if form.cleaned_data["anyway"] or form.cleaned_data["parent"]:
        return []
    if not (conversation.suggest_related and conversation.takes_words and rules.round_is_open(thread)):
        return []
    found = alike.like_these(thread, form.cleaned_data["text"])
    if not found or _already_said(thread, form, known):
        return []
    return [one for one in found if not rules.is_own(known, one)]


def _offer(request: HttpRequest, thread: Thread, form: SayForm, related: list[Contribution]) -> HttpResponse:
    """Show what others said like it; the words stay in the form, and one press says them all the same."""
    context = {"related": related, "voices": sum(1 + one.merged_count for one in related)}
    if wants_json(request):
        html = render_to_string("conversations/_related.html", context, request)
        message = _("Others said something like this. See below; your words are kept.")
        return JsonResponse({"related": html, "message": message, "parent": ""}, status=HTTPStatus.CONFLICT)
    return show_conversation(
        request, thread.conversation, where=Where(thread=thread.uuid), say_form=form, offered=context
    )


def _remembered(request: HttpRequest, contribution: Contribution, contributor: "Contributor") -> HttpResponse:
    response = _said(request, contribution, contributor, request.POST.get("name", ""))
    remember_guest(response, contributor, secure=request.is_secure())
    return response


def _said(
    request: HttpRequest, contribution: Contribution, contributor: "Contributor", asked_name: str
) -> HttpResponse:
    done = "held" if contribution.state == State.HELD else "said"
    if not wants_json(request):
        return redirect(back_to(contribution.thread, contribution=contribution, done=done))
    return JsonResponse(
        {
            "id": str(contribution.uuid),
            "state": contribution.state,
            "number": contribution.number,
            "parent": str(contribution.parent.uuid) if contribution.parent else None,
            "top": str(contribution.root.uuid) if contribution.root else None,
            "html": selectors.render_contribution(contribution, own=True),
            "mine": render_to_string(
                "conversations/_mine.html", mine_screen(contribution, contributor, asked_name), request
            ),
            "message": str(DONE[done]),
            "receipt": contributor.receipt,
            "next": reverse("conversations:in_place", args=[contribution.uuid])
            if contribution.number
            else back_to(contribution.thread, contribution=contribution, done=done),
        },
        status=HTTPStatus.CREATED,
    )


def _say_again(
    request: HttpRequest, thread: Thread, form: SayForm, refusal: str, status: HTTPStatus
) -> HttpResponse:
    """Show the form again with everything typed still in it."""
    if wants_json(request):
        if refusal:
            return JsonResponse({"message": refusal, "parent": form.data.get("parent", "")}, status=status)
        return JsonResponse({"errors": form.errors}, status=status)
    where = Where(thread=thread.uuid)
    return show_conversation(
        request, thread.conversation, status=status, where=where, say_form=form, refusal=refusal
    )


def back_to(
    thread: Thread,
    *,
    contribution: Contribution | None = None,
    done: str = "",
    at: int | None = None,
    kept: Mapping[str, str] | None = None,
) -> str:
    """Return the address of a thread, or of one thing said in it, on the page where it stands.

    ``kept``: the page somebody pressed on (``Where.kept``), which the answer shows again. ``done``: what
    was pressed; the page then offers to undo it, where that can be.
    """
    values: dict[str, object] = dict(kept or {})
    if selectors.has_other_threads(thread):
        values["thread"] = thread.uuid
    if done:
        values["done"] = done
    anchor = ""
    if contribution is not None:
        waits = contribution.number is None or contribution.state in (State.HELD, State.REJECTED)
        anchor = "#mine" if waits else f"#c-{contribution.uuid}"
        if done in UNDONE:
            values["of"] = contribution.uuid
        if waits:
            at = None
        elif contribution.root_id is not None and at is None and not kept:
            at = contribution.number
    if at is not None:
        values["at"] = at
    return address_of(thread.conversation) + (f"?{urlencode(values)}" if values else "") + anchor


def speaker(request: HttpRequest, known: "Contributor | None", name: str) -> "Contributor":
    """Return who speaks, by the name they give now."""
    if known is not None:
        return describe_contributor(known, display_name=name)
    return ensure_contributor(request, place(), display_name=name)


def _answer_was_lost(thread: Thread, form: SayForm, known: "Contributor | None") -> Contribution | None:
    """Return what somebody new has said already, where the answer to it never reached them.

    Nor did the cookie that says who they are, so it is their key that knows them: long, made at
    random, told to nobody else, and sent with the very same words.
    """
    if len(form.sent_key) < LONG_KEY or known is not None:
        return None
    return (
        Contribution.objects.filter(
            thread=thread,
            client_key=form.cleaned_data["client_key"],
            text=form.cleaned_data["text"].replace("\r\n", "\n").strip(),
            contributor__user=None,
            contributor__erased_at=None,
        )
        .select_related("contributor", "parent", "root", "thread__conversation")
        .first()
    )


def _already_said(thread: Thread, form: SayForm, known: "Contributor | None") -> Contribution | None:
    """Return what a resend had already said, whatever has closed since."""
    if known is None:
        return None
    return Contribution.objects.filter(
        thread=thread, contributor=known, client_key=form.cleaned_data["client_key"]
    ).first()


@require_http_methods(["GET", "POST"])
def answer_email(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Keep where the answer should go; a tap in an email confirms it later."""
    found = selectors.public_conversation(place(), uuid)
    contributor = contributor_for_request(request, place())
    if found is None:
        raise Http404
    if request.method == "GET" or contributor is None:
        return redirect(address_of(found))
    form = AnswerEmailForm(request.POST)
    if too_often(request, "email", limit=EMAIL_LIMIT, per=EMAIL_PER):
        form.is_valid()
        form.add_error("email", _("That was a lot in a short time. Try again in an hour."))
        return show_conversation(request, found, status=429, email_form=form)
    if not form.is_valid():
        return show_conversation(request, found, status=422, email_form=form)
    contributor = describe_contributor(contributor, email=form.cleaned_data["email"])
    record_consent(
        contributor,
        purpose=ConsentPurpose.EMAIL_ANSWER,
        wording=_("Your email, if you want the answer"),
        how="online",
    )
    ask_to_confirm(contributor)
    done = "known" if contributor.email_confirmed_at else "email"
    response = redirect(f"{address_of(found)}?done={done}#mine")
    remember_guest(response, contributor, secure=request.is_secure())
    return response
