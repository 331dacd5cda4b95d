"""A real server process: what a hostile or unlucky client can and cannot do to it."""

import asyncio
import html
import json
import os
import re
import signal
import socket
import time

import pytest
from django.conf import settings
from django.urls import reverse

from assets_register.importing.tables import FILE_LIMIT
from civic.server.body import BODY_KEY, BodyGate
from tests.conftest import make_site
from tests.live_server import LiveServer, wait_for

pytestmark = pytest.mark.xdist_group("serving")


def send(server: LiveServer, text: str, *, close: bool = False) -> socket.socket:
    link = socket.create_connection(("127.0.0.1", server.port), timeout=60)
    link.sendall(text.encode())
    if close:
        link.close()
    return link


def answer(link: socket.socket) -> str:
    parts = []
    while part := link.recv(65536):
        parts.append(part)
    return b"".join(parts).decode()


def post(path: str, body: str, *, length: int | None = None) -> str:
    return (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body) if length is None else length}\r\n\r\n{body}"
    )


@pytest.fixture(scope="module")
def one_server(django_db_setup, template_database, tmp_path_factory):
    """One server for every test that leaves it as it was."""
    server = LiveServer(tmp_path_factory.mktemp("served"), template=template_database, worker=False)
    server.settings = "tests.server.settings"
    yield server.start()
    server.close()


@pytest.fixture
def served(one_server) -> LiveServer:
    """The one server, with nothing noted yet."""
    (one_server.home / "notes.txt").unlink(missing_ok=True)
    return one_server


def notes(server: LiveServer) -> list[str]:
    file = server.home / "notes.txt"
    return file.read_text().splitlines() if file.exists() else []


def test_healthz_names_its_process_and_readyz_is_ready(live_server_process):
    server = live_server_process
    status, text = server.get("/healthz")
    assert status == 200
    assert json.loads(text)["process"] == server.process.pid
    assert server.get("/readyz") == (200, '{"status": "ready", "missing": []}')


def test_a_post_reaches_the_view_whole(served):
    assert answer(send(served, post("/note", "words=hello"))).startswith("HTTP/1.1 200")
    chunked = (
        "POST /note HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\nb\r\nwords=again\r\n0\r\n\r\n"
    )
    assert answer(send(served, chunked)).startswith("HTTP/1.1 200")
    long = "words=" + "x" * 2_000_000
    assert answer(send(served, post("/note", long))).startswith("HTTP/1.1 200")
    assert [len(note) for note in notes(served)] == [5, 5, 2_000_000]


def test_a_post_cut_off_half_way_creates_nothing(served):
    send(served, post("/note", "words=half of it", length=500), close=True)
    answer(send(served, post("/note", "words=whole")))
    time.sleep(0.3)
    assert notes(served) == ["whole"]


def test_posts_that_never_finish_hold_up_nobody(served):
    held = [send(served, post("/note", "words=", length=1000)) for _n in range(40)]
    assert served.get("/healthz", timeout=6)[0] == 200
    # After their time they are told so.
    assert answer(held[0]).startswith("HTTP/1.1 408")
    for link in held:
        link.close()
    assert notes(served) == []


def test_a_body_too_large_is_answered_in_plain_words(served):
    said = answer(send(served, post("/note", "", length=900_000_000)))
    assert said.startswith("HTTP/1.1 413")
    assert "The most we can take is 3 MB." in said
    said = answer(send(served, post("/note", "words=" + "x" * 4_000_000)))
    assert said.startswith("HTTP/1.1 413")
    assert notes(served) == []


def test_a_header_with_an_underscore_does_not_pass_for_a_proxys(served):
    request = "GET /headers HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    said = answer(send(served, request + "X_Forwarded_For: 1.2.3.4\r\nX-Other: yes\r\n\r\n"))
    assert "HTTP_X_OTHER" in said
    assert "HTTP_X_FORWARDED_FOR" not in said


def test_readers_that_stand_still_hold_up_nobody(served):
    held = []
    for _n in range(12):  # three times as many as there are threads
        link = socket.socket()
        link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        link.connect(("127.0.0.1", served.port))
        link.sendall(b"GET /long HTTP/1.1\r\nHost: localhost\r\n\r\n")
        held.append(link)
    assert all(link.recv(12) == b"HTTP/1.1 200" for link in held)
    assert served.get("/healthz", timeout=60)[0] == 200
    for link in held:
        link.close()


def handshake(server: LiveServer, path: str, *, origin: str) -> str:
    return answer(
        send(
            server,
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nOrigin: {origin}\r\n"
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        )
    )


def test_a_socket_of_another_origin_or_address_is_refused_without_a_traceback(served):
    assert handshake(served, "/live/1/", origin="https://evil.example").startswith("HTTP/1.1 403")
    assert handshake(served, "/nowhere/", origin=served.url).startswith("HTTP/1.1 403")
    assert "Traceback" not in served.log


def test_one_server_from_start_to_stop(live_server_process):
    """Its database can be written from outside; its worker is started again, and does not outlive it."""
    from wagtail.models import Site

    server = live_server_process
    with server.database():
        make_site("localhost", "Written from outside", default=True)
    assert "Written from outside" in server.get("/")[1]
    assert server.shell("from wagtail.models import Site; result = Site.objects.count()") == 1

    first = wait_for(server.children)
    wait_for(lambda: "worker.started" in server.log)
    os.kill(first[0], signal.SIGKILL)
    second = wait_for(lambda: [pid for pid in server.children() if pid != first[0]])
    wait_for(lambda: server.log.count("worker.started") == 2)
    server.kill()
    wait_for(lambda: not os.path.exists(f"/proc/{second[0]}"))

    server.start()
    with server.database():
        assert Site.objects.get().site_name == "Written from outside"
    third = wait_for(server.children)[0]
    wait_for(lambda: server.log.count("worker.started") == 3)
    server.stop()
    assert not os.path.exists(f"/proc/{third}")


@pytest.mark.spread
def test_several_processes_answer_on_one_port(make_live_server):
    server = make_live_server(worker=True)
    server.web_processes, server.task_workers = 2, 2
    server.env["METRICS_TOKEN"] = "a-token"
    server.start()
    wait_for(lambda: len(server.children("serve")) == 2)
    seen = set()

    def both() -> bool:
        seen.add(json.loads(server.get("/healthz")[1])["process"])
        return len(seen) == 2

    wait_for(both)
    assert seen == set(server.children("serve"))
    assert len(server.children("work")) == 2

    def counted() -> float:
        """What all processes together say of one route, whichever is asked."""
        told = server.get("/metrics", headers={"Authorization": "Bearer a-token"})[1]
        (line,) = re.findall(r'junction_request_seconds_count{.*route="readyz".*} (\S+)', told)
        return float(line)

    for _n in range(20):
        server.get("/readyz")
    assert {counted() for _n in range(6)} == {20.0}
    os.kill(min(seen), signal.SIGKILL)
    wait_for(lambda: len(server.children("serve")) == 2 and set(server.children("serve")) != seen)
    assert counted() == 20  # what the killed one counted still counts
    everybody = server.children("serve") + server.children("work")
    server.kill()
    wait_for(lambda: not any(os.path.exists(f"/proc/{pid}") for pid in everybody))


@pytest.mark.parametrize(
    ("path", "cookie", "language", "said"),
    [
        ("/say/", b"", "en", "That is too big to send"),
        ("/cy/say/", b"", "cy", "Mae hynny'n rhy fawr i'w anfon"),
        ("/demo/", b"a=b; jb_language=cy", "cy", "Mae hynny'n rhy fawr i'w anfon"),
        ("/demo/", b"jb_language=xx", "en", "That is too big to send"),
    ],
)
def test_what_is_too_big_is_refused_in_the_readers_language(path, cookie, language, said):
    sent = []

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "path": path, "headers": [(b"content-length", b"9000"), (b"cookie", cookie)]}
    asyncio.run(BodyGate(None, limit=1, seconds=1)(scope, None, send))
    page = html.unescape(sent[1]["body"].decode())
    assert sent[0]["status"] == 413
    assert f'<html lang="{language}">' in page
    assert said in page


def test_a_longer_body_is_read_where_lists_are_sent_and_nowhere_else():
    longer = settings.REQUEST_LONG_BODIES
    assert longer == {reverse("register_import:start"): (FILE_LIMIT + 1024 * 1024, 120)}
    statuses = []

    async def app(scope, receive, send):
        statuses.append(len(scope[BODY_KEY].read()))

    async def receive():
        return {"type": "http.request", "body": b"x" * 9, "more_body": False}

    async def send(message):
        statuses.append(message.get("status"))

    gate = BodyGate(app, limit=4, seconds=1, longer=dict.fromkeys(longer, (9, 1)))
    for path in (*longer, "/admin/register/import/1/", "/"):
        scope = {"type": "http", "path": path, "headers": [(b"content-length", b"9")]}
        asyncio.run(gate(scope, receive, send))
    assert statuses == [9, 413, None, 413, None]
