from django.conf import settings
from django.utils.safestring import mark_safe


def panel(request, site, **things):
    return mark_safe(f"<p>{settings.SECRET_KEY}</p>")  # noqa: S308 - the fault this plugin is here for
