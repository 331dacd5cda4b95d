"""The ASGI application. Composition only: sockets to Channels, the rest to Django's WSGI handler."""

import os

import django
from channels.routing import ProtocolTypeRouter

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civic.settings.production")
django.setup()  # any ASGI server may load this module first, and what follows knows the models

from civic.server.bridge import http_application  # noqa: E402
from civic.server.lifespan import lifespan  # noqa: E402
from civic.server.sockets import socket_application  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": http_application(),
        "websocket": socket_application(["engagement.conversations.routing"]),
        "lifespan": lifespan,
    }
)
