"""Pages kept whole, in requests a second, against a view that answers with nothing through the same layers.

One uvicorn, asked in turn; the median of several turns.
"""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.bench_bridge import HERE, TURNS, _rate, _served

LEAST = 0.7
PAGES = {"the front door": "/", "spaces": "/spaces/", "spaces on the map": "/spaces/?view=map"}
EMPTY = "/empty/"
MADE = """
from tests.conftest import make_site
from assets_register.pages import SpacesIndexPage
from assets_register.services import create_asset
from civic.pages.services import add_section
site = make_site("x", "X", default=True)
add_section(site.root_page.specific, SpacesIndexPage, title="Spaces", slug="spaces")
for n in range(30):
    where = {"latitude": 53.4 + n / 1e3, "longitude": -2.3}
    create_asset(site, name=f"Hall {n}", publish=True, public_use="yes", **where)
"""


def run() -> list[str]:
    """Return one line a page: its median, the empty view's, and their ratio beside its bar."""
    with tempfile.TemporaryDirectory(prefix="jb-bench-") as home:
        environment = {
            **os.environ,
            "JUNCTION_HOME": str(Path(home)),
            "DJANGO_SETTINGS_MODULE": "tests.bench.kept_settings",
            "DATABASE_URL": "",
            "REDIS_URL": "",
            "LOG_LEVEL": "ERROR",
        }
        for command in (["migrate", "--verbosity", "0"], ["shell", "--no-imports", "-c", MADE]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=HERE, env=environment, check=True)
        with _served("civic.asgi:application", environment) as port:
            rates: dict[str, list[float]] = {path: [] for path in (EMPTY, *PAGES.values())}
            for _turn in range(TURNS):
                for path in rates:
                    rates[path].append(asyncio.run(_rate(port, path)))
    empty = statistics.median(rates[EMPTY])
    lines = []
    for name, path in PAGES.items():
        ours = statistics.median(rates[path])
        verdict = "met" if ours / empty >= LEAST else "MISSED"
        lines.append(
            f"kept pages, {name}: {ours:.0f} requests a second against {empty:.0f} of an empty view"
            f" = {ours / empty:.2f}x (at least {LEAST}x: {verdict})"
        )
    return lines


if __name__ == "__main__":
    print("\n".join(run()))
