"""A board's desk, in the admin: its inbox with clocks, its agenda, its decisions and actions."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.models import Site

from civic.record.models import Insight
from civic.record.selectors import insight_trails
from civic.residents.enums import Role
from civic.residents.models import User
from civic.residents.rules import has_role
from plugins.governance_boards import rules, selectors, services
from plugins.governance_boards.enums import ItemState
from plugins.governance_boards.forms import (
    ActionForm,
    BoardForm,
    DecisionForm,
    LateForm,
    MeetingForm,
    MemberForm,
    PutOnAgendaForm,
)
from plugins.governance_boards.models import Action, AgendaItem, Board, BoardMember

ICON = "group"


def crumbs(*steps: tuple[str, str]) -> list[dict[str, str]]:
    """Return Wagtail's breadcrumbs from the admin's home to here."""
    start = [(reverse("wagtailadmin_home"), _("Home")), (reverse("boards_desk:index"), _("Boards"))]
    return [{"url": url, "label": label} for url, label in [*start, *steps]]


def board_crumb(board: Board) -> tuple[str, str]:
    """Return a breadcrumb to a board's desk."""
    return reverse("boards_desk:board", args=[board.pk]), board.name


def board_here(request: HttpRequest, pk: int, allowed: Callable[[Any, Board], bool]) -> Board:
    """Return a board of this place. 404 for another place's, refused for who may not."""
    board = get_object_or_404(Board, site=Site.find_for_request(request), pk=pk)
    if not allowed(request.user, board):
        raise PermissionDenied
    return board


def show_form(
    request: HttpRequest,
    form: BaseForm,
    *,
    title: str,
    button: str,
    steps: list[tuple[str, str]],
    **more: Any,
) -> HttpResponse:
    """Show one form in Wagtail's look; 422 where what was sent has errors."""
    context = {
        "form": form,
        "media": form.media,
        "header_title": title,
        "header_icon": ICON,
        "breadcrumbs_items": crumbs(*steps, ("", title)),
        "button": button,
        **more,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "governance_boards/desk/form.html", context, status=status)


def index(request: HttpRequest) -> HttpResponse:
    """List the boards of this place, and what was heard and lies before none of them."""
    site = Site.find_for_request(request)
    if not (rules.sees_desk(request.user, site) or may_make_boards(request.user, site)):
        raise PermissionDenied
    facilitates = has_role(request.user, site, Role.FACILITATOR)
    boards = selectors.boards_of(site)
    mine = {board.pk for board in boards if rules.sits_on(request.user, board)}
    context = {
        "header_title": _("Boards"),
        "header_icon": ICON,
        "breadcrumbs_items": crumbs(),
        "boards": [(board, board.pk in mine) for board in boards],
        "waiting": selectors.waiting_for_a_board(site)[:100],
        "may_put_on": facilitates or any(rules.runs(request.user, board) for board in boards),
        "may_make": may_make_boards(request.user, site),
    }
    return render(request, "governance_boards/desk/index.html", context)


def board(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one board's desk."""
    found = board_here(request, pk, rules.sits_on)
    today = timezone.localdate()
    context = {
        "header_title": found.name,
        "header_icon": ICON,
        "breadcrumbs_items": crumbs(("", found.name)),
        "board": found,
        "runs": rules.runs(request.user, found),
        "inbox": selectors.agenda_of(found, ItemState.INBOX),
        "agenda": selectors.agenda_of(found),
        "drafts": selectors.drafts_of(found),
        "thrown_away": selectors.thrown_away_of(found)[:20],
        "sent": selectors.sent_of(found)[:20],
        "actions": found.actions.filter(done_on=None).select_related("owner"),
        "done": found.actions.exclude(done_on=None).select_related("owner").order_by("-done_on")[:5],
        "meetings": found.meetings.filter(starts_at__gte=timezone.now()),
        "members": found.members.select_related("user", "organisation"),
        "today": today,
    }
    return render(request, "governance_boards/desk/board.html", context)


def put_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Put something that was heard on a board's agenda, with the day it will be answered by."""
    site = Site.find_for_request(request)
    insight = get_object_or_404(Insight.objects.unanswered(), site=site, pk=pk)
    allowed = [
        board.pk for board in Board.objects.filter(site=site) if rules.may_put_on_agenda(request.user, board)
    ]
    if not allowed:
        raise PermissionDenied
    boards = Board.objects.filter(pk__in=allowed)
    item = AgendaItem.objects.filter(insight=insight).select_related("board").first()
    if item is not None and item.board_id not in allowed:
        raise PermissionDenied
    on_agenda = item is not None and item.state != ItemState.INBOX
    due = insight.answer_due_on
    form = PutOnAgendaForm(
        request.POST or None,
        boards=boards,
        late=item is not None and due is not None and due < timezone.localdate(),
        initial=_first_values(insight, item, boards.first()),
    )
    if request.method == "POST" and form.is_valid():
        done = services.put_on_agenda(insight, by=user_of(request), **form.cleaned_data)
        messages.success(request, _("On the agenda of %(board)s, in public.") % {"board": done.board})
        if rules.sits_on(request.user, done.board):
            return redirect("boards_desk:board", done.board_id)
        return redirect("boards_desk:index")
    return show_form(
        request,
        form,
        title=_("Change the day or the meeting") if on_agenda else _("Put on a board's agenda"),
        button=_("Save") if on_agenda else _("Put on the agenda"),
        steps=[],
        insight=insight,
        trail=insight_trails([insight])[0],
    )


def _first_values(insight: Insight, item: AgendaItem | None, first: Board | None) -> dict[str, Any]:
    board = item.board if item else first
    days = timedelta(days=board.answer_days if board else 56)
    return {
        "board": board,
        "meeting": item.meeting_id if item else None,
        "answer_due_on": insight.answer_due_on or timezone.localdate() + days,
    }


def user_of(request: HttpRequest) -> User:
    """Return who is asking, as a user of ours."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _item_here(request: HttpRequest, pk: int) -> AgendaItem:
    items = AgendaItem.objects.select_related("board__site", "insight")
    item = get_object_or_404(items, site=Site.find_for_request(request), pk=pk)
    if not rules.runs(request.user, item.board):
        raise PermissionDenied
    return item


def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what the board decided about an item."""
    item = _item_here(request, pk)
    form = DecisionForm(request.POST or None, initial={"decided_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            services.record_decision(item, by=user_of(request), **form.cleaned_data)
        except ValueError:
            form.add_error(None, _("Put it on the agenda first."))
        else:
            messages.success(request, _("The decision is written down, in public."))
            return redirect("boards_desk:board", item.board_id)
    return show_form(
        request,
        form,
        title=_("Write down a decision"),
        button=_("Write it down"),
        steps=[board_crumb(item.board)],
        insight=item.insight,
    )


def late(request: HttpRequest, pk: int) -> HttpResponse:
    """Say in public why an answer is late."""
    item = _item_here(request, pk)
    form = LateForm(request.POST or None, initial={"why_late": item.insight.why_late})
    if request.method == "POST" and form.is_valid():
        services.explain(item, form.cleaned_data["why_late"], by=user_of(request))
        messages.success(request, _("Everybody can read it now."))
        return redirect("boards_desk:board", item.board_id)
    return show_form(
        request,
        form,
        title=_("Why it is late"),
        button=_("Say it"),
        steps=[board_crumb(item.board)],
        insight=item.insight,
    )


def add_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Announce a meeting."""
    found = board_here(request, pk, rules.runs)
    form = MeetingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.add_meeting(found, by=user_of(request), **form.cleaned_data)
        messages.success(request, _("The meeting is announced."))
        return redirect("boards_desk:board", found.pk)
    return show_form(
        request,
        form,
        title=_("Announce a meeting"),
        button=_("Announce it"),
        steps=[board_crumb(found)],
    )


def add_action(request: HttpRequest, pk: int) -> HttpResponse:
    """Say in public what will be done, by whom and by when."""
    found = board_here(request, pk, rules.runs)
    form = ActionForm(request.POST or None, board=found)
    if request.method == "POST" and form.is_valid():
        services.add_action(found, by=user_of(request), **form.cleaned_data)
        messages.success(request, _("The action is on the board's page."))
        return redirect("boards_desk:board", found.pk)
    return show_form(request, form, title=_("Add an action"), button=_("Add it"), steps=[board_crumb(found)])


@require_POST
def mark_action(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark an action done, or take that back."""
    action = get_object_or_404(
        Action.objects.select_related("board"), site=Site.find_for_request(request), pk=pk
    )
    if not rules.runs(request.user, action.board):
        raise PermissionDenied
    if request.POST.get("undo"):
        services.reopen_action(action, by=user_of(request))
    else:
        services.finish_action(action, by=user_of(request))
    return redirect("boards_desk:board", action.board_id)


# ---- who sits on which board: the place administrator's -------------------------------------------


def may_make_boards(user: Any, site: Site) -> bool:
    """Say whether somebody may make boards and seat people on them."""
    return has_role(user, site, Role.PLACE_ADMINISTRATOR)


def _can_seat(user: Any, board: Board) -> bool:
    return has_role(user, board.site_id, Role.PLACE_ADMINISTRATOR)


def make(request: HttpRequest) -> HttpResponse:
    """Make a board."""
    site = Site.find_for_request(request)
    if not may_make_boards(request.user, site):
        raise PermissionDenied
    form = BoardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = services.make_board(site, **form.cleaned_data)
        return redirect("boards_desk:members", made.pk)
    return show_form(request, form, title=_("Make a board"), button=_("Make it"), steps=[])


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a board's name, remit or usual answer time."""
    found = board_here(request, pk, _can_seat)
    form = BoardForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("boards_desk:members", found.pk)
    return show_form(
        request, form, title=_("Change %(board)s") % {"board": found.name}, button=_("Save"), steps=[]
    )


def members(request: HttpRequest, pk: int) -> HttpResponse:
    """Seat people on a board."""
    found = board_here(request, pk, _can_seat)
    form = MemberForm(request.POST or None, board=found)
    if request.method == "POST" and form.is_valid():
        user = User.objects.filter(email__iexact=form.cleaned_data["email"], is_active=True).first()
        if user is None:
            form.add_error("email", _("Nobody signs in with this address yet. Ask them to sign in once."))
        else:
            services.seat_member(
                found,
                user,
                form.cleaned_data["organisation"],
                seat=form.cleaned_data["seat"],
                by=user_of(request),
            )
            messages.success(request, _("%(who)s sits on the board now.") % {"who": user})
            return redirect("boards_desk:members", found.pk)
    return show_form(
        request,
        form,
        title=_("Who sits on %(board)s") % {"board": found.name},
        button=_("Seat them"),
        steps=[],
        members=found.members.select_related("user", "organisation"),
        board=found,
    )


@require_POST
def unseat(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody off a board."""
    member = get_object_or_404(
        BoardMember.objects.select_related("board", "user"),
        board__site=Site.find_for_request(request),
        pk=pk,
    )
    if not _can_seat(request.user, member.board):
        raise PermissionDenied
    services.unseat_member(member)
    messages.success(request, _("%(who)s is off the board.") % {"who": member.user})
    return redirect("boards_desk:members", member.board_id)
