"""Finding spaces among many: our selectors against the bare SQL of each query, written by hand.

For each, five turns of the two one after the other, the median of each, in milliseconds; then the ratio.
``floor`` is the hand-written SQL through Django's cursor, ``sql`` the selector's own statements through the
same cursor, ``whole`` the selector with all it builds. Sizes and cache: ``tests/bench/register_made.py``
(``BENCH_ASSETS=1000000 make bench BENCH=register``). With ``DATABASE_URL`` PostgreSQL is measured as well.
"""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tests.bench.register_made import MOST, count_of

HERE = Path(__file__).resolve().parent.parent.parent
CACHE = Path(os.environ.get("BENCH_CACHE", "~/.cache/junction-box")).expanduser()


def run() -> list[str]:
    """Return one line a query, a register and a database."""
    lines = []
    for name in MOST:
        if name == "england" and count_of(name) <= MOST["borough"] // 2:
            continue  # a small one says nothing more than the borough's
        for url in filter(None, ["sqlite", os.environ.get("DATABASE_URL", "")]):
            environment = _database(name, url)
            done = subprocess.run(
                [sys.executable, "-m", "tests.bench.register_measured"],
                cwd=HERE, env=environment, check=True, stdout=subprocess.PIPE, text=True,
            )  # fmt: skip
            where = f"{'SQLite' if url == 'sqlite' else 'PostgreSQL'}, {count_of(name):,} in {name}"
            lines += [f"register, {where}: {line}" for line in done.stdout.splitlines()]
    return lines


def _fingerprint() -> str:
    import hashlib

    digest = hashlib.sha256()
    for file in [
        *sorted(HERE.glob("assets_register/migrations/*.py")),
        HERE / "assets_register/index.py",
        HERE / "tests/bench/register_made.py",
    ]:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:10]


def _database(name: str, url: str) -> dict[str, str]:
    """Return the environment of a filled database, making it where it is not there yet."""
    key = f"bench_{name}_{count_of(name)}_{_fingerprint()}"
    home = CACHE / key
    environment = {
        **os.environ,
        "JUNCTION_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "civic.settings.served_test",
        "DATABASE_URL": "",
        "REDIS_URL": "",
        "LOG_LEVEL": "ERROR",
    }
    if url != "sqlite":
        import psycopg

        environment["DATABASE_URL"] = urlunsplit(urlsplit(url)._replace(path=f"/{key}"))
        with psycopg.connect(url, autocommit=True) as server:
            known = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [key]).fetchone()
            if not known:
                server.execute(f'CREATE DATABASE "{key}"')
    done = home / ("made-sqlite" if url == "sqlite" else "made-postgresql")
    if not done.exists():
        home.mkdir(parents=True, exist_ok=True)
        make = ["-m", "tests.bench.register_made", name]
        if url != "sqlite":
            _database(name, "sqlite")
            make = ["-m", "tests.bench.register_copied", str(home / "junction.sqlite3")]
        for command in (["manage.py", "migrate", "--verbosity", "0"], make):
            subprocess.run(
                [sys.executable, *command], cwd=HERE, env=environment, check=True, stdout=subprocess.DEVNULL
            )
        done.touch()
    return environment


if __name__ == "__main__":
    print("\n".join(run()))
