"""Deliver events off the request."""

import logging
from typing import Any

from civic.pluginkit.events import Event, receivers
from civic.tasks.registry import background_task
from civic.tasks.services import enqueue

log = logging.getLogger(__name__)


@background_task
def deliver_event(*, name: str, payload: dict[str, Any]) -> None:
    """Queue one call for each receiver of an event, so that one's failure is its own."""
    for receiver in receivers.get(name, {}):
        enqueue(call_receiver, name=name, receiver=receiver, payload=payload)


@background_task
def call_receiver(*, name: str, receiver: str, payload: dict[str, Any]) -> None:
    """Call one receiver with one event."""
    function = receivers.get(name, {}).get(receiver)
    if function is None:
        log.warning("event.receiver_gone", extra={"event": name, "receiver": receiver})
        return
    function(Event.known[name].from_payload(payload))
