"""Is it alive, is it ready, and the pictures people uploaded."""

import os
import socket
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.static import serve

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

#: Folders of MEDIA_ROOT that have a view of their own, which asks who may read.
NOT_SERVED = ("documents/",)
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
    try:
        cache.set("readyz", 1, timeout=5)
    except Exception:
        missing.append("cache")
    status = 503 if missing else 200
    return JsonResponse({"status": "not ready" if missing else "ready", "missing": missing}, status=status)


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


def media(request: "HttpRequest", path: str) -> "HttpResponseBase":
    """Serve an uploaded picture from the media folder."""
    if path.startswith(NOT_SERVED):
        raise Http404
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    # Names are never used again for other content (Django's storage adds a suffix).
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response
