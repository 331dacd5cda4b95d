"""The servers the socket bench compares, each in a process of its own.

``python -m tests.bench.live_servers hub|bare|stock ROUNDS BYTES`` prints ``ready PORT``, waits for a
line on stdin, sends ROUNDS messages to everybody who is connected, prints JSON and ends. ``stock`` is
Channels as its documentation has it: a consumer class, a group, ``group_send``. With ``BURST`` in the
environment each round is so many events at once; ``PAUSE`` is the seconds between two rounds.
"""

import asyncio
import json
import os
import sys
import threading
import time
import uuid
from pathlib import Path

ROUND_SECONDS = float(os.environ.get("PAUSE", "0.15"))
BURST = int(os.environ.get("BURST", "1"))


def stamp() -> str:
    """Return the moment in a form the readers find in any frame; clocks agree across processes."""
    return f"@@{time.monotonic():.6f}@@"


def report(cpu: float, **more: object) -> None:
    """Print what was measured."""
    print(json.dumps({"cpu": cpu, **more}), flush=True)


def resident() -> int:
    """Return how much memory this process holds, in bytes."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


async def bare(rounds: int, size: int) -> None:
    """A ``websockets`` server that broadcasts text of the same size, and does nothing else."""
    from websockets.asyncio.server import broadcast, serve

    connections = set()

    async def reader(connection: object) -> None:
        connections.add(connection)
        await connection.wait_closed()  # type: ignore[attr-defined] # a websockets connection

    async with serve(reader, "127.0.0.1", 0, compression=None) as server:
        memory = resident()
        print("ready", server.sockets[0].getsockname()[1], flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
        memory = resident() - memory
        began = time.process_time()
        for _round in range(rounds):
            text = stamp()
            broadcast(connections, text + "x" * (size - len(text)))
            await asyncio.sleep(ROUND_SECONDS)
        await asyncio.sleep(0.3)
        report(time.process_time() - began, memory=memory)
    os._exit(0)


async def stock(rounds: int, size: int) -> None:
    """Channels' own consumer, group and in-memory layer under the same uvicorn."""
    import django
    from django.conf import settings

    settings.configure(CHANNEL_LAYERS={"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}})
    django.setup()
    from channels.generic.websocket import AsyncWebsocketConsumer
    from channels.layers import get_channel_layer
    from uvicorn import Config, Server

    class Reader(AsyncWebsocketConsumer):
        async def connect(self) -> None:
            await self.channel_layer.group_add("thread", self.channel_name)
            await self.accept()
            await self.send(text_data="hello")

        async def disconnect(self, code: int) -> None:
            await self.channel_layer.group_discard("thread", self.channel_name)

        async def said(self, event: dict[str, str]) -> None:
            await self.send(text_data=event["text"])

    layer = get_channel_layer()
    layer.capacity = 1_000_000
    server = Server(Config(Reader.as_asgi(), **(UVICORN | {"log_level": "critical"})))
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    memory = resident()
    print("ready", server.servers[0].sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    memory = resident() - memory
    began = time.process_time()
    for _round in range(rounds):
        for _event in range(BURST):
            text = stamp()
            await layer.group_send("thread", {"type": "said", "text": text + "x" * (size - len(text))})
        await asyncio.sleep(ROUND_SECONDS)
    # It is done when its loop has nothing left to do: what is queued is part of what it costs.
    seen = -1.0
    while time.process_time() - seen > 0.02:
        seen = time.process_time()
        await asyncio.sleep(0.5)
    report(time.process_time() - began, memory=memory)
    serving.cancel()
    os._exit(0)


#: How each server under uvicorn is run, as ``manage.py serve`` does.
UVICORN = {
    "port": 0,
    "ws": "websockets-sansio",
    "loop": "uvloop",
    "lifespan": "off",
    "log_level": "warning",
    "ws_per_message_deflate": False,
    "ws_max_size": 16384,
}


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
    config = Config(URLRouter(websocket_urlpatterns), **(UVICORN | ({"ws": ws} if ws else {})))
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
    memory = resident()
    print("ready", port, f"/live/{thread.uuid}/", flush=True)
    sys.stdin.readline()
    memory = resident() - memory
    time.sleep(0.5)
    loop_clock = time.pthread_getcpuclockid(threading.main_thread().ident)
    began, posting, writing = time.process_time(), time.thread_time(), time.clock_gettime(loop_clock)
    kept: dict[str, float] = {}
    for _round in range(rounds):
        if BURST > 1:
            _burst(thread, person)
        else:
            pressed = stamp()
            text = f"{pressed} A place to mend things, open in the evening."
            services.post_contribution(thread, person, text, client_key=uuid.uuid4().hex)
            kept[pressed.strip("@")] = time.monotonic() - float(pressed.strip("@"))
        time.sleep(ROUND_SECONDS)
    time.sleep(0.3)
    cpu = time.process_time() - began
    posting = time.thread_time() - posting
    writing = time.clock_gettime(loop_clock) - writing
    events = selectors.events_after(thread, 0)[:1]
    size = len(events_frame(selectors.render_events(thread, events))["text"])
    report(cpu - posting, posting=posting, writing=writing, size=size, memory=memory, kept=kept)
    os._exit(0)


def _burst(thread, person) -> None:
    """Write so many contributions at once, as a crowd would, and hint once."""
    from django.db import transaction

    from engagement.conversations.live import hints
    from engagement.conversations.models import Contribution, Thread, ThreadEvent

    with transaction.atomic():
        first = Thread.objects.select_for_update().get(pk=thread.pk).last_event_number + 1
        made = Contribution.objects.bulk_create(
            Contribution(
                site_id=thread.site_id,
                conversation_id=thread.conversation_id,
                thread=thread,
                contributor=person,
                text=f"{stamp()} A place to mend things, open in the evening.",
                client_key=uuid.uuid4().hex,
                number=first + n,
            )
            for n in range(BURST)
        )
        ThreadEvent.objects.bulk_create(
            ThreadEvent(thread=thread, number=one.number, kind="posted", contribution=one) for one in made
        )
        Thread.objects.filter(pk=thread.pk).update(last_event_number=first + BURST - 1)
    hints.thread_changed(thread.pk, first + BURST - 1)


if __name__ == "__main__":
    kind, rounds_, size_ = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    if kind == "hub":
        hub(rounds_, sys.argv[4] if len(sys.argv) > 4 else "")
    else:
        import uvloop

        uvloop.run((bare if kind == "bare" else stock)(rounds_, size_))
