"""Where sockets are answered. Given to Channels' router by ``civic.asgi``."""

from typing import Any

from django.urls import re_path

from engagement.conversations.consumers import thread_socket

# A malformed id also comes here, so that it is closed with a reason like any thread not of this place.
websocket_urlpatterns: list[Any] = [
    re_path(r"^live/(?P<thread>[^/]{1,64})/$", thread_socket),  # type: ignore[arg-type] # an ASGI application
]
