"""Several processes on PostgreSQL and Redis: what one is told, the readers of the others see."""

import json
import socket as sockets
import time
from contextlib import ExitStack

import pytest
from websockets.sync.client import connect

from tests.conftest import make_site
from tests.factories.conversations import make_conversation, say, thread_in

pytestmark = pytest.mark.spread


@pytest.fixture
def crowd_of():
    """Open so many sockets on a server; closed at the end."""
    with ExitStack() as stack:
        yield lambda server, many: [stack.enter_context(listen(server)) for _reader in range(many)]


@pytest.fixture
def server(make_live_server):
    server = make_live_server(worker=False)
    server.web_processes = 2
    with server.database():
        server.conversation = make_conversation(make_site("localhost", "Pellbridge", default=True))
        server.thread = thread_in(server.conversation)
    server.start()
    return server


def listen(server):
    link = sockets.create_connection(("127.0.0.1", server.port))
    address = f"ws://localhost:{server.port}/live/{server.thread.uuid}/?after=0"
    return connect(address, sock=link, origin=f"http://localhost:{server.port}", compression=None)


def events(socket, how_many, seconds=60):
    """Read until so many events came; returns their numbers."""
    end, numbers = time.monotonic() + seconds, []
    while len(numbers) < how_many:
        frame = json.loads(socket.recv(timeout=max(0.01, end - time.monotonic())))
        numbers += [event["n"] for event in frame.get("events", [])]
    return numbers


def test_readers_of_every_process_get_everything_once_and_in_order(server, crowd_of):
    crowd = crowd_of(server, 12)
    for socket in crowd:
        socket.recv(timeout=60)
    with server.database():
        for n in range(20):
            say(server.conversation, f"Words {n}")
    assert [events(socket, 20) for socket in crowd] == [list(range(1, 21))] * 12


def test_people_here_are_counted_over_all_processes(server, crowd_of):
    crowd = crowd_of(server, 12)
    seen = [0] * len(crowd)
    end = time.monotonic() + 60
    while seen != [12] * 12 and time.monotonic() < end:
        for at, socket in enumerate(crowd):
            try:
                frame = json.loads(socket.recv(timeout=0.05))
            except TimeoutError:
                continue
            seen[at] = frame.get("here", seen[at])
    assert seen == [12] * 12


def test_hint_crosses_processes_where_nobody_looks_at_the_database(make_live_server, crowd_of):
    server = make_live_server(worker=False)
    server.web_processes = 2
    server.settings = "tests.conversations.live.patient"
    with server.database():
        server.conversation = make_conversation(make_site("localhost", "Pellbridge", default=True))
        server.thread = thread_in(server.conversation)
    server.start()
    crowd = crowd_of(server, 6)
    for socket in crowd:
        socket.recv(timeout=60)
    with server.database():
        for n in range(1, 4):
            say(server.conversation, f"Words {n}")
            assert [events(socket, 1) for socket in crowd] == [[n]] * 6


def test_without_redis_words_come_within_a_second_or_so(make_live_server, crowd_of):
    server = make_live_server(worker=False)
    server.web_processes = 2
    server.env["REDIS_URL"] = "redis://127.0.0.1:1/0"
    with server.database():
        server.conversation = make_conversation(make_site("localhost", "Pellbridge", default=True))
        server.thread = thread_in(server.conversation)
    server.start()
    crowd = crowd_of(server, 6)
    for socket in crowd:
        socket.recv(timeout=60)
    with server.database():
        say(server.conversation, "Words")
    assert [events(socket, 1, seconds=60) for socket in crowd] == [[1]] * 6
