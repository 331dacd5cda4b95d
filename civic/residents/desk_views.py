"""Signing in at a desk computer by name and PIN, and what has to be set up for it."""

from http import HTTPStatus
from typing import TYPE_CHECKING, cast

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.models import Site

from civic.residents import at_desk, machines
from civic.residents.desk_forms import DeskSignInForm, MachineForm, PinForm
from civic.residents.enums import Role
from civic.residents.models import DeskPin
from civic.residents.rules import assists_once_all_is_set, may_assist, roles_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from civic.residents.models import User

DESK = "/desk/"


def _place(request: "HttpRequest") -> Site:
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    return site


def _wanted(request: "HttpRequest") -> str:
    """Return where at the desk somebody was going."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else DESK


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def desk_sign_in(request: "HttpRequest") -> HttpResponse:
    """Ask for a name and a PIN, on a desk computer of this place only."""
    site, machine = _place(request), at_desk.machine_of(request)
    if machine is None:
        context = {"wanted": _wanted(request), "may_authorise": may_assist(request.user, site)}
        status = HTTPStatus.FORBIDDEN if request.method == "POST" else HTTPStatus.OK
        return render(request, "residents/desk_no_machine.html", context, status=status)
    pins = list(machines.pins_at(site))
    form = DeskSignInForm(request.POST if request.method == "POST" else None, pins=pins)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    if form.is_bound and form.is_valid():
        try:
            kept = machines.open_desk(machine, form.cleaned_data["who"], form.cleaned_data["pin"])
        except machines.Locked as locked:
            form.add_error(None, _why_locked(locked))
            status = HTTPStatus.TOO_MANY_REQUESTS
        else:
            if kept is not None:
                at_desk.arrive(request, machine, kept)
                response = redirect(_wanted(request))
                at_desk.keep_machine(request, response)
                return response
            form.add_error("pin", _("That is not the PIN of that name. After 5 wrong ones you have to wait."))
    context = {"form": form, "machine": machine, "pins": pins, "wanted": _wanted(request)}
    return render(request, "residents/desk_sign_in.html", context, status=status)


def _why_locked(locked: machines.Locked) -> str:
    if locked.ended:
        return _(
            "This PIN was typed wrong too often and opens nothing now. Sign in with your account, and set a "
            "new one."
        )
    return _("Too many wrong PINs. Wait 15 minutes and try again, or sign in with your account.")


@never_cache
@require_POST
def desk_leave(request: "HttpRequest") -> HttpResponse:
    """Sign out of the desk, and forget whoever was last on this screen."""
    response = redirect("residents:desk_sign_in")
    at_desk.leave(request, response)
    messages.success(request, _("You have left the desk. This screen has forgotten you."))
    return response


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk_machine(request: "HttpRequest") -> HttpResponse:
    """Let a librarian, signed in with their account, make this browser a desk computer.

    They are signed out by it: the next person at this computer is somebody else. A librarian
    without a second step is led to make one. Raises ``PermissionDenied`` for everybody else.
    """
    site = _place(request)
    if not may_assist(request.user, site):
        if request.method != "POST" and assists_once_all_is_set(request.user, site):
            return redirect("residents:second_step")
        raise PermissionDenied
    form = MachineForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        machine, secret = machines.authorise_machine(site, name=form.cleaned_data["name"], by=request.user)  # type: ignore[arg-type] # signed in
        logout(request)
        messages.success(request, _("Done. This computer is set up for PINs, and you are signed out of it."))
        response = redirect("residents:desk_sign_in")
        at_desk.remember_machine(request, response, machine, secret)
        return response
    context = {"form": form, "machine": at_desk.machine_of(request)}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "residents/desk_machine.html", context, status=status)


def may_have_pin(request: "HttpRequest") -> bool:
    """Say whether somebody is a librarian anywhere, with whatever signing in asks of them."""
    return any(Role.LIBRARIAN in roles for roles in roles_of(request.user).values())


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
def desk_pin(request: "HttpRequest") -> HttpResponse:
    """Let a librarian set, change or drop their PIN. Raises ``PermissionDenied`` for everybody else."""
    if not may_have_pin(request):
        raise PermissionDenied
    user = cast("User", request.user)
    kept = DeskPin.objects.filter(user=user).first()
    if request.POST.get("do") == "drop":
        machines.drop_pin(user)
        messages.success(request, _("Your PIN is gone. It opens no desk any more."))
        return redirect("residents:desk_pin")
    first_name = kept.first_name if kept else user.first_name
    typed = request.POST if request.method == "POST" else None
    form = PinForm(typed, user=user, initial={"first_name": first_name})
    if form.is_bound and form.is_valid():
        machines.set_pin(user, form.cleaned_data["pin"], first_name=form.cleaned_data["first_name"])
        messages.success(request, _("Your PIN is set. It works on the desk computers of your library."))
        return redirect("residents:desk_pin")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "residents/desk_pin.html", {"form": form, "kept": kept}, status=status)
