"""A real server process, for tests that need sockets, a browser, a kill or a restart.

Each has a home folder, a database and a port of its own. ``with server.database():`` points this
test's own Django at the server's database, so factories, services and selectors are used directly.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psycopg
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connections
from django.db.utils import load_backend

START_SECONDS = 120


class LiveServer:
    """One served site. Start, kill, restart; read its mail; use its database.

    ``worker`` is whether a task worker runs beside it; ``web_processes`` and ``task_workers`` are
    for the spread shape. Change ``env`` before ``start``.
    """

    def __init__(self, home: Path, *, template: Path | str, worker: bool = True) -> None:
        self.home = home
        self.worker = worker
        self.web_processes = 1
        self.task_workers = 1
        self.process: subprocess.Popen[bytes] | None = None
        self.port = free_port()
        self.settings = "civic.settings.served_test"
        self.env: dict[str, str] = {}
        home.mkdir(parents=True, exist_ok=True)
        if isinstance(template, Path):
            self.database_name: Path | str = home / "junction.sqlite3"
            shutil.copy(template, self.database_name)
            self._database_url = ""
        else:
            self.database_name = f"{template.split('_template_')[0]}_live_{uuid.uuid4().hex[:12]}"
            with maintenance() as cursor:
                cursor.execute(f'CREATE DATABASE "{self.database_name}" TEMPLATE "{template}"')
            self._database_url = database_url(str(self.database_name))

    @property
    def url(self) -> str:
        """The address, without a slash at the end. ``localhost`` also works as a host."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        """What the server and its worker have written so far."""
        return (self.home / "server.log").read_text() if (self.home / "server.log").exists() else ""

    def environment(self) -> dict[str, str]:
        """Return the environment its processes run in."""
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": self.settings,
            "JUNCTION_HOME": str(self.home),
            "DATABASE_URL": self._database_url,
            "REDIS_URL": settings.REDIS_URL,
            "BASE_URL": self.url,
            "PYTEST_XDIST_WORKER": "",  # its Redis is given, not to be shifted again
            **self.env,
        }

    def start(self) -> "LiveServer":
        """Start and wait until it answers. Raises ``RuntimeError`` with its log where it does not."""
        # With --parent, a test run that is itself killed leaves no server behind.
        command = ["serve", "--port", str(self.port), "--parent", str(os.getpid())]
        command += ["--task-workers", str(self.task_workers)]
        if self.web_processes > 1:
            command += ["--workers", str(self.web_processes)]
        if not self.worker:
            command.append("--no-worker")
        with (self.home / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", *command],
                cwd=settings.BASE_DIR,
                env=self.environment(),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if self.process.poll() is not None:
                break
            try:
                if self.get("/healthz", timeout=2)[0] == 200:
                    return self
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"the server did not start:\n{self.log[-4000:]}")

    def kill(self) -> None:
        """End the web process with -9, as a power cut would; its worker notices and ends too."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        """Ask it to end, with its worker."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None

    def restart(self) -> "LiveServer":
        """Kill with -9 and start again on the same port and database."""
        self.kill()
        return self.start()

    def close(self) -> None:
        """End it and its children at once, and throw its database away."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None
        if self._database_url:
            with maintenance() as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{self.database_name}" WITH (FORCE)')

    def children(self, command: str = "work") -> list[int]:
        """Return the process ids of its child processes that run a management command."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                words = (folder / "cmdline").read_bytes().split(b"\0")
                parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, ValueError):
                continue
            if self.process and parent == self.process.pid and command.encode() in words:
                found.append(int(folder.name))
        return sorted(found)

    def get(
        self, path: str, *, timeout: float = 30, headers: dict[str, str] | None = None
    ) -> tuple[int, str]:
        """Fetch a path; returns status and text. Redirects are followed."""
        request = Request(self.url + path, headers=headers or {})  # noqa: S310 - our own server
        try:
            with urlopen(request, timeout=timeout) as answer:  # noqa: S310 - our own server
                return answer.status, answer.read().decode()
        except HTTPError as error:
            return error.code, error.read().decode()

    def manage(self, *arguments: str, check: bool = True) -> str:
        """Run a management command against its database; returns what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        if check and done.returncode:
            raise RuntimeError(f"{arguments} failed:\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def shell(self, code: str) -> object:
        """Run Python in a process of its own; what it assigns to ``result`` comes back (JSON values).

        Takes seconds to start: prefer ``with server.database():``.
        """
        wrapped = f"result = None\n{code}\nimport json; print('\\n\\x1e' + json.dumps(result))"
        return json.loads(self.manage("shell", "--no-imports", "-c", wrapped).rsplit("\x1e", 1)[1])

    @contextmanager
    def database(self) -> Iterator[None]:
        """Point this test's Django at the server's database, outside any test transaction."""
        before = connections["default"]
        wanted = {**before.settings_dict, "NAME": str(self.database_name), "CONN_MAX_AGE": 0}
        ours = load_backend(wanted["ENGINE"]).DatabaseWrapper(wanted, "default")
        forget()
        connections["default"] = ours
        try:
            with self.unblock():
                yield
        finally:
            ours.close()
            connections["default"] = before
            forget()

    def unblock(self):
        """Return pytest-django's permission to use a database; set by the fixture."""
        raise NotImplementedError

    def emails(self, *, to: str = "", wait: float = 0, count: int = 1) -> list[EmailMessage]:
        """Return the emails it sent, oldest first; waits up to ``wait`` seconds until there are ``count``."""
        until = time.monotonic() + wait
        while True:
            found = [mail for mail in self._read_mail() if not to or to in str(mail["To"])]
            if len(found) >= count:
                return found
            if time.monotonic() >= until:
                assert not wait, (
                    f"{len(found)} of {count} letters to {to} after {wait} s:\n{self.log[-4000:]}"
                )
                return found
            time.sleep(0.1)

    def _read_mail(self) -> list[EmailMessage]:
        folder = self.home / "mail"
        files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime) if folder.exists() else []
        mails = []
        for file in files:
            for part in file.read_bytes().split(b"\n" + b"-" * 79 + b"\n"):
                if part.strip():
                    mails.append(message_from_bytes(part.lstrip(), policy=modern))
        return mails


class OwnRedis:
    """A Redis on a port of its own, that keeps nothing on disk."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        home.mkdir()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self.process = subprocess.Popen(
            [*command, "--appendonly", "no", "--dir", str(self.home)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

        def answers() -> bool:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                return False
            return True

        wait_for(answers, seconds=30)

    def stop(self) -> None:
        """End it at once."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def restart(self) -> None:
        """Kill it, with everything it held, and start it again on the same port."""
        self.stop()
        self.start()


def wait_for(condition, *, seconds: float = 60, every: float = 0.05):
    """Return what ``condition`` gives once it is true. Raises ``AssertionError`` after ``seconds``."""
    until = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > until:
            raise AssertionError(f"waited {seconds} s for {condition}")
        time.sleep(every)


def forget() -> None:
    """Drop what this process remembers of a database."""
    cache.clear()
    ContentType.objects.clear_cache()


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def database_url(name: str) -> str:
    """Return the configured PostgreSQL's address with another database in it."""
    found = connections["default"].settings_dict
    login = found["USER"] + (f":{found['PASSWORD']}" if found["PASSWORD"] else "")
    return f"postgres://{login}@{found['HOST']}:{found['PORT'] or 5432}/{name}"


@contextmanager
def maintenance() -> Iterator[psycopg.Cursor]:
    """Give a cursor that may create and drop databases."""
    with psycopg.connect(database_url("postgres"), autocommit=True) as link, link.cursor() as cursor:
        yield cursor
