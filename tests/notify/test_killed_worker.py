"""A worker killed with -9 while 500 answers go out: each contributor has exactly one.

A real worker process, a real database file and a real mail server that counts what it takes.
"""

import os
import signal
from collections import Counter
from email import message_from_bytes

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from civic.notify.enums import MessageState
from civic.notify.models import Message
from civic.record.models import Answer
from civic.record.selectors import told_counts
from civic.record.services import publish_answer, record_insight
from civic.residents.models import Contributor
from civic.tasks.models import QueuedTask
from tests.conftest import make_site
from tests.factories.record import SpeakingRoom
from tests.live_server import free_port, wait_for

PEOPLE = 500


class Taken:
    """A mail server's memory: every email it said 250 to."""

    def __init__(self) -> None:
        self.emails: list[bytes] = []

    async def handle_DATA(self, server, session, envelope):
        self.emails.append(envelope.content)
        return "250 taken"


@pytest.fixture
def mail_server():
    """Return an SMTP server's port and what it took."""
    taken, port = Taken(), free_port()
    controller = Controller(taken, hostname="127.0.0.1", port=port)
    controller.start()
    yield port, taken
    controller.stop()


def publish_to_500(monkeypatch) -> Answer:
    site = make_site("pellbridge.example", "Pellbridge", default=True)
    room = SpeakingRoom(site=site).install(monkeypatch)
    people = Contributor.objects.bulk_create(
        Contributor(site=site, email=f"person{n}@pellbridge.example", email_confirmed_at=timezone.now())
        for n in range(PEOPLE)
    )
    keys = [room.say(person, f"These are the words of person {n}.") for n, person in enumerate(people)]
    insight = record_insight(site, subject_key=room.subject_key, title="Open later", evidence=keys)
    return publish_answer(
        site,
        insights=[insight],
        owner_key="testing.board:1",
        owner_name="The Board",
        outcome="changed",
        headline="Yes",
        because="You asked.",
    )


def test_worker_killed_amid_500_answers_tells_each_exactly_once(make_live_server, mail_server, monkeypatch):
    port, taken = mail_server
    server = make_live_server()
    server.settings = "tests.notify.by_smtp"
    server.env |= {
        "TEST_SMTP_PORT": str(port),
        "TASK_LEASE_SECONDS": "2",
    }
    kills = 0
    with server.database():
        answer = publish_to_500(monkeypatch)
        server.start()
        wait_for(lambda: len(taken.emails) >= 200, seconds=120, every=0.002)
        for pid in server.children():
            os.kill(pid, signal.SIGKILL)
            kills += 1
        assert len(taken.emails) < PEOPLE
        wait_for(
            lambda: (
                not QueuedTask.objects.filter(failed_at=None)
                .filter(name__startswith="civic.notify.tasks.deliver")
                .exists()
                and Message.objects.count() == PEOPLE
            ),
            seconds=120,
        )
        assert QueuedTask.objects.exclude(failed_at=None).count() == 0
        assert Counter(Message.objects.values_list("state", flat=True)) == {MessageState.SENT: PEOPLE}
        assert Message.objects.values("contributor").distinct().count() == PEOPLE
        counts = told_counts(answer)
        assert (counts.everyone, counts.by_email, counts.not_yet) == (PEOPLE, PEOPLE, 0)
        answer.refresh_from_db()
        assert answer.told_count == PEOPLE
    emails = [message_from_bytes(content) for content in taken.emails]
    per_person: dict[str, set[str]] = {}
    for email in emails:
        per_person.setdefault(email["To"], set()).add(email["Message-ID"])
    assert kills == 1
    assert len(per_person) == PEOPLE
    # A mailbox shows one Message-ID once: each person sees exactly one email.
    assert {len(ids) for ids in per_person.values()} == {1}
    # The one gap SMTP leaves, between "250 taken" and our mark, is at most one email a kill.
    assert len(emails) - PEOPLE <= kills
