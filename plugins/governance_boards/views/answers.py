"""An answer's way out, in the admin: write, preview, ask, approve, wait with Stop, correct."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.models import Site

from civic.record.models import Answer
from plugins.governance_boards import rules, services
from plugins.governance_boards.audience import audience_of, audience_of_correction, preview_messages
from plugins.governance_boards.enums import DraftState
from plugins.governance_boards.forms import AnswerForm, CorrectionForm
from plugins.governance_boards.models import AnswerDraft
from plugins.governance_boards.selectors import agenda_of, open_correction
from plugins.governance_boards.services.answers import WrongState
from plugins.governance_boards.views.desk import ICON, board_crumb, board_here, crumbs, show_form, user_of

#: What can be done to an answer by one press, besides approving it.
MOVES = {
    "ask": services.ask_approval,
    "stop": services.stop,
    "throw_away": services.throw_away,
    "bring_back": services.bring_back,
}


def _draft_here(request: HttpRequest, pk: int) -> AnswerDraft:
    drafts = AnswerDraft.objects.select_related(
        "board", "site", "answer", "corrects", "drafted_by", "changed_by", "approved_by", "stopped_by"
    )
    draft = get_object_or_404(drafts, site=Site.find_for_request(request), pk=pk)
    if not rules.sits_on(request.user, draft.board):
        raise PermissionDenied
    return draft


def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin an answer."""
    board = board_here(request, pk, rules.sits_on)
    if not agenda_of(board):
        messages.info(request, _("Nothing waits for an answer. Put something on the agenda first."))
        return redirect("boards_desk:board", board.pk)
    form = AnswerForm(request.POST or None, board=board, initial={"items": request.GET.getlist("item")})
    if request.method == "POST" and form.is_valid():
        draft = services.write_answer(
            board, list(form.cleaned_data["items"]), form.words(), by=user_of(request)
        )
        return redirect("boards_desk:answer", draft.pk)
    return show_form(
        request,
        form,
        title=_("Write an answer"),
        button=_("Save and preview"),
        steps=[board_crumb(board)],
    )


def revise(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an answer that has not gone out."""
    draft = _draft_here(request, pk)
    if not draft.open_to_change:
        messages.warning(request, _("It is on its way out. Stop it first."))
        return redirect("boards_desk:answer", draft.pk)
    form = _form_of(draft, request)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.revise_answer(
                draft,
                form.words(),
                by=user_of(request),
                items=list(data["items"]) if "items" in data else None,
                correction_note=data.get("correction_note", ""),
            )
        except WrongState:
            form.add_error(None, _("Somebody approved it meanwhile. Stop it first."))
        else:
            return redirect("boards_desk:answer", draft.pk)
    return show_form(
        request,
        form,
        title=_("Change the correction") if draft.corrects_id else _("Change the answer"),
        button=_("Save and preview"),
        steps=[board_crumb(draft.board)],
    )


def _form_of(draft: AnswerDraft, request: HttpRequest) -> AnswerForm | CorrectionForm:
    if draft.corrects_id:
        return CorrectionForm(request.POST or None, instance=draft)
    return AnswerForm(request.POST or None, board=draft.board, instance=draft)


def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an answer before it goes out: what each will read, how many, how, and what to press."""
    draft = _draft_here(request, pk)
    insights = [item.insight for item in draft.items.select_related("insight").order_by("pk")]
    audience = audience_of_correction(draft.corrects) if draft.corrects else audience_of(insights)
    context = {
        "header_title": draft.headline,
        "header_icon": ICON,
        "breadcrumbs_items": crumbs(board_crumb(draft.board), ("", draft.headline)),
        "draft": draft,
        "insights": insights,
        "audience": audience,
        "previews": preview_messages(draft, insights, audience),
        "may_approve": rules.may_approve(request.user, draft),
        "second_person": rules.needs_second_person(draft.site),
        "seconds": _seconds_left(draft),
        "correction": open_correction(draft.answer) if draft.answer else None,
    }
    response = render(request, "governance_boards/desk/answer.html", context)
    if draft.state == DraftState.APPROVED:  # without script the page comes round by itself
        response["Refresh"] = str(max(2, min(context["seconds"] + 1, 20)))
    return response


def _seconds_left(draft: AnswerDraft) -> Any:
    if draft.sends_at is None:
        return 0
    return max(0, round((draft.sends_at - timezone.now()).total_seconds()))


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for approval, approve, or stop."""
    draft = _draft_here(request, pk)
    wanted = request.POST.get("do", "")
    if wanted == "approve" or wanted in MOVES:
        try:
            if wanted == "approve":
                services.approve(draft, by=user_of(request), read_at=request.POST.get("read_at", ""))
            else:
                MOVES[wanted](draft, by=user_of(request))
        except rules.NotAllowed:
            messages.error(request, _("Somebody on this board who did not write it has to approve it."))
        except WrongState:
            messages.warning(request, _("It had moved on meanwhile. This is how it stands now."))
        except ValueError:
            messages.error(request, _("Something it answers has been answered already. Change it first."))
    return redirect("boards_desk:answer", draft.pk)


def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin to put right an answer that has gone out; from there it goes the way an answer goes."""
    draft = _draft_here(request, pk)
    if draft.answer is None:
        return redirect("boards_desk:answer", draft.pk)
    known = open_correction(draft.answer)
    if known is not None:
        messages.info(request, _("A correction is on its way already. This is how it stands."))
        return redirect("boards_desk:answer", known.pk)
    form = CorrectionForm(request.POST or None, initial=_words_of(draft.answer))
    if request.method == "POST" and form.is_valid():
        correction = services.write_correction(
            draft,
            form.words(),
            correction_note=form.cleaned_data["correction_note"],
            by=user_of(request),
        )
        return redirect("boards_desk:answer", correction.pk)
    return show_form(
        request,
        form,
        title=_("Correct the answer"),
        button=_("Save and preview"),
        steps=[board_crumb(draft.board)],
    )


def _words_of(answer: Answer) -> dict[str, Any]:
    names = ("outcome", "headline", "because", "what_changes", "what_does_not", "look_again_on")
    return {name: getattr(answer, name) for name in names}
