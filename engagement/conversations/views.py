"""Reading a conversation and saying something in it. Every press works as a plain form."""

from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import UUID

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
from civic.residents.throttle import too_often
from engagement.conversations import rules, selectors, services
from engagement.conversations.enums import State
from engagement.conversations.forms import AnswerEmailForm, SayForm
from engagement.conversations.models import Contribution, Conversation, Thread
from engagement.conversations.screen import DONE, Where, conversation_screen, mine_screen

if TYPE_CHECKING:
    from wagtail.models import Site

    from civic.residents.models import Contributor

#: How often one address may press: a library's desks share one.
SAY_LIMIT, SAY_PER = 60, timedelta(minutes=10)
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
    pages = conversation.pages.live().select_related("locale")  # type: ignore[attr-defined] # page relation
    found = sorted(pages, key=lambda page: page.locale.language_code != language)
    address = found[0].url if found else None
    return address or reverse("conversations:conversation", args=[conversation.uuid])


def wants_json(request: HttpRequest) -> bool:
    """Say whether a script asks, and wants an answer it can read."""
    return request.headers.get("Accept", "").split(",")[0].strip() == "application/json"


def show_conversation(
    request: HttpRequest, conversation: Conversation, *, status: int = 200, **parts: object
) -> HttpResponse:
    """Render the page of a conversation, with what was typed where something was wrong."""
    context = conversation_screen(request, conversation, **parts)  # type: ignore[arg-type] # its keywords
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
    thread = selectors.thread_of(place(), uuid)
    if thread is None:
        raise Http404
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
    if not form.is_valid():
        return _say_again(request, thread, form, "", HTTPStatus.UNPROCESSABLE_ENTITY)
    return _say(request, thread, form)


def _say(request: HttpRequest, thread: Thread, form: SayForm) -> HttpResponse:
    if lost := _answer_was_lost(request, thread, form):
        return _remembered(request, lost, lost.contributor)
    try:
        rules.check_open(thread.conversation)
        contributor = _speaker(request, form.cleaned_data["name"])
        contribution = services.post_contribution(
            thread,
            contributor,
            form.cleaned_data["text"],
            client_key=form.cleaned_data["client_key"],
            parent=_parent(thread, form.cleaned_data["parent"]),
        )
    except rules.ParentGone as refused:
        form.on_its_own()
        return _say_again(request, thread, form, refused.message, HTTPStatus.CONFLICT)
    except rules.WordsRefused as refused:
        form.add_error("text", refused.message)
        return _say_again(request, thread, form, "", HTTPStatus.UNPROCESSABLE_ENTITY)
    except rules.Refused as refused:
        resent = _already_said(request, thread, form)
        if resent is None:
            return _say_again(request, thread, form, refused.message, HTTPStatus.CONFLICT)
        contribution, contributor = resent
    return _remembered(request, contribution, contributor)


def _remembered(request: HttpRequest, contribution: Contribution, contributor: "Contributor") -> HttpResponse:
    response = _said(request, contribution, contributor)
    remember_guest(response, contributor, secure=request.is_secure())
    return response


def _said(request: HttpRequest, contribution: Contribution, contributor: "Contributor") -> HttpResponse:
    done = "held" if contribution.state == State.HELD else "said"
    address = back_to(contribution.thread, contribution=contribution, done=done)
    if not wants_json(request):
        return redirect(address)
    return JsonResponse(
        {
            "id": str(contribution.uuid),
            "state": contribution.state,
            "number": contribution.number,
            "parent": str(contribution.parent.uuid) if contribution.parent else None,
            "html": selectors.render_contribution(contribution, own=True),
            "mine": render_to_string(
                "conversations/_mine.html", mine_screen(contribution.thread, contributor), request
            ),
            "message": str(DONE[done]),
            "receipt": contributor.receipt,
            "next": address,
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
    thread: Thread, *, contribution: Contribution | None = None, done: str = "", **query: int | None
) -> str:
    """Return the address of a thread, or of one thing said in it, on the page where it stands."""
    values: dict[str, object] = {key: value for key, value in query.items() if value is not None}
    if selectors.has_other_threads(thread):
        values["thread"] = thread.uuid
    if done:
        values["done"] = done
    anchor = ""
    if contribution is not None:
        waits = contribution.number is None or contribution.state in (State.HELD, State.REJECTED)
        anchor = "#mine" if waits else f"#c-{contribution.uuid}"
        parent = contribution.parent
        if parent is not None and parent.number is not None and not query:
            values["at"] = parent.number
    return address_of(thread.conversation) + (f"?{urlencode(values)}" if values else "") + anchor


def _speaker(request: HttpRequest, name: str) -> "Contributor":
    """Return who speaks, and keep that they agree to be read."""
    contributor = ensure_contributor(request, place(), display_name=name)
    if not contributor.consents.filter(purpose=ConsentPurpose.PUBLISH_WORDS).exists():
        record_consent(
            contributor,
            purpose=ConsentPurpose.PUBLISH_WORDS,
            wording=_("Everybody can read what you say here, with the name you give."),
            how="online",
        )
    return contributor


def _parent(thread: Thread, uuid: UUID | None) -> Contribution | None:
    """Return what is being replied to. Raises ``ParentGone`` where it is not there."""
    if uuid is None:
        return None
    found = Contribution.objects.filter(thread=thread, uuid=uuid).select_related("parent").first()
    if found is None:
        raise rules.ParentGone
    return found


def _answer_was_lost(request: HttpRequest, thread: Thread, form: SayForm) -> Contribution | None:
    """Return what somebody new has said already, where the answer to it never reached them.

    Nor did the cookie that says who they are, so it is their key that knows them: long, made at
    random, told to nobody else, and sent with the very same words.
    """
    if (
        len(form.sent_key) < LONG_KEY
        or contributor_for_request(request, thread.conversation.site) is not None
    ):
        return None
    return (
        Contribution.objects.filter(
            thread=thread,
            client_key=form.cleaned_data["client_key"],
            text=form.cleaned_data["text"].replace("\r\n", "\n").strip(),
            contributor__user=None,
            contributor__erased_at=None,
        )
        .select_related("contributor", "parent", "thread__conversation")
        .first()
    )


def _already_said(
    request: HttpRequest, thread: Thread, form: SayForm
) -> "tuple[Contribution, Contributor] | None":
    """Return what a resend had already said before the conversation closed."""
    contributor = contributor_for_request(request, thread.conversation.site)
    if contributor is None:
        return None
    found = Contribution.objects.filter(
        thread=thread, contributor=contributor, client_key=form.cleaned_data["client_key"]
    ).first()
    return (found, contributor) if found else None


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
