"""How often one visitor may do one thing."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

if TYPE_CHECKING:
    from django.http import HttpRequest


def visitor_address(request: "HttpRequest") -> str:
    """Return where a request came from, believing only as many proxies as the settings name."""
    address: str = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES:
        hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        if len(hops) >= settings.TRUSTED_PROXIES and hops[0]:
            address = hops[-settings.TRUSTED_PROXIES]
    return address


def too_often(request: "HttpRequest", what: str, *, limit: int, per: timedelta, who: str = "") -> bool:
    """Count one use of a form and say whether this visitor has had too many lately.

    ``who`` narrows the count (a receipt, an email address); the default is the visitor's address.
    Counted in fixed windows of ``per``, in the shared cache.
    """
    return too_many(what, who or visitor_address(request), limit=limit, per=per)


def too_many(what: str, who: str, *, limit: int, per: timedelta) -> bool:
    """Count one more of something, and say whether that is more than ``limit`` lately."""
    seconds = int(per.total_seconds())
    window = _window(seconds)
    key = f"throttle:{what}:{who}:{window}"
    if cache.add(key, 1, timeout=seconds + 5):
        return limit < 1
    try:
        return int(cache.incr(key)) > limit
    except ValueError:  # it expired between the two calls: a new window has begun
        return False


def had_too_many(what: str, who: str, *, limit: int, per: timedelta) -> bool:
    """Say whether something was counted so often lately that one more would be too many; counts nothing."""
    key = f"throttle:{what}:{who}:{_window(int(per.total_seconds()))}"
    return int(cache.get(key) or 0) >= limit


def _window(seconds: int) -> int:
    """Return the number of the window of so many seconds that it is now."""
    return int(timezone.now().timestamp()) // seconds
