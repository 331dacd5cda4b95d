"""The same site through Django's own ASGI handler, to measure the bridge against."""

from django.core.asgi import get_asgi_application

application = get_asgi_application()
