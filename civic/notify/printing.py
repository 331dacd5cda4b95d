"""Answers on paper: what waits at a desk for people who asked for print and have no email."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from civic.notify.enums import MessageState, ToldHow
from civic.notify.models import Message
from civic.notify.services import call_delivered

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from wagtail.models import Site

    from civic.residents.models import User

#: What an email did not carry.
NOT_BY_EMAIL = (MessageState.NOT_EMAILED, MessageState.FAILED)
#: So many of those printed last are listed, to be put back.
LATELY = 20


def _asked_for(site: "Site") -> "QuerySet[Message]":
    return (
        Message.objects.filter(site=site, in_app=True, state__in=NOT_BY_EMAIL, contributor__erased_at=None)
        .exclude(contributor__print_at="")
        .select_related("contributor", "site")
    )


def to_print(site: "Site") -> "QuerySet[Message]":
    """Return what waits to be printed in a place, desk by desk, oldest first."""
    return _asked_for(site).filter(printed_at=None).order_by("contributor__print_at", "created_at", "pk")


def waiting_count(site: "Site") -> int:
    """Return how many wait to be printed."""
    return to_print(site).count()


def printed_lately(site: "Site") -> "list[Message]":
    """Return what was printed last, newest first."""
    return list(_asked_for(site).exclude(printed_at=None).order_by("-printed_at")[:LATELY])


def message_to_print(site: "Site", uuid: "UUID") -> Message | None:
    """Return one of these, printed or not; None for what nobody asked to have on paper."""
    return _asked_for(site).filter(uuid=uuid).first()


@transaction.atomic
def mark_printed(message: Message, *, by: "User") -> None:
    """Take a message off the list, and write into the record that the person is told on paper."""
    message.printed_at, message.printed_by, message.told_how = timezone.now(), by, ToldHow.PRINT
    message.save(update_fields=["printed_at", "printed_by", "told_how"])
    call_delivered(message)


@transaction.atomic
def put_back(message: Message) -> None:
    """Undo ``mark_printed``: it waits again, and is in My voice as before."""
    message.printed_at, message.printed_by, message.told_how = None, None, ToldHow.RECEIPT
    message.save(update_fields=["printed_at", "printed_by", "told_how"])
    call_delivered(message)
