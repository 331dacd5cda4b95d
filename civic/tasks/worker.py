"""The worker: one process that takes one task at a time, and small ones beside it.

Why our own: of the libraries that queue in a database, none passed the trial on both databases.
django-q2, the nearest, hands tasks to its children through a pipe behind a lock; a child killed
while it waits takes the lock with it, and nothing is done any more until somebody notices.
Here a worker shares nothing with any other but rows, so killing one leaves nothing behind.
"""

import logging
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection
from django.utils import translation

from civic.tasks.leases import MAX_ATTEMPTS, Claim, claim_next, finish, give_up, put_back, renew
from civic.tasks.registry import GiveUp, find_task, slow
from civic.tasks.schedules import queue_due_schedules, sync_schedules

log = logging.getLogger(__name__)

#: Seconds between looks at an empty queue, and between looks at the schedules.
POLL_SECONDS = 0.2
SCHEDULE_SECONDS = 1.0


class TookTooLong(BaseException):
    """Ends a task past its time. Not an ``Exception``, so that no task swallows it."""


class Worker:
    """Does what is due until it is told to stop."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self._in_hand: Claim | None = None

    def stop(self, signum: int = 0, frame: FrameType | None = None) -> None:
        """Finish the task in hand, then stop. Also a signal handler."""
        self.stopping.set()

    def run(self) -> None:
        """Work until stopped. A database that is away is waited for."""
        looked = 0.0
        synced = False
        beside = threading.Thread(target=self._small_ones, name="small tasks", daemon=True)
        beside.start()
        log.info("worker.started")
        while not self.stopping.is_set():
            close_old_connections()
            try:
                if not synced:
                    sync_schedules()
                    synced = True
                if time.monotonic() - looked >= SCHEDULE_SECONDS:
                    looked = time.monotonic()
                    queue_due_schedules()
                self._in_hand = claim_next()
                if self._in_hand is None:
                    self.stopping.wait(POLL_SECONDS)
                else:
                    run_claim(self._in_hand)
            except DatabaseError as error:
                log.warning("worker.database_away", extra={"error": type(error).__name__})
                self.stopping.wait(1)
            finally:
                self._in_hand = None
        beside.join()
        log.info("worker.stopped")

    def _small_ones(self) -> None:
        """While a slow task is in hand, do what is not slow: a letter waits behind no arithmetic."""
        while not self.stopping.wait(POLL_SECONDS):
            if self._in_hand is None or self._in_hand.name not in slow:
                continue
            try:
                close_old_connections()
                claim = claim_next(quick=True)
                if claim is not None:
                    run_claim(claim)
            except DatabaseError as error:
                log.warning("worker.database_away", extra={"error": type(error).__name__})
        connection.close()


def run_claim(claim: Claim) -> None:
    """Do one task that is held, and write down how it went."""
    if claim.attempt > MAX_ATTEMPTS:  # every earlier attempt ended with its worker's death
        give_up(claim, "its worker died each time")
        return
    try:
        function = find_task(claim.name)
    except LookupError as error:
        give_up(claim, str(error))
        return
    try:
        with _kept_alive(claim), _time_limit(), translation.override(settings.LANGUAGE_CODE):
            function(**claim.arguments)
    except GiveUp as error:
        give_up(claim, _said(error))
    except TookTooLong:
        put_back(claim, f"took longer than {settings.TASK_TIME_LIMIT_SECONDS} seconds")
    except Exception as error:
        log.exception("task.raised", extra={"task": claim.name, "attempt": claim.attempt})
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        put_back(claim, _said(error))
    else:
        finish(claim)


def _said(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:2000]


@contextmanager
def _kept_alive(claim: Claim) -> Iterator[None]:
    """Renew the lease from a thread for as long as the task is being done, and has time."""
    done = threading.Event()
    until = time.monotonic() + settings.TASK_TIME_LIMIT_SECONDS

    def beat() -> None:
        try:
            while not done.wait(settings.TASK_LEASE_SECONDS / 3) and time.monotonic() < until:
                try:
                    renew(claim)
                except DatabaseError as error:
                    log.warning(
                        "task.lease_not_renewed", extra={"task": claim.name, "error": type(error).__name__}
                    )
        finally:
            connection.close()

    thread = threading.Thread(target=beat, name="lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


@contextmanager
def _time_limit() -> Iterator[None]:
    """Raise ``TookTooLong`` in the task once its time is up. Only a main thread can be timed."""

    def ring(signum: int, frame: FrameType | None) -> None:
        raise TookTooLong

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, settings.TASK_TIME_LIMIT_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
