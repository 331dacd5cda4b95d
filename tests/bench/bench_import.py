"""Taking in a long list against a bench that writes the same tables without looking at what it writes.

The two take turns, each in a process of its own on an empty, migrated database: ``BENCH_TURNS`` (default 3)
turns up to 200,000 rows, one beyond; medians, their ratio (2 at most is wanted), and the peak memory of ours
(under 400 MB). ``BENCH_ROWS`` (default 20000; ``BENCH_ROWS=1000000 make bench BENCH=import``) says how long
the list is. With ``DATABASE_URL`` PostgreSQL is measured as well.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit, urlunsplit

HERE = Path(__file__).resolve().parent.parent.parent
#: Lists longer than this are taken in once.
AFFORDABLE = 200_000


def run() -> Iterator[str]:
    """Give a line for each database, as soon as it is measured."""
    count = int(os.environ.get("BENCH_ROWS", "20000"))
    turns = int(os.environ.get("BENCH_TURNS", "3")) if count <= AFFORDABLE else 1
    with tempfile.TemporaryDirectory(prefix="bench-import-") as folder:
        file = Path(folder) / "list.csv"
        _django("tests.bench.import_made", _environment(Path(folder), ""), str(file), str(count))
        for url in filter(None, ["sqlite", os.environ.get("DATABASE_URL", "")]):
            told: dict[str, list[dict[str, float]]] = {"floor": [], "ours": []}
            for _turn in range(turns):
                for what, kept in told.items():
                    kept.append(_measured(what, file, Path(folder), url))
            yield _line(told, count, file, "SQLite" if url == "sqlite" else "PostgreSQL")


def _line(told: dict[str, list[dict[str, float]]], count: int, file: Path, where: str) -> str:
    floor, ours = (median(one["seconds"] for one in told[what]) for what in ("floor", "ours"))
    peaks = {what: max(one["peak_mb"] for one in told[what]) for what in told}
    return (
        f"import, {where}, {count:,} rows ({file.stat().st_size / 1e6:.0f} MB): "
        f"the same tables {floor:.1f} s, ours {ours:.1f} s, ratio {ours / floor:.2f} (2 at most is wanted); "
        f"peak memory {peaks['ours']:.0f} MB, the bench's {peaks['floor']:.0f} MB (under 400 is wanted)"
    )


def _environment(home: Path, url: str) -> dict[str, str]:
    return {
        **os.environ,
        "JUNCTION_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "civic.settings.served_test",
        "DATABASE_URL": url,
        "REDIS_URL": "",
        "LOG_LEVEL": "ERROR",
    }


def _django(module: str, environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=HERE, env=environment, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return done.stdout


def _measured(what: str, file: Path, folder: Path, url: str) -> dict[str, float]:
    """Run one on a new database: a copy of one that is migrated and empty."""
    home, empty = folder / "home", folder / "empty"
    shutil.rmtree(home, ignore_errors=True)
    if url == "sqlite":
        if not empty.exists():
            _migrate(_environment(empty, ""))
        shutil.copytree(empty, home)
        return _run(what, file, _environment(home, ""))
    home.mkdir(parents=True)
    with _server(url) as server:
        server.execute('DROP DATABASE IF EXISTS "bench_import" WITH (FORCE)')
        if not (folder / "migrated").exists():
            server.execute('DROP DATABASE IF EXISTS "bench_import_empty" WITH (FORCE)')
            server.execute('CREATE DATABASE "bench_import_empty"')
            _migrate(_environment(home, _address(url, "bench_import_empty")))
            (folder / "migrated").touch()
        server.execute('CREATE DATABASE "bench_import" TEMPLATE "bench_import_empty"')
    measured = _run(what, file, _environment(home, _address(url, "bench_import")))
    with _server(url) as server:
        server.execute('DROP DATABASE "bench_import" WITH (FORCE)')
    return measured


def _run(what: str, file: Path, environment: dict[str, str]) -> dict[str, float]:
    said = _django("tests.bench.import_measured", environment, what, str(file))
    measured: dict[str, float] = json.loads(said.splitlines()[-1])
    return measured


def _migrate(environment: dict[str, str]) -> None:
    Path(environment["JUNCTION_HOME"]).mkdir(parents=True, exist_ok=True)
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, cwd=HERE, env=environment, check=True, stdout=subprocess.DEVNULL)


def _server(url: str) -> Any:
    import psycopg

    return psycopg.connect(url, autocommit=True)


def _address(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


if __name__ == "__main__":
    print("\n".join(run()))
