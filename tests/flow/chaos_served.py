"""A served site for the chaos test: everybody comes from one address, in a minute instead of an evening.

So no address is held to 500 sockets, and throttles count as ever, in Redis, and let everybody through.
Both limits have tests of their own (``tests/conversations``).
"""

from typing import Any

from civic.server.cache import PatientRedisCache
from civic.settings.served_test import *  # noqa: F403 - a settings module is its parent plus differences
from civic.settings.served_test import CACHES

LIVE_SOCKETS_PER_ADDRESS = 5_000


class CountsAndLetsThrough(PatientRedisCache):
    """Asks Redis as ever, and says that it was the first time."""

    def incr(self, key: Any, delta: int = 1, version: Any = None) -> int:
        super().incr(key, delta, version)
        return 1


CACHES["default"]["BACKEND"] = "tests.flow.chaos_served.CountsAndLetsThrough"
