"""Queries a page takes with no rows, with 3 and with 300, on a database of its own.

The pages and the rule they keep are in ``tests/page_costs.py``; ``tests/test_query_counts.py`` fails
where the rule is broken. Run alone with ``python -m tests.bench.bench_queries``.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent.parent


def run() -> list[str]:
    """Return one line a page: its queries at 300 and 3 rows, their ratio, and what is more than empty."""
    lines = []
    for name, cost in _counted().items():
        ratio = cost["many"] / cost["few"]
        more = max(cost["few"], cost["many"]) - cost["empty"]
        lines.append(
            f"queries, {name}: {cost['many']} with 300 rows against {cost['few']} with 3 = {ratio:.2f}x;"
            f" {more:+d} to {cost['empty']} with none"
        )
    return lines


def _counted() -> dict[str, dict[str, int]]:
    with tempfile.TemporaryDirectory(prefix="jb-bench-") as home:
        environment = {
            **os.environ,
            "JUNCTION_HOME": home,
            "DJANGO_SETTINGS_MODULE": "civic.settings.test",
            "DATABASE_URL": "",
            "REDIS_URL": "",
        }
        for command in (
            ["manage.py", "migrate", "--verbosity", "0"],
            ["-m", "tests.bench.queries_counted"],
        ):
            done = subprocess.run(
                [sys.executable, *command], cwd=HERE, env=environment, check=True, stdout=subprocess.PIPE
            )
    counted: dict[str, dict[str, int]] = json.loads(done.stdout.splitlines()[-1])
    return counted


if __name__ == "__main__":
    print("\n".join(run()))
