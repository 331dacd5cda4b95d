"""The two servers the socket bench compares, each in a process of its own.

``python -m tests.bench.live_servers hub|bare ROUNDS BYTES [WS]`` prints ``ready PORT``, waits for a
line on stdin, sends ROUNDS messages to everybody who is connected, prints JSON and ends.
"""

import asyncio
import json
import os
import sys
import threading
import time
import uuid

ROUND_SECONDS = 0.15


def stamp() -> str:
    """Return the moment in a form the readers find in any frame; clocks agree across processes."""
    return f"@@{time.monotonic():.6f}@@"


def report(cpu: float, **more: object) -> None:
    """Print what was measured."""
    print(json.dumps({"cpu": cpu, **more}), flush=True)


async def bare(rounds: int, size: int) -> None:
    """A ``websockets`` server that broadcasts text of the same size, and does nothing else."""
    from websockets.asyncio.server import broadcast, serve

    connections = set()

    async def reader(connection: object) -> None:
        connections.add(connection)
        await connection.wait_closed()  # type: ignore[attr-defined] # a websockets connection

    async with serve(reader, "127.0.0.1", 0, compression=None) as server:
        print("ready", server.sockets[0].getsockname()[1], flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
        began = time.process_time()
        for _round in range(rounds):
            text = stamp()
            broadcast(connections, text + "x" * (size - len(text)))
            await asyncio.sleep(ROUND_SECONDS)
        await asyncio.sleep(0.3)
        report(time.process_time() - began)
    os._exit(0)


def hub(rounds: int, ws: str) -> None:
    """The site's own socket under uvicorn; each round is a contribution posted by the service.

    The processor time of the posting itself is taken off (it is the same for one reader as for a
    thousand); reading, rendering, encoding and sending is what is left.
    """
    import django

    django.setup()
    from channels.routing import URLRouter
    from django.conf import settings
    from uvicorn import Config, Server

    from engagement.conversations.routing import websocket_urlpatterns

    settings.LIVE_SOCKETS_PER_ADDRESS = 5000
    thread = _thread()
    config = Config(
        URLRouter(websocket_urlpatterns),
        port=0,
        ws=ws,  # type: ignore[arg-type] # one of uvicorn's names
        loop="uvloop",
        lifespan="off",
        log_level="warning",
        ws_per_message_deflate=False,
        ws_max_size=16384,
    )
    server = Server(config)
    threading.Thread(target=_post_rounds, args=(server, thread, rounds), daemon=True).start()
    server.run()


def _thread():
    from wagtail.models import Site

    from civic.residents.services import create_guest
    from engagement.conversations.models import Thread
    from tests.factories.conversations import make_conversation, thread_in

    site = Site.objects.get(is_default_site=True)
    conversation = make_conversation(site)
    thread = thread_in(conversation)
    thread.bench_contributor = create_guest(site, display_name="Bench")
    return Thread.objects.get(pk=thread.pk), thread.bench_contributor


def _post_rounds(server, thread_and_person, rounds: int) -> None:
    from engagement.conversations import selectors, services
    from engagement.conversations.live.frames import events_frame
    from engagement.conversations.live.source import DatabaseSource

    thread, person = thread_and_person
    services.post_contribution(thread, person, "Warm.", client_key=uuid.uuid4().hex)
    DatabaseSource().events(thread.pk, 0, 1, ["en"])  # templates and addresses load once a process
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    print("ready", port, f"/live/{thread.uuid}/", flush=True)
    sys.stdin.readline()
    time.sleep(0.5)
    loop_clock = time.pthread_getcpuclockid(threading.main_thread().ident)
    began, posting, writing = time.process_time(), time.thread_time(), time.clock_gettime(loop_clock)
    for _round in range(rounds):
        services.post_contribution(
            thread,
            person,
            f"{stamp()} A place to mend things, open in the evening.",
            client_key=uuid.uuid4().hex,
        )
        time.sleep(ROUND_SECONDS)
    time.sleep(0.3)
    cpu = time.process_time() - began
    posting = time.thread_time() - posting
    writing = time.clock_gettime(loop_clock) - writing
    events = selectors.events_after(thread, 0)[:1]
    size = len(events_frame(selectors.render_events(thread, events))["text"])
    report(cpu - posting, posting=posting, writing=writing, size=size)
    os._exit(0)


if __name__ == "__main__":
    kind, rounds_, size_ = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    if kind == "bare":
        import uvloop

        uvloop.run(bare(rounds_, size_))
    else:
        hub(rounds_, sys.argv[4] if len(sys.argv) > 4 else "websockets-sansio")
