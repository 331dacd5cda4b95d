"""Writes about plugins."""

import logging
import time
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.db import DatabaseError, Error, transaction
from django.db.models import F
from django.utils import timezone

from civic.places.context import current_site
from civic.pluginkit.faults import OutOfBounds, told_without_secrets
from civic.pluginkit.models import PluginFault, PluginSwitch

if TYPE_CHECKING:
    from wagtail.models import Site

log = logging.getLogger(__name__)

#: What fails on a busy page is written down at most this often, in seconds.
PAGE_FAULT_EVERY = 300
#: How often a process looks, in seconds, which spots of pages have failed.
LOOK_EVERY = 60.0


def switch_plugin(site: "Site", label: str, *, on: bool) -> None:
    """Switch a plugin on or off in one place, from the next request on."""
    PluginSwitch.objects.update_or_create(site=site, plugin=label, defaults={"on": on})
    site.__dict__.pop("_plugins_on", None)


def record_fault(plugin: str, where: str, error: BaseException) -> None:
    """Write down that something in a plugin failed, in the place in force or in none.

    The same spot is counted, not repeated.
    """
    what: dict[str, Any] = {"said": told_without_secrets(error)[:300], "message": "", "given": {}}
    if isinstance(error, OutOfBounds):
        what |= {"message": error.message, "given": error.given}
    with transaction.atomic():
        fault, made = PluginFault.objects.get_or_create(
            site=current_site(), plugin=plugin, where=where[:200], defaults=what
        )
        if not made:
            PluginFault.objects.filter(pk=fault.pk).update(
                **what,
                times=F("times") + 1,
                last_at=timezone.now(),
                mended_at=None,
            )


def record_page_fault(plugin: str, where: str, error: BaseException) -> None:
    """Log what failed while somebody waits for a page, and write it down, at most every few minutes.

    Pages are read far more often than written, and a database that is away must not end this one.
    """
    said = told_without_secrets(error)
    log.error("plugin.page_fault", extra={"plugin": plugin, "where": where, "said": said})
    site = current_site()
    if cache.add(_written_down(plugin, where, site.pk if site else None), 1, timeout=PAGE_FAULT_EVERY):
        try:
            record_fault(plugin, where, error)
        except DatabaseError as away:
            log.error("plugin.fault_not_kept", extra={"plugin": plugin, "said": told_without_secrets(away)})


def mark_mended(plugin: str, where: str, site_id: int | None) -> None:
    """Note that a spot that had failed went well in a place, or in none. Only reads where none had."""
    failed = PluginFault.objects.filter(plugin=plugin, where=where[:200], site=site_id, mended_at=None)
    if failed.exists():
        failed.update(mended_at=timezone.now())


#: Plugin, spot and place of what had not gone well since it failed, when this process last looked.
_failing: set[tuple[str, str, int | None]] = set()
_looked = float("-inf")


def may_have_mended() -> bool:
    """Say whether ``mark_page_mended`` has anything to do: on most pages it has not."""
    return bool(_failing) or time.monotonic() - _looked >= LOOK_EVERY


def mark_page_mended(where: str, site_id: int | None, plugin: str | None = None) -> None:
    """Note that a spot of a page that had failed went well, within ``LOOK_EVERY`` seconds.

    Without a plugin: all of them did well there. Called off the request: reads once in a while,
    writes only where one had failed.
    """
    global _looked
    try:
        if time.monotonic() - _looked >= LOOK_EVERY:
            _looked = time.monotonic()
            _failing.clear()
            found = PluginFault.objects.filter(mended_at=None)
            _failing.update(found.values_list("plugin", "where", "site_id"))
        for spot in [spot for spot in _failing if spot[1:] == (where[:200], site_id)]:
            if plugin in (None, spot[0]):
                _failing.discard(spot)
                mark_mended(*spot)
                cache.delete(_written_down(spot[0], where, site_id))  # the next failure is written at once
    except Error as away:
        log.error("plugin.mending_not_kept", extra={"where": where, "said": told_without_secrets(away)})


def _written_down(plugin: str, where: str, site_id: int | None) -> str:
    return f"plugin-fault:{site_id}:{plugin}:{where}".replace(" ", "-")[:200]
