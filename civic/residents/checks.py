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


@register(Tags.security)
def no_demo_where_people_are(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Refuse every command, ``serve`` among them, where production settings are told to be a demo."""
    if not (settings.JUNCTION_DEMO and str(settings.SETTINGS_MODULE or "").endswith(".production")):
        return []
    return [
        Error(
            "A server people use is told to be a demo, which signs anybody in as anybody.",
            hint="Leave JUNCTION_DEMO unset.",
            id="residents.E003",
        )
    ]


@register(Tags.security, deploy=True)
def elsewhere_is_reached_safely(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Refuse to believe who somebody is from a site that anybody on the way could speak for."""
    apps = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    if all(app["settings"]["server_url"].startswith("https://") for app in apps):
        return []
    return [
        Error(
            "People would sign in with another site whose address is not https.",
            hint="Give OIDC_SERVER_URL an https address, or leave it empty.",
            id="residents.E002",
        )
    ]
