"""From ASGI to Django's WSGI handler in one thread hop.

The same synchronous view answers several times as many requests this way as through Django's own
ASGI handler, which changes thread for each layer of middleware (``make bench`` shows the ratio).
"""

from typing import Any, cast

from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from civic.server.body import BODY_KEY, Application, BodyGate


def http_application() -> Application:
    """Return the ASGI application that answers plain HTTP.

    A response is queued whole for a client that reads slowly (``send_queue_size=0`` is without
    bound), so that it costs memory and not one of the few threads.
    """
    django = get_wsgi_application()

    def application(environ: dict[str, Any], start_response: Any) -> Any:
        environ["wsgi.input"] = environ["asgi.scope"][BODY_KEY]
        return django(environ, start_response)

    bridge = WSGIMiddleware(application, workers=settings.REQUEST_THREADS, send_queue_size=0)
    return BodyGate(
        cast("Application", bridge),
        limit=settings.REQUEST_BODY_LIMIT,
        seconds=settings.REQUEST_BODY_SECONDS,
        longer=settings.REQUEST_LONG_BODIES,
    )
