"""Read a request's whole body before anything else sees the request.

The views run in a few threads. A body that never ends would hold one each, and a client that dies
half way would reach a view as if it had finished. So bodies are read here, where waiting costs
nothing: bounded in size and in time, spooled to disk when long, and only then handed on.
"""

import asyncio
import io
import logging
import tempfile
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.utils.html import escape
from django.utils.translation import get_language_from_path, override
from django.utils.translation import gettext as _

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

log = logging.getLogger(__name__)

#: Where the application behind finds the body: a readable binary file, at its start.
BODY_KEY = "junction.body"
#: Bytes of a body kept in memory; more goes to disk.
SPOOL_BYTES = 1024 * 1024
#: An oversized body is read on and thrown away up to so many times the limit, so that a browser
#: in the middle of sending it gets to see our answer.
PATIENCE = 3


class TooLarge(Exception):
    """The body is longer than the limit."""


class Gone(Exception):
    """The client went away before its body was complete."""


class BodyGate:
    """An ASGI application around another: HTTP requests reach that one with their bodies read.

    ``longer`` has another limit in bytes and in seconds for the few paths where somebody sends a long file.
    """

    def __init__(
        self,
        app: Application,
        *,
        limit: int,
        seconds: float,
        longer: Mapping[str, tuple[int, float]] | None = None,
    ) -> None:
        self.app = app
        self.limit = limit
        self.seconds = seconds
        self.longer = longer or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = clean_headers(scope["headers"])
        limit, seconds = self.longer.get(scope["path"], (self.limit, self.seconds))
        try:
            async with asyncio.timeout(seconds):
                body = await self._read(dict(headers), receive, limit)
        except Gone:
            log.info("request.cut_off")
            return
        except TimeoutError:
            log.info("request.too_slow")
            with override(language_of(scope)):
                title, text = (
                    _("That took too long to arrive"),
                    _("Please check your connection and try again."),
                )
            await refuse(scope, send, 408, title, text)
            return
        except TooLarge:
            log.info("request.too_large")
            megabytes = limit // (1024 * 1024)
            with override(language_of(scope)):
                title, text = (
                    _("That is too big to send"),
                    _("The most we can take is %(n)d MB.") % {"n": megabytes},
                )
            await refuse(scope, send, 413, title, text)
            return
        length = body.seek(0, io.SEEK_END)
        body.seek(0)
        known = [pair for pair in headers if pair[0] not in (b"content-length", b"transfer-encoding")]
        if length or b"content-length" in dict(headers):
            known.append((b"content-length", str(length).encode()))
        with body:
            await self.app({**scope, "headers": known, BODY_KEY: body}, receive, send)

    async def _read(self, headers: dict[bytes, bytes], receive: Receive, limit: int) -> BinaryIO:
        declared = int(headers.get(b"content-length", b"0") or 0)
        if not declared and b"transfer-encoding" not in headers:
            return io.BytesIO()
        if declared > limit * PATIENCE:
            raise TooLarge
        body = cast("BinaryIO", tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES))  # noqa: SIM115 - closed by the caller
        try:
            total = 0
            more = True
            while more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Gone
                part = message.get("body", b"")
                more = message.get("more_body", False)
                total += len(part)
                if total > limit * PATIENCE:
                    raise TooLarge
                if total <= limit:
                    body.write(part)
            if total > limit:
                raise TooLarge
        except BaseException:
            body.close()
            raise
        return body


def clean_headers(headers: Any) -> list[tuple[bytes, bytes]]:
    """Drop headers with an underscore in their name: WSGI could not tell them from a proxy's own."""
    return [(name, value) for name, value in headers if b"_" not in name]


def language_of(scope: Scope) -> str:
    """Return the language of a request's address, or the one its browser was told to keep."""
    sent = dict(scope["headers"]).get(b"cookie", b"").decode("latin-1")
    try:
        kept = SimpleCookie(sent).get(settings.LANGUAGE_COOKIE_NAME)
    except CookieError:
        kept = None
    chosen = kept.value if kept and kept.value in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    return get_language_from_path(scope["path"]) or chosen


async def refuse(scope: Scope, send: Send, status: int, title: str, text: str) -> None:
    """Answer in plain words and close the connection."""
    page = (
        f'<!doctype html><html lang="{language_of(scope)}"><meta charset="utf-8">'
        f"<title>{escape(title)}</title><h1>{escape(title)}</h1><p>{escape(text)}</p>"
    ).encode()
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(page)).encode()),
        (b"content-security-policy", b"default-src 'none'"),
        (b"x-content-type-options", b"nosniff"),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": page})
