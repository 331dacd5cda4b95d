"""Queued with its transaction, done at least once, tried again with a growing wait."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from civic.tasks import leases
from civic.tasks.leases import BACK_OFF, MAX_ATTEMPTS, claim_next, finish, renew
from civic.tasks.models import QueuedTask, ScheduleState
from civic.tasks.registry import GiveUp, background_task, schedules, tasks
from civic.tasks.schedules import queue_due_schedules, sync_schedules
from civic.tasks.services import drain, enqueue, enqueue_many, retry_failed
from civic.tasks.worker import TookTooLong, run_claim

done: list[str] = []


@background_task
def note(*, word: str) -> None:
    done.append(word)


@background_task
def stumble(*, word: str) -> None:
    raise RuntimeError(word)


@background_task
def refuse() -> None:
    raise GiveUp("nobody lives there")


@background_task
def dawdle() -> None:
    raise TookTooLong


@pytest.fixture(autouse=True)
def _nothing_done():
    done.clear()


def not_a_task() -> None:
    """Never registered."""


def make_due(**changes):
    QueuedTask.objects.update(due_at=timezone.now() - timedelta(seconds=1), **changes)


def enqueue_and_fall_over() -> None:
    with transaction.atomic():
        enqueue(note, word="lost")
        raise ZeroDivisionError


@pytest.mark.django_db(transaction=True)
def test_enqueue_rolled_back_leaves_nothing():
    with pytest.raises(ZeroDivisionError):
        enqueue_and_fall_over()
    enqueue(note, word="kept")
    assert drain() == 1
    assert done == ["kept"]
    assert not QueuedTask.objects.exists()


@pytest.mark.django_db
def test_enqueue_of_an_unknown_function_or_value_is_refused():
    with pytest.raises(LookupError):
        enqueue(not_a_task)
    with pytest.raises(TypeError):
        enqueue(note, word=object())
    assert not QueuedTask.objects.exists()


@pytest.mark.django_db
def test_enqueue_with_a_delay_waits_for_it():
    enqueue(note, delay=timedelta(seconds=10), word="later")
    enqueue(note, word="now")
    assert drain() == 1
    assert done == ["now"]
    assert drain(ahead=timedelta(seconds=11)) == 1
    assert done == ["now", "later"]


@pytest.mark.django_db
def test_enqueue_unless_waiting_queues_the_same_once_until_it_is_begun():
    enqueue(note, unless_waiting=True, word="a")
    enqueue(note, unless_waiting=True, word="a")
    enqueue(note, unless_waiting=True, word="b")
    assert QueuedTask.objects.count() == 2
    claim_next()
    enqueue(note, unless_waiting=True, word="a")
    assert QueuedTask.objects.count() == 3


@pytest.mark.django_db
def test_enqueue_many_queues_each():
    assert enqueue_many(note, [{"word": "a"}, {"word": "b"}]) == 2
    assert drain() == 2
    assert done == ["a", "b"]


@pytest.mark.django_db
def test_a_claimed_task_is_nobody_elses_until_its_lease_ends():
    enqueue(note, word="once")
    first = claim_next()
    assert first is not None
    assert claim_next() is None
    QueuedTask.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    second = claim_next()
    assert second is not None
    assert second.attempt == 2
    assert not renew(first)
    assert renew(second)
    leases.put_back(first, "too late to say so")
    assert QueuedTask.objects.get().error == ""
    finish(second)
    assert not QueuedTask.objects.exists()


@pytest.mark.django_db
def test_a_task_that_raises_goes_again_after_growing_waits_and_then_has_failed():
    enqueue(stumble, word="over a stone")
    for number in range(1, MAX_ATTEMPTS + 1):
        claim = claim_next()
        assert claim is not None
        before = timezone.now()
        run_claim(claim)
        row = QueuedTask.objects.get()
        assert row.attempts == number
        assert row.error == "RuntimeError: over a stone"
        assert row.leased_until is None
        if number < MAX_ATTEMPTS:
            wait = row.due_at - before
            assert BACK_OFF[number - 1] <= wait < BACK_OFF[number - 1] + timedelta(seconds=5)
            assert claim_next() is None
            make_due()
    assert row.failed_at is not None
    assert claim_next() is None
    assert retry_failed() == 1
    assert claim_next() is not None


@pytest.mark.django_db
@pytest.mark.parametrize("function", [refuse, dawdle])
def test_a_task_that_gives_up_or_takes_too_long_is_written_down(function):
    enqueue(function)
    claim = claim_next()
    assert claim is not None
    run_claim(claim)
    row = QueuedTask.objects.get()
    assert (row.failed_at is not None) == (function is refuse)
    assert row.error in ("GiveUp: nobody lives there", "took longer than 600 seconds")


@pytest.mark.django_db
def test_a_task_nobody_knows_has_failed_at_once():
    enqueue(note, word="x")
    QueuedTask.objects.update(name="plugins.gone.tasks.nothing")
    claim = claim_next()
    assert claim is not None
    run_claim(claim)
    row = QueuedTask.objects.get()
    assert row.failed_at is not None
    assert row.error == "'no task is called plugins.gone.tasks.nothing'".strip("'")


@pytest.mark.django_db
def test_a_task_whose_worker_died_each_time_has_failed():
    enqueue(note, word="poison")
    for _attempt in range(MAX_ATTEMPTS):
        assert claim_next() is not None
        QueuedTask.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    claim = claim_next()
    assert claim is not None
    run_claim(claim)
    assert done == []
    assert QueuedTask.objects.get().error == "its worker died each time"


@pytest.mark.django_db
def test_drain_of_a_task_that_raises_keeps_it():
    enqueue(stumble, word="here")
    with pytest.raises(RuntimeError, match="here"):
        drain()
    assert QueuedTask.objects.count() == 1


@pytest.fixture
def hourly(monkeypatch):
    from civic.tasks.registry import scheduled

    monkeypatch.setattr("civic.tasks.registry.schedules", {}, raising=True)
    before = dict(schedules)
    schedules.clear()

    @scheduled(every=timedelta(hours=1))
    def tick() -> None:
        done.append("tick")

    from civic.tasks import registry

    schedules.update(registry.schedules)
    yield tick
    schedules.clear()
    schedules.update(before)
    tasks.pop(f"{__name__}.hourly.<locals>.tick", None)


@pytest.mark.django_db
def test_a_schedule_is_due_at_once_and_then_an_hour_later(hourly):
    sync_schedules()
    sync_schedules()
    assert ScheduleState.objects.count() == 1
    assert [queue_due_schedules(), queue_due_schedules()] == [1, 0]
    assert drain() == 1
    assert done == ["tick"]
    ScheduleState.objects.update(next_at=timezone.now() - timedelta(days=3))
    assert [queue_due_schedules(), queue_due_schedules()] == [1, 0]
    assert drain() == 1
