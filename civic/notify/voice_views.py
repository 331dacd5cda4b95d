"""My voice: what became of everything one person said, voted or joined."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from civic.notify import services
from civic.notify.forms import ReceiptForm, VoiceSettingsForm
from civic.notify.selectors import voice_page
from civic.notify.whose import VOICE_COOKIE, VOICE_SALT, VOICE_SECONDS, whose_voice
from civic.places.context import current_site
from civic.residents.at_desk import machine_of
from civic.residents.models import Contributor
from civic.residents.rules import may_assist
from civic.residents.selectors import contributor_by_receipt
from civic.residents.services import GUEST_COOKIE, guest_on_this_browser
from civic.residents.throttle import too_often

if TYPE_CHECKING:
    from django.http import HttpRequest
    from wagtail.models import Site


def _site() -> "Site":
    site = current_site()
    if site is None:
        raise Http404
    return site


def _settings_form(contributor: Contributor) -> VoiceSettingsForm:
    return VoiceSettingsForm(
        initial={
            "email": contributor.email,
            "language": contributor.language,
            "link_only": contributor.link_only,
            "stop": contributor.unsubscribed_at is not None,
        }
    )


def _show(
    request: "HttpRequest",
    site: "Site",
    *,
    form: VoiceSettingsForm | None = None,
    status: int = 200,
    problem: str = "",
) -> HttpResponse:
    contributor, how = whose_voice(request, site)
    guest = guest_on_this_browser(request, site) if request.user.is_authenticated else None
    if contributor is None:
        return _ask_code(request, ReceiptForm(), unclaimed=guest)
    context: dict[str, Any] = {
        "contributor": contributor,
        "how": how,
        "voice": voice_page(contributor),
        "form": form or _settings_form(contributor),
        "today": timezone.localdate(),
        "problem": problem,
        "unclaimed": guest if guest is not None and guest.pk != contributor.pk else None,
    }
    return render(request, "notify/my_voice.html", context, status=status)


def _ask_code(
    request: "HttpRequest", form: ReceiptForm, *, status: int = 200, unclaimed: Contributor | None = None
) -> HttpResponse:
    context = {"form": form, "unclaimed": unclaimed}
    return render(request, "notify/open_voice.html", context, status=status)


@never_cache
@require_safe
def my_voice(request: "HttpRequest") -> HttpResponse:
    """Show what a person said and where it stands, or ask for a receipt code."""
    return _show(request, _site())


def _who_types(request: "HttpRequest", site: "Site") -> str:
    """Return whose guesses these are; empty where nothing is known but the address."""
    if may_assist(request.user, site):
        return f"librarian:{request.user.pk}"
    machine = machine_of(request)
    return f"desk:{machine.pk}" if machine is not None else ""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_voice(request: "HttpRequest") -> HttpResponse:
    """Ask for a receipt code, and open My voice by it, on this screen, for half an hour.

    A printed code leads here, whoever this browser knows.

    The code is looked up by a unique index over 60 random bits; how long a miss takes tells nothing
    of use. Guesses are counted per address, high enough for a library's shared one; a librarian and a
    desk's own computer are counted by themselves, so that no guesser on the same network shuts them out.
    """
    site = _site()
    if request.method != "POST":
        return _ask_code(request, ReceiptForm())
    form = ReceiptForm(request.POST)
    if too_often(request, "receipt", limit=30, per=timedelta(minutes=10), who=_who_types(request, site)):
        form.is_valid()
        form.add_error("code", _("Too many tries from here. Please wait ten minutes; your code still works."))
        return _ask_code(request, form, status=429)
    if not form.is_valid():
        return _ask_code(request, form, status=422)
    contributor = contributor_by_receipt(site, form.cleaned_data["code"])
    if contributor is None:
        form.add_error("code", _("We do not know this code here. Check each letter, or ask at the library."))
        return _ask_code(request, form, status=422)
    response = HttpResponseRedirect(reverse("notify:my_voice"))
    response.set_signed_cookie(
        VOICE_COOKIE,
        str(contributor.uuid),
        salt=VOICE_SALT,
        max_age=VOICE_SECONDS,
        httponly=True,
        samesite="Strict",
        secure=request.is_secure(),
    )
    return response


@never_cache
@require_POST
def forget(request: "HttpRequest") -> HttpResponse:
    """Forget on this screen who was here; nothing of what they said is lost."""
    rotate_token(request)  # the next person's first press is not this one's second
    messages.success(request, _("This screen has forgotten you. Your receipt code opens My voice again."))
    response = HttpResponseRedirect(reverse("notify:my_voice"))
    response.delete_cookie(VOICE_COOKIE, samesite="Strict")
    response.delete_cookie(GUEST_COOKIE, samesite="Lax")
    return response


@never_cache
@require_POST
def settings(request: "HttpRequest") -> HttpResponse:
    """Keep how a person wants to hear from us."""
    site = _site()
    contributor, _how = whose_voice(request, site)
    if contributor is None:
        return HttpResponseRedirect(reverse("notify:my_voice"))
    form = VoiceSettingsForm(request.POST)
    if too_often(request, "voice-settings", limit=20, per=timedelta(hours=1), who=str(contributor.uuid)):
        return _show(
            request,
            site,
            form=form,
            status=429,
            problem=_("That was changed very often. Please wait an hour."),
        )
    if not form.is_valid():
        return _show(request, site, form=form, status=422)
    asked = services.change_preferences(contributor, **form.cleaned_data)
    if asked:
        messages.success(request, _("Saved. We have sent you an email: press its button and it is done."))
    else:
        messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("notify:my_voice"))
