"""Deliver events off the request."""

import logging
from typing import Any

from wagtail.models import Site

from civic.places.context import site_context
from civic.pluginkit.events import Event, Receiver, receivers
from civic.pluginkit.faults import told_without_secrets
from civic.pluginkit.plugin import CivicPlugin
from civic.pluginkit.selectors import is_on, plugin_holding
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
    """Call one receiver with one event, with the event's place in force.

    A plugin's receiver is skipped where the plugin is off. Whatever it raises is logged with the
    plugin's name, counted as a fault, and raised again so that the task is retried with back-off.
    """
    function = receivers.get(name, {}).get(receiver)
    site = Site.objects.filter(pk=payload.get("site_id")).first()
    if function is None or site is None:
        log.warning("event.receiver_gone", extra={"event": name, "receiver": receiver})
        return
    plugin = plugin_holding(function.__module__)
    event = Event.known[name].from_payload(payload)
    with site_context(site):
        if plugin is None:
            function(event)
        elif is_on(plugin, site):
            _call_plugin(plugin, function, event, receiver)


def _call_plugin(plugin: CivicPlugin, function: Receiver, event: Event, receiver: str) -> None:
    from civic.pluginkit.services import mark_mended, record_fault  # a task may import services inside

    where = f"receiver {receiver}"
    try:
        function(event)
    except Exception as error:
        log.error(
            "plugin.receiver_failed",
            extra={"plugin": plugin.name, "receiver": receiver, "said": told_without_secrets(error)},
        )
        record_fault(plugin.name, where, error)
        raise
    mark_mended(plugin.name, where)
