"""One browser's socket as the hub sees it: written inline, and never waited for.

``await send(...)`` of an ASGI server returns at once unless the transport's buffer is full. So the
send is stepped once by hand: if it finishes, the frame is out and no task was made; if it waits,
the reader is slow, and a task of its own takes over from there with a short queue.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Generator
from types import coroutine
from typing import Any

from engagement.conversations.live.frames import Frame

logger = logging.getLogger(__name__)

Send = Callable[[Any], Coroutine[Any, Any, None]]
CatchUp = Callable[["Socket"], Awaitable[None]]

#: Frames kept for a reader that has stopped; past it they are dropped and it catches up by number.
QUEUE_FRAMES = 32
#: Seconds a reader may stand still before it is let go.
STALL_SECONDS = 30.0


class Socket:
    """A browser reading one thread in one language.

    ``number`` is the last event handed to it. While ``behind``, frames are not queued: it will be
    brought up to date from the database by number.
    """

    __slots__ = ("_queue", "_slow", "address", "behind", "gone", "language", "number", "owner", "send")

    def __init__(self, send: Send, *, number: int, language: str, address: str = "") -> None:
        self.send = send
        self.number = number
        self.language = language
        self.address = address
        self.owner: asyncio.Task[Any] | None = None
        self.behind = True
        #: Why it gets nothing more: empty while it is read, else left, lost, stalled or closed.
        self.gone = ""
        self._queue: deque[tuple[Frame, int]] = deque()
        self._slow: asyncio.Task[None] | None = None

    def offer(self, frame: Frame, number: int, catch_up: CatchUp) -> None:
        """Write a frame now, or keep it for when the reader reads again. Never blocks, never raises.

        ``number`` is the newest event in the frame, 0 for a snapshot.
        """
        if self.behind or self.gone:
            return
        if self._slow is not None:
            self._keep(frame, number)
            return
        step = self.send(frame)
        try:
            waits_for = step.send(None)
        except StopIteration:
            if number:
                self.number = number
            return
        except Exception:  # the connection is gone; its own task is about to learn it
            self.let_go(gone="lost")
            return
        self._slow = asyncio.get_running_loop().create_task(
            self._carry_on(_resume(step, waits_for), number, catch_up)
        )

    def _keep(self, frame: Frame, number: int) -> None:
        if len(self._queue) >= QUEUE_FRAMES:
            self._queue.clear()
            self.behind = True
        else:
            self._queue.append((frame, number))

    async def push(self, frame: Frame) -> None:
        """Write a frame and wait until it is out. Raises ``TimeoutError`` for a reader that stands still."""
        try:
            async with asyncio.timeout(STALL_SECONDS):
                await self.send(frame)
        except TimeoutError:
            self.let_go(gone="stalled")
            raise

    async def _carry_on(self, sending: Awaitable[None], number: int, catch_up: CatchUp) -> None:
        """Finish a send that had to wait, then whatever gathered meanwhile."""
        try:
            async with asyncio.timeout(STALL_SECONDS):
                await sending
            self.number = number or self.number
            while self._queue:
                frame, number = self._queue.popleft()
                await self.push(frame)
                self.number = number or self.number
            if self.behind:
                await catch_up(self)
        except Exception as gone:
            logger.info("live.socket_let_go", extra={"why": type(gone).__name__})
            self.let_go(gone="stalled" if isinstance(gone, TimeoutError) else "lost")
        finally:
            self._slow = None

    def let_go(self, *, gone: str) -> None:
        """Give the reader up: it gets nothing more, and its connection ends."""
        if self.gone:
            return
        self.gone = gone
        self._queue.clear()
        if gone == "stalled":
            _abort(self.send)
        if self.owner is not None and self.owner is not asyncio.current_task():
            self.owner.cancel()

    @property
    def waiting(self) -> int:
        """How many frames are kept for this reader."""
        return len(self._queue)

    @property
    def paused(self) -> bool:
        """Whether the reader has stopped reading for now."""
        return self._slow is not None


@coroutine
def _resume(step: Coroutine[Any, Any, None], waits_for: Any) -> Generator[Any, Any, None]:
    """Go on awaiting a coroutine that has been stepped once by hand and waits for something."""
    while True:
        try:
            sent = yield waits_for
        except BaseException as thrown:  # cancellation belongs to the send, as with await
            try:
                waits_for = step.throw(thrown)
            except StopIteration:
                return
        else:
            try:
                waits_for = step.send(sent)
            except StopIteration:
                return


def _abort(send: Send) -> None:
    """Drop the connection of a reader that will never drain its buffer.

    ASGI has no word for this, and closing politely waits for that buffer; uvicorn's ``send`` is a
    method of the protocol that holds the transport. Elsewhere nothing happens here and the
    server's own keepalive ends it later.
    """
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if isinstance(transport, asyncio.Transport) or hasattr(transport, "abort"):
        transport.abort()  # type: ignore[union-attr] # looked for one line up
