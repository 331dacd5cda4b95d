"""How often a join code may be guessed: a hall of phones gets in, ten thousand guesses do not."""

from datetime import timedelta
from typing import TYPE_CHECKING

from civic.residents.throttle import had_too_many, too_many, visitor_address

if TYPE_CHECKING:
    from django.http import HttpRequest
    from wagtail.models import Site

#: Wrong codes from one address before it has to wait: a hall mistypes some.
WRONG, PER = 60, timedelta(minutes=10)
#: Wrong codes in a place after which each address gets only ``FEW``: somebody guesses from many.
FLOOD, FEW = 1_000, 5
#: How many may join from one address in ten minutes: a hall shares one.
JOIN_LIMIT = 1_000


def may_try(request: "HttpRequest", site: "Site") -> bool:
    """Say whether a code from this visitor is looked at; a right one is not either after too many wrong."""
    flooded = had_too_many("join-wrong-place", str(site.pk), limit=FLOOD, per=PER)
    who = f"{site.pk}:{visitor_address(request)}"
    return not had_too_many("join-wrong", who, limit=FEW if flooded else WRONG, per=PER)


def note_wrong(request: "HttpRequest", site: "Site") -> None:
    """Count a wrong code."""
    too_many("join-wrong-place", str(site.pk), limit=FLOOD, per=PER)
    too_many("join-wrong", f"{site.pk}:{visitor_address(request)}", limit=WRONG, per=PER)
