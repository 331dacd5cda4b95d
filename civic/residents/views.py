"""Confirming an address, taking up a role, and keeping what a browser's guest said with an account."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.models import Site

from civic.residents import addresses, invitations, rules, selectors, services
from civic.residents.throttle import too_often

if TYPE_CHECKING:
    from django.http import HttpRequest


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_email(request: "HttpRequest", token: str) -> HttpResponse:
    """Show one button, and confirm when it is pressed.

    Opening the link changes nothing: mail scanners and chat previews open every link, and would
    confirm an address that somebody else typed.
    """
    site = Site.find_for_request(request)
    contributor = services.email_to_confirm(token)
    if contributor is not None and (site is None or contributor.site_id != site.pk):
        contributor = None
    if contributor is None:
        return render(request, "residents/confirm_email_old.html", status=404)
    if request.method == "POST":
        services.confirm_email(token)
        return HttpResponseRedirect(request.path)
    done = contributor.email_confirmed_at is not None and contributor.unsubscribed_at is None
    template = "residents/confirm_email_done.html" if done else "residents/confirm_email.html"
    return render(request, template, {"email": contributor.email})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: "HttpRequest", token: str) -> HttpResponse:
    """Show what role somebody is offered, and give it when the button is pressed.

    Needs no sign-in: whoever has the link reads the address's mail, which is all a code would show.
    The role lets nobody in before they have signed in with that address.
    """
    if request.method == "POST" and too_often(request, "invitation", limit=20, per=timedelta(hours=1)):
        return render(request, "429.html", status=429)
    try:
        found = invitations.open_invitation(token, Site.find_for_request(request))
        if request.method == "POST":
            user = invitations.accept(found)
            signed_in = request.user.is_authenticated and request.user.pk == user.pk
            if signed_in:
                messages.success(
                    request, _("Done. You are %(role)s here.") % {"role": found.get_role_display()}
                )
                return redirect("wagtailadmin_home")
            return render(request, "residents/invitation_done.html", {"invitation": found})
    except invitations.NotOpen:
        return render(request, "residents/invitation_old.html", status=404)
    return render(request, "residents/invitation.html", {"invitation": found})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def undo_address(request: "HttpRequest", token: str) -> HttpResponse:
    """Let whoever had an account's old address take the account back, by one button."""
    change = addresses.change_to_undo(token)
    if change is None:
        return render(request, "residents/undo_address_old.html", status=404)
    taken = False
    if request.method == "POST":
        try:
            addresses.undo_change(change)
        except addresses.AddressTaken:
            taken = True
        else:
            messages.success(request, _("Done. Your old address is back, and everybody was signed out."))
            return redirect("account_request_login_code")
    return render(
        request,
        "residents/undo_address.html",
        {"change": change, "taken": taken},
        status=409 if taken else 200,
    )


@login_required
@require_POST
def claim(request: "HttpRequest") -> HttpResponse:
    """Keep what was said on this browser without signing in with the account, or let it go.

    Never done without asking: the browser may be a shared one, and the guest somebody else.
    """
    site = Site.find_for_request(request)
    guest = services.guest_on_this_browser(request, site) if site is not None else None
    response = HttpResponseRedirect(reverse("notify:my_voice"))
    if guest is not None and request.user.is_authenticated and request.POST.get("answer") == "mine":
        kept = services.claim_contributor(guest, request.user)
        if kept.user_id == request.user.pk:
            messages.success(request, _("Done. What you said before is now with your account."))
        else:
            messages.info(
                request,
                _("Your account already has its own list here. Keep this code for the other one: %(code)s")
                % {"code": guest.receipt},
            )
    response.delete_cookie(services.GUEST_COOKIE)
    return response


@never_cache
@login_required
@require_safe
def second_step(request: "HttpRequest") -> HttpResponse:
    """Say to somebody whose role waits for it how to set up a second step of signing in."""
    user = request.user
    waits = rules.holds_a_role(user) and rules.lacks_second_step(user)
    works_here = rules.is_staff_somewhere(user)
    return render(request, "residents/second_step.html", {"waits": waits, "works_here": works_here})


@never_cache
@require_http_methods(["GET", "HEAD"])
def staff_sign_in(request: "HttpRequest") -> HttpResponse:
    """Stand where the admin's own sign-in would be, and lead to the site's.

    Whoever is signed in and may not see the admin is told so: sending them to sign in would send
    them straight back, for ever. Raises ``PermissionDenied`` for them.
    """
    wanted = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    wanted = wanted if safe else reverse("wagtailadmin_home")
    if not request.user.is_authenticated:
        return redirect_to_login(wanted)
    if not rules.is_staff_somewhere(request.user):
        if rules.holds_a_role(request.user) and rules.lacks_second_step(request.user):
            with override(selectors.letter_language(request.user)):
                return redirect("residents:second_step")
        raise PermissionDenied
    return HttpResponseRedirect(wanted)
