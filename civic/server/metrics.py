"""Numbers for whoever watches over the machine, in Prometheus' text format.

``manage.py serve`` gives its processes one folder (``PROMETHEUS_MULTIPROC_DIR``) before any of them
imports this: each writes its own numbers there, and whichever is asked adds them all up. Without the
folder (tests, another server) a process answers for itself. So this is imported late, never by a
module that management commands load.
"""

import os
from collections.abc import Iterator

from django.db import DatabaseError
from prometheus_client import CollectorRegistry, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from civic.tasks.selectors import queue_state

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

#: What each process counts. Routes are our own patterns, so a visitor can make no new label.
counted = CollectorRegistry()
request_seconds = Histogram(
    "junction_request_seconds",
    "Seconds until a request was answered.",
    ["method", "route", "status"],
    buckets=(0.025, 0.1, 0.25, 0.5, 1, 2.5, 10),
    registry=counted,
)
live_sockets = Gauge(
    "junction_live_sockets", "Sockets open now.", multiprocess_mode="livesum", registry=counted
)


class QueueCollector(Collector):
    """What the database knows of background work, asked when the numbers are read."""

    def collect(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("junction_database_up", "Whether the database answers.")
        try:
            state = queue_state()
        except DatabaseError:
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield up
        for name, meaning, value in (
            ("waiting", "Tasks that are due and not done yet.", state.waiting),
            ("oldest_seconds", "How long the first of them has been due.", state.oldest_seconds),
            ("failed", "Tasks that failed for good: manage.py tasks.", state.failed),
        ):
            yield GaugeMetricFamily(f"junction_tasks_{name}", meaning, value=value)


def exposition() -> bytes:
    """Return every process's numbers, added up, as text."""
    registry = CollectorRegistry()
    registry.register(QueueCollector())
    if FOLDER in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call] # prometheus_client's own signature
        return generate_latest(registry)
    return generate_latest(registry) + generate_latest(counted)


def forget_process(pid: int) -> None:
    """Count the sockets of a process that died no longer."""
    if FOLDER in os.environ:
        mark_process_dead(pid)  # type: ignore[no-untyped-call] # as above
