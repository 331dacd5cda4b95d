"""Hand what people are told to the mail server: claimed, sent, marked; given up after some tries."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from civic.notify.enums import MessageState, ToldHow
from civic.notify.kinds import find_kind
from civic.notify.mail import MailError, send_email
from civic.notify.models import Message
from civic.notify.rendering import NothingToSay
from civic.notify.services import call_delivered, can_email
from civic.notify.tasks import deliver_message
from civic.tasks.services import enqueue_many

log = logging.getLogger(__name__)

#: After so many tries an email is given up and the message waits in "My voice".
MAX_ATTEMPTS = 6


def sending_lease() -> timedelta:
    """Return after how long a message being sent was left behind by a killed worker.

    A little under a task's own lease: a worker that lives renews that one, so whoever is given the
    task again may have the message too.
    """
    return timedelta(seconds=settings.TASK_LEASE_SECONDS * 0.8)


class StillSending(Exception):
    """Another worker is at this message now; the queue tries again later."""


def _claim(message_id: int) -> Message | None:
    """Take a message to send it. None where it needs no sending; raises ``StillSending``."""
    now = timezone.now()
    claimed = (
        Message.objects.filter(pk=message_id)
        .filter(
            Q(state=MessageState.QUEUED) | Q(state=MessageState.SENDING, claimed_at__lt=now - sending_lease())
        )
        .update(state=MessageState.SENDING, claimed_at=now, attempts=F("attempts") + 1)
    )
    message = Message.objects.select_related("contributor", "site").filter(pk=message_id).first()
    if not claimed:
        if message is not None and message.state == MessageState.SENDING:
            raise StillSending
        return None
    return message


def deliver(message_id: int) -> None:
    """Send a message by email if the person can have one, else leave it in "My voice".

    Claim, send, mark: a worker killed before the send leaves a claim that runs out, and the message
    goes out then. Killed between the mail server's "taken" and our mark, it goes out again under the
    same Message-ID, which mailboxes show once. What has nothing to say any more is dropped. Raises to
    be tried again by the queue.
    """
    message = _claim(message_id)
    if message is None:
        return
    try:
        kind = find_kind(message.kind)
    except LookupError:
        log.warning("notify.unknown_kind", extra={"message_id": message.pk, "kind": message.kind})
        _settle(message, MessageState.FAILED, ToldHow.RECEIPT)
        return
    if not can_email(message.contributor, kind):
        _settle(message, MessageState.NOT_EMAILED, ToldHow.RECEIPT)
        return
    try:
        send_email(message)
    except NothingToSay:
        log.info("notify.nothing_to_say", extra={"message_id": message.pk, "kind": message.kind})
        message.delete()
        return
    except MailError as error:
        log.warning("notify.email_not_taken", extra={"message_id": message.pk, "reason": error.reason})
        if error.try_again and message.attempts < MAX_ATTEMPTS:
            Message.objects.filter(pk=message.pk, state=MessageState.SENDING).update(
                state=MessageState.QUEUED
            )
            raise
        _settle(message, MessageState.FAILED, ToldHow.RECEIPT)
        return
    link_only = message.contributor.link_only
    _settle(message, MessageState.SENT, ToldHow.LINK if link_only else ToldHow.EMAIL)


@transaction.atomic
def _settle(message: Message, state: MessageState, how: ToldHow) -> None:
    message.state, message.told_how = state, how
    message.sent_at = timezone.now() if state == MessageState.SENT else None
    message.save(update_fields=["state", "told_how", "sent_at"])
    call_delivered(message)


def queue_forgotten() -> int:
    """Queue again what has waited or been in sending for over ten minutes. Returns how many.

    What was tried too often is given up: its worker died of it each time, or it was queued by hand.
    """
    long_ago = timezone.now() - timedelta(minutes=10)
    stuck = Message.objects.filter(
        Q(state=MessageState.QUEUED, created_at__lt=long_ago)
        | Q(state=MessageState.SENDING, claimed_at__lt=long_ago)
    )
    for message in stuck.filter(attempts__gte=MAX_ATTEMPTS).select_related("contributor", "site")[:1000]:
        log.error("notify.email_given_up", extra={"message_id": message.pk, "kind": message.kind})
        _settle(message, MessageState.FAILED, ToldHow.RECEIPT)
    again = stuck.filter(attempts__lt=MAX_ATTEMPTS).values_list("pk", flat=True)[:1000]
    return enqueue_many(deliver_message, [{"message_id": pk} for pk in again])
