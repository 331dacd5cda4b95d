"""The ASGI application. Composition only."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civic.settings.production")

from django.core.asgi import get_asgi_application

application = get_asgi_application()
