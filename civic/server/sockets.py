"""Which sockets are let in: those of our own pages, at an address that exists."""

from collections.abc import Sequence
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from channels.routing import URLRouter
from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.urls import re_path

from civic.server.body import Application, Receive, Scope, Send
from civic.server.metrics import live_sockets


def socket_application(modules: Sequence[str]) -> Application:
    """Return the ASGI application that answers WebSockets by each module's ``websocket_urlpatterns``.

    No session middleware: it would wrap ``send``, which the live channel needs bare (a wrapper costs on
    every delivery). A socket that must know its visitor reads the cookie itself.
    """
    patterns: list[Any] = []
    for name in modules:
        patterns += import_module(name).websocket_urlpatterns
    patterns.append(re_path(r"", close_unknown))  # type: ignore[arg-type] # an ASGI application, not a view
    return SameOrigin(URLRouter(patterns))


async def close_unknown(scope: Scope, receive: Receive, send: Send) -> None:
    """Refuse a socket at an address nobody answers: the browser sees 403, and no connection is kept."""
    await send({"type": "websocket.close", "code": 4404})


class SameOrigin:
    """Lets a socket in only from a page of the very host it asks for.

    Browsers name the page's origin and send cookies along, so without this any site could listen
    as our visitor (cross-site WebSocket hijacking). What is no browser names no origin and may pass:
    it has no visitor's cookies.
    """

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        host = headers.get(b"host", b"").decode("latin1")
        origin = headers.get(b"origin")
        domain, _port = split_domain_port(host)
        allowed = bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)
        if allowed and origin is not None:
            allowed = urlsplit(origin.decode("latin1")).netloc.lower() == host.lower()
        if not allowed:
            await send({"type": "websocket.close", "code": 4403})
            return
        with live_sockets.track_inprogress():
            await self.app(scope, receive, send)
