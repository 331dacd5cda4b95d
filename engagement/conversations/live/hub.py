"""The hub: one per process. Out once per process, not once per browser.

It holds the local sockets of each open thread, reads what is new from the database once for all of
them, encodes it once a language and writes the same frame to everybody. All of it runs on the event
loop's thread except the reads, which have two threads of their own; ``hear`` may be called from any.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from engagement.conversations.live import bridge, frames, hints
from engagement.conversations.live.frames import EventData, Frame
from engagement.conversations.live.sockets import Socket
from engagement.conversations.live.threads import Batches, Coalesced, Counts, OpenThread, Rooms, Source

logger = logging.getLogger(__name__)
T = TypeVar("T")

#: Seconds a burst of events is gathered for, after the first has gone out at once.
BURST_SECONDS = 0.05
#: Seconds between two snapshots of one kind in one thread: at most four a second.
SNAPSHOT_SECONDS = 0.25
#: Seconds between two looks at the newest numbers of the open threads.
WATCH_SECONDS = 1.0
#: Seconds between two signs of life, and until another process's count of readers is forgotten.
BEAT_SECONDS = 20.0
HERE_SECONDS = 45.0


class Hub:
    """Every live socket of this process, by thread and language."""

    def __init__(
        self,
        source: Source,
        *,
        loop: asyncio.AbstractEventLoop | None = None,
        watch_seconds: float = WATCH_SECONDS,
    ) -> None:
        self.source = source
        self.watch_seconds = watch_seconds
        self.loop = loop or asyncio.get_running_loop()
        self.threads: dict[int, OpenThread] = {}
        self.addresses: dict[str, int] = {}
        self._replays: dict[tuple[int, str, int], asyncio.Task[Batches]] = {}
        self._readers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="live")
        self._watching: asyncio.Task[None] | None = None
        self._listening: asyncio.Task[None] | None = None
        self._stop_hints = hints.listen(self.hear)

    # ---- hints in ----------------------------------------------------------------------------

    def hear(self, hint: hints.Hint) -> None:
        """Take a hint, from any thread."""
        self.loop.call_soon_threadsafe(self.heed, hint)

    def heed(self, hint: hints.Hint) -> None:
        """Act on a hint, on the loop's thread."""
        if isinstance(hint, hints.CountsHint):
            for thread in self.threads.values():
                if thread.conversation_id == hint.conversation_id:
                    thread.counts.ask()
            return
        thread_or_none = self.threads.get(hint.thread_id)
        if thread_or_none is None:
            return
        if isinstance(hint, hints.RoomHint):
            thread_or_none.rooms.ask()
        elif isinstance(hint, hints.HereHint):
            thread_or_none.elsewhere[hint.process] = (hint.here, self.loop.time())
            thread_or_none.here.ask()
        elif hint.number > thread_or_none.number:
            thread_or_none.events.ask()

    # ---- sockets in and out ------------------------------------------------------------------

    def admit(self, address: str, limit: int) -> bool:
        """Count a connection from an address; False, and not counted, where it has enough."""
        held = self.addresses.get(address, 0)
        if held >= limit:
            return False
        self.addresses[address] = held + 1
        return True

    def dismiss(self, address: str) -> None:
        """Take back one count of ``admit``."""
        left = self.addresses.get(address, 0) - 1
        if left > 0:
            self.addresses[address] = left
        else:
            self.addresses.pop(address, None)

    async def join(self, socket: Socket, *, thread_id: int, conversation_id: int, number: int) -> None:
        """Bring a socket up to date and keep it so until ``leave``.

        ``number`` is the newest event its own look at the database saw; where ``socket.number`` is
        negative it starts from there.
        """
        thread = self.threads.get(thread_id)
        if thread is None:
            thread = self._open(thread_id, conversation_id, number)
        if number > thread.number:
            thread.events.ask()
        if socket.number < 0:
            socket.number = number
        elif socket.number > max(number, thread.number):  # it has seen what we no longer have
            await socket.push(frames.gap_frame(number))
            socket.number = number
        thread.sockets.setdefault(socket.language, set()).add(socket)
        await self.catch_up(socket, thread)
        if thread.known_counts is None:
            thread.counts.ask()
        elif thread.known_counts:
            socket.offer(_counts_frame(thread.known_counts), 0, self._catch_up_in(thread))
        if thread.known_rooms is None:
            thread.rooms.ask()
        elif thread.known_rooms:
            socket.offer(_rooms_frame(thread.known_rooms), 0, self._catch_up_in(thread))
        thread.here.ask()

    def leave(self, socket: Socket, *, thread_id: int) -> None:
        """Forget a socket. Safe to call twice."""
        thread = self.threads.get(thread_id)
        socket.gone = socket.gone or "left"
        if thread is None or socket not in thread.sockets.get(socket.language, ()):
            return
        thread.sockets[socket.language].discard(socket)
        if not thread.sockets[socket.language]:
            del thread.sockets[socket.language]
        if thread.sockets:
            thread.here.ask()
        else:
            self._close(thread)

    async def catch_up(self, socket: Socket, thread: OpenThread) -> None:
        """Send a socket every event after its number, then count it among those up to date.

        A page of them at a time, each from one read that others who missed the same share. Nothing is
        awaited between the last look and that, so no event falls between.
        """
        socket.behind = True
        while socket.behind:
            if thread.number - socket.number > frames.FURTHEST_BEHIND:
                socket.number = thread.number
                await socket.push(frames.gap_frame(thread.number))
            else:
                events = await self._replay(thread, socket)
                socket.number = events[-1]["n"] if events else socket.number
                await socket.push(frames.hello_frame(socket.number, events, self.here(thread)))
            socket.behind = socket.number < thread.number

    async def rewind(self, socket: Socket, *, thread_id: int, number: int) -> None:
        """Send a socket again what came after a number it names: it noticed a hole."""
        thread = self.threads.get(thread_id)
        if thread is None or socket.behind or socket.paused or number >= thread.number:
            return
        socket.number = number
        await self.catch_up(socket, thread)

    async def _replay(self, thread: OpenThread, socket: Socket) -> list[EventData]:
        """Return what a socket missed; browsers that missed the same share one read."""
        if socket.number >= thread.number:
            return []
        key = (thread.thread_id, socket.language, socket.number)
        task = self._replays.get(key)
        if task is None:
            task = self.loop.create_task(self._events(thread.thread_id, socket.number, [socket.language]))
            self._replays[key] = task
            task.add_done_callback(lambda _done: self._replays.pop(key, None))
        return (await asyncio.shield(task))[socket.language]

    async def _events(self, thread_id: int, after: int, languages: Sequence[str]) -> Batches:
        return await self.read(self.source.events, thread_id, after, frames.REPLAY_LIMIT, languages)

    # ---- events and snapshots out --------------------------------------------------------------

    async def _send_events(self, thread: OpenThread) -> None:
        """Read what is new once, and write one frame a language to all who read in it."""
        after = thread.number
        batches = await self._events(thread.thread_id, after, list(thread.sockets))
        while others := [language for language in thread.sockets if language not in batches]:
            batches |= await self._events(thread.thread_id, after, others)
        # Languages read a moment apart may differ: all get what the first saw, the rest follows.
        newest = min((batch[-1]["n"] if batch else after for batch in batches.values()), default=after)
        for language, batch in batches.items():
            now = [event for event in batch if event["n"] <= newest]
            if now:
                self._write(thread, thread.sockets.get(language, ()), frames.events_frame(now), newest)
        thread.number = newest
        if any(
            len(batch) == frames.REPLAY_LIMIT or batch[-1]["n"] > newest
            for batch in batches.values()
            if batch
        ):
            thread.events.ask()

    async def _send_counts(self, thread: OpenThread) -> None:
        counts = await self.read(self.source.counts, thread.thread_id)
        changed = counts.since(thread.known_counts) if thread.known_counts is not None else counts
        thread.known_counts = counts
        if changed:
            self._write(thread, thread.everybody(), _counts_frame(changed), 0)

    async def _send_rooms(self, thread: OpenThread) -> None:
        rooms = await self.read(self.source.rooms, thread.thread_id)
        changed = rooms != (thread.known_rooms or {})
        thread.known_rooms = rooms
        if changed:
            self._write(thread, thread.everybody(), _rooms_frame(rooms), 0)

    async def _send_here(self, thread: OpenThread) -> None:
        mine = sum(len(readers) for readers in thread.sockets.values())
        self._write(thread, thread.everybody(), frames.here_frame(self.here(thread)), 0)
        if mine != thread.said_here:
            thread.said_here = mine
            await self._tell_here(thread.thread_id, mine)

    async def _tell_here(self, thread_id: int, here: int) -> None:
        if not bridge.in_use():
            return
        await self.read(
            bridge.publish, {"kind": "here", "thread_id": thread_id, "process": bridge.PROCESS, "here": here}
        )

    def here(self, thread: OpenThread) -> int:
        """Return how many sockets read a thread, in this process and, lately, in others."""
        since = self.loop.time() - HERE_SECONDS
        others = sum(count for count, at in thread.elsewhere.values() if at > since)
        return others + sum(len(readers) for readers in thread.sockets.values())

    def _write(self, thread: OpenThread, readers: Iterable[Socket], frame: Frame, number: int) -> None:
        catch_up = self._catch_up_in(thread)
        for socket in tuple(readers):
            socket.offer(frame, number, catch_up)

    def _catch_up_in(self, thread: OpenThread) -> Callable[[Socket], Awaitable[None]]:
        return lambda socket: self.catch_up(socket, thread)

    # ---- watching the database -------------------------------------------------------------------

    async def _watch(self) -> None:
        """Once a second: has another process, a worker or a lost hint left anything unsaid?"""
        beat = self.loop.time() + BEAT_SECONDS
        while self.threads:
            await asyncio.sleep(self.watch_seconds)
            asked = list(self.threads.values())
            try:
                newest = await self.read(self.source.newest, [thread.thread_id for thread in asked])
            except Exception:  # the database is away: say so and go on asking
                logger.exception("live.watch_failed")
                continue
            for thread in asked:
                if self.threads.get(thread.thread_id) is not thread:
                    continue  # its readers left meanwhile; whoever opened it anew was not asked about
                if thread.thread_id not in newest:
                    self._shut(thread)
                elif newest[thread.thread_id] > thread.number:
                    thread.events.ask()
            if self.loop.time() >= beat:
                beat = self.loop.time() + BEAT_SECONDS
                await self._beat()
        self._watching = None

    async def _beat(self) -> None:
        """Give every socket a sign of life, and look at the nods and votes no hint told of."""
        for thread in list(self.threads.values()):
            thread.counts.ask()
            thread.rooms.ask()
            self._write(thread, thread.everybody(), frames.beat_frame(thread.number), 0)
            await self._tell_here(thread.thread_id, thread.said_here)

    async def read(self, function: Callable[..., T], *args: object) -> T:
        """Call a blocking read in one of the hub's own threads."""
        return await self.loop.run_in_executor(self._readers, lambda: function(*args))

    # ---- opening and closing ---------------------------------------------------------------------

    def _open(self, thread_id: int, conversation_id: int, number: int) -> OpenThread:
        thread = OpenThread(
            thread_id=thread_id,
            conversation_id=conversation_id,
            number=number,
            events=Coalesced(BURST_SECONDS, lambda: self._send_events(thread)),
            counts=Coalesced(SNAPSHOT_SECONDS, lambda: self._send_counts(thread)),
            here=Coalesced(SNAPSHOT_SECONDS, lambda: self._send_here(thread)),
            rooms=Coalesced(SNAPSHOT_SECONDS, lambda: self._send_rooms(thread)),
        )
        self.threads[thread_id] = thread
        if self._watching is None or self._watching.done():
            self._watching = self.loop.create_task(self._watch())
        if self._listening is None or self._listening.done():
            self._listening = self.loop.create_task(self._listen())
        return thread

    async def _listen(self) -> None:
        if bridge.in_use():
            await bridge.subscribe(self._heard)

    def _heard(self, message: dict[str, object]) -> None:
        hint = hints.read_hint(message)
        if hint is not None:
            self.heed(hint)

    def _shut(self, thread: OpenThread) -> None:
        """End every socket of a thread that is no longer public."""
        for socket in thread.everybody():
            socket.let_go(gone="closed")
        self._close(thread)

    def _close(self, thread: OpenThread) -> None:
        self.threads.pop(thread.thread_id, None)
        for coalesced in (thread.events, thread.counts, thread.here, thread.rooms):
            coalesced.stop()
        if thread.said_here:
            self.loop.create_task(self._tell_here(thread.thread_id, 0))

    def close(self) -> None:
        """Stop everything; for tests and for a server that ends."""
        for thread in list(self.threads.values()):
            self._shut(thread)
        for task in (self._watching, self._listening):
            if task is not None:
                task.cancel()
        self.forget()

    def forget(self) -> None:
        """Hear no more hints and give the threads back; its loop may be gone already."""
        self._stop_hints()
        self._readers.shutdown(wait=False, cancel_futures=True)


def _counts_frame(counts: Counts) -> Frame:
    return frames.counts_frame(counts.nods, counts.votes)


def _rooms_frame(rooms: Rooms) -> Frame:
    return frames.rooms_frame(rooms, int(time.time() * 1000))
