"""Agreeing, disagreeing and passing, one statement at a time or down the list."""

from http import HTTPStatus
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from civic.residents.services import contributor_for_request, ensure_contributor, remember_guest
from civic.residents.throttle import too_often
from engagement.conversations import rules, selectors
from engagement.conversations import statements as statement_services
from engagement.conversations.enums import Choice, State
from engagement.conversations.forms import StatementForm
from engagement.conversations.models import Conversation, Statement
from engagement.conversations.screen import DONE, crumbs
from engagement.conversations.views import (
    PRESS_LIMIT,
    PRESS_PER,
    SAY_LIMIT,
    SAY_PER,
    address_of,
    place,
    wants_json,
)
from engagement.conversations.where import query_of

PAGE_SIZE = 30


@require_http_methods(["GET"])
def statements(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Every statement with its counts, and a form under each."""
    return show_statements(request, _conversation(uuid))


@require_http_methods(["GET"])
def statement(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The stable address of a statement: leads to where it stands in the list."""
    found = Statement.objects.filter(site=place(), uuid=uuid).select_related("conversation").first()
    if found is None or not rules.is_launched(found.conversation):
        raise Http404
    address = reverse("conversations:statements", args=[found.conversation.uuid])
    if found.state != State.PUBLISHED:
        return redirect(address)
    page = selectors.statements_before(found) // PAGE_SIZE + 1
    return redirect(f"{address}?page={page}#s-{found.uuid}")


@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Add a statement for others to vote on."""
    conversation = _conversation(uuid)
    address = reverse("conversations:statements", args=[uuid])
    if request.method == "GET":
        return redirect(address)
    form = StatementForm(request.POST)
    if too_often(request, "say", limit=SAY_LIMIT, per=SAY_PER):
        message = _("That was a lot in a short time. Your words are kept here: try again in ten minutes.")
        return show_statements(request, conversation, form=form, refusal=message, status=429)
    if not form.is_valid():
        return show_statements(request, conversation, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    stage = selectors.statements_round(conversation, request.POST.get("round", ""))
    try:
        rules.check_open(conversation)
        rules.check_round(stage)
        contributor = ensure_contributor(request, place())
        added = statement_services.propose_statement(
            conversation,
            contributor,
            form.cleaned_data["text"],
            client_key=form.cleaned_data["client_key"],
            stage=stage,
        )
    except rules.Refused as refused:
        return show_statements(request, conversation, form=form, refusal=refused.message, status=409)
    done = "added" if added.state == State.PUBLISHED else "held"
    response = redirect(f"{address}{query_of(round=stage and stage.number, done=done)}#add")
    remember_guest(response, contributor, secure=request.is_secure())
    return response


@require_POST
def vote(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Keep a vote and lead to the next statement."""
    statement = (
        Statement.objects.filter(site=place(), uuid=uuid)
        .exclude(conversation__status="draft")
        .select_related("conversation", "round")
        .first()
    )
    choice = request.POST.get("choice", "")
    if statement is None or statement.state in (State.HELD, State.REJECTED):
        raise Http404
    if choice not in Choice.values:
        return _refused(request, statement, _("Choose agree, disagree or pass."), 422)
    if too_often(request, "press", limit=PRESS_LIMIT, per=PRESS_PER):
        return _refused(
            request, statement, _("That was a lot in a short time. Try again in ten minutes."), 429
        )
    try:
        rules.check_open(statement.conversation, words=False)
        rules.check_round(statement.round, words=False)
        contributor = ensure_contributor(request, place())
        kept = statement_services.vote(statement, contributor, choice)
    except rules.Refused as refused:
        return _refused(request, statement, refused.message, 409)
    if wants_json(request):
        response: HttpResponse = JsonResponse({"choice": kept.choice})
    else:
        response = redirect(_after_vote(request, statement))
    remember_guest(response, contributor, secure=request.is_secure())
    return response


@require_POST
def take_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take back a statement one has added oneself; pressing twice is pressing once."""
    found = Statement.objects.filter(site=place(), uuid=uuid).select_related("conversation").first()
    contributor = contributor_for_request(request, place())
    if found is None or contributor is None or not rules.is_own(contributor, found):
        raise Http404
    statement_services.withdraw_statement(found, contributor)
    address = reverse("conversations:statements", args=[found.conversation.uuid])
    return redirect(f"{address}?done=gone#mine")


def show_statements(
    request: HttpRequest,
    conversation: Conversation,
    *,
    form: StatementForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """Render the list of statements, with what was typed where something was wrong."""
    stage = selectors.statements_round(
        conversation, request.GET.get("round", "") or request.POST.get("round", "")
    )
    rows = selectors.shown_statements(conversation, stage).select_related("round").order_by("made_at", "pk")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page") or request.POST.get("page"))
    contributor = contributor_for_request(request, conversation.site)
    context = {
        "conversation": conversation,
        "address": (address := address_of(conversation)),
        "crumbs": [*crumbs(request, conversation), (conversation.question, address)],
        "door": "conversations",
        "page_obj": page,
        "statements": selectors.with_own_votes(list(page), contributor),
        "stage": stage,
        "takes_statements": conversation.takes_words and (stage is None or stage.is_on),
        "own": selectors.own_statements(conversation, contributor),
        "form": form or StatementForm(),
        "refusal": refusal,
        "done": DONE.get(request.GET.get("done", ""), ""),
    }
    return render(request, "conversations/statements.html", context, status=status)


def _conversation(uuid: UUID) -> Conversation:
    found = selectors.public_conversation(place(), uuid)
    if found is None:
        raise Http404
    return found


def _after_vote(request: HttpRequest, statement: Statement) -> str:
    """Return to where the press was: the list, or the next statement on the conversation's page."""
    if request.POST.get("from") == "list":
        page = request.POST.get("page", "")
        stage = selectors.statements_round(statement.conversation, request.POST.get("round", ""))
        query = query_of(
            round=stage and stage.number, page=page if page.isascii() and page.isdigit() else None
        )
        address = reverse("conversations:statements", args=[statement.conversation.uuid])
        return f"{address}{query if len(query) > 1 else ''}#s-{statement.uuid}"
    thread = selectors.thread_of_round(statement.round)
    query = query_of(thread=thread.uuid if thread else None, done="voted")
    return f"{address_of(statement.conversation)}{query}#statements"


def _refused(request: HttpRequest, statement: Statement, message: str, status: int) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"message": message}, status=status)
    return show_statements(request, statement.conversation, refusal=message, status=status)
