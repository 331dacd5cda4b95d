"""Deliver events off the request."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from wagtail.models import Site

from civic.places.context import current_site, site_context
from civic.pluginkit.events import Event, Receiver, receivers
from civic.pluginkit.faults import WRONG, PluginFailed, told_without_secrets
from civic.pluginkit.plugin import CivicPlugin
from civic.pluginkit.selectors import is_on, plugin_holding
from civic.tasks import registry
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
    plugin's name, counted as a fault, and told to the queue so that the task is retried with back-off.
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
    from civic.pluginkit.services import mark_mended  # a task may import services inside

    where = f"receiver {receiver}"
    with _its_own_fault(plugin, where):
        function(event)
    mark_mended(plugin.name, where, event.site_id)


def guard_tasks_of(plugin: CivicPlugin) -> None:
    """Let an error in a plugin's task be its own fault, and nothing it raises end the worker."""
    for name, function in registry.tasks.items():
        if f"{function.__module__}.".startswith(f"{plugin.name}.") and not hasattr(function, "__wrapped__"):
            registry.tasks[name] = _guarded_task(plugin, name, function)


def _guarded_task(plugin: CivicPlugin, name: str, function: registry.TaskFunction) -> registry.TaskFunction:
    @wraps(function)
    def task(**arguments: Any) -> None:
        from civic.pluginkit.services import mark_mended  # a task may import services inside

        with _its_own_fault(plugin, f"task {name}"):
            function(**arguments)
        site = current_site()
        mark_mended(plugin.name, f"task {name}", site.pk if site else None)

    return task


@contextmanager
def _its_own_fault(plugin: CivicPlugin, where: str) -> Iterator[None]:
    """Count what a plugin raises, and raise ``PluginFailed`` instead, so that it is tried again.

    The queue and the log keep a task's error; they get its class and line, not its message.
    """
    from civic.pluginkit.services import record_fault  # a task may import services inside

    try:
        yield
    except registry.GiveUp as error:
        raise registry.GiveUp(told_without_secrets(error)) from None
    except WRONG as error:
        said = told_without_secrets(error)
        log.error("plugin.failed", extra={"plugin": plugin.name, "where": where, "said": said})
        record_fault(plugin.name, where, error)
        raise PluginFailed(f"{plugin.name}: {said}") from None
