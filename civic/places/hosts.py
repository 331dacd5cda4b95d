"""The host name of a place: one way to write it, so that no two places can have one."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

#: RFC 1123 2.1: letters, digits and hyphens between dots; a name of ours may be one label, as localhost is.
_LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*", re.ASCII)
LONGEST = 253


def read_host(text: str) -> str:
    """Return a host name as it is kept: small letters, no dot at the end, other scripts as IDNA (RFC 5891).

    Raises ``ValidationError`` for what no browser could ask for: an address with http://, a port, a blank.
    """
    host = text.strip().lower().removesuffix(".")
    try:
        host = host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        host = ""
    if len(host) > LONGEST or not _HOST.fullmatch(host):
        raise ValidationError(
            _("“%(host)s” is no host name. Write it like pellbridge.example: no http://, port or blank."),
            params={"host": text[:80]},
            code="host",
        )
    return host


def validate_host(text: str) -> None:
    """Refuse a host name that is not written as it is kept: beside the other it would be a second place."""
    if (host := read_host(text)) != text.lower():  # Wagtail sees to capitals itself
        raise ValidationError(_("Write it as “%(host)s”."), params={"host": host}, code="host")
