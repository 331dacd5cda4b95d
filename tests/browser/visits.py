"""How a page in the list of public pages is reached: an address, who opens it, what is pressed there."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.test import Client
from playwright.sync_api import Page

from civic.residents.services import GUEST_COOKIE, remember_guest


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One way to a page. ``press`` is done in the browser once ``path`` is open.

    ``press`` must leave the place as it is, or leave what no other page shows: the same page is
    opened by several tests. ``shows`` names the addresses of ours that answer the press. ``again`` is
    how the page is opened once more, without scripts, where the first press uses something up.
    """

    path: str
    cookies: dict[str, str] = field(default_factory=dict)
    press: Callable[[Page], object] | None = None
    shows: tuple[str, ...] = ()
    again: "Visit | None" = None


def as_guest(contributor: Any) -> dict[str, str]:
    """Return the cookies of a browser that remembers somebody without an account."""
    response = HttpResponse()
    remember_guest(response, contributor, secure=False)
    return {GUEST_COOKIE: response.cookies[GUEST_COOKIE].value}


def signed_in(user: Any) -> dict[str, str]:
    """Return the cookies of a browser in which somebody is signed in."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return cookies_of(client)


def cookies_of(client: Client) -> dict[str, str]:
    """Return the cookies a test client holds by now."""
    return {name: morsel.value for name, morsel in client.cookies.items()}
