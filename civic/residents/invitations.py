"""Offering somebody a role by email, and what becomes of the offer."""

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.utils import timezone

from civic.residents.enums import Role
from civic.residents.models import Contributor, Invitation, RoleGrant, User
from civic.residents.services import (
    claim_contributor,
    create_guest,
    forget_unproven_password,
    grant_role,
)
from civic.residents.signals import invited
from civic.residents.throttle import too_many

if TYPE_CHECKING:
    from wagtail.models import Site

_SALT = "residents.invitation"
#: How long an invitation is open, and how long until its letter may be sent once more.
LASTS = timedelta(days=14)
BETWEEN_LETTERS = timedelta(minutes=10)
#: How long after its end an offer nobody took up is still listed.
FORGOTTEN_AFTER = timedelta(days=30)


#: How many letters one administrator sends in an hour, and one address gets from a place in a day;
#: counted apart from the invitations, since one taken back is deleted.
LETTERS_AN_HOUR = 30
LETTERS_TO_ONE_A_DAY = 3


class NotNow(Exception):
    """The letter cannot be sent: it went only minutes ago, or the address asked for no more."""


class NotOpen(Exception):
    """The invitation was taken back, has run out, or was accepted."""


def wants_no_letters(site: "Site | int", email: str) -> bool:
    """Say whether whoever reads an address has asked this place not to be written to."""
    same = Contributor.objects.filter(site=site, email=email.lower(), unsubscribed_at__isnull=False)
    return same.filter(email_confirmed_at=None).exists()


def too_many_letters(site_id: int, email: str, *, by: User) -> str:
    """Count one more letter; return what is too much, ``to_one`` or ``by_one``, or nothing."""
    to_one = f"{site_id}:{email}"
    if too_many("invitation-to", to_one, limit=LETTERS_TO_ONE_A_DAY, per=timedelta(days=1)):
        return "to_one"
    by_one = f"{site_id}:{by.pk}"
    return (
        "by_one" if too_many("invitation-by", by_one, limit=LETTERS_AN_HOUR, per=timedelta(hours=1)) else ""
    )


@transaction.atomic
def invite(site: "Site", email: str, role: str, *, by: User, language: str = "en") -> Invitation:
    """Offer a role to whoever reads an address's mail, and write to them.

    An offer of the same that is still waiting is written once more. Raises ``NotNow``.
    """
    invitation, made = Invitation.objects.select_for_update().get_or_create(
        site=site,
        email=email.strip().lower(),
        role=role,
        accepted_at=None,
        defaults={"invited_by": by, "language": language, "expires_at": timezone.now() + LASTS},
    )
    if made:
        send(invitation)
    else:
        send_again(invitation, by=by)
    return invitation


def send_again(invitation: Invitation, *, by: User) -> None:
    """Write once more; the offer is open for its whole time again. Raises ``NotNow``, ``NotOpen``."""
    if invitation.accepted_at:
        raise NotOpen
    if invitation.sent_at > timezone.now() - BETWEEN_LETTERS:
        raise NotNow
    invitation.invited_by, invitation.sent_at = by, timezone.now()
    invitation.expires_at = invitation.sent_at + LASTS
    send(invitation)


@transaction.atomic
def send(invitation: Invitation) -> None:
    """Have the letter written. Raises ``NotNow`` where the address wants none."""
    if wants_no_letters(invitation.site_id, invitation.email):
        raise NotNow
    if invitation.reader is None:
        invitation.reader = create_guest(
            invitation.site, email=invitation.email, language=invitation.language
        )
    invitation.save()
    invited.send(sender=Invitation, invitation=invitation)


def invitation_token(invitation: Invitation) -> str:
    """Return what the letter's link carries: bound to this invitation and this address."""
    return signing.Signer(salt=f"{_SALT}:{invitation.email}").sign(str(invitation.uuid))


def open_invitation(token: str, site: "Site | None") -> Invitation:
    """Return the invitation a link leads to, while it is open. Raises ``NotOpen``.

    An offer of somebody who may no longer make it is not open either.
    """
    try:
        uuid = UUID(token.partition(":")[0])
    except ValueError:
        raise NotOpen from None
    found = Invitation.objects.select_related("invited_by", "reader", "site").filter(uuid=uuid).first()
    if found is None or site is None or found.site_id != site.pk:
        raise NotOpen
    try:
        signing.Signer(salt=f"{_SALT}:{found.email}").unsign(token)
    except signing.BadSignature:
        raise NotOpen from None
    if found.accepted_at or found.expires_at <= timezone.now() or not _still_theirs_to_give(found):
        raise NotOpen
    return found


def _still_theirs_to_give(invitation: Invitation) -> bool:
    giver = invitation.invited_by
    if giver is None or not giver.is_active:
        return False
    held = RoleGrant.objects.filter(user=giver, site=invitation.site_id, role=Role.PLACE_ADMINISTRATOR)
    return giver.is_superuser or held.exists()


@transaction.atomic
def accept(invitation: Invitation) -> User:
    """Give the role to whoever reads the address, with an account where they have none.

    The role is of no use before they have signed in with the address. Raises ``NotOpen``.
    """
    mine = Invitation.objects.filter(pk=invitation.pk, accepted_at=None)
    if not mine.update(accepted_at=timezone.now()):
        raise NotOpen
    user = User.objects.filter(email=invitation.email).first()
    user = user or User.objects.create_user(invitation.email, language=invitation.language)
    forget_unproven_password(user)
    grant_role(user, invitation.site, invitation.role, by=invitation.invited_by)
    if invitation.reader is not None and invitation.reader.user_id is None:
        claim_contributor(invitation.reader, user)
    return user


@transaction.atomic
def take_back(invitation: Invitation) -> None:
    """Close an offer and forget whom it was made to; a letter not sent yet is not sent."""
    reader = invitation.reader
    invitation.delete()
    if reader is not None and reader.user_id is None:
        reader.delete()


def forget_old_invitations() -> int:
    """Forget every offer nobody took up within a month of its end. Returns how many."""
    old = Invitation.objects.filter(accepted_at=None, expires_at__lt=timezone.now() - FORGOTTEN_AFTER)
    forgotten = list(old.select_related("reader"))
    for invitation in forgotten:
        take_back(invitation)
    return len(forgotten)
