"""The live channel against a bare ``websockets`` broadcast and against stock Channels groups.

CPU per delivery, lateness, a burst, a socket that stops reading, memory. Server and readers are separate
processes; the server's own processor time is counted. All servers run on uvloop and send frames of the
same size without compression. What is compared takes turns, and the median of the turns' ratios is told.
Run alone with ``python -m tests.bench.bench_live``; ``TURNS=1`` is quicker.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROUNDS = 40
TURNS = int(os.environ.get("TURNS", "3"))
#: Stock groups fall over where the others are measured, so they are asked for less.
STOCK_READERS, STOCK_ROUNDS = 1000, 6
CROWD = 3_000
BURST, BURSTS = 200, 6
TEN_A_SECOND = {"PAUSE": "0.1"}
HERE = Path(__file__).resolve().parent.parent.parent


def run() -> list[str]:
    """Return the lines ``make bench`` prints: measured ratios, each beside its own numbers."""
    with tempfile.TemporaryDirectory(prefix="jb-bench-") as home:
        site = _site(Path(home))
        return [
            *(_against_bare(site, readers) for readers in (200, 1000)),
            _against_stock(site),
            _crowd(site),
            _burst(site),
            _stuck(site),
            _memory(site),
        ]


def _median(
    turns: "list[tuple[dict[str, float], dict[str, float]]]", name: str
) -> tuple[float, float, float]:
    """Return both medians of a figure, and the median of the turns' ratios."""
    ours, theirs = zip(*((one[name], other[name]) for one, other in turns), strict=True)
    ratio = statistics.median(one / other for one, other in zip(ours, theirs, strict=True))
    return statistics.median(ours), statistics.median(theirs), ratio


def _against_bare(site: dict[str, str], readers: int) -> str:
    turns = []
    for _turn in range(TURNS):
        ours = measure(site | TEN_A_SECOND, "hub", readers, 0)
        turns.append((ours, measure(site | TEN_A_SECOND, "bare", readers, int(ours["size"]))))
    cpu, bare, ratio = _median(turns, "cpu_us")
    late, bare_late, later = _median(turns, "p95")
    ours = turns[-1][0]
    return (
        f"live, {readers} sockets, 10 a second: CPU per delivery {cpu:.1f} us against {bare:.1f} bare"
        f" = {ratio:.2f}x (writing alone {ours['writing_us']:.1f}; the rest is one read and one rendering for"
        f" all); p95 {late * 1000:.1f} ms from the commit against {bare_late * 1000:.1f}"
        f" = {later:.2f}x; received {ours['received']} of {ours['sent']} ({ours['size']} bytes each)"
    )


def _against_stock(site: dict[str, str]) -> str:
    turns = []
    for _turn in range(TURNS):
        ours = measure(site, "hub", STOCK_READERS, 0, rounds=STOCK_ROUNDS)
        stock = measure(site, "stock", STOCK_READERS, int(ours["size"]), rounds=STOCK_ROUNDS)
        turns.append((stock, ours))
    stock_us, ours_us, ratio = _median(turns, "cpu_us")
    return (
        f"live, {STOCK_READERS} sockets: CPU per delivery {stock_us:.0f} us with stock Channels groups"
        f" against {ours_us:.1f} here = {ratio:.1f}x less"
    )


def _crowd(site: dict[str, str]) -> str:
    ours = measure(site | TEN_A_SECOND, "hub", CROWD, 0)
    return (
        f"live, {CROWD} sockets in one process, 10 a second: received {ours['received']} of {ours['sent']},"
        f" p95 {ours['p95'] * 1000:.0f} ms, {ours['cpu_us']:.1f} us a delivery"
        f" = {ours['cpu_us'] * CROWD * 10 / 1e4:.0f}% of one processor"
    )


def _burst(site: dict[str, str]) -> str:
    """So many events at once, written, read, rendered and sent, against as many of stock groups."""
    turns = []
    for _turn in range(TURNS):
        ours = measure(site | {"BURST": str(BURST), "PAUSE": "0.5"}, "hub", STOCK_READERS, 0, rounds=BURSTS)
        size, less = int(ours["size"]), {"BURST": "20", "PAUSE": "0.5"}
        stock = measure(site | less, "stock", STOCK_READERS, size, rounds=2)
        ours["per_second"] = 1e6 / (ours["cpu_us"] / BURST)
        stock["per_second"] = 1e6 / (stock["cpu_us"] / 20)
        turns.append((ours, stock))
    ours_rate, stock_rate, ratio = _median(turns, "per_second")
    return (
        f"live, bursts of {BURST} events to {STOCK_READERS} sockets: {ours_rate:,.0f} events a second of one"
        f" processor against {stock_rate:,.0f} with stock Channels groups = {ratio:.0f}x"
    )


def _stuck(site: dict[str, str]) -> str:
    turns = []
    for _turn in range(TURNS):
        stuck = measure(site | TEN_A_SECOND | {"STUCK": "1"}, "hub", 200, 0)
        turns.append((stuck, measure(site | TEN_A_SECOND, "hub", 200, 0)))
    late, without, ratio = _median(turns, "p95")
    stuck = turns[-1][0]
    return (
        f"live, one of 200 sockets stops reading: p95 of the others {late * 1000:.1f} ms against"
        f" {without * 1000:.1f} without it = {ratio:.2f}x; received {stuck['received']} of {stuck['sent']}"
    )


def _memory(site: dict[str, str]) -> str:
    turns = [
        (measure(site, "hub", 2000, 0, rounds=1), measure(site, "bare", 2000, 300, rounds=1))
        for _turn in range(TURNS)
    ]
    ours, bare, ratio = _median(turns, "memory")
    return (
        f"live, memory of an idle socket: {ours / 2000 / 1024:.1f} KB against {bare / 2000 / 1024:.1f} bare"
        f" = {ratio:.2f}x"
    )


def measure(
    environment: dict[str, str], kind: str, readers: int, size: int, ws: str = "", rounds: int = ROUNDS
) -> dict[str, float]:
    """Run one server with so many readers; times in seconds, ``cpu_us`` in microseconds a delivery.

    A round of a burst counts as one delivery.
    """
    command = [
        sys.executable,
        "-m",
        "tests.bench.live_servers",
        kind,
        str(rounds),
        str(size),
        *([ws] * bool(ws)),
    ]
    server = _start(command, environment)
    try:
        _word, port, *path = _line(server, "ready").split()
        crowd = _start(
            [sys.executable, "-m", "tests.bench.live_readers", port, (path or ["/"])[0], str(readers)],
            environment,
        )
        try:
            _line(crowd, "connected")
            server.stdin.write("go\n")
            server.stdin.flush()
            told = json.loads(_line(server, "{"))
            crowd.stdin.write("stop\n")
            crowd.stdin.flush()
            seen = json.loads(_line(crowd, "{"))
        finally:
            crowd.kill()
    finally:
        server.kill()
    # A contribution is late from the moment it is kept; what keeping it takes is told apart.
    kept = told.get("kept", {})
    late = sorted(one - kept.get(stamp, 0.0) for stamp, each in seen["late"].items() for one in each)
    return {
        "received": len(late),
        "p95": max(late[int(len(late) * 0.95)], 1e-4) if late else 0.0,
        "size": told.get("size", size),
        "sent": rounds * readers * int(environment.get("BURST", "1")),
        "cpu_us": told["cpu"] / (rounds * readers) * 1e6,
        "memory": told["memory"],
        "writing_us": told.get("writing", told["cpu"]) / (rounds * readers) * 1e6,
    }


def _start(command: list[str], environment: dict[str, str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        command, cwd=HERE, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


def _line(process: "subprocess.Popen[str]", begins: str) -> str:
    for line in process.stdout:
        if line.startswith(begins):
            return line
    raise RuntimeError(f"the process ended before it said {begins!r}")


def _site(home: Path) -> dict[str, str]:
    """Make a small site of its own in an empty folder; returns the environment to run it in."""
    environment = {
        **os.environ,
        "JUNCTION_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "civic.settings.test",
        "DATABASE_URL": "",
        "REDIS_URL": "",
    }
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=HERE, env=environment, check=True
    )
    shutil.rmtree(home / "test-media", ignore_errors=True)
    return environment


if __name__ == "__main__":
    print("\n".join(run()))
