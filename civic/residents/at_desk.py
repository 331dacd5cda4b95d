"""Being at the desk by PIN: who a request at the desk is from.

Whoever types a PIN is nobody's session of Django's. The browser's session only notes who stands at
the desk, and ``AtDeskMiddleware`` puts them into the request for views marked ``open_at_desk``.
Everywhere else, in the admin, the API and the sockets too, that browser is a stranger's.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.middleware.csrf import rotate_token
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from civic.residents import machines
from civic.residents.models import DeskMachine, DeskPin, DeskSettings
from civic.residents.services import GUEST_COOKIE

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

MACHINE_COOKIE = "desk_machine"
#: How long words that could not be kept wait to be shown once more on the screen they were typed at.
TYPED_SECONDS = 10 * 60
_SESSION, _TYPED = "at_desk", "desk_typed"
_View = TypeVar("_View", bound=Callable[..., Any])


def open_at_desk(view: _View) -> _View:
    """Mark a view of the desk: whoever signed in there with a PIN is themselves in it."""
    view.open_at_desk = True  # type: ignore[attr-defined] # the middleware looks for it
    return view


# ---- the machine ---------------------------------------------------------------------------------
def _salt(request: "HttpRequest") -> str:
    """Sign for one address only: under another, a copied cookie is a forged one."""
    return f"residents.desk-machine:{request.get_host()}"


def remember_machine(
    request: "HttpRequest", response: "HttpResponse", machine: DeskMachine, secret: str
) -> None:
    """Let this browser be a desk computer, for as long as browsers keep a cookie."""
    response.set_cookie(
        MACHINE_COOKIE,
        signing.dumps([str(machine.uuid), secret], salt=_salt(request)),
        max_age=machines.UNUSED,
        httponly=True,
        secure=request.is_secure(),
        samesite="Lax",
    )


def keep_machine(request: "HttpRequest", response: "HttpResponse") -> None:
    """Keep the computer's cookie for as long again, since it was used."""
    response.set_cookie(
        MACHINE_COOKIE,
        request.COOKIES[MACHINE_COOKIE],
        max_age=machines.UNUSED,
        httponly=True,
        secure=request.is_secure(),
        samesite="Lax",
    )


def machine_of(request: "HttpRequest") -> DeskMachine | None:
    """Return which desk computer of this place asks, or None for any other browser."""
    site, cookie = Site.find_for_request(request), request.COOKIES.get(MACHINE_COOKIE)
    if site is None or not cookie:
        return None
    try:
        uuid, secret = signing.loads(cookie, salt=_salt(request))
    except (signing.BadSignature, ValueError):
        return None
    return machines.machine_with(site, uuid, secret)


# ---- the person ----------------------------------------------------------------------------------
def arrive(request: "HttpRequest", machine: DeskMachine, kept: DeskPin) -> None:
    """Note who stands at the desk, in a session that knows nothing of whoever was there before.

    Only what was typed by somebody signed out meanwhile comes along: whoever signs in goes on with it.
    """
    typed = request.session.get(_TYPED)
    request.session.flush()
    if typed is not None:
        request.session[_TYPED] = typed
    request.session[_SESSION] = {
        "who": str(kept.uuid),
        "mark": machines.mark_of(kept, machine),
        "seen": timezone.now().timestamp(),
    }
    request.session.set_expiry(0)
    rotate_token(request)


def leave(request: "HttpRequest", response: "HttpResponse") -> None:
    """Forget who stood at the desk, and every guest this browser remembers."""
    request.session.flush()
    rotate_token(request)
    response.delete_cookie(GUEST_COOKIE)


def put_person(request: "HttpRequest") -> None:
    """Put whoever stands at the desk into the request; end it where anything it hangs on is gone."""
    noted = request.session.get(_SESSION)
    if noted is None or request.user.is_authenticated:
        return
    machine = machine_of(request)
    kept = machines.still_open(machine.site, machine, noted["who"], noted["mark"]) if machine else None
    if machine is None or kept is None or _idle(machine.site, noted["seen"]):
        request.session.flush()
        return
    request.session[_SESSION] = {**noted, "seen": timezone.now().timestamp()}
    request.user = kept.user
    request.at_desk = kept  # type: ignore[attr-defined] # for the masthead


def _idle(site: Site, seen: float) -> bool:
    idle = timedelta(minutes=DeskSettings.for_site(site).idle_minutes)
    return timezone.now().timestamp() - seen > idle.total_seconds()


# ---- what was typed and not kept -----------------------------------------------------------------
def keep_typed(request: "HttpRequest", typed: dict[str, Any]) -> None:
    """Keep what was typed at the desk and refused, on the server, for the next page of this browser.

    The answer to it is a redirect: a form that was sent never stays in the browser's history.
    ``typed["form"]`` names which form of the desk it was, and nothing where there is but one.
    """
    request.session[_TYPED] = {**typed, "at": timezone.now().timestamp()}


def typed_waits(request: "HttpRequest") -> bool:
    """Say whether something typed here was not kept and waits to be shown once more."""
    typed = request.session.get(_TYPED)
    return typed is not None and timezone.now().timestamp() - typed["at"] <= TYPED_SECONDS


def take_typed(request: "HttpRequest", form: str = "") -> dict[str, Any] | None:
    """Return what was typed and not kept, once; None where there is none or it is too long ago.

    What was typed into another form of the desk waits there.
    """
    waits = typed_waits(request)
    if waits and request.session[_TYPED].get("form", "") != form:
        return None
    typed: dict[str, Any] | None = request.session.pop(_TYPED, None)
    return typed if waits else None


def forget_typed(request: "HttpRequest") -> None:
    """Throw away what was typed and not kept."""
    request.session.pop(_TYPED, None)


def is_at_desk(request: "HttpRequest") -> bool:
    """Say whether whoever asks signed in with a PIN."""
    return hasattr(request, "at_desk")


def lead_to_sign_in(request: "HttpRequest") -> "HttpResponseRedirect":
    """Lead to names and PINs on a desk computer, and anywhere else to the site's sign-in."""
    login_url = None if machine_of(request) is None else reverse("residents:desk_sign_in")
    return redirect_to_login(request.get_full_path(), login_url)


def forget_note(sender: object, request: "HttpRequest", **kwargs: object) -> None:
    """Let a whole sign-in take the desk's place."""
    request.session.pop(_SESSION, None)
