"""CPU per delivery and lateness of the live channel against a bare ``websockets`` broadcast.

Server and readers are separate processes; the server's own processor time is counted. Both servers
run on uvloop and send frames of the same size without compression. Run alone with
``python -m tests.bench.bench_live``.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROUNDS = 40
READERS = (200, 1000)
HERE = Path(__file__).resolve().parent.parent.parent


def run() -> list[str]:
    """Return the lines ``make bench`` prints: measured ratios, each beside its own numbers."""
    lines = []
    with tempfile.TemporaryDirectory(prefix="jb-bench-") as home:
        environment = _site(Path(home))
        for readers in READERS:
            ours = measure(environment, "hub", readers, 0)
            bare = measure(environment, "bare", readers, ours["size"])
            lines.append(
                f"live, {readers} sockets: CPU per delivery {ours['cpu_us']:.1f} us against"
                f" {bare['cpu_us']:.1f} bare = {ours['cpu_us'] / bare['cpu_us']:.2f}x"
                f" (writing alone {ours['writing_us']:.1f} = {ours['writing_us'] / bare['cpu_us']:.2f}x,"
                f" the rest is one read and one rendering for all);"
                f" p95 {ours['p95'] * 1000:.1f} ms (from the press, write and all) against"
                f" {bare['p95'] * 1000:.1f} = {ours['p95'] / bare['p95']:.2f}x;"
                f" received {ours['received']} of {ours['sent']} ({ours['size']} bytes each)"
            )
    return lines


def measure(
    environment: dict[str, str], kind: str, readers: int, size: int, ws: str = ""
) -> dict[str, float]:
    """Run one server with so many readers; times in seconds, ``cpu_us`` in microseconds a delivery."""
    command = [
        sys.executable,
        "-m",
        "tests.bench.live_servers",
        kind,
        str(ROUNDS),
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
    return {
        **seen,
        "size": told.get("size", size),
        "sent": ROUNDS * readers,
        "cpu_us": told["cpu"] / (ROUNDS * readers) * 1e6,
        "writing_us": told.get("writing", told["cpu"]) / (ROUNDS * readers) * 1e6,
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
