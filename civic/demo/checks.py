"""The demo signs anybody in as anybody: it must never run where people are."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, register


@register()
def demo_only_at_hand(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Refuse the demo under production settings."""
    if not str(settings.SETTINGS_MODULE or "").endswith(".production"):
        return []
    return [
        Error(
            "The demo is installed on a server people use.",
            hint="Take civic.demo out of INSTALLED_APPS, and leave JUNCTION_DEMO unset.",
            id="demo.E001",
        )
    ]
