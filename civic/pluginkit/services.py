"""Writes about plugins."""

from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from civic.pluginkit.faults import told_without_secrets
from civic.pluginkit.models import PluginFault, PluginSwitch

if TYPE_CHECKING:
    from wagtail.models import Site

#: A failing panel on a busy page writes its fault down at most this often, in seconds.
SLOT_FAULT_EVERY = 300


def switch_plugin(site: "Site", label: str, *, on: bool) -> None:
    """Switch a plugin on or off in one place, from the next request on."""
    PluginSwitch.objects.update_or_create(site=site, plugin=label, defaults={"on": on})
    site.__dict__.pop("_plugins_on", None)


def record_fault(plugin: str, where: str, error: BaseException) -> None:
    """Write down that something in a plugin failed; the same spot is counted, not repeated."""
    with transaction.atomic():
        fault, made = PluginFault.objects.get_or_create(
            plugin=plugin, where=where[:200], defaults={"said": told_without_secrets(error)[:300]}
        )
        if not made:
            PluginFault.objects.filter(pk=fault.pk).update(
                said=told_without_secrets(error)[:300],
                times=F("times") + 1,
                last_at=timezone.now(),
                mended_at=None,
            )


def record_slot_fault(plugin: str, slot: str, error: BaseException) -> None:
    """Write down a failing panel, at most every few minutes: pages are read far more than written."""
    if cache.add(f"plugin-fault:{plugin}:{slot}", 1, timeout=SLOT_FAULT_EVERY):
        record_fault(plugin, f"slot {slot}", error)


def mark_mended(plugin: str, where: str) -> None:
    """Note that a spot that had failed went well. Only reads where none had."""
    failed = PluginFault.objects.filter(plugin=plugin, where=where[:200], mended_at=None)
    if failed.exists():
        failed.update(mended_at=timezone.now())
