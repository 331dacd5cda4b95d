"""Requests a second through the bridge, against the same views through Django's own ASGI handler.

Two servers on the same database, asked in turn so that what else the machine does hits both; the
median of several turns. Eight connections kept alive, one uvicorn each, uvloop and httptools.
"""

import asyncio
import contextlib
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

HERE = Path(__file__).resolve().parent.parent.parent
CONNECTIONS = 8
SECONDS = 2.5
TURNS = 5
PAGES = {"a small view": "/healthz", "a page of text": "/"}


def run() -> list[str]:
    """Return one line a page: both medians and their ratio."""
    lines = []
    with tempfile.TemporaryDirectory(prefix="jb-bench-") as home:
        environment = _site(Path(home))
        with (
            _served("civic.asgi:application", environment) as bridge,
            _served("tests.bench.own_path:application", environment) as own,
        ):
            for name, path in PAGES.items():
                rates: dict[int, list[float]] = {bridge: [], own: []}
                for _turn in range(TURNS):
                    for port in rates:
                        rates[port].append(asyncio.run(_rate(port, path)))
                ours, theirs = statistics.median(rates[bridge]), statistics.median(rates[own])
                lines.append(
                    f"bridge, {name}: {ours:.0f} requests a second against {theirs:.0f}"
                    f" through Django's own ASGI path = {ours / theirs:.2f}x"
                )
    return lines


def _site(home: Path) -> dict[str, str]:
    environment = {
        **os.environ,
        "JUNCTION_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "civic.settings.served_test",
        "DATABASE_URL": "",
        "REDIS_URL": "",
        "LOG_LEVEL": "ERROR",
    }
    for command in (
        ["migrate", "--verbosity", "0"],
        [
            "shell",
            "--no-imports",
            "-c",
            "from tests.conftest import make_site as m; m('x', 'X', default=True)",
        ],
    ):
        subprocess.run([sys.executable, "manage.py", *command], cwd=HERE, env=environment, check=True)
    return environment


@contextlib.contextmanager
def _served(application: str, environment: dict[str, str]) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", application, f"--port={port}", "--no-access-log"],
        cwd=HERE,
        env=environment,
    )
    try:
        for _attempt in range(600):
            with contextlib.suppress(OSError), urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(20)


async def _rate(port: int, path: str) -> float:
    """Return requests a second, over all connections, once each of them is warm."""
    until = time.monotonic() + SECONDS
    counts = await asyncio.gather(*(_ask(port, path, until) for _n in range(CONNECTIONS)))
    return sum(counts) / SECONDS


async def _ask(port: int, path: str, until: float) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 24)
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    answered = 0
    while time.monotonic() < until:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"{path} answered {head.splitlines()[0]!r}")
        if b"transfer-encoding: chunked" in head.lower():
            await reader.readuntil(b"\r\n0\r\n\r\n")
        else:
            length = int(head.lower().split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
            await reader.readexactly(length)
        answered += 1
    writer.close()
    return answered


if __name__ == "__main__":
    print("\n".join(run()))
