"""A thread of ten thousand things said: its pages against a thread of one full page, and a plain page.

In a process and a database of its own (``threads_timed``). The bounds: within 1.5 times the time of a
thread that holds one full page, at most 5 times a plain Wagtail page, at most 8 queries more than an
empty page; ``tests/conversations/test_threads.py`` holds the queries. Run alone with
``python -m tests.bench.bench_threads``.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent.parent


def run() -> list[str]:
    """Return one line a page: its time against both others', its queries against an empty page's."""
    measured = _measured()
    seconds, queries = measured["seconds"], measured["queries"]
    plain, full = seconds["plain"], seconds["full"]
    lines = [
        f"threads, one full page: {full * 1000:.1f} ms against {plain * 1000:.1f} for a plain page"
        f" = {full / plain:.2f}x; {queries['full'] - queries['empty']:+d} queries to {queries['empty']}"
    ]
    lines += [
        f"threads, {name} (10,000): {seconds[name] * 1000:.1f} ms = {seconds[name] / full:.2f}x a thread of"
        f" one full page, {seconds[name] / plain:.2f}x a plain page;"
        f" {queries[name] - queries['empty']:+d} queries to {queries['empty']} with none"
        for name in seconds
        if name.startswith("many")
    ]
    lines += [
        f"threads, {name} a page (10,000): {queries[name]} queries, {seconds[name] * 1000:.1f} ms"
        for name in seconds
        if name.startswith("data")
    ]
    lines.append(
        f"threads, what others said like it (10,000): {seconds['alike'] * 1000:.1f} ms"
        f" = {seconds['alike'] / full:.2f}x a page"
    )
    return lines


def _measured() -> dict[str, dict[str, float]]:
    with tempfile.TemporaryDirectory(prefix="jb-bench-") as home:
        environment = {
            **os.environ,
            "JUNCTION_HOME": home,
            "DJANGO_SETTINGS_MODULE": "civic.settings.test",
            "DATABASE_URL": "",
            "REDIS_URL": "",
        }
        for command in (["manage.py", "migrate", "--verbosity", "0"], ["-m", "tests.bench.threads_timed"]):
            done = subprocess.run(
                [sys.executable, *command], cwd=HERE, env=environment, check=True, stdout=subprocess.PIPE
            )
    measured: dict[str, dict[str, float]] = json.loads(done.stdout.splitlines()[-1])
    return measured


if __name__ == "__main__":
    print("\n".join(run()))
