"""Whose "My voice" is open on this screen."""

from datetime import timedelta
from typing import TYPE_CHECKING

from civic.residents.models import Contributor
from civic.residents.services import contributor_for_request

if TYPE_CHECKING:
    from django.http import HttpRequest
    from wagtail.models import Site

#: Remembers, for a short while, whose receipt code was typed on this screen. Signed.
VOICE_COOKIE = "jb_voice"
VOICE_SECONDS = int(timedelta(minutes=30).total_seconds())
VOICE_SALT = "notify.my-voice"


def opened_by_code(request: "HttpRequest", site: "Site") -> Contributor | None:
    """Return whose receipt code was typed on this screen in the last half hour, or None."""
    uuid = request.get_signed_cookie(VOICE_COOKIE, default="", salt=VOICE_SALT, max_age=VOICE_SECONDS)
    return Contributor.objects.filter(site=site, uuid=uuid, erased_at=None).first() if uuid else None


def whose_voice(request: "HttpRequest", site: "Site") -> tuple[Contributor | None, str]:
    """Return whose page this is and how we know: ``receipt``, ``account`` or ``guest``.

    A receipt typed on this screen counts first: somebody at a desk may be helping somebody else.
    """
    found = opened_by_code(request, site)
    if found is not None:
        return found, "receipt"
    contributor = contributor_for_request(request, site)
    if contributor is None:
        return None, ""
    return contributor, "account" if contributor.user_id else "guest"
