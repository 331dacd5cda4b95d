"""Whole pages kept for people nobody knows, and right the moment after any write.

A view says ``@kept_whole`` where its page holds nothing that is one person's. It is kept for a minute, by
address and language, for requests without cookies. What is kept has the number of the last write in its key:
every statement that writes, whoever sends it, raises the number once its transaction is done
(``count_writes``), so nobody need remember to. A place's write makes other places' pages anew as well.

How it fails: a write by another program than this one is seen when the minute is over, and so is one whose
process dies between its commit and the raising. Hours that begin and days that end are up to a minute late.
"""

import hashlib
import logging
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError, OperationalError, ProgrammingError, connection, transaction
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from django.http import HttpResponse
from django.utils.cache import patch_vary_headers

from civic.places.written import table_written

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.http import HttpRequest

log = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponse)

#: Longer addresses are somebody trying things.
LONGEST = 500
#: Written without anything changing that a page shows: browsers' sessions, tasks and their leases, the count,
#: how far somebody has read.
_QUIET = (
    "django_session", "usersessions_", "civic_tasks_", "django_q_", "wagtailadmin_", "pages_lastwrite",
    "places_keptnumber", "conversations_readmark",
)  # fmt: skip
_COUNT = (
    "INSERT INTO pages_lastwrite (id, number) VALUES (1, 1) "
    "ON CONFLICT (id) DO UPDATE SET number = pages_lastwrite.number + 1"
)


# ---- the number of the last write --------------------------------------------------------------
@receiver(connection_created, dispatch_uid="pages.count_writes")
def count_writes(sender: Any, connection: "BaseDatabaseWrapper", **kwargs: Any) -> None:
    """Have every write through a connection counted when it is there for others to read."""
    if settings.PAGES_KEPT_SECONDS and _counted not in connection.execute_wrappers:
        connection.execute_wrappers.append(_counted)


def _counted(execute: Any, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    result = execute(sql, params, many, context)
    if writes(str(sql)):
        used: BaseDatabaseWrapper = context["connection"]
        if not any(waiting[1] is _raise_number for waiting in used.run_on_commit):
            transaction.on_commit(_raise_number, using=used.alias)
    return result


def writes(sql: str) -> bool:
    """Say whether a statement changes what pages may show."""
    table = table_written(sql)
    return bool(table) and not table.startswith(_QUIET)


def _raise_number() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute(_COUNT)
    except (OperationalError, ProgrammingError) as error:  # while the tables are being made
        log.debug("pages.write_not_counted", extra={"error": type(error).__name__})
    except DatabaseError as error:
        log.warning("pages.write_not_counted", extra={"error": type(error).__name__})


def last_write() -> int:
    """Return the number of the last write."""
    with connection.cursor() as cursor:  # asked for every page that is kept: not by the ORM
        cursor.execute("SELECT number FROM pages_lastwrite WHERE id = 1")
        row = cursor.fetchone()
    return row[0] if row else 0


# ---- the pages ---------------------------------------------------------------------------------
def kept_whole(view: Callable[P, R]) -> Callable[P, R]:
    """Say of a view that its page is the same for everybody whom nobody knows."""

    @wraps(view)
    def marked(*args: P.args, **kwargs: P.kwargs) -> R:
        response = view(*args, **kwargs)
        response.kept_whole = True  # type: ignore[attr-defined] # read below
        return response

    return marked


class KeptPagesMiddleware:
    """Answer from what is kept; stands inside what writes headers and cookies for each request."""

    def __init__(self, get_response: "Callable[[HttpRequest], HttpResponse]") -> None:
        if not settings.PAGES_KEPT_SECONDS:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.kept = caches["pages"]

    def __call__(self, request: "HttpRequest") -> "HttpResponse":
        if not _from_nobody(request):
            return self.get_response(request)
        key = _key(request)
        if kept := self.kept.get(key):
            content, headers, policy = kept
            again = HttpResponse(content, headers=headers)
            patch_vary_headers(again, ["Cookie"])  # as the session would have: whoever has one is told apart
            vars(again).update(policy)
            return again
        response = self.get_response(request)
        if _same_for_all(request, response):
            # What django-csp, which stands outside, is to say of this page: as where a map's tiles are from.
            policy = {name: value for name, value in vars(response).items() if name.startswith("_csp_")}
            kept = (response.content, dict(response.items()), policy)
            self.kept.set(key, kept, settings.PAGES_KEPT_SECONDS)
        return response


def _from_nobody(request: "HttpRequest") -> bool:
    """Say whether a request brings nothing by which its answer could differ from another's."""
    return (
        request.method == "GET"
        and not request.COOKIES.keys() - {settings.CSRF_COOKIE_NAME}  # no page with a token is kept
        and "Authorization" not in request.headers
        and "HX-Request" not in request.headers
        and len(request.get_full_path()) <= LONGEST
    )


def _same_for_all(request: "HttpRequest", response: "HttpResponse") -> bool:
    return (
        getattr(response, "kept_whole", False)
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        and not request.session.modified
        and not hasattr(request, "_csp_nonce")
        and "Cache-Control" not in response
    )


def _key(request: "HttpRequest") -> str:
    """Return what a page is kept under: its address, language and all, not to be read (it may say where)."""
    address = request.build_absolute_uri()
    return f"page:{last_write()}:{hashlib.sha256(address.encode()).hexdigest()}"
