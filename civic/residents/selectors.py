"""Reads about people."""

import re
from typing import TYPE_CHECKING

from civic.residents.models import RECEIPT_LENGTH, Contributor, RoleGrant, User

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from wagtail.models import Site

#: What a hand or a voice turns the alphabet into, and back (Crockford's base 32).
CONFUSED = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def normalised_receipt(typed: str) -> str:
    """Return a receipt code as stored, from whatever somebody typed; empty where it cannot be one."""
    code = re.sub(r"[^0-9A-Z]", "", typed.upper()).translate(CONFUSED)
    return code if len(code) == RECEIPT_LENGTH else ""


def contributor_by_receipt(site: "Site", typed: str) -> Contributor | None:
    """Return whose receipt this is in this place, or None."""
    code = normalised_receipt(typed)
    if not code:
        return None
    return Contributor.objects.filter(site=site, receipt_code=code, erased_at=None).first()


def user_by_email(email: str) -> User | None:
    """Return whose account this address is, or None."""
    return User.objects.filter(email__iexact=email.strip(), is_active=True).first()


def people_with_role(site: "Site", *roles: str) -> "QuerySet[User]":
    """Return the active users who hold any of these roles in this place."""
    granted = RoleGrant.objects.filter(site=site, role__in=roles).values("user_id")
    return User.objects.filter(pk__in=granted, is_active=True)
