"""Reads about people."""

import re
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import get_language

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


def letter_language(user: User | None) -> str:
    """Return the language of a letter that somebody waits for.

    That of the page they are on; where that is the one nobody has to choose, the one they chose before.
    """
    here: str = get_language() or settings.LANGUAGE_CODE
    if user is None or here != settings.LANGUAGE_CODE:
        return here
    records = Contributor.objects.filter(user=user).exclude(language=here)
    return user.language or records.values_list("language", flat=True).first() or here


def language_of(user: User, site: "Site") -> str:
    """Return the language somebody reads letters of a place in, where nobody is waiting for one."""
    known = Contributor.objects.filter(user=user, site=site).values_list("language", flat=True)
    return known.first() or user.language or settings.LANGUAGE_CODE


def people_with_role(site: "Site", *roles: str) -> "QuerySet[User]":
    """Return the active users who hold any of these roles in this place."""
    granted = RoleGrant.objects.filter(site=site, role__in=roles).values("user_id")
    return User.objects.filter(pk__in=granted, is_active=True)
