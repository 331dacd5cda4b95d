"""Real worker processes, killed and raced, on whichever database is configured."""

import os
import signal

import pytest

from civic.tasks.models import QueuedTask, ScheduleState
from civic.tasks.services import enqueue_many
from tests.live_server import LiveServer, wait_for
from tests.tasks.probe.tasks import take, take_long, tick

TICK = "tests.tasks.probe.tasks.tick"


def trace(server: LiveServer, first: str = "") -> list[list[str]]:
    file = server.home / "trace.txt"
    lines = file.read_text().splitlines() if file.exists() else []
    return [line.split() for line in lines if line.startswith(first)]


@pytest.fixture
def served(make_live_server) -> LiveServer:
    server = make_live_server()
    server.settings = "tests.tasks.settings"
    return server


def queue(server: LiveServer, *each: tuple[str, float]) -> None:
    with server.database():
        enqueue_many(take, [{"word": word, "seconds": seconds} for word, seconds in each])


def left(server: LiveServer) -> int:
    with server.database():
        return QueuedTask.objects.count()


def test_a_worker_killed_at_work_or_waiting_loses_nothing_and_leaves_nothing_stuck(served):
    queue(served, ("slow", 2), ("after", 0))
    served.start()
    begun = wait_for(lambda: trace(served, "begin slow"))
    os.kill(int(begun[0][2]), signal.SIGKILL)
    wait_for(lambda: left(served) == 0, seconds=120)  # after its lease, the next one does it
    assert [line[1] for line in trace(served, "end")].count("slow") == 1
    assert [line[1] for line in trace(served, "end")].count("after") == 1
    workers = [line[2] for line in trace(served, "begin slow")]
    assert len(workers) == len(set(workers)) == 2

    os.kill(served.children()[0], signal.SIGKILL)  # now it waits
    queue(served, ("next", 0))
    wait_for(lambda: trace(served, "end next"), seconds=120)


def test_several_workers_take_each_task_once_and_keep_small_ones_moving(served):
    served.task_workers = 2
    queue(served, *((str(number), 0.02) for number in range(40)))
    with served.database():
        assert not ScheduleState.objects.filter(name=TICK).exists()
    served.start()
    wait_for(lambda: left(served) == 0 and trace(served, "tick"), seconds=120)
    begun = [line[1] for line in trace(served, "begin")]
    assert sorted(begun, key=int) == [str(number) for number in range(40)]
    assert len(trace(served, "tick")) == 1
    assert tick.__module__ + ".tick" == TICK

    with served.database():  # three times the lease; the other worker must keep its hands off
        enqueue_many(take_long, [{"word": "long", "seconds": 7}, {"word": "longer", "seconds": 7}])
    wait_for(lambda: len(trace(served, "begin long")) == 2)
    queue(served, ("letter", 0))
    wait_for(lambda: trace(served, "end letter"))
    assert not trace(served, "end long")  # both workers are still at it
    wait_for(lambda: left(served) == 0)
    assert sorted(line[1] for line in trace(served, "begin l")) == ["letter", "long", "longer"]
