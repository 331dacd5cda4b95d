"""Names broken themes in ``manage.py check``."""

from typing import Any

from django.core.checks import Warning as CheckWarning
from django.core.checks import register

from civic.themekit.registry import shelf


@register()
def themes_can_be_worn(app_configs: Any, **kwargs: Any) -> list[CheckWarning]:
    """Return one warning a broken theme."""
    return [
        CheckWarning(
            f"The theme “{fault.theme}” is left out: {fault.why}.",
            hint="Places that chose it wear the default theme until it is mended.",
            id="themekit.W001",
        )
        for fault in shelf().faults
    ]
