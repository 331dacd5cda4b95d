"""The socket of a real server: what it gives, and what it does with those who send junk."""

import json
import re
import socket as sockets
import time
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from engagement.conversations import launching, services
from engagement.conversations.models import Conversation, Thread
from tests.conftest import make_site
from tests.factories.conversations import make_conversation, say, thread_in
from tests.factories.residents import ContributorFactory
from tests.live_server import LiveServer, wait_for


@pytest.fixture(scope="module")
def process(django_db_setup, template_database, tmp_path_factory, django_db_blocker):
    """One server for this module; every test has a conversation of its own."""
    process = LiveServer(tmp_path_factory.mktemp("live") / "server", template=template_database, worker=False)
    process.unblock = django_db_blocker.unblock
    process.start()
    with process.database():
        process.site = make_site("localhost", "Pellbridge", default=True)
        process.other_site = make_site("other.example", "Otherham")
    assert process.get("/")[0] in (200, 404)  # addresses and templates load once a process
    yield process
    process.close()


@pytest.fixture
def server(process):
    with process.database():
        process.conversation = make_conversation(process.site)
        process.thread = thread_in(process.conversation)
        process.other = thread_in(make_conversation(process.other_site, question="Other?"))
    return process


def listen(server, thread=None, *, after="", lang="", host="localhost", **options):
    """Open a socket as a page of a host would."""
    query = f"?after={after}&lang={lang}"
    uri = f"ws://{host}:{server.port}/live/{thread or server.thread.uuid}/{query}"
    options = {"origin": f"http://{host}:{server.port}", "compression": None, **options}
    return connect(uri, sock=sockets.create_connection(("127.0.0.1", server.port)), **options)


def frame(socket, kind, seconds=60.0):
    """Return the next frame of a kind."""
    end = time.monotonic() + seconds
    while True:
        found = json.loads(socket.recv(timeout=max(0.01, end - time.monotonic())))
        if found["t"] == kind:
            return found


def closed_with(socket):
    """Read to the end; returns the code and the reason."""
    with pytest.raises(ConnectionClosed) as closed:
        read_all(socket)
    return closed.value.rcvd.code, closed.value.rcvd.reason


def read_all(socket):
    for _frame in range(20):
        socket.recv(timeout=60)


def test_words_written_by_another_process_arrive_within_a_second_or_so(server):
    with listen(server) as socket:
        assert frame(socket, "hello")["number"] == 0
        with server.database():
            said = say(server.conversation, "A place to mend things.")
        (event,) = frame(socket, "events")["events"]
    assert (event["n"], event["kind"], event["id"]) == (1, "posted", str(said.uuid))
    assert "A place to mend things." in event["html"]


def post(server, text):
    """Post a form as a script would; returns the status."""
    address = f"http://localhost:{server.port}"
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    page = browser.open(f"{address}/conversation/{server.conversation.uuid}/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    form = urlencode({"csrfmiddlewaretoken": token, "text": text, "client_key": "k" * 32}).encode()
    ask = Request(f"{address}/say/{server.thread.uuid}/", form, {"Accept": "application/json"})  # noqa: S310 - our own server
    return browser.open(ask).status


def test_words_posted_through_the_page_arrive(server):
    with listen(server) as socket:
        frame(socket, "hello")
        assert post(server, "At once, please.") == 201
        (event,) = frame(socket, "events")["events"]
    assert "At once, please." in event["html"]


def test_reconnecting_gives_exactly_what_was_missed(server):
    with server.database():
        for n in range(1, 6):
            say(server.conversation, f"Words {n}")
    with listen(server, after=3) as socket:
        hello = frame(socket, "hello")
    assert [event["n"] for event in hello["events"]] == [4, 5]
    assert hello["number"] == 5


def test_replay_shows_the_present_never_what_was_hidden_or_changed(server):
    with server.database():
        hidden, changed = say(server.conversation, "Rude words"), say(server.conversation, "Old words")
        services.hide_contribution(hidden, reason="Rude.")
        services.edit_contribution(changed, changed.contributor, "New words")
    with listen(server, after=0) as socket:
        hello = frame(socket, "hello")
    everything = json.dumps(hello)
    assert [event["n"] for event in hello["events"]] == [1, 2, 3, 4]
    assert [event["kind"] for event in hello["events"]] == ["later", "later", "hidden", "edited"]
    assert "Rude words" not in everything
    assert "Old words" not in everything
    assert "New words" in everything


def test_too_far_behind_says_reload(server):
    with server.database():
        Thread.objects.filter(pk=server.thread.pk).update(last_event_number=6000)
    with listen(server, after=1) as socket:
        assert frame(socket, "gap") == {"t": "gap", "number": 6000}


def test_welsh_reader_gets_welsh(server):
    with server.database():
        services.withdraw_contribution(said := say(server.conversation), said.contributor)
    with listen(server, after=0, lang="cy") as socket:
        html = frame(socket, "hello")["events"][-1]["html"]
    with listen(server, after=0, lang="xx") as socket:
        english = frame(socket, "hello")["events"][-1]["html"]
    assert 'data-state="withdrawn"' in html
    assert "The person who said this took it back." in english


def test_nods_and_people_come_without_a_number(server):
    with server.database():
        said = say(server.conversation)
    with listen(server, after=1) as socket, listen(server, after=1) as second:
        frame(second, "hello")
        frame(socket, "hello")
        wait_for(lambda: frame(socket, "here")["here"] == 2, seconds=60)
        with server.database():
            services.nod(said, ContributorFactory(site=said.site))
    with listen(server, after=1) as socket:
        assert frame(socket, "counts")["nods"] == {str(said.uuid): 1}


JUNK = [
    ("not json", 4400),
    ("[1]", 4400),
    ('{"after": "1"}', 4400),
    ('{"after": -1}', 4400),
    ('{"after": true}', 4400),
    ('{"after": 1, "and": 2}', 4400),
    ("[" * 3000, 4400),
    (b"\x00\xff\x00", 4400),
    ("x" * 4097, 1009),
    (b"x" * 5000, 1009),
    ("x" * 1_000_000, 1009),
]


def test_junk_is_closed_with_a_reason_and_harms_nobody(server):
    with listen(server, after=0) as sound:
        for sent, code in JUNK:
            with listen(server, after=0) as socket:
                frame(socket, "hello")
                socket.send(sent)
                assert closed_with(socket)[0] == code, sent[:20]
        with server.database():
            say(server.conversation, "Still here.")
        assert frame(sound, "events")["events"][0]["n"] == 1


def test_too_many_messages_are_closed_with_a_reason(server):
    with listen(server) as socket:
        frame(socket, "hello")
        for _message in range(21):
            socket.send("{}")
        assert closed_with(socket) == (4429, "Too many messages.")


def test_another_places_thread_is_closed_with_a_reason_and_nothing_leaks(server):
    with server.database():
        say(server.other.conversation, "Otherham's own words")
        draft = thread_in(make_conversation(server.site, question="Not yet?", opened=False))
    for thread in (server.other.uuid, draft.uuid, "00000000-0000-4000-8000-000000000000", "junk"):
        with listen(server, thread, after=0) as socket:
            assert closed_with(socket) == (4404, "There is no such thread here."), thread
    with listen(server, server.other.uuid, after=0, host="other.example") as socket:
        assert "Otherham" in json.dumps(frame(socket, "hello"))


def test_page_of_another_origin_is_refused(server):
    with pytest.raises(InvalidStatus) as refused:
        listen(server, origin="https://elsewhere.example")
    assert refused.value.response.status_code == 403


def test_conversation_taken_back_to_a_draft_ends_its_sockets(server):
    with listen(server) as socket:
        frame(socket, "hello")
        with server.database():
            Conversation.objects.filter(pk=server.conversation.pk).update(status="draft")
        assert closed_with(socket)[0] == 4404


def test_server_killed_and_started_again_gives_what_was_missed(server):
    with server.database():
        say(server.conversation, "Before")
    with listen(server, after=0) as socket:
        assert [event["n"] for event in frame(socket, "hello")["events"]] == [1]
        server.kill()
        with server.database():
            say(server.conversation, "Meanwhile")
        server.start()
    with listen(server, after=1) as socket:
        (event,) = frame(socket, "hello")["events"]
    assert (event["n"], "Meanwhile" in event["html"]) == (2, True)


def test_closed_conversation_can_still_be_read_live(server):
    with server.database():
        launching.close_conversation(server.conversation)
    with listen(server) as socket:
        assert frame(socket, "hello")["events"] == []


def test_reader_that_stops_reading_stalls_nobody_and_the_server_goes_on(server):
    link = sockets.socket()
    link.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
    link.connect(("127.0.0.1", server.port))
    key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13"
    link.sendall(
        f"GET /live/{server.thread.uuid}/?after=0 HTTP/1.1\r\nHost: localhost:{server.port}\r\n"
        f"Upgrade: websocket\r\nConnection: Upgrade\r\n{key}\r\n\r\n".encode()
    )
    with listen(server, after=0) as sound:
        frame(sound, "hello")
        numbers = []
        for n in range(1, 121):
            with server.database():
                say(server.conversation, f"{n} " + "long words " * 440)
            if n % 10 == 0:
                while numbers[-1:] != [n]:
                    numbers += [event["n"] for event in frame(sound, "events")["events"]]
    assert numbers == list(range(1, 121))
    link.close()
