"""What a server people use must not go without."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register


@register(Tags.security, deploy=True)
def staff_have_a_second_step(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Refuse to let a password alone open what staff can see."""
    if settings.STAFF_NEED_SECOND_STEP:
        return []
    return [
        Error(
            "Staff may work here without a second step of signing in.",
            hint="Leave JUNCTION_DEMO unset, and do not set STAFF_NEED_SECOND_STEP to False.",
            id="residents.E001",
        )
    ]
