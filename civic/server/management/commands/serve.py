"""Serve the site: the embedded shape in one command, and the spread shape's web processes."""

import asyncio
import os
import signal
import socket
import sys
import tempfile
import time
from contextlib import ExitStack
from types import FrameType
from typing import Any, NoReturn

import uvicorn
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from civic.server.supervisor import Supervisor
from civic.tasks.parent import end_with_parent

LOOK_SECONDS = 0.5


class Command(BaseCommand):
    """One uvicorn and a worker as its child; or several of both on one port."""

    help = "Serve the site, with the worker as a child process."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address and how many processes."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000, help="0 takes a free one and says which")
        parser.add_argument("--workers", type=int, default=1, help="web processes (needs both URLs set)")
        parser.add_argument("--task-workers", type=int, default=1, help="processes for background tasks")
        parser.add_argument("--no-worker", action="store_true", help="start no process for background tasks")
        # How this command starts its own web processes.
        parser.add_argument("--socket", type=int, default=-1, help="listen on an inherited socket")
        parser.add_argument("--parent", type=int, default=0, help="stop when this process is gone")

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until SIGTERM or SIGINT, then stop the children and end."""
        workers = options["workers"]
        if workers > 1 and not (settings.REDIS_URL and settings.DATABASE_URL):
            raise CommandError("Several web processes need DATABASE_URL and REDIS_URL.")
        if options["parent"]:
            end_with_parent(options["parent"])
        signal.signal(signal.SIGTERM, _end)
        with ExitStack() as stack:
            if settings.METRICS_TOKEN and options["socket"] < 0:
                # Where all our processes write what they count; those we start inherit it.
                folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="junction-metrics-"))
                os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
            self._serve(options)

    def _serve(self, options: dict[str, Any]) -> None:
        workers = options["workers"]
        if options["socket"] >= 0:
            listener = socket.socket(fileno=options["socket"])
        else:
            listener = bind(options["host"], options["port"])
            host, port = listener.getsockname()[:2]
            self.stdout.write(f"Serving at http://{host}:{port}/ (stop with Ctrl+C)")
            self.stdout.flush()
        supervisor = Supervisor()
        parent = str(os.getpid())
        if not options["no_worker"]:
            for _number in range(options["task_workers"]):
                supervisor.add("work", "--parent", parent)
        try:
            if workers > 1:
                listener.set_inheritable(True)
                number = listener.fileno()
                for _number in range(workers):
                    supervisor.add(
                        "serve", "--no-worker", "--parent", parent, "--socket", str(number),
                        file_descriptors=(number,),
                    )  # fmt: skip
                watch(supervisor)
            else:
                asyncio_run(serve(listener, supervisor))
        except KeyboardInterrupt:
            pass
        finally:
            supervisor.stop()


def _end(signum: int, frame: FrameType | None) -> NoReturn:
    sys.exit(0)


def bind(host: str, port: int) -> socket.socket:
    """Return a socket bound to an address. Raises ``CommandError`` where it is taken."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        raise CommandError(f"Cannot listen on {host}:{port}: {error.strerror}") from error
    return listener


def watch(supervisor: Supervisor) -> None:
    """Keep the children running until a signal ends this process."""
    while True:
        supervisor.look()
        time.sleep(LOOK_SECONDS)


def asyncio_run(main: Any) -> None:
    """Run a coroutine on uvloop where there is one."""
    try:
        from uvloop import new_event_loop
    except ImportError:
        asyncio.run(main)
        return
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        runner.run(main)


async def serve(listener: socket.socket, supervisor: Supervisor) -> None:
    """Answer requests in this process, and look after the children beside it."""
    server = uvicorn.Server(
        uvicorn.Config(
            "civic.asgi:application",
            log_config=None,
            access_log=False,
            server_header=False,
            # Who a request came from is read in one place: TRUSTED_PROXIES.
            proxy_headers=False,
            ws="websockets-sansio",
            ws_max_size=settings.SOCKET_FRAME_LIMIT,
            ws_max_queue=8,
            ws_ping_interval=20,
            ws_ping_timeout=20,
            ws_per_message_deflate=False,
            timeout_keep_alive=15,
            timeout_graceful_shutdown=5,
        )
    )

    async def look_after() -> None:
        while True:
            supervisor.look()
            await asyncio.sleep(LOOK_SECONDS)

    looking = asyncio.create_task(look_after())
    try:
        await server.serve(sockets=[listener])
    finally:
        looking.cancel()
