"""The hub of this process, made when its first socket opens."""

import asyncio

from django.conf import settings

from engagement.conversations.live.hub import Hub
from engagement.conversations.live.source import DatabaseSource

_hub: Hub | None = None


def hub_of_this_process() -> Hub:
    """Return the hub of the running event loop; call on the loop's thread."""
    global _hub
    loop = asyncio.get_running_loop()
    if _hub is None or _hub.loop is not loop:
        if _hub is not None:
            _hub.forget()
        _hub = Hub(DatabaseSource(), loop=loop, watch_seconds=settings.LIVE_WATCH_SECONDS)
    return _hub
