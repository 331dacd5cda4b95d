"""The socket of a thread: a thin ASGI application that hands its ``send`` to the hub.

Not a Channels consumer class: those pass every message through a queue and a thread hop, which
costs fifteen times what the hub does per delivery. Channels still does the routing.
"""

import asyncio
import logging
import time
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from django.conf import settings

from engagement.conversations.live.messages import ClosedWith, Incoming, read_message
from engagement.conversations.live.process import hub_of_this_process
from engagement.conversations.live.sockets import Send, Socket
from engagement.conversations.live.source import Readable, readable_thread

logger = logging.getLogger(__name__)

#: Messages a browser may send in ``WINDOW_SECONDS``.
MESSAGES = 20
WINDOW_SECONDS = 10.0


async def thread_socket(scope: dict[str, Any], receive: Any, send: Send) -> None:
    """Serve ``/live/<thread-uuid>/?after=N&lang=cy`` until either side ends it.

    Reading is public, so nobody is asked to sign in. Pages of another origin and unknown hosts do not
    get here (``civic.server.sockets``); whatever else is refused is refused after the handshake, with
    a code and a reason a script can read.
    """
    if (await receive())["type"] != "websocket.connect":
        return
    host = _header(scope, b"host")
    secure = scope.get("scheme") in ("wss", "https")
    await send({"type": "websocket.accept"})
    readable = await _find(scope, host, secure=secure)
    if readable is None:
        await _close(send, ClosedWith.NOT_HERE)
        return
    hub = hub_of_this_process()
    address = _address(scope)
    if not hub.admit(address, settings.LIVE_SOCKETS_PER_ADDRESS):
        await _close(send, ClosedWith.TOO_MANY)
        return
    after, language = _asked(scope)
    socket = Socket(send, number=after, language=language, address=address)
    try:
        await _serve(socket, readable, receive)
    finally:
        hub.leave(socket, thread_id=readable.thread_id)
        hub.dismiss(address)


async def _serve(socket: Socket, readable: Readable, receive: Any) -> None:
    """Join the hub and read what the browser says, until one of them has had enough."""
    hub = hub_of_this_process()
    socket.owner = asyncio.current_task()
    try:
        await hub.join(
            socket,
            thread_id=readable.thread_id,
            conversation_id=readable.conversation_id,
            number=readable.number,
        )
        code = await _listen(socket, readable, receive)
        if code is not None:
            await _close(socket.send, code)
    except TimeoutError:
        logger.info("live.socket_stalled")
    except asyncio.CancelledError:
        if not socket.gone:
            raise
        if socket.gone == "closed":
            await _close(socket.send, ClosedWith.NOT_HERE)


async def _listen(socket: Socket, readable: Readable, receive: Any) -> ClosedWith | None:
    """Heed the browser's messages. Returns why to close, or None where it has left."""
    heard: list[float] = []
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            return None
        now = time.monotonic()
        heard = [at for at in heard if at > now - WINDOW_SECONDS] + [now]
        if len(heard) > MESSAGES:
            return ClosedWith.TOO_MUCH
        said = read_message(message)
        if isinstance(said, ClosedWith):
            return said
        await _heed(socket, readable, said)


async def _heed(socket: Socket, readable: Readable, said: Incoming) -> None:
    if said.after is not None:
        await hub_of_this_process().rewind(socket, thread_id=readable.thread_id, number=said.after)


async def _find(scope: dict[str, Any], host: str, *, secure: bool) -> Readable | None:
    try:
        uuid = UUID(scope["url_route"]["kwargs"]["thread"])
    except ValueError:
        return None
    return await hub_of_this_process().read(lambda: readable_thread(host, uuid, secure=secure))


async def _close(send: Send, code: ClosedWith) -> None:
    await send({"type": "websocket.close", "code": int(code), "reason": code.reason})


def _asked(scope: dict[str, Any]) -> tuple[int, str]:
    """Return the number and language asked for; -1 where no sound number was given."""
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    after = query.get("after", [""])[0]
    language = query.get("lang", [""])[0]
    known = dict(settings.LANGUAGES)
    return (
        int(after) if after.isascii() and after.isdigit() and len(after) < 10 else -1,
        language if language in known else settings.LANGUAGE_CODE,
    )


def _header(scope: dict[str, Any], name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def _address(scope: dict[str, Any]) -> str:
    """Return where a socket comes from, believing only as many proxies as the settings name."""
    address = (scope.get("client") or ("",))[0]
    if settings.TRUSTED_PROXIES:
        hops = [hop.strip() for hop in _header(scope, b"x-forwarded-for").split(",")]
        if len(hops) >= settings.TRUSTED_PROXIES and hops[0]:
            address = hops[-settings.TRUSTED_PROXIES]
    return str(address)
