"""Many sockets in one light process: connects, then prints how late each message came, by its stamp, as JSON.

``python -m tests.bench.live_readers PORT PATH HOW_MANY`` prints ``connected`` and reads until a line
comes on stdin. With ``STUCK=1`` in the environment one socket more is opened that never reads.
"""

import asyncio
import json
import os
import re
import socket
import sys
import time

import uvloop

STAMP = re.compile(rb"@@([0-9.]+)@@")
HANDSHAKE = (
    "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


class Reader(asyncio.Protocol):
    """One socket: answers no pings (the bench is shorter than their timeout), notes the stamps."""

    def __init__(self, late: dict[str, list[float]], greeting: bytes, connected: asyncio.Event) -> None:
        self.late = late
        self.greeting = greeting
        self.connected = connected

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.write(self.greeting)  # type: ignore[attr-defined] # it is a stream

    def data_received(self, data: bytes) -> None:
        self.connected.set()
        now = time.monotonic()
        for found in STAMP.finditer(data):
            self.late.setdefault(found[1].decode(), []).append(round(now - float(found[1]), 5))


async def main(port: int, path: str, how_many: int) -> None:
    """Connect one after another, wait for a line, print."""
    late: dict[str, list[float]] = {}
    greeting = HANDSHAKE.format(path=path, port=port).encode()
    loop = asyncio.get_running_loop()
    for _reader in range(how_many):
        connected = asyncio.Event()
        await loop.create_connection(lambda c=connected: Reader(late, greeting, c), "127.0.0.1", port)
        await asyncio.wait_for(connected.wait(), 10)
    if os.environ.get("STUCK"):
        stuck = socket.socket()
        stuck.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        stuck.connect(("127.0.0.1", port))
        stuck.sendall(greeting)
    await asyncio.sleep(1)
    print("connected", flush=True)
    await loop.run_in_executor(None, sys.stdin.readline)
    print(json.dumps({"late": late}), flush=True)


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
