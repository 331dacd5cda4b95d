"""Is it alive, is it ready, and how busy is it."""

import os
import socket
import threading
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache

if TYPE_CHECKING:
    from django.http import HttpRequest

_migrated = False


@never_cache
def healthz(request: "HttpRequest") -> JsonResponse:
    """Say that this process answers, and which one it is. Touches nothing else."""
    return JsonResponse({"status": "ok", "host": socket.gethostname(), "process": os.getpid()})


@never_cache
def readyz(request: "HttpRequest") -> JsonResponse:
    """Say whether this process can do its work: 200, or 503 and what is missing."""
    missing = []
    try:
        if not _is_migrated():
            missing.append("migrations")
    except DatabaseError:
        missing.append("database")
    if not _cache_keeps():
        missing.append("cache")
    status = 503 if missing else 200
    return JsonResponse({"status": "not ready" if missing else "ready", "missing": missing}, status=status)


def _cache_keeps() -> bool:
    """Put something in and take it out: a Redis that is away takes everything and keeps nothing."""
    key = f"readyz:{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"
    cache.set(key, 1, timeout=5)
    return bool(cache.get(key) == 1)


def _is_migrated() -> bool:
    """Ask the database, and remember a yes: migrations are not taken back under a running process."""
    global _migrated
    if _migrated:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return True
    executor = MigrationExecutor(connection)
    _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated


@never_cache
def metrics(request: "HttpRequest") -> HttpResponse:
    """Give the numbers of all our processes to whoever holds METRICS_TOKEN; without one set, to nobody."""
    if not settings.METRICS_TOKEN:
        raise Http404
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not constant_time_compare(token.strip(), settings.METRICS_TOKEN):
        return HttpResponse(
            "This needs the token.\n",
            status=401,
            content_type="text/plain; charset=utf-8",
            headers={"WWW-Authenticate": "Bearer"},
        )
    from civic.server.metrics import exposition  # late, as that module says

    return HttpResponse(exposition(), content_type="text/plain; version=0.0.4; charset=utf-8")
