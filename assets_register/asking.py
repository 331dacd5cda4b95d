"""The letter to whoever looks after spaces: everything that is due, each with its one press."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assets_register.freshness import due_assets, due_for, due_services, due_services_for, who_is_asked
from assets_register.models import Claim
from assets_register.offered.reading import as_shown
from civic.notify.kinds import MessageKind, register_kind
from civic.notify.services import tell
from civic.residents.models import User
from civic.residents.services import contributor_for_user

if TYPE_CHECKING:
    from wagtail.models import Site

    from civic.notify.models import Message

KIND = "assets_register.due"
_SALT = "assets_register.still-right"
#: How long the links of a letter open.
VALID = timedelta(days=28)
#: How many listings a letter names; the page behind its link has them all, so many at a time.
IN_A_LETTER = 50
#: How often somebody is asked at most.
EVERY_DAYS = 28


def ask_about_due(site: "Site", now: datetime | None = None) -> int:
    """Write one letter to everybody who looks after something that is due; return how many letters.

    Asked again every four weeks while anything is due.
    """
    now = now or timezone.now()
    period, written = now.date().toordinal() // EVERY_DAYS, 0
    for user, which in who_is_asked(site).items():
        if due_assets(site, now).filter(which).exists() or due_services(site, which, now).exists():
            tell(
                contributor_for_user(user, site),
                kind=KIND,
                once_key=f"due:{site.pk}:{user.pk}:{period}",
                context={"user": user.pk},
            )
            written += 1
    return written


def token_for(user: User, site: "Site") -> str:
    """Return what opens somebody's list of due spaces without a password."""
    return signing.dumps([user.pk, site.pk, user.email], salt=_SALT)


def user_of(token: str, site: "Site") -> User | None:
    """Return whose list a link opens; None where it was altered, is too old or is no longer theirs."""
    try:
        user_pk, site_pk, email = signing.loads(token, salt=_SALT, max_age=VALID)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    user = User.objects.filter(pk=user_pk, email=email, is_active=True).first()
    if user is None or site_pk != site.pk:
        return None
    keeps_one = Claim.objects.standing().filter(site=site, contributor__user=user)
    return user if user.grants.filter(site=site).exists() or keeps_one.exists() else None


def prepare_letters(messages: "Sequence[Message]") -> Mapping[int, Mapping[str, Any] | None]:
    """Return what is still due when a letter is sent or read, by message pk; None where nothing is."""
    found: dict[int, Mapping[str, Any] | None] = {}
    users = User.objects.in_bulk([message.context["user"] for message in messages])
    for message in messages:
        user = users.get(message.context["user"])
        found[message.pk] = None if user is None else _still_due(user, message.site)
    return found


def _still_due(user: User, site: "Site") -> dict[str, Any] | None:
    due, services = due_for(user, site), due_services_for(user, site)
    total, in_all = due.count(), services.count()
    if not total and not in_all:
        return None
    return {
        "assets": due.as_shown()[:IN_A_LETTER],  # letters are read by anybody
        "total": total,
        "more": max(total - IN_A_LETTER, 0),
        "services": as_shown(services[:IN_A_LETTER]),
        "more_services": max(in_all - IN_A_LETTER, 0),
        "token": token_for(user, site),
    }


def register_kinds() -> None:
    """Let the outbox send the letter."""
    register_kind(
        MessageKind(
            key=KIND,
            title=_("Spaces to look at again"),
            subject=_("Spaces you look after, at %(place)s"),
            text_template="assets_register/messages/due.txt",
            html_template="assets_register/messages/due.html",
            prepare=prepare_letters,
            in_app=False,
        )
    )
