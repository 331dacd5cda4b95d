"""A copy of the whole database as it is at one moment, and back; each kind with its own tool."""

import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection
from psycopg.conninfo import make_conninfo

from civic.backups.archive import BackupRefused


def snapshot(into: Path) -> None:
    """Copy the database to a file, as it is at one moment, while others go on reading and writing.

    Never inside a transaction: SQLite would wait for it to end, for ever.
    """
    if connection.in_atomic_block:
        raise RuntimeError("a backup cannot be made inside a transaction")
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(into)) as copy:
            connection.connection.backup(copy)  # in one step: one moment, however long it takes
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, with no log beside it
    else:
        with _server() as address:
            _run("pg_dump", "--format=custom", "--no-owner", "--no-acl", f"--file={into}", address)


def check(file: Path) -> None:
    """Look whether a copy can be read by this database's tool. Raises ``BackupRefused``."""
    if connection.vendor == "sqlite":
        try:
            with closing(sqlite3.connect(file)) as copy:
                copy.execute("PRAGMA ignore_check_constraints = ON")  # they call functions only Django has
                (answer,) = copy.execute("PRAGMA integrity_check").fetchone()
        except sqlite3.DatabaseError as error:
            raise BackupRefused("The database in this backup is damaged. Use another backup.") from error
        if answer != "ok":
            raise BackupRefused("The database in this backup is damaged. Use another backup.")
    else:
        _run("pg_restore", "--list", str(file))


def is_empty() -> bool:
    """Whether there is nothing yet in the database we are configured for."""
    return not connection.introspection.table_names()


def restore(file: Path) -> None:
    """Fill the empty database from a copy: all of it or, where that fails, nothing."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(file)) as copy:
            copy.backup(connection.connection)
    else:
        with _server() as address:
            _run(
                "pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--no-acl",
                f"--dbname={address}", str(file),
            )  # fmt: skip
    connection.close()


@contextmanager
def _server() -> Iterator[str]:
    """Give the server's address for PostgreSQL's tools; the password stays off their command line."""
    found = connection.settings_dict
    facts = {"host": found["HOST"], "port": found["PORT"], "user": found["USER"], "dbname": found["NAME"]}
    facts |= {key: value for key, value in found["OPTIONS"].items() if key.startswith("ssl")}
    with tempfile.NamedTemporaryFile("w") as passwords:  # readable by its owner only
        if found["PASSWORD"]:
            escaped = found["PASSWORD"].replace("\\", "\\\\").replace(":", "\\:")
            passwords.write(f"*:*:*:*:{escaped}\n")
            passwords.flush()
            facts["passfile"] = passwords.name
        yield make_conninfo("", **{key: value for key, value in facts.items() if value})


def _run(tool: str, *arguments: str) -> None:
    path = shutil.which(tool)
    if path is None:
        raise BackupRefused(
            f"This needs {tool}, which is in PostgreSQL's client package (postgresql-client)."
        )
    done = subprocess.run([path, *arguments], capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    if done.returncode:
        raise BackupRefused(f"{tool} could not do its work: {done.stderr.strip()[:500]}")
