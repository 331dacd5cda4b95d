"""A thousand readers of one thread in one light process, whose sockets are cut at random.

``python -m tests.flow.chaos_readers PORT THREAD HOW_MANY SEED`` prints ``connected`` once all read, then
cuts. A line ``NUMBER`` on stdin ends the cutting: when every reader has heard number NUMBER, or none has
heard anything for ``PATIENCE`` seconds, it prints JSON: each story some readers were told
(``[[number, id, kind], ...]``) with how many, and what else happened.

A reader does what ``live-thread.js`` does: it keeps the last number it heard, names it when it comes back,
leaves out what it has heard, and asks again from there where it notices a hole.
"""

import asyncio
import json
import random
import sys
from collections import Counter
from itertools import count

import uvloop

PATIENCE = 60
#: One socket is cut for so many things said; how many seconds whose was cut stays away at most.
CUT_EVERY, AWAY = 3, 3.0
HANDSHAKE = (
    "GET /live/{thread}/?after={after} HTTP/1.1\r\nHost: localhost:{port}\r\nOrigin: http://localhost:{port}\r\n"
    "Upgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


class Crowd:
    """Everybody, and what happened to them."""

    def __init__(self, port: int, thread: str, how_many: int, seed: int) -> None:
        self.port, self.thread = port, thread
        self.chance = random.Random(seed)
        self.happened: Counter[str] = Counter()
        self.newest, self.heard_at = 0, 0.0
        self._read: dict[bytes, dict] = {}
        self.readers = [Reader(self) for _n in range(how_many)]

    def read(self, frame: bytes) -> dict:
        """Read a frame once for all who get it: only what is needed of it is kept."""
        if frame not in self._read:
            if len(self._read) > 200:
                self._read.clear()
            said = json.loads(frame)
            self._read[frame] = {
                "t": said["t"],
                "number": said.get("number"),
                "events": [(one["n"], one["id"], one["kind"]) for one in said.get("events", [])],
            }
        return self._read[frame]


class Reader:
    """One person's page: what it has heard, across all its connections."""

    def __init__(self, crowd: Crowd) -> None:
        self.crowd = crowd
        self.last = 0
        self.asked = 0.0
        self.story: list[tuple[int, str, str]] = []
        self.line: Line | None = None
        self.greeted = asyncio.Event()

    async def connect(self) -> None:
        """Come (back), and go on trying until somebody answers."""
        loop = asyncio.get_running_loop()
        for tries in count():
            try:
                await loop.create_connection(lambda: Line(self), "127.0.0.1", self.crowd.port)
            except OSError:
                await asyncio.sleep(min(0.1 * (tries + 1), 1))
            else:
                return

    def heard(self, said: dict) -> None:
        """Take a frame as the page would."""
        if said["t"] == "gap":
            self.crowd.happened["gap"] += 1
        for event in said["events"]:
            if event[0] <= self.last:
                self.crowd.happened["heard twice"] += 1
            elif event[0] == self.last + 1:
                self.story.append(event)
                self.last = event[0]
                self.crowd.newest = max(self.crowd.newest, self.last)
                self.crowd.heard_at = asyncio.get_running_loop().time()
            else:
                self.ask()
                break
        if said["t"] == "hello":
            self.greeted.set()
        if (said["number"] or 0) > self.last:
            self.ask()

    def ask(self) -> None:
        """Say that something is missing, at most every two seconds."""
        now = asyncio.get_running_loop().time()
        if self.line and now - self.asked >= 2:
            self.asked = now
            self.crowd.happened["hole"] += 1
            self.line.send(TEXT, json.dumps({"after": self.last}).encode())

    def lost(self, line: "Line") -> None:
        """Come back after a while, if this was the connection one had."""
        if self.line is line:
            self.line = None
            away = self.crowd.chance.random() ** 3 * AWAY
            asyncio.get_running_loop().call_later(away, lambda: asyncio.ensure_future(self.connect()))


class Line(asyncio.Protocol):
    """One connection: a WebSocket (RFC 6455) as far as it is needed here."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.rest = b""
        self.open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.reader.line = self
        crowd = self.reader.crowd
        asked = HANDSHAKE.format(port=crowd.port, thread=crowd.thread, after=self.reader.last)
        transport.write(asked.encode())

    def connection_lost(self, error: Exception | None) -> None:
        self.reader.lost(self)

    def data_received(self, data: bytes) -> None:
        self.rest += data
        if not self.open:
            head, found, rest = self.rest.partition(b"\r\n\r\n")
            if not found:
                return
            if not head.startswith(b"HTTP/1.1 101"):
                self.reader.crowd.happened[head.split(b"\r\n")[0].decode()] += 1
                self.transport.abort()
                return
            self.open, self.rest = True, rest
        while frame := self.next_frame():
            kind, body = frame
            if kind == TEXT:
                self.reader.heard(self.reader.crowd.read(body))
            elif kind == PING:
                self.send(PONG, body)
            elif kind == CLOSE:
                self.reader.crowd.happened[f"closed with {int.from_bytes(body[:2], 'big')}"] += 1
                self.transport.close()

    def next_frame(self) -> tuple[int, bytes] | None:
        """Take one whole frame off what has come; servers do not mask, and ours sends none in pieces."""
        rest = self.rest
        if len(rest) < 2:
            return None
        size, at = rest[1], 2
        if size == 126:
            size, at = int.from_bytes(rest[2:4], "big"), 4
        elif size == 127:
            size, at = int.from_bytes(rest[2:10], "big"), 10
        if len(rest) < at + size or (rest[1] >= 126 and len(rest) < at):
            return None
        self.rest = rest[at + size :]
        return rest[0] & 15, rest[at : at + size]

    def send(self, kind: int, body: bytes) -> None:
        """Write a short frame, masked with zeros as a browser's is with chance."""
        self.transport.write(bytes([128 | kind, 128 | len(body), 0, 0, 0, 0]) + body)


async def main(port: int, thread: str, how_many: int, seed: int) -> None:
    """Connect, cut until told the last number, wait until all have it, say what each was told."""
    loop = asyncio.get_running_loop()
    crowd = Crowd(port, thread, how_many, seed)
    for group in range(0, how_many, 50):
        some = crowd.readers[group : group + 50]
        await asyncio.gather(*(reader.connect() for reader in some))
        await asyncio.gather(*(reader.greeted.wait() for reader in some))
    print("connected", flush=True)
    told = loop.run_in_executor(None, sys.stdin.readline)
    while not told.done():
        await asyncio.sleep(0.02)
        while crowd.happened["cut"] < crowd.newest // CUT_EVERY:
            crowd.happened["cut"] += 1
            if line := crowd.chance.choice(crowd.readers).line:
                line.transport.abort()
    number, crowd.heard_at = int(await told), loop.time()
    while any(reader.last < number for reader in crowd.readers) and loop.time() < crowd.heard_at + PATIENCE:
        await asyncio.sleep(0.05)
    stories = Counter(tuple(reader.story) for reader in crowd.readers)
    told_most = stories.most_common(4)  # there ought to be one
    print(json.dumps({"stories": told_most, "of": len(stories), "happened": crowd.happened}), flush=True)


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
