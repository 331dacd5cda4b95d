"""The register over HTTP beside Datasette and pygeoapi: one worker each, asked in turn, the same 100,000.

The peers are not part of this project: ``BENCH_PEERS=/path/to/venv make bench BENCH=peers`` says where they
are installed (``pip install datasette pygeoapi`` into an environment of its own). What is missing is said,
and not measured. pygeoapi is asked of PostGIS (``DATABASE_URL``), as the register's own page would be.
``BENCH_ASSETS=100000`` for the size that counts.
"""

import asyncio
import contextlib
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.request import urlopen

from tests.bench.bench_bridge import HERE, TURNS, _rate, _served
from tests.bench.bench_register import _database
from tests.bench.register_made import MIDDLE, count_of

#: A rectangle of some hundred assets among 100,000.
WEST, SOUTH, EAST, NORTH = MIDDLE[1], MIDDLE[0], MIDDLE[1] + 0.02, MIDDLE[0] + 0.012
SECTION = """
from wagtail.models import Site
from assets_register.pages import SpacesIndexPage
from civic.pages.services import add_section
home = Site.objects.get(is_default_site=True).root_page.specific
add_section(home, SpacesIndexPage, "Spaces", slug="spaces")
"""
OURS = {
    "rectangle": f"/ogc/collections/spaces/items?bbox={WEST},{SOUTH},{EAST},{NORTH}&limit=100",
    "rare word": "/spaces/?q=zanzibar",
    "common word": "/spaces/?q=pellbridge",
}
IN_RECTANGLE = f"longitude__gte={WEST}&longitude__lte={EAST}&latitude__gte={SOUTH}&latitude__lte={NORTH}"
THEIRS = {
    "rectangle": f"/peer/spaces?{IN_RECTANGLE}&_size=100",
    "rare word": "/peer/spaces?_search=zanzibar&_size=25",
    "common word": "/peer/spaces?_search=pellbridge&_size=25",
}
#: At least so many times as many of our answers as of Datasette's.
LEAST = {"rectangle": 5.0, "rare word": 1.0, "common word": 1.0}


def run() -> list[str]:
    """Return one line a question and a peer, or what is missing."""
    peers = Path(os.environ.get("BENCH_PEERS", ""))
    datasette = peers / "bin" / "datasette"
    lines = []
    if not os.environ.get("BENCH_PEERS") or not datasette.exists():
        lines.append("peers: Datasette is missing; set BENCH_PEERS to an environment it is installed in")
    else:
        lines += _beside_datasette(datasette)
    lines.append(_pygeoapi(peers))
    return lines


def _beside_datasette(datasette: Path) -> list[str]:
    environment = _database("borough", "sqlite")
    subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", SECTION],
        cwd=HERE, env=environment, check=True,
    )  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="jb-bench-") as folder:
        file = Path(folder) / "peer.db"
        _copied(Path(environment["JUNCTION_HOME"]) / "junction.sqlite3", file)
        many = {**environment, "PUBLIC_API_LIMIT": "100000000"}
        with _served("civic.asgi:application", many) as ours, _their_server(datasette, file) as theirs:
            return _asked(ours, theirs)


def _asked(ours: int, theirs: int) -> list[str]:
    lines = []
    for name, path in OURS.items():
        rates: dict[int, list[float]] = {ours: [], theirs: []}
        for _turn in range(TURNS):
            for port, asked in ((ours, path), (theirs, THEIRS[name])):
                rates[port].append(asyncio.run(_rate(port, asked)))
        mine, peer = statistics.median(rates[ours]), statistics.median(rates[theirs])
        verdict = "met" if mine / peer >= LEAST[name] else "MISSED"
        lines.append(
            f"peers, {count_of('borough'):,} on SQLite, {name}: {mine:.0f} requests a second against"
            f" {peer:.0f} of Datasette's table page = {mine / peer:.1f}x"
            f" (at least {LEAST[name]:g}x: {verdict})"
        )
    return lines


def _copied(source: Path, file: Path) -> None:
    """Give Datasette what it serves best: a plain table, an index over the place, its own full text."""
    with contextlib.closing(sqlite3.connect(file)) as peer:
        peer.execute("ATTACH ? AS ours", [str(source)])
        peer.execute(
            "CREATE TABLE spaces (id INTEGER PRIMARY KEY, name TEXT, kind TEXT, text TEXT, latitude REAL, "
            "longitude REAL)"
        )
        peer.execute(
            "INSERT INTO spaces SELECT asset_id, sort_name, kind, text, latitude, longitude "
            "FROM ours.assets_register_assetindex WHERE usable"
        )
        peer.execute("CREATE INDEX spaces_place ON spaces (latitude, longitude)")
        peer.execute("CREATE VIRTUAL TABLE spaces_fts USING fts5(text, content='spaces', content_rowid='id')")
        peer.execute("INSERT INTO spaces_fts (rowid, text) SELECT id, text FROM spaces")
        peer.commit()
        peer.execute("DETACH ours")
        peer.execute("ANALYZE")
        peer.commit()


@contextlib.contextmanager
def _their_server(datasette: Path, file: Path) -> Iterator[int]:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [datasette, "serve", "--immutable", file, "--port", str(port), "--setting", "num_sql_threads", "3"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=_plain(os.environ),
    )  # fmt: skip
    try:
        for _attempt in range(300):
            with contextlib.suppress(OSError), urlopen(f"http://127.0.0.1:{port}/-/versions.json", timeout=5):
                break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def _plain(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if not name.startswith(("DJANGO_", "PYTHON"))}


def _pygeoapi(peers: Path) -> str:
    if not (peers / "bin" / "pygeoapi").exists():
        return "peers: pygeoapi is missing; set BENCH_PEERS to an environment it is installed in"
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        return "peers: pygeoapi was not measured; it needs PostGIS (DATABASE_URL)"
    import psycopg

    with psycopg.connect(url, autocommit=True) as server:
        known = server.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'postgis'").fetchone()
    if known is None:
        return "peers: pygeoapi was not measured; this PostgreSQL has no PostGIS to give it"
    return "peers: pygeoapi was not measured; nobody has written that bench yet"


if __name__ == "__main__":
    print("\n".join(run()))
