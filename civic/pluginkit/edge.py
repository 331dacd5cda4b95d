"""The edge: what a plugin does while somebody waits for a page is bounded in time, size and harm.

A thread of Python cannot be stopped from outside. So a plugin is called in a thread beside the
request's own, with the same place, language and time zone and a database connection of its own, and
the request goes on without it when its time is up. The late thread ends when it ends; until it has,
and for a while after, nobody calls that spot of that plugin again, so no more threads get stuck.
"""

import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from contextvars import copy_context
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar

from django.conf import settings
from django.db import close_old_connections, connection, connections, transaction
from django.utils import timezone, translation
from django.utils.html import conditional_escape
from django.utils.translation import gettext_noop as _

from civic.places.context import current_site
from civic.pluginkit.faults import WRONG, OutOfBounds
from civic.pluginkit.plugin import CivicPlugin
from civic.pluginkit.secrets import secrets
from civic.pluginkit.services import mark_page_mended, may_have_mended, record_page_fault

T = TypeVar("T")

#: Seconds a plugin has for one panel of one page.
BUDGET = 2.0
#: Seconds a spot that took too long is left alone.
REST = 60.0
#: The longest panel that is shown, in characters: three times a whole page of ours.
LONGEST = 200_000


_Job = tuple["Future[Any]", Callable[[], Any], Callable[[], None]]


class _Hand:
    """A thread that does one call after another. It does not keep the process from ending."""

    def __init__(self) -> None:
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        Thread(target=self._work, name="plugin", daemon=True).start()

    def begin(self, work: Callable[[], T], after: Callable[[], None]) -> "Future[T]":
        """Start a call and return what will hold its result; ``after`` is done once it went well."""
        done: Future[T] = Future()
        self._jobs.put((done, work, after))
        return done

    def let_go(self) -> None:
        """End the thread once the call in hand is over."""
        self._jobs.put(None)

    def _work(self) -> None:
        while job := self._jobs.get():
            done, work, after = job
            close_old_connections()
            try:
                result = work()
            except BaseException as error:  # whatever ends it, the request's thread hears of it
                # Of what is no fault but an order to stop, a plugin gives none to the thread that asks.
                done.set_exception(error if isinstance(error, WRONG) else RuntimeError(type(error).__name__))
            else:
                done.set_result(result)
                after()  # nobody waits for this
        connections.close_all()


#: Threads that wait for a call: as many as there ever were calls at once.
_idle: list[_Hand] = []
#: Spots that took too long: until when they rest, and the call that may still be running.
_resting: dict[str, tuple[float, "Future[Any]"]] = {}


def ask_plugin(plugin: CivicPlugin, where: str, work: Callable[[], T], *, otherwise: T) -> T:
    """Return what a plugin gives; ``otherwise`` where it fails or takes too long, which is recorded.

    Inside an open transaction it is called in place, without a limit of time: no other thread
    could see what the transaction wrote.
    """
    spot = f"{plugin.name}: {where}"
    if _rests(spot):
        return otherwise
    try:
        if connection.in_atomic_block:
            with transaction.atomic():  # a failed query would spoil the transaction the page is in
                return work()
        return _in_time(work, plugin, where)
    except WRONG as error:
        record_page_fault(plugin.name, where, error)
        return otherwise


def page_went_well(where: str) -> None:
    """Note, off the request, that all plugins did well on a page or with a form in the place in force.

    Inside an open transaction nothing is noted, as no other thread could see what it wrote.
    """
    if may_have_mended() and not connection.in_atomic_block:
        hand, site = _free_hand(), current_site()
        hand.begin(lambda: mark_page_mended(where, site.pk if site else None), lambda: None)
        _idle.append(hand)


def fit_to_show(panel: Any) -> str:
    """Return a panel's HTML, escaped where it is plain text; nothing for None.

    Raises ``OutOfBounds`` where it is too long, or holds one of the site's own secrets.
    """
    if not panel:
        return ""
    html = str(conditional_escape(panel))  # what a page gets: escaping makes it longer, ``__html__`` anything
    if len(html) > LONGEST:
        raise OutOfBounds(
            _("gave %(n)s characters, and %(most)s is the most"), n=f"{len(html):,}", most=f"{LONGEST:,}"
        )
    if any(secret in html for secret in secrets()):
        raise OutOfBounds(_("showed one of the site's secrets"))
    return html


def _free_hand() -> _Hand:
    try:
        return _idle.pop()
    except IndexError:
        return _Hand()


def _rests(spot: str) -> bool:
    until, call = _resting.get(spot, (0.0, None))
    return call is not None and (time.monotonic() < until or not call.done())


def _in_time(work: Callable[[], T], plugin: CivicPlugin, where: str) -> T:
    spot, by, site = f"{plugin.name}: {where}", time.monotonic() + BUDGET, current_site()

    def went_well() -> None:
        if time.monotonic() < by:
            mark_page_mended(where, site.pk if site else None, plugin.name)

    hand = _free_hand()
    call = hand.begin(_as_here(work), went_well)
    wait([call], timeout=BUDGET)
    if not call.done():
        hand.let_go()
        _resting[spot] = time.monotonic() + REST, call
        raise OutOfBounds(_("took longer than %(n)s seconds"), n=f"{BUDGET:g}")
    _idle.append(hand)
    return call.result()


def _as_here(work: Callable[[], T]) -> Callable[[], T]:
    """Return a call with the place, the language and the time zone that are in force now."""
    context, language = copy_context(), translation.get_language() or settings.LANGUAGE_CODE
    zone = timezone.get_current_timezone()

    def localised() -> T:  # Django keeps these two by thread, not by context
        with translation.override(language), timezone.override(zone):
            return work()

    return lambda: context.run(localised)
