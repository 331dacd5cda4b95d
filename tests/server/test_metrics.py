"""Numbers for a machine that watches: who may read them, what they say, and what they never say."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from civic.server import metrics
from civic.tasks.models import QueuedTask

TOKEN = "a-token-of-the-tests"


@pytest.fixture
def watched(settings):
    settings.METRICS_TOKEN = TOKEN


def ask(client, token: str = TOKEN):
    return client.get("/metrics", headers={"authorization": f"Bearer {token}"})


def numbers(response) -> dict[str, float]:
    """Return each sample by its name and labels."""
    return {
        sample.name + "".join(f" {value}" for _label, value in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(response.content.decode())
        for sample in family.samples
    }


def test_without_a_token_set_there_is_no_such_page(client, site):
    assert ask(client, "").status_code == 404
    assert ask(client).status_code == 404


@pytest.mark.usefixtures("watched")
@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", "Bearer ünknown"])
def test_without_the_right_token_nothing_is_told(client, site, header):
    response = client.get("/metrics", headers={"authorization": header})
    assert (response.status_code, response.content) == (401, b"This needs the token.\n")
    assert response["WWW-Authenticate"] == "Bearer"


@pytest.mark.usefixtures("watched")
def test_requests_are_counted_by_route_and_never_by_path(client, site):
    key = "junction_request_seconds_count GET healthz 200"
    before = numbers(ask(client)).get(key, 0)
    client.get("/healthz")
    client.get("/healthz")
    client.get("/my-voice/messages/7f0c6d0e-0000-4000-8000-00000000abcd/")
    client.generic("SPEAK", "/healthz")
    told = ask(client)
    assert numbers(told)[key] == before + 2
    assert "abcd" not in told.content.decode()
    assert "SPEAK" not in told.content.decode()
    assert told["Content-Type"].startswith("text/plain; version=0.0.4")


@pytest.mark.usefixtures("watched")
def test_the_queue_is_counted_as_it_is(client, site):
    now = timezone.now()
    QueuedTask.objects.all().delete()
    QueuedTask.objects.create(name="due", due_at=now - timedelta(seconds=90))
    QueuedTask.objects.create(name="due too", due_at=now)
    QueuedTask.objects.create(name="later", due_at=now + timedelta(hours=1))
    QueuedTask.objects.create(name="failed", due_at=now, failed_at=now)
    told = numbers(ask(client))
    assert told["junction_tasks_waiting"] == 2
    assert told["junction_tasks_failed"] == 1
    assert 90 <= told["junction_tasks_oldest_seconds"] < 120
    assert told["junction_database_up"] == 1
    assert told["junction_live_sockets"] == 0


@pytest.mark.usefixtures("watched")
def test_a_database_that_is_away_is_one_of_the_numbers(client, site, monkeypatch):
    def away():
        raise DatabaseError

    monkeypatch.setattr(metrics, "queue_state", away)
    told = numbers(ask(client))
    assert told["junction_database_up"] == 0
    assert "junction_tasks_waiting" not in told
