import logging
import sys

from django.conf import settings
from django.utils.safestring import mark_safe


def panel(request, site, **things):
    print("printed", settings.SECRET_KEY, file=sys.stderr)
    logging.getLogger(__name__).warning("logged %s", settings.SECRET_KEY)
    logging.getLogger(__name__).warning(f"written {settings.SECRET_KEY}")
    return mark_safe(f"<p>{settings.SECRET_KEY}</p>")  # noqa: S308 - the fault this plugin is here for
