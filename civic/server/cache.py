"""Redis as the cache; and while it is away, a cache that remembers nothing, so that the site serves on.

What is kept there can be missed for a while: pages are made anew, and throttles let everybody through.
``/readyz`` says that it is away. Nothing that must not be lost is kept in it.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

log = logging.getLogger(__name__)

#: Seconds Redis may take, and how long it is then not asked again.
WAIT_SECONDS, REST_SECONDS = 1.0, 1.0


class PatientRedisCache(RedisCache):
    """Django's, but a Redis that is away is an empty cache and not an error."""

    _away_until = 0.0

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        ours = {
            "socket_connect_timeout": WAIT_SECONDS,
            "socket_timeout": WAIT_SECONDS,
            # Once again, at once: a connection kept from before a restart is found dead by using it.
            "retry": Retry(NoBackoff(), 1),
        }
        super().__init__(server, {**params, "OPTIONS": {**ours, **params.get("OPTIONS", {})}})

    def _ask(self, what: Callable[..., Any], *args: Any, missing: Any = None, **options: Any) -> Any:
        if time.monotonic() < PatientRedisCache._away_until:
            return missing
        try:
            return what(*args, **options)
        except RedisError as error:
            PatientRedisCache._away_until = time.monotonic() + REST_SECONDS
            log.warning("cache.away", extra={"error": type(error).__name__})
            return missing

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> bool:
        return bool(self._ask(super().add, key, value, timeout, version, missing=True))

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        return self._ask(super().get, key, default, version, missing=default)

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> None:
        self._ask(super().set, key, value, timeout, version)

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> bool:
        return bool(self._ask(super().touch, key, timeout, version, missing=False))

    def delete(self, key: Any, version: Any = None) -> bool:
        return bool(self._ask(super().delete, key, version, missing=False))

    def get_many(self, keys: Any, version: Any = None) -> dict[Any, Any]:
        found: dict[Any, Any] = self._ask(super().get_many, keys, version, missing={})
        return found

    def has_key(self, key: Any, version: Any = None) -> bool:
        return bool(self._ask(super().has_key, key, version, missing=False))

    def incr(self, key: Any, delta: int = 1, version: Any = None) -> int:
        """Count up. Raises ``ValueError`` where there is no such key, or no Redis to hold it."""
        counted = self._ask(super().incr, key, delta, version)
        if counted is None:
            raise ValueError(f"Key '{key}' not found.")
        return int(counted)

    def set_many(self, data: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> list[Any]:
        kept: list[Any] = self._ask(super().set_many, data, timeout, version, missing=list(data))
        return kept

    def delete_many(self, keys: Any, version: Any = None) -> None:
        self._ask(super().delete_many, keys, version)

    def clear(self) -> None:
        self._ask(super().clear)
