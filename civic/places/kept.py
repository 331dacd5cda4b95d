"""What every request asks of its place, kept in each process, and right the moment after any edit.

Which place it is, its settings, its look, which plugins are on: read once a process, and again when one
number in the database has changed (``kept``). Every statement that writes to a table a room has named
(``keep_in_step_with``), whoever sends it and in whatever process, changes the number once its transaction is
done; whoever is still inside that transaction sees what it wrote. The number is drawn, not counted: a test
that is taken back, a copy or a backup that is put back cannot come to a number that meant something else.

Rows are kept as values (``Row``) and made anew for whoever asks, so nobody changes another request's.

How it fails: as ``civic.pages.kept``: an edit by another program than this one is seen within a minute, and
so is one whose process dies between its commit and the new number.
"""

import logging
import secrets
import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from django.db import DatabaseError, OperationalError, ProgrammingError, connection, transaction
from django.db.backends.signals import connection_created
from django.db.models import FileField, Model
from django.dispatch import receiver

from civic.places.written import table_written

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

log = logging.getLogger(__name__)

T = TypeVar("T")
M = TypeVar("M", bound=Model)
#: The number, and which of this transaction's own writes are in what was read; neither seen by others yet.
State = tuple[int, tuple[int, ...]]

KEPT_SECONDS = 60.0
#: Names of hosts come from outside: past so many things, all are read anew.
MOST = 1_000
_CHANGE = (
    "INSERT INTO places_keptnumber (id, number) VALUES (1, %s) "
    "ON CONFLICT (id) DO UPDATE SET number = excluded.number"
)
_tables: set[str] = set()
_writes = count()


@dataclass(frozen=True)
class Row(Generic[M]):
    """The values of one row as they were read."""

    model: type[M]
    names: tuple[str, ...]
    values: tuple[Any, ...]

    @classmethod
    def of(cls, row: M) -> "Row[M]":
        """Return a row's own values, without anything it points to."""
        fields = row._meta.concrete_fields
        values = (getattr(row, one.attname) for one in fields)
        return cls(
            type(row),
            tuple(one.attname for one in fields),
            tuple(
                value.name if isinstance(one, FileField) else value
                for one, value in zip(fields, values, strict=True)
            ),
        )

    def again(self) -> M:
        """Return it as if it had just been read."""
        return self.model.from_db("default", self.names, self.values)


@dataclass
class _Kept:
    """What was read while the number was the same."""

    state: State
    until: float
    things: dict[Hashable, Any] = field(default_factory=dict)


@dataclass
class _Once:
    """What a request found when it looked at the number."""

    kept: _Kept | None = None


_shared = _Kept((0, ()), 0.0)
_own = threading.local()  # while a transaction holds writes nobody else sees
_request: ContextVar[_Once | None] = ContextVar("places_kept", default=None)


# ---- reading -----------------------------------------------------------------------------------
def kept(what: Hashable, read: Callable[[], T]) -> T:
    """Return what is kept under a name, or what ``read`` returns; never anything one request may change."""
    found = _in_force()
    if found is None:
        return read()
    if what not in found.things:
        value = read()
        if len(found.things) >= MOST:
            found.things.clear()
        found.things[what] = value
        return value
    return cast(T, found.things[what])


@contextmanager
def looked_at_once() -> Iterator[None]:
    """Look at the number once within the block, a request, and again only after a write of its own."""
    token = _request.set(_Once())
    try:
        yield
    finally:
        _request.reset(token)


def _in_force() -> _Kept | None:
    """Return what is kept of things as they stand; None where there is no number to go by."""
    once, own = _request.get(), _own_writes()
    if once is not None and once.kept is not None and once.kept.state[1] == own:
        return once.kept
    number = _number()
    found = _found(number, own) if number is not None else None
    if once is not None:
        once.kept = found
    return found


def _found(number: int, own: tuple[int, ...]) -> _Kept:
    global _shared
    state, now = (number, own), time.monotonic()
    before: _Kept | None = getattr(_own, "kept", None) if own else _shared
    if before is not None and before.state == state and before.until > now:
        return before
    fresh = _Kept(state, now + KEPT_SECONDS)
    if own:
        _own.kept = fresh
    else:
        _shared = fresh
    return fresh


def _number() -> int | None:
    with connection.cursor() as cursor:  # asked in every request: not by the ORM
        cursor.execute("SELECT number FROM places_keptnumber WHERE id = 1")
        row = cursor.fetchone()
    return row[0] if row else None


def _own_writes() -> tuple[int, ...]:
    return tuple(one[1].write for one in connection.run_on_commit if isinstance(one[1], _ChangeNumber))


# ---- writing -----------------------------------------------------------------------------------
def keep_in_step_with(*models: type[Model]) -> None:
    """Have a new number after each write to these models' tables. Call in ``AppConfig.ready``."""
    _tables.update(model._meta.db_table for model in models)


@receiver(connection_created, dispatch_uid="places.kept")
def watch_writes(sender: Any, connection: "BaseDatabaseWrapper", **kwargs: Any) -> None:
    """Watch what is written through a connection."""
    if _watched not in connection.execute_wrappers:
        connection.execute_wrappers.append(_watched)


def _watched(execute: Any, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    result = execute(sql, params, many, context)
    if table_written(str(sql)) in _tables:
        _note_write(context["connection"])
    return result


def _note_write(used: "BaseDatabaseWrapper") -> None:
    """Have the number changed after commit, once for all writes that a rollback would take together."""
    if (once := _request.get()) is not None:
        once.kept = None
    for one in used.run_on_commit:
        if isinstance(one[1], _ChangeNumber) and one[0] == set(used.savepoint_ids):
            one[1].write = next(_writes)
            return
    transaction.on_commit(_ChangeNumber(), using=used.alias)


class _ChangeNumber:
    """Draws a new number; while it waits for the commit, ``write`` names what this transaction wrote last."""

    def __init__(self) -> None:
        self.write = next(_writes)

    def __call__(self) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute(_CHANGE, [secrets.randbelow(2**62)])
        except (OperationalError, ProgrammingError) as error:  # while the tables are being made
            log.debug("places.number_not_changed", extra={"error": type(error).__name__})
        except DatabaseError as error:
            log.warning("places.number_not_changed", extra={"error": type(error).__name__})
