"""``{% load plugins %}{% plugin_slot "conversation.aside" conversation=conversation %}``."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from civic.places.context import current_site
from civic.pluginkit.slots import render_slot

register = template.Library()


@register.simple_tag(takes_context=True)
def plugin_slot(context: template.Context, slot: str, **things: Any) -> SafeString:
    """Render what plugins put into a slot; nothing outside a request or a place."""
    site, request = current_site(), context.get("request")
    if site is None or request is None:
        return SafeString("")
    return render_slot(slot, request, site, **things)
