"""Writes about people."""

import logging
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language

from civic.residents.models import Consent, Contributor, RoleGrant, User, new_receipt_code
from civic.residents.names import may_be_shown
from civic.residents.rules import SECOND_STEPS
from civic.residents.signals import email_confirmed

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from wagtail.models import Site

log = logging.getLogger(__name__)

#: Remembers on this browser who a guest is, so that their words stay theirs to edit. Signed.
GUEST_COOKIE = "jb_guest"
GUEST_COOKIE_SECONDS = 60 * 60 * 24 * 365
#: Forms sent this soon after a newcomer's first, without their cookie yet, are the same person's.
FIRST_PRESS_SECONDS = 60
_SALT = "residents.guest"
_CONFIRM_SALT = "residents.confirm-email"


def contributor_for_request(request: "HttpRequest", site: "Site") -> Contributor | None:
    """Return who is asking, as this place's record knows them; None for somebody new.

    Whoever signed in is their account's contributor and never the guest this browser remembers: on
    a shared screen that is often somebody else. "My voice" asks whether the two are one.
    """
    if request.user.is_authenticated:
        return Contributor.objects.filter(site=site, user=request.user, erased_at=None).first()
    return guest_on_this_browser(request, site)


def guest_on_this_browser(request: "HttpRequest", site: "Site") -> Contributor | None:
    """Return the guest this browser remembers in this place, whoever is signed in."""
    try:
        guest = signing.loads(request.COOKIES.get(GUEST_COOKIE, ""), salt=_SALT)
    except signing.BadSignature:
        return None
    if not isinstance(guest, str):
        return None
    return Contributor.objects.filter(site=site, uuid=guest, user=None, erased_at=None).first()


def ensure_contributor(
    request: "HttpRequest", site: "Site", *, display_name: str = "", email: str = ""
) -> Contributor:
    """Return who is asking, writing them into the record where they are new.

    A name or email given now is kept; a changed email has to be confirmed again. Call
    ``remember_guest`` on the response afterwards.
    """
    found = contributor_for_request(request, site)
    if found is None:
        if request.user.is_authenticated:
            return contributor_for_user(request.user, site, display_name=display_name)
        found = _guest_of_first_press(request, site)
        if found is None:
            return create_guest(site, display_name=display_name, email=email)
    return describe_contributor(found, display_name=display_name, email=email)


def _guest_of_first_press(request: "HttpRequest", site: "Site") -> Contributor | None:
    """Return the one guest that a newcomer's several first presses make; None where nothing ties them.

    A button pressed twice, or an answer that never arrived, sends a second form before the browser has
    the cookie that says who it is. Both carry the cookie that guards forms, so for a minute that says
    it. Both may be writing the row at this moment: the unique uuid makes one of them wait.
    """
    guard = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
    if not guard:
        return None
    key = f"first-press:{site.pk}:{salted_hmac(_SALT, guard).hexdigest()}"
    fresh = str(uuid4())
    known = fresh if cache.add(key, fresh, timeout=FIRST_PRESS_SECONDS) else cache.get(key, fresh)
    guest, _made = Contributor.objects.get_or_create(
        uuid=known, defaults={"site": site, "language": get_language() or "en"}
    )
    taken = guest.site_id != site.pk or guest.user_id is not None or guest.erased_at is not None
    return None if taken else guest


def create_guest(site: "Site", *, display_name: str = "", email: str = "", language: str = "") -> Contributor:
    """Write somebody without an account into the record. An email given is unconfirmed."""
    return Contributor.objects.create(
        site=site,
        display_name=display_name.strip()[:80],
        email=email.strip().lower(),
        language=language or get_language() or "en",
    )


def contributor_for_user(user: User, site: "Site", *, display_name: str = "") -> Contributor:
    """Return a user's contributor in this place, made on first use; their email is confirmed."""
    contributor, _made = Contributor.objects.get_or_create(
        site=site,
        user=user,
        defaults={
            "display_name": display_name.strip()[:80] or user.first_name,
            "email": user.email,
            "email_confirmed_at": timezone.now(),
            "language": user.language or get_language() or "en",
        },
    )
    return contributor


def describe_contributor(contributor: Contributor, *, display_name: str = "", email: str = "") -> Contributor:
    """Keep a name or email somebody gave later. A new email starts unconfirmed."""
    changed = []
    name = display_name.strip()[:80]
    if name and name != contributor.display_name and may_be_shown(contributor, name):
        contributor.display_name = name
        changed.append("display_name")
    address = email.strip().lower()
    if address and address != contributor.email and contributor.user_id is None:
        contributor.email, contributor.email_confirmed_at = address, None
        contributor.unsubscribed_at = None
        changed += ["email", "email_confirmed_at", "unsubscribed_at"]
    if changed:
        contributor.save(update_fields=changed)
    return contributor


def ask_for_print(contributor: Contributor, *, where: str) -> None:
    """Keep that somebody wants their answers on paper, at this desk; an empty one asks no longer."""
    contributor.print_at = where.strip()[:160]
    contributor.save(update_fields=["print_at"])


def remember_guest(response: "HttpResponse", contributor: Contributor, *, secure: bool) -> None:
    """Let this browser know its guest next time. Does nothing for a signed-in user."""
    if contributor.user_id is None:
        response.set_cookie(
            GUEST_COOKIE,
            signing.dumps(str(contributor.uuid), salt=_SALT),
            max_age=GUEST_COOKIE_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=secure,
        )


def address_signer(contributor: Contributor, purpose: str) -> signing.TimestampSigner:
    """Return what signs links sent to one person's present address; a changed address ends them.

    The address is part of the key, not of the link, so that it stands in no log.
    """
    return signing.TimestampSigner(salt=f"{purpose}:{contributor.email}")


def whose_link(token: str, purpose: str, *, max_age: timedelta | None = None) -> Contributor | None:
    """Return whom a signed link was sent to. None where it is bad, too old or to an earlier address."""
    try:
        uuid = UUID(token.partition(":")[0])
    except ValueError:
        return None
    contributor = Contributor.objects.filter(uuid=uuid, erased_at=None).exclude(email="").first()
    if contributor is None:
        return None
    try:
        address_signer(contributor, purpose).unsign(token, max_age=max_age)
    except signing.BadSignature:
        return None
    return contributor


def email_confirmation_token(contributor: Contributor) -> str:
    """Return the token in "one tap confirms": bound to this person and this address."""
    return address_signer(contributor, _CONFIRM_SALT).sign(str(contributor.uuid))


def email_to_confirm(token: str) -> Contributor | None:
    """Return whose address a token would confirm, changing nothing. None as in ``confirm_email``."""
    return whose_link(token, _CONFIRM_SALT, max_age=timedelta(days=30))


@transaction.atomic
def confirm_email(token: str) -> Contributor | None:
    """Confirm the address a token was sent to. None for a bad, old or overtaken token."""
    contributor = email_to_confirm(token)
    if contributor and (contributor.email_confirmed_at is None or contributor.unsubscribed_at):
        contributor.email_confirmed_at = contributor.email_confirmed_at or timezone.now()
        contributor.unsubscribed_at = None
        contributor.save(update_fields=["email_confirmed_at", "unsubscribed_at"])
        email_confirmed.send(sender=Contributor, contributor=contributor)
    return contributor


@transaction.atomic
def claim_contributor(contributor: Contributor, user: User) -> Contributor:
    """Gather a guest's record under an account, with the account's address, which is confirmed.

    An account that already has a record in this place keeps that one, and the guest's is returned as
    it was. Raises ``ValueError`` where the record belongs to another account.
    """
    if contributor.user_id not in (None, user.pk):
        raise ValueError("this record belongs to somebody else")
    if Contributor.objects.filter(site=contributor.site, user=user).exclude(pk=contributor.pk).exists():
        return contributor
    contributor.user, contributor.email = user, user.email
    contributor.email_confirmed_at = timezone.now()
    contributor.save(update_fields=["user", "email", "email_confirmed_at"])
    email_confirmed.send(sender=Contributor, contributor=contributor)
    return contributor


def forget_contributor(contributor: Contributor) -> None:
    """Drop who a contributor is: name, address, account, receipt code, agreement. The row stays, to count.

    An account that has no role and says nothing anywhere else goes too, with its sessions. Call inside
    a transaction, after the rooms have erased what was said.
    """
    user = contributor.user
    contributor.display_name = contributor.email = contributor.print_at = ""
    contributor.user = contributor.email_confirmed_at = contributor.erase_after = None
    contributor.receipt_code, contributor.erased_at = new_receipt_code(), timezone.now()
    contributor.save()
    contributor.consents.filter(withdrawn_at=None).update(withdrawn_at=timezone.now())
    if user is None or user.is_staff or user.is_superuser or user.grants.exists():
        return
    if not Contributor.objects.filter(user=user).exists():
        try:
            with transaction.atomic():
                user.delete()
        except ProtectedError:  # something of the place stands in this account's name
            log.info("residents.account_kept", extra={"user_id": user.pk})


def record_consent(contributor: Contributor, *, purpose: str, wording: str, how: str) -> Consent:
    """Write down what a person agreed to, in the words they were shown."""
    return Consent.objects.create(contributor=contributor, purpose=purpose, wording=wording, how=how)


def forget_unproven_password(user: User) -> None:
    """Take away the password of an account whose address nobody ever confirmed.

    Whoever made it may be somebody else, who waits for the address's owner to confirm it and be given
    a role. The owner signs in by emailed code.
    """
    from allauth.account.models import EmailAddress

    proven = EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True).exists()
    if not proven and user.has_usable_password():
        user.set_unusable_password()
        user.save(update_fields=["password"])


def grant_role(user: User, site: "Site", role: str, *, by: User | None = None) -> RoleGrant:
    """Give a person a role in a place; a second grant of the same is the first."""
    grant, _made = RoleGrant.objects.get_or_create(
        user=user, site=site, role=role, defaults={"granted_by": by}
    )
    user.keep_address()
    user.__dict__.pop("_roles_by_site", None)
    return grant


def revoke_role(user: User, site: "Site", role: str) -> None:
    """Take a role away, at once."""
    RoleGrant.objects.filter(user=user, site=site, role=role).delete()
    user.__dict__.pop("_roles_by_site", None)


def note_second_step_made(
    *, request: "HttpRequest", user: User, authenticator: Authenticator, **kwargs: object
) -> None:
    """Take the making of an app or passkey as showing who one is: it was used a moment ago.

    Else somebody who signed in by an emailed code is asked for it once more before they see the
    codes made with it, under a message that says they are there. Those codes by themselves show nothing.
    """
    if authenticator.type in SECOND_STEPS and request.user == user:
        extra = {"id": authenticator.pk, "type": authenticator.type, "reauthenticated": True}
        record_authentication(request, user, "mfa", **extra)
