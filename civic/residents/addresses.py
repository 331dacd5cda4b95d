"""The address somebody signs in with: what a change of it takes along, and undoing one."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.core import signing
from django.db import transaction
from django.utils import timezone

from civic.residents.models import Contributor, DeskPin, User

if TYPE_CHECKING:
    from django.http import HttpRequest

_SALT = "residents.undo-address"
#: How long whoever had the old address may say "that was not me".
UNDO_WITHIN = timedelta(days=14)


class AddressTaken(Exception):
    """The old address is somebody else's account by now."""


@dataclass(frozen=True, kw_only=True)
class ChangedAddress:
    """One change of address that can still be undone."""

    user: User
    old: str
    new: str


def undo_token(user: User, *, old: str, new: str) -> str:
    """Return what the link to the old address carries."""
    return signing.dumps([user.pk, old, new], salt=_SALT)


def change_to_undo(token: str) -> ChangedAddress | None:
    """Return which change a link undoes. None where it is bad, too old, or undone already."""
    try:
        pk, old, new = signing.loads(token, salt=_SALT, max_age=UNDO_WITHIN)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    if user is None or user.email.lower() == str(old).lower():
        return None
    return ChangedAddress(user=user, old=str(old), new=str(new))


@transaction.atomic
def undo_change(change: ChangedAddress) -> None:
    """Give an account back to its old address, and sign it out everywhere.

    Whoever changed it may know the password and may have added ways in of their own (an app, a
    passkey, an account elsewhere, a PIN), so those go too: the next sign-in is by a code sent to the
    old address. Raises ``AddressTaken``.
    """
    user = change.user
    others = User.objects.exclude(pk=user.pk)
    taken = EmailAddress.objects.filter(email__iexact=change.old, verified=True).exclude(user=user)
    if others.filter(email__iexact=change.old).exists() or taken.exists():
        raise AddressTaken
    user.email = change.old.lower()
    user.set_unusable_password()
    user.save(update_fields=["email", "password"])
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    since = timezone.now() - UNDO_WITHIN
    Authenticator.objects.filter(user=user, created_at__gte=since).delete()
    SocialAccount.objects.filter(user=user, date_joined__gte=since).delete()
    DeskPin.objects.filter(user=user).delete()
    end_sessions(user)
    _tell_the_record(user)


def end_sessions(user: User) -> None:
    """Sign somebody out of every browser."""
    for session in UserSession.objects.filter(user=user):
        session.end()


def _tell_the_record(user: User) -> None:
    Contributor.objects.filter(user=user, erased_at=None).update(
        email=user.email, email_confirmed_at=timezone.now()
    )


def follow_new_address(
    sender: Any, request: "HttpRequest", user: User, to_email_address: EmailAddress, **kwargs: Any
) -> None:
    """Answers go to the address somebody signs in with, in every place."""
    user.refresh_from_db(fields=["email"])
    _tell_the_record(user)
