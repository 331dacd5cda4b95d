"""Keeps child processes running for as long as this one runs."""

import logging
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

log = logging.getLogger(__name__)

#: A child that died is started again after this, and after twice as long each time it dies young.
FIRST_WAIT, LONGEST_WAIT = 0.2, 30.0
#: A child that lived this long was fine.
GROWN_SECONDS = 20.0
STOP_SECONDS = 15.0


@dataclass
class Child:
    """One management command kept running in a process of its own."""

    arguments: Sequence[str]
    file_descriptors: tuple[int, ...] = ()
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    again_at: float = 0.0
    wait: float = FIRST_WAIT

    def start(self) -> None:
        """Start it. It runs the same Python, the same ``manage.py``."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - our own command, no shell
            [sys.executable, sys.argv[0], *self.arguments], pass_fds=self.file_descriptors
        )

    def look(self) -> None:
        """Start it again where it died and its wait is over."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is not None:
            log.warning(
                "child.died", extra={"command": self.arguments[0], "returncode": self.process.returncode}
            )
            _forget(self.process.pid)
            if now - self.started > GROWN_SECONDS:
                self.wait = FIRST_WAIT
            self.process, self.again_at = None, now + self.wait
            self.wait = min(self.wait * 2, LONGEST_WAIT)
        if self.process is None and now >= self.again_at:
            self.start()


def _forget(pid: int) -> None:
    from civic.server.metrics import forget_process  # late, as that module says

    forget_process(pid)


@dataclass
class Supervisor:
    """Some children, started, watched and stopped together."""

    children: list[Child] = field(default_factory=list)

    def add(self, *arguments: str, file_descriptors: tuple[int, ...] = ()) -> None:
        """Keep a management command running from the next look on."""
        self.children.append(Child(arguments, file_descriptors))

    def look(self) -> None:
        """Start whatever is not running. Call often."""
        for child in self.children:
            child.look()

    def stop(self) -> None:
        """End all: asked first, and killed where they do not listen."""
        running = [child.process for child in self.children if child.process is not None]
        for process in running:
            process.terminate()
        until = time.monotonic() + STOP_SECONDS
        for process in running:
            try:
                process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
