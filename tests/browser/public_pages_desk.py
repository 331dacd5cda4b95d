"""A library's shared computer: set up, opened by a name and a PIN, and what a librarian sets for it."""

import time
from collections.abc import Callable
from typing import Any

from django.test import Client
from playwright.sync_api import Page
from wagtail.models import Site

from civic.residents.enums import Role
from civic.residents.machines import set_pin
from civic.residents.services import grant_role
from tests.browser.public_pages import public_page
from tests.browser.visits import Visit, signed_in

PIN = "480913"


def _librarian(site: Site, email: str = "femi@pellbridge.example", first_name: str = "Femi") -> Any:
    """Return a librarian with a PIN, made once a site."""
    from civic.residents.models import User

    found = User.objects.filter(email=email).first()
    user = found or User.objects.create_user(email, first_name=first_name)
    grant_role(user, site, Role.LIBRARIAN)
    if found is None:
        set_pin(user, PIN, first_name=first_name)
    return user


def _just_now(user: Any) -> dict[str, str]:
    """Return the cookies of a browser in which somebody has signed in this minute."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["account_authentication_methods_user"] = str(user.pk)
    session["account_authentication_methods"] = [{"method": "code", "at": time.time() + 86_400}]
    session.save()
    return {name: morsel.value for name, morsel in client.cookies.items()}


def _set_up(site: Site, press: Callable[[Page], None]) -> Visit:
    """Return a visit that authorises a computer, which signs out who did, and goes on from there."""

    def once(again: Visit | None = None) -> Visit:
        return Visit(
            path="/desk/this-computer/", cookies=signed_in(_librarian(site)), press=press, again=again
        )

    return once(again=once())


def _authorise(page: Page) -> None:
    page.fill("main [name=name]", "Cinder Hill Library, front desk")
    page.locator("main form button").click()
    page.locator("main [name=who]").first.wait_for()


@public_page("authorising a desk computer")
def _machine(site: Site) -> Visit:
    return Visit(path="/desk/this-computer/", cookies=signed_in(_librarian(site)))


@public_page("a computer where no PIN works")
def _no_machine(site: Site) -> str:
    return "/desk/sign-in/"


@public_page("a name and a PIN")
def _names(site: Site) -> Visit:
    _librarian(site, "gwen@pellbridge.example", "Gwen")
    return _set_up(site, _authorise)


@public_page("a name and a wrong PIN", status=422)
def _wrong(site: Site) -> Visit:
    _librarian(site, "gwen@pellbridge.example", "Gwen")

    def press(page: Page) -> None:
        _authorise(page)
        page.get_by_label("Femi").check()
        page.fill("main [name=pin]", "480914")
        page.get_by_role("button", name="Open the desk").click()
        page.locator("main .field__error").first.wait_for()

    return _set_up(site, press)


@public_page("the desk, opened by PIN")
def _opened(site: Site) -> Visit:
    def press(page: Page) -> None:
        _authorise(page)
        page.get_by_label("Femi").check()
        page.fill("main [name=pin]", PIN)
        page.get_by_role("button", name="Open the desk").click()
        page.get_by_role("button", name="Leave the desk").wait_for()

    return _set_up(site, press)


@public_page("my PIN for the desk")
def _pin(site: Site) -> Visit:
    return Visit(path="/desk/my-pin/", cookies=_just_now(_librarian(site)))
