"""Desk computers and PINs: what is kept of them, who may use which, and how guessing is stopped."""

import hashlib
import logging
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import check_password, make_password
from django.db.models import Case, DateTimeField, F, Q, Value, When
from django.db.models.lookups import Exact
from django.utils import timezone
from wagtail.log_actions import log as note

from civic.residents.enums import Role
from civic.residents.models import DeskMachine, DeskPin, RoleGrant, User
from civic.residents.rules import may_assist

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from wagtail.models import Site

log = logging.getLogger(__name__)

PIN_LEAST, PIN_MOST = 6, 12
#: Every so many wrong PINs in a row, a person or a machine waits; after ``PIN_ENDS`` a PIN opens nothing.
PERSON_TRIES, PIN_ENDS, MACHINE_TRIES = 5, 15, 20
WAIT = timedelta(minutes=15)
#: A computer that nobody has used for so long is forgotten.
UNUSED = timedelta(days=400)


class Locked(Exception):
    """Too many wrong PINs: trying again helps later, or not until a new PIN is set."""

    def __init__(self, *, ended: bool) -> None:
        super().__init__()
        self.ended = ended


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()  # 256 random bits need no slow hash


def authorise_machine(site: "Site", *, name: str, by: User) -> tuple[DeskMachine, str]:
    """Keep a desk computer, and return it with the secret that only it will hold."""
    secret = secrets.token_urlsafe(32)
    machine = DeskMachine.objects.create(site=site, name=name, authorised_by=by, secret_hash=_hashed(secret))
    note(machine, "wagtail.create", user=by)
    log.info("residents.machine_authorised", extra={"site_id": site.pk, "machine_id": machine.pk})
    return machine, secret


def machine_with(site: "Site", uuid: str, secret: str) -> DeskMachine | None:
    """Return the desk computer of this place that holds this secret, unless it lay unused too long."""
    used = timezone.now() - UNUSED
    return (
        DeskMachine.objects.filter(site=site, uuid=uuid, secret_hash=_hashed(secret))
        .filter(Q(last_used_at__gt=used) | Q(last_used_at=None, authorised_at__gt=used))
        .first()
    )


def set_pin(user: User, pin: str, *, first_name: str) -> DeskPin:
    """Keep a person's PIN, hashed. The one before, and whoever is at a desk by it, ends."""
    kept, _made = DeskPin.objects.update_or_create(
        user=user,
        defaults={
            "pin": make_password(pin),
            "first_name": first_name,
            "set_at": timezone.now(),
            "wrong_guesses": 0,
            "locked_until": None,
        },
    )
    return kept


def drop_pin(user: User) -> None:
    """Forget a person's PIN; a desk opened by it closes."""
    DeskPin.objects.filter(user=user).delete()


def pins_at(site: "Site") -> "QuerySet[DeskPin]":
    """Return the PINs of the people who are librarians here."""
    librarians = RoleGrant.objects.filter(site=site, role__in=(Role.LIBRARIAN, Role.PLACE_ADMINISTRATOR))
    return (
        DeskPin.objects.filter(user__in=librarians.values("user_id"), user__is_active=True)
        .select_related("user")
        .order_by("first_name", "pk")
    )


def name_is_taken(user: User, first_name: str) -> bool:
    """Say whether another librarian of one of this person's places goes by this name at the desk."""
    places = RoleGrant.objects.filter(user=user).values("site_id")
    others = RoleGrant.objects.filter(site__in=places).exclude(user=user).values("user_id")
    return DeskPin.objects.filter(user__in=others, first_name__iexact=first_name).exists()


def open_desk(machine: DeskMachine, uuid: str, pin: str) -> DeskPin | None:
    """Return whose PIN this is, or None where it is wrong, or theirs no longer opens this desk.

    Raises ``Locked`` after too many wrong ones. A try is counted before it is looked at, so that
    many at once are no way round.
    """
    kept = pins_at(machine.site).filter(uuid=uuid).first()
    _take_try(DeskMachine.objects.filter(pk=machine.pk), each=MACHINE_TRIES)
    if kept is None:
        return None
    _take_try(DeskPin.objects.filter(pk=kept.pk), each=PERSON_TRIES, ends=PIN_ENDS)
    if not (check_password(pin, kept.pin) and may_assist(kept.user, machine.site)):
        log.info("residents.pin_wrong", extra={"machine_id": machine.pk})
        return None
    DeskPin.objects.filter(pk=kept.pk).update(wrong_guesses=0, locked_until=None)
    DeskMachine.objects.filter(pk=machine.pk).update(
        wrong_guesses=0, locked_until=None, last_used_at=timezone.now()
    )
    return kept


def _take_try(guarded: "QuerySet[DeskMachine] | QuerySet[DeskPin]", *, each: int, ends: int = 0) -> None:
    """Count a try; every ``each`` in a row the next waits. Raises ``Locked`` where it must not be made."""
    now = timezone.now()
    free = guarded.filter(Q(locked_until=None) | Q(locked_until__lte=now))
    if ends:
        free = free.filter(wrong_guesses__lt=ends)
    last = When(Exact((F("wrong_guesses") + 1) % each, 0), then=Value(now + WAIT))
    waits = Case(last, default=None, output_field=DateTimeField())
    if not free.update(wrong_guesses=F("wrong_guesses") + 1, locked_until=waits):  # in one statement
        raise Locked(ended=bool(ends) and guarded.filter(wrong_guesses__gte=ends).exists())


def still_open(site: "Site", machine: DeskMachine, uuid: str, mark: str) -> DeskPin | None:
    """Return whose desk it still is: the same PIN, by somebody who is still a librarian here."""
    kept = pins_at(site).filter(uuid=uuid).first()
    if kept is None or mark_of(kept, machine) != mark or not may_assist(kept.user, site):
        return None
    return kept


def mark_of(kept: DeskPin, machine: DeskMachine) -> str:
    """Return what changes with a new PIN or another machine; it gives neither away."""
    return _hashed(f"{kept.pin}:{machine.secret_hash}")
