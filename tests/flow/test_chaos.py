"""A thousand readers, three thousand things said, and everything that can go away goes away once.

Sockets are cut at random all along; a server process is killed, Redis is killed and started again with
nothing in it, every connection to the database is cut. Whoever speaks presses again until it is acknowledged,
as a browser does. In the end every reader has been told the same, each thing once, in order, and nothing that
was acknowledged is missing. What is asserted is the outcome, never how long it took.
"""

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
from django.conf import settings

from engagement.conversations.models import Contribution, Conversation, ThreadEvent
from tests.conftest import make_site
from tests.factories.conversations import make_conversation, thread_in
from tests.live_server import maintenance

pytestmark = pytest.mark.spread

SEED = 20261126
READERS, SAID, SPEAKERS = 1_000, 3_000, 6
#: Who speaks gives up after so many seconds without an answer: the test has failed.
PATIENCE = 90


class Speaker:
    """One person who says one thing after another, each until it is acknowledged."""

    def __init__(self, port: int, thread: str, number: int) -> None:
        self.port, self.thread, self.number = port, thread, number
        self.chance = random.Random(SEED + number)
        self.cookies = {"csrftoken": f"{number:032}"}  # ones own: it tells newcomers apart
        self.line: http.client.HTTPConnection | None = None
        self.said: list[str] = []
        self.answers: Counter[str] = Counter()

    def say(self, text: str) -> str:
        """Say something, now and then in reply to oneself; return its id once it is acknowledged."""
        form = {
            "text": text,
            "name": f"Speaker {self.number}",
            "anyway": "1",
            "client_key": f"{self.chance.getrandbits(128):032x}",
            "csrfmiddlewaretoken": self.cookies["csrftoken"],
            "parent": self.chance.choice(self.said) if self.said and self.chance.random() < 0.2 else "",
        }
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            answer = self.post(urlencode(form))
            if answer is not None:
                self.said.append(answer)
                return answer
            time.sleep(0.05)
        raise AssertionError(f"nobody acknowledged {text!r} (seed {SEED}): {self.answers}")

    def post(self, body: str) -> str | None:
        """Press once; return the id, or None where no answer or no yes came."""
        headers = {
            "Host": f"localhost:{self.port}",
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        try:
            if self.line is None:
                self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
            self.line.request("POST", f"/say/{self.thread}/", body, headers)
            answer = self.line.getresponse()
            words = answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.answers[type(error).__name__] += 1
            self.line = None
            return None
        self.answers[str(answer.status)] += 1
        for sent in answer.headers.get_all("Set-Cookie", []):
            name, _is, value = sent.split(";")[0].partition("=")
            self.cookies[name] = value
        return str(json.loads(words)["id"]) if answer.status == 201 else None


class Count:
    """How much has been acknowledged, by everybody."""

    def __init__(self) -> None:
        self.number = 0
        self.changed = threading.Condition()

    def add(self) -> None:
        with self.changed:
            self.number += 1
            self.changed.notify_all()

    def reach(self, number: int) -> None:
        """Wait until so much is acknowledged, for as long as anything is."""
        with self.changed:
            while self.number < number:
                assert self.changed.wait(PATIENCE), f"{self.number} of {number} (seed {SEED})"


@pytest.fixture
def server(make_live_server, own_redis):
    server = make_live_server(worker=False)
    server.web_processes = 2
    server.settings = "tests.flow.chaos_served"
    server.env["REDIS_URL"] = own_redis.url
    with server.database():
        server.conversation = make_conversation(make_site("localhost", "Pellbridge", default=True))
        server.thread = thread_in(server.conversation)
    return server.start()


@pytest.fixture
def readers(server):
    """The readers' process, once all of them read."""
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "tests.flow.chaos_readers"),
            *(str(server.port), str(server.thread.uuid), str(READERS), str(SEED)),
        ],
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "connected\n"
    yield process
    process.kill()
    process.wait()


def kill_a_process(server, redis):
    os.kill(random.Random(SEED).choice(server.children("serve")), signal.SIGKILL)


def restart_redis(server, redis):
    redis.restart()


def cut_the_database(server, redis):
    with maintenance() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s",
            [server.database_name],
        )
        assert cursor.fetchone()[0] > 0


#: What goes away when so much has been acknowledged.
TROUBLES = {600: kill_a_process, 1_200: restart_redis, 1_800: cut_the_database}


def test_everybody_is_told_the_same_once_and_in_order_whatever_goes_away(server, own_redis, readers):
    done = Count()
    speakers = [Speaker(server.port, str(server.thread.uuid), number) for number in range(SPEAKERS)]

    def speak(speaker):
        for n in range(SAID // SPEAKERS):
            speaker.say(f"Thing {n} of {speaker.number}: a place to mend things, open in the evening.")
            done.add()

    with ThreadPoolExecutor(SPEAKERS) as everybody:
        speaking = [everybody.submit(speak, speaker) for speaker in speakers]
        for number, trouble in TROUBLES.items():
            done.reach(number)
            trouble(server, own_redis)
        for one in speaking:
            one.result()

    with server.database():
        thread = type(server.thread).objects.get(pk=server.thread.pk)
        events = list(
            ThreadEvent.objects.filter(thread=thread)
            .order_by("number")
            .values_list("number", "contribution__uuid", "kind")
        )
        kept = Contribution.objects.filter(thread=thread)
        words = Counter(kept.values_list("text", flat=True))
        people = Conversation.objects.get().people_count
    readers.stdin.write(f"{thread.last_event_number}\n")
    readers.stdin.flush()
    told = json.loads(readers.stdout.readline())
    happened = f"seed {SEED}, {told['happened']}, {[dict(speaker.answers) for speaker in speakers]}"

    acknowledged = {one for speaker in speakers for one in speaker.said}
    assert len(acknowledged) == SAID, happened
    assert {str(uuid) for _n, uuid, _kind in events} == acknowledged, happened
    assert [number for number, _uuid, _kind in events] == list(range(1, SAID + 1)), happened
    assert {kind for _n, _uuid, kind in events} == {"posted"}, happened
    assert set(words.values()) == {1}, happened
    assert people == SPEAKERS, happened
    ((story, readers_told),) = told["stories"]
    assert [tuple(event) for event in story] == [(n, str(uuid), kind) for n, uuid, kind in events], happened
    assert readers_told == READERS, happened
    assert told["happened"].get("gap", 0) == 0, happened
    assert told["happened"]["cut"] > SAID / 4, happened
