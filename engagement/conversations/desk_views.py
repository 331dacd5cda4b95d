"""The desk: a librarian writes down what somebody says, and the screen forgets them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from civic.notify.printing import waiting_count
from civic.notify.whose import VOICE_COOKIE
from civic.places.context import current_site
from civic.residents.at_desk import (
    forget_typed,
    is_at_desk,
    keep_typed,
    lead_to_sign_in,
    open_at_desk,
    take_typed,
    typed_waits,
)
from civic.residents.models import Contributor
from civic.residents.rules import assists_once_all_is_set, may_assist
from civic.residents.selectors import contributor_by_receipt
from civic.residents.throttle import too_often
from engagement.conversations import rules
from engagement.conversations.desk_forms import STAYS, DeskForm
from engagement.conversations.desk_receipt import receipt_of
from engagement.conversations.models import Contribution, Thread
from engagement.conversations.offline import Entry, copied, desk_rounds, desk_threads, entered, write_down
from engagement.conversations.views import place

if TYPE_CHECKING:
    from wagtail.models import Site

#: How often one person at a desk may enter: a pile of paper from a workshop takes ten seconds each.
ENTER_LIMIT, ENTER_PER = 60, timedelta(minutes=10)
CODE_LIMIT, CODE_PER = 30, timedelta(minutes=10)
#: How often an address may leave words at the desk for somebody to sign in to.
STRANGERS = 20
#: The longest text of one box that is shown again: ten times what may be said.
LONGEST = 50_000
#: How long a receipt stays open on the screen where nobody presses "Next person".
RECEIPT_MINUTES = 10
_STAYS, _RECEIPT = "desk_stays", "desk_receipt"


def refuse_strangers(request: HttpRequest, site: "Site") -> HttpResponse | None:
    """Lead whoever is not signed in to do so, and a librarian without a second step to make one.

    Raises ``PermissionDenied`` for everybody else.
    """
    if may_assist(request.user, site):
        return None
    if not request.user.is_authenticated:
        return lead_to_sign_in(request)
    if assists_once_all_is_set(request.user, site):
        return redirect("residents:second_step")
    raise PermissionDenied


@open_at_desk
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    """Write down what one person says, and lead to their receipt.

    A form that cannot be kept is answered by a redirect too, to where it is shown again, once: what
    was sent never stays in the browser's history, so "Back" and "Reload" send and show nothing.
    """
    site = place()
    if request.method != "POST":
        return _show_form(request, site)
    if not may_assist(request.user, site):
        return _again(request, why_not_here(request))
    if _is_entered(request, site, request.POST):
        return entered_before(request, site)
    if too_often(request, "desk", limit=ENTER_LIMIT, per=ENTER_PER, who=f"{site.pk}:{request.user.pk}"):
        return _again(
            request,
            _("That was a lot in a short time. The words are kept here: try again in ten minutes."),
        )
    return _write_down(request, site, DeskForm(request.POST, threads=desk_threads(site)))


def stale_form(request: HttpRequest) -> HttpResponse:
    """Answer a form of the desk whose token has gone: nothing is kept, and the words are shown again."""
    return _again(
        request, _("The page had been open a long time. Nothing was kept yet: press the button again.")
    )


desk.stale_form = stale_form  # type: ignore[attr-defined] # pages.views.csrf_failure looks for it


def too_many_strangers(request: HttpRequest) -> bool:
    """Say whether this address left words at the desk too often without anybody signed in."""
    return not request.user.is_authenticated and too_often(
        request, "desk-typed", limit=STRANGERS, per=ENTER_PER
    )


def _again(request: HttpRequest, refusal: str = "", *, unknown_code: bool = False) -> HttpResponse:
    """Lead to the form with what was typed in it, by way of signing in where nobody is."""
    if too_many_strangers(request):
        return redirect("conversations:desk")
    typed = {name: request.POST[name][:LONGEST] for name in DeskForm.base_fields if name in request.POST}
    keep_typed(request, {"fields": typed, "refusal": refusal, "unknown_code": unknown_code})
    return redirect("conversations:desk")


def lead_back_here(request: HttpRequest) -> HttpResponse:
    """Lead whoever is not signed in to do so, and say that what was typed waits for them."""
    if typed_waits(request):
        messages.warning(
            request, _("You are signed out. Sign in within ten minutes, and the words are here again.")
        )
    return lead_to_sign_in(request)


def _show_form(request: HttpRequest, site: "Site") -> HttpResponse:
    """Show the form: with what was just typed and not kept, else fresh."""
    if not request.user.is_authenticated:
        return lead_back_here(request)
    typed, threads = take_typed(request), desk_threads(site)
    if typed is None:
        if elsewhere := refuse_strangers(request, site):
            return elsewhere
        return _show(request, site, DeskForm(threads=threads, initial=fresh(request)))
    fields, refusal = typed["fields"], typed["refusal"]
    if _is_entered(request, site, fields):
        return entered_before(request, site)
    if refusal:
        status = HTTPStatus.OK if may_assist(request.user, site) else HTTPStatus.FORBIDDEN
        form = DeskForm(threads=threads, initial=fields)
        return _show(request, site, form, refusal=refusal, status=status)
    form = DeskForm(fields, threads=threads)
    if typed["unknown_code"]:
        form.add_error("code", _("We do not know this code here. Check each letter, or leave it empty."))
    return _show(request, site, form)


def _write_down(request: HttpRequest, site: "Site", form: DeskForm) -> HttpResponse:
    if not form.is_valid():
        return _again(request)
    known, data = None, form.cleaned_data
    if data["code"]:
        guessing = too_often(request, "desk-code", limit=CODE_LIMIT, per=CODE_PER, who=str(request.user.pk))
        known = None if guessing else contributor_by_receipt(site, data["code"])
        if known is None:
            return _again(request, unknown_code=True)
    entry = Entry(
        text=data["text"],
        how=data["how"],
        where=data["where"],
        said_at=form.said_at(),
        client_key=data["client_key"],
        name=data["shown_as"],
        email=data["answer_to"],
        language=data["language"],
        print_at=(data["desk"] or data["where"]) if data["print_answer"] else "",
        known=known,
    )
    try:
        contribution = write_down(data["thread"], entry, by=request.user)  # type: ignore[arg-type] # signed in
    except rules.Refused as refused:
        return _again(request, str(refused.message))
    keep_stays(request)
    request.session[_RECEIPT] = {"said": str(contribution.uuid), "at": timezone.now().timestamp()}
    return redirect("conversations:desk_receipt")


def keep_stays(request: HttpRequest) -> None:
    """Keep on the screen what the next person needs too: nothing of this one."""
    stays = {name: request.POST[name] for name in STAYS if name in request.POST}
    request.session[_STAYS] = stays | {"today": timezone.localdate().isoformat()}


def remember_receipt(request: HttpRequest, thread: Thread, who: "Contributor", entry: Entry) -> None:
    """Open the receipt of somebody who filled in a paper with boxes."""
    request.session[_RECEIPT] = {
        "thread": str(thread.uuid),
        "who": who.pk,
        "how": entry.how,
        "where": entry.where,
        "said_at": entry.said_at.isoformat(),
        "at": timezone.now().timestamp(),
    }


def _is_entered(request: HttpRequest, site: "Site", fields: Mapping[str, str]) -> bool:
    key = fields.get("client_key", "").replace("\x00", "")[:64]
    return entered(site, request.user, key) is not None  # type: ignore[arg-type] # signed in


def entered_before(request: HttpRequest, site: "Site") -> HttpResponse:
    """Answer a form sent again: with its receipt while that is open, else with nothing of the person."""
    if open_receipt(request, site) is not None:
        return redirect("conversations:desk_receipt")
    messages.info(request, _("That was kept already, and this screen has forgotten it."))
    return redirect("conversations:desk")


def fresh(request: HttpRequest) -> dict[str, Any]:
    """Return what the form begins with: where and how as for the last person, nothing of them."""
    today = timezone.localdate().isoformat()
    stays = dict(request.session.get(_STAYS, {}))
    if stays.pop("today", "") != today:
        stays.pop("said_on", None)
    return {"said_on": today, "language": get_language() or "en", **stays}


def why_not_here(request: HttpRequest) -> str:
    """Say to whoever may not write down why, and what is kept."""
    if request.user.is_authenticated:
        return _(
            "You are not a librarian of this place, or no longer. Nothing was kept, and the words are still "
            "here. Ask whoever looks after this place, or copy them."
        )
    return _("You were signed out. Nothing was kept yet, and the words are here: press the button again.")


def _show(
    request: HttpRequest,
    site: "Site",
    form: DeskForm,
    *,
    refusal: str = "",
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    may = may_assist(request.user, site)
    first = "text" if form["thread"].value() in form.threads or len(form.threads) == 1 else "thread"
    if not form.is_bound:
        form.fields[first].widget.attrs["autofocus"] = True
    context = {
        "form": form,
        "refusal": refusal,
        "rounds": desk_rounds(site) if may else [],
        "may": may,
        "may_set_up": may and not is_at_desk(request),
        "receipt_open": may and open_receipt(request, site) is not None,
        "to_print": waiting_count(site) if may else 0,
        "door": "conversations",
    }
    response = render(request, "conversations/desk.html", context, status=status)
    response.delete_cookie(VOICE_COOKIE, samesite="Strict")  # whose page was open here is forgotten
    return response


def open_receipt(request: HttpRequest, site: "Site") -> Contribution | None:
    """Return what the receipt still open on this screen is for."""
    kept = request.session.get(_RECEIPT)
    if not kept or timezone.now().timestamp() - kept["at"] > RECEIPT_MINUTES * 60:
        return None
    if "thread" in kept:
        return _filled_in(kept, site)
    return (
        Contribution.objects.filter(site=site, uuid=kept["said"], entered_by=request.user.pk)
        .select_related("contributor", "conversation")
        .first()
    )


def _filled_in(kept: dict[str, Any], site: "Site") -> Contribution | None:
    """Return what somebody filled in as one thing said, for the slip alone: it is kept nowhere as such."""
    thread = Thread.objects.filter(site=site, uuid=kept["thread"]).select_related("conversation").first()
    who = Contributor.objects.filter(site=site, pk=kept["who"], erased_at=None).first()
    if thread is None or who is None:
        return None
    return Contribution(
        site=site,
        conversation=thread.conversation,
        thread=thread,
        contributor=who,
        text=copied(thread, who),
        said_how=kept["how"],
        said_where=kept["where"],
        said_at=datetime.fromisoformat(kept["said_at"]),
    )


@open_at_desk
@never_cache
@require_safe
def receipt(request: HttpRequest) -> HttpResponse:
    """Show the slip to print, until "Next person" or ten minutes have passed."""
    site = place()
    if elsewhere := refuse_strangers(request, site):
        return elsewhere
    contribution = open_receipt(request, site)
    if contribution is None:
        return render(request, "conversations/desk_forgotten.html", {"door": "conversations"})
    language = request.GET.get("lang", contribution.contributor.language)
    if language not in dict(settings.LANGUAGES):
        language = "en"
    slip = receipt_of(contribution, site, language=language, large=request.GET.get("large") == "1")
    others = [
        (code, get_language_info(code)["name_local"]) for code in dict(settings.LANGUAGES) if code != language
    ]
    context = {
        "slip": slip,
        "others": others,
        "door": "conversations",
        "milliseconds": RECEIPT_MINUTES * 60_000,
    }
    return render(request, "conversations/desk_receipt.html", context)


@open_at_desk
@never_cache
@require_POST
def next_person(request: HttpRequest) -> HttpResponse:
    """Forget the last person on this screen. What they said is kept, and their code opens it."""
    if current_site() is not None:
        request.session.pop(_RECEIPT, None)
        forget_typed(request)
        rotate_token(request)
        messages.success(request, _("This screen has forgotten them. Their receipt opens what became of it."))
    response = redirect("conversations:desk")
    response.delete_cookie(VOICE_COOKIE, samesite="Strict")
    return response
