"""The desk: a librarian writes down what somebody says, and the screen forgets them."""

from datetime import timedelta
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
from civic.residents.at_desk import is_at_desk, lead_to_sign_in, machine_of, open_at_desk
from civic.residents.rules import assists_once_all_is_set, may_assist
from civic.residents.selectors import contributor_by_receipt
from civic.residents.throttle import too_often
from engagement.conversations import rules
from engagement.conversations.desk_forms import STAYS, DeskForm
from engagement.conversations.desk_receipt import receipt_of
from engagement.conversations.models import Contribution
from engagement.conversations.offline import Entry, desk_threads, entered, write_down
from engagement.conversations.views import place

if TYPE_CHECKING:
    from wagtail.models import Site

#: How often one person at a desk may enter: a pile of paper from a workshop takes ten seconds each.
ENTER_LIMIT, ENTER_PER = 60, timedelta(minutes=10)
CODE_LIMIT, CODE_PER = 30, timedelta(minutes=10)
#: How long a receipt stays open on the screen where nobody presses "Next person".
RECEIPT_MINUTES = 10
_STAYS, _RECEIPT = "desk_stays", "desk_receipt"


def _refuse_strangers(request: HttpRequest, site: "Site") -> HttpResponse | None:
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
    """Write down what one person says, and lead to their receipt."""
    site = place()
    threads = desk_threads(site)
    if request.method != "POST":
        if elsewhere := _refuse_strangers(request, site):
            return elsewhere
        return _show(request, site, DeskForm(threads=threads, initial=_fresh(request)))
    if not may_assist(request.user, site):
        typed = DeskForm(threads=threads, initial=request.POST.dict())
        return _show(request, site, typed, refusal=_why_not(request), status=HTTPStatus.FORBIDDEN)
    if known := entered(site, request.user, request.POST.get("client_key", "")[:64]):  # type: ignore[arg-type] # signed in
        return _entered_before(request, known)
    form = DeskForm(request.POST, threads=threads)
    if too_often(request, "desk", limit=ENTER_LIMIT, per=ENTER_PER, who=f"{site.pk}:{request.user.pk}"):
        refusal = _("That was a lot in a short time. The words are kept here: try again in ten minutes.")
        return _show(request, site, form, refusal=refusal, status=HTTPStatus.TOO_MANY_REQUESTS)
    return _write_down(request, site, form)


def _write_down(request: HttpRequest, site: "Site", form: DeskForm) -> HttpResponse:
    known = None
    if form.is_valid() and form.cleaned_data["code"]:
        guessing = too_often(request, "desk-code", limit=CODE_LIMIT, per=CODE_PER, who=str(request.user.pk))
        known = None if guessing else contributor_by_receipt(site, form.cleaned_data["code"])
        if known is None:
            form.add_error("code", _("We do not know this code here. Check each letter, or leave it empty."))
    if not form.is_valid():
        return _show(request, site, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    data = form.cleaned_data
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
        return _show(request, site, form, refusal=refused.message, status=HTTPStatus.CONFLICT)
    request.session[_STAYS] = {name: request.POST.get(name, "") for name in STAYS} | {
        "today": timezone.localdate().isoformat()
    }
    request.session[_RECEIPT] = {"said": str(contribution.uuid), "at": timezone.now().timestamp()}
    return redirect("conversations:desk_receipt")


def _entered_before(request: HttpRequest, known: Contribution) -> HttpResponse:
    """Answer a form sent again: with its receipt while that is open, else with nothing of the person."""
    if _open_receipt(request, known.site) is not None:
        return redirect("conversations:desk_receipt")
    messages.info(request, _("That was kept already, and this screen has forgotten it."))
    return redirect("conversations:desk")


def _fresh(request: HttpRequest) -> dict[str, Any]:
    """Return what the form begins with: where and how as for the last person, nothing of them."""
    today = timezone.localdate().isoformat()
    stays = dict(request.session.get(_STAYS, {}))
    if stays.pop("today", "") != today:
        stays.pop("said_on", None)
    return {"said_on": today, "language": get_language() or "en", **stays}


def _why_not(request: HttpRequest) -> str:
    if request.user.is_authenticated:
        return _(
            "You are not a librarian of this place, or no longer. Nothing was kept, and the words are still "
            "here. Ask whoever looks after this place, or copy them."
        )
    return _(
        "You are signed out. Nothing was kept, and the words are still here. Sign in in another tab, then "
        "press the button again."
    )


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
        "may": may,
        "may_set_up": may and not is_at_desk(request),
        "pins_here": not may and machine_of(request) is not None,
        "receipt_open": may and _open_receipt(request, site) is not None,
        "to_print": waiting_count(site) if may else 0,
        "door": "conversations",
    }
    response = render(request, "conversations/desk.html", context, status=status)
    response.delete_cookie(VOICE_COOKIE, samesite="Strict")  # whose page was open here is forgotten
    return response


def _open_receipt(request: HttpRequest, site: "Site") -> Contribution | None:
    """Return what the receipt still open on this screen is for."""
    kept = request.session.get(_RECEIPT)
    if not kept or timezone.now().timestamp() - kept["at"] > RECEIPT_MINUTES * 60:
        return None
    return (
        Contribution.objects.filter(site=site, uuid=kept["said"], entered_by=request.user.pk)
        .select_related("contributor", "conversation")
        .first()
    )


@open_at_desk
@never_cache
@require_safe
def receipt(request: HttpRequest) -> HttpResponse:
    """Show the slip to print, until "Next person" or ten minutes have passed."""
    site = place()
    if elsewhere := _refuse_strangers(request, site):
        return elsewhere
    contribution = _open_receipt(request, site)
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
        rotate_token(request)
        messages.success(request, _("This screen has forgotten them. Their receipt opens what became of it."))
    response = redirect("conversations:desk")
    response.delete_cookie(VOICE_COOKIE, samesite="Strict")
    return response
