"""The ASGI application. Composition only: sockets to Channels, the rest to Django's WSGI handler."""

import os

from channels.routing import ProtocolTypeRouter

from civic.server.bridge import http_application
from civic.server.lifespan import lifespan
from civic.server.sockets import socket_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civic.settings.production")

http = http_application()  # sets Django up, so it comes before the rooms' sockets are imported
application = ProtocolTypeRouter(
    {
        "http": http,
        "websocket": socket_application(["engagement.conversations.routing"]),
        "lifespan": lifespan,
    }
)
