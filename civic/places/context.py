"""The place in force: which Wagtail Site this request, task, socket or email is about."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wagtail.models import Site

_current: ContextVar["Site | None"] = ContextVar("current_site", default=None)


@contextmanager
def site_context(site: "Site | None") -> Iterator[None]:
    """Put a place in force for the length of a ``with`` block."""
    token = _current.set(site)
    try:
        yield
    finally:
        _current.reset(token)


def current_site() -> "Site | None":
    """Return the place in force, or None outside any."""
    return _current.get()
