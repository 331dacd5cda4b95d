"""Tell people things, once."""

import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civic.notify.answers import answer_context, once_key
from civic.notify.enums import MessageState, ToldHow
from civic.notify.kinds import MessageKind, find_kind
from civic.notify.mail import MailError, send_email
from civic.notify.models import Message
from civic.notify.rendering import UNSUBSCRIBE, NothingToSay, as_read_by, place_name
from civic.notify.tasks import deliver_message
from civic.notify.together import Together, together_in
from civic.record.enums import Standing
from civic.record.models import Answer, AnswerRecipient
from civic.record.services import mark_told
from civic.residents.models import Contributor
from civic.residents.services import email_confirmation_token, whose_link
from civic.tasks.services import enqueue, enqueue_many

if TYPE_CHECKING:
    from wagtail.models import Site

log = logging.getLogger(__name__)

#: After so many tries an email is given up and the message waits in "My voice".
MAX_ATTEMPTS = 6
#: What waited longer than this when an email is confirmed stays in "My voice" and is not sent.
WAITS_FOR = timedelta(days=365)
#: How many times a day an address is asked whether it is theirs.
ASK_LIMIT = 3
#: People told of an answer in one transaction.
BATCH = 100

DISCREET_SUBJECT = _("News from %(place)s about something you said")


def sending_lease() -> timedelta:
    """Return after how long a message being sent was left behind by a killed worker.

    A little under a task's own lease: a worker that lives renews that one, so whoever is given the
    task again may have the message too.
    """
    return timedelta(seconds=settings.TASK_LEASE_SECONDS * 0.8)


class StillSending(Exception):
    """Another worker is at this message now; the queue tries again later."""


def can_email(contributor: Contributor, kind: MessageKind) -> bool:
    """Say whether a kind of message may go to this person's address."""
    if not contributor.email or contributor.unsubscribed_at or contributor.erased_at:
        return False
    return bool(contributor.email_confirmed_at) or kind.to_unconfirmed


def build_message(
    contributor: Contributor,
    *,
    site: "Site",
    kind: str,
    once_key: str,
    context: Mapping[str, Any],
    in_another: bool = False,
) -> Message:
    """Return a message not saved yet, with its title and subject in the person's language.

    ``in_another``: an email to the same address says it already, so this one is for "My voice" alone.
    Raises ``LookupError`` for an unknown kind.
    """
    found = find_kind(kind)
    with as_read_by(contributor, site) as place:
        title = str(found.title) % context
        subject = str(found.subject or DISCREET_SUBJECT) % {"place": place_name(place, site)}
    reachable = can_email(contributor, found)
    told_how = "" if reachable else ToldHow.RECEIPT
    if reachable and in_another:
        reachable, told_how = False, ToldHow.LINK if contributor.link_only else ToldHow.EMAIL
    return Message(
        site=site,
        contributor=contributor,
        kind=kind,
        once_key=once_key,
        title=title[:250],
        subject=" ".join(subject.split())[:200],
        context=dict(context),
        in_app=found.in_app,
        state=MessageState.QUEUED if reachable else MessageState.NOT_EMAILED,
        told_how=told_how,
    )


def tell(
    contributor: Contributor,
    *,
    kind: str,
    once_key: str,
    context: Mapping[str, Any],
    delay: int = 0,
    in_another: bool = False,
) -> Message:
    """Tell somebody something, once: a second call with the same ``once_key`` returns the first.

    Written in the caller's transaction and delivered by the worker after it commits, ``delay``
    seconds later at the earliest. ``context`` must be JSON values; keep other people's words out of
    it (put keys there and look them up in the kind's ``prepare``). Raises ``LookupError`` for an
    unknown kind.
    """
    known = Message.objects.filter(once_key=once_key).first()
    if known is not None:
        return known
    fresh = build_message(
        contributor,
        site=contributor.site,
        kind=kind,
        once_key=once_key,
        context=context,
        in_another=in_another,
    )
    with transaction.atomic():
        Message.objects.bulk_create([fresh], ignore_conflicts=True)
        message = Message.objects.select_related("contributor", "site").get(once_key=once_key)
        if message.uuid != fresh.uuid:
            return message  # somebody else was quicker by a moment
        settle_or_queue([message], delay=delay)
    return message


def settle_or_queue(messages: Sequence[Message], *, delay: int = 0) -> None:
    """Queue what is to be emailed; call for the rest what its kind does once somebody is told."""
    queued = [{"message_id": one.pk} for one in messages if one.state == MessageState.QUEUED]
    if delay:
        for one in queued:
            enqueue(deliver_message, delay=timedelta(seconds=delay), message_id=one["message_id"])
    else:
        enqueue_many(deliver_message, queued)
    for message in messages:
        if message.state != MessageState.QUEUED:
            call_delivered(message)


def call_delivered(message: Message) -> None:
    """Do what a kind of message does once it is settled how the person was told."""
    try:
        delivered = find_kind(message.kind).delivered
    except LookupError:  # its room is gone
        return
    if delivered is not None:
        delivered(message)


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


def tell_answer(answer: Answer) -> int:
    """Tell everybody an answer concerns, each once, by their standing. Returns how many are new.

    In batches, each in its own transaction, so that a worker killed half way leaves whole batches and
    the next run does the rest.
    """
    told = 0
    recipients = answer.recipients.order_by("pk").values_list("pk", flat=True)
    pks, together = list(recipients), together_in(answer)
    for start in range(0, len(pks), BATCH):
        told += _tell_batch(answer, pks[start : start + BATCH], together)
    return told


@transaction.atomic
def _tell_batch(answer: Answer, recipient_pks: Sequence[int], together: Together) -> int:
    everyone = AnswerRecipient.objects.filter(pk__in=recipient_pks)
    gone = everyone.filter(contributor__erased_at__isnull=False, told_how="")
    everyone.filter(pk__in=list(gone.values_list("pk", flat=True))).update(told_how=ToldHow.ERASED)
    rows = everyone.filter(contributor__erased_at=None).select_related("contributor")
    recipients = {once_key(row, answer): row for row in rows.order_by("pk")}
    known = set(Message.objects.filter(once_key__in=recipients).values_list("once_key", flat=True))
    fresh = [
        build_message(
            row.contributor,
            site=answer.site,
            kind="record.answer",
            once_key=key,
            context={**answer_context(row, answer), **together.speaks.get(row.pk, {})},
            in_another=row.pk in together.in_another,
        )
        for key, row in recipients.items()
        if key not in known
    ]
    Message.objects.bulk_create(fresh)
    settle_or_queue(fresh)
    for key, row in recipients.items():
        if key in known and row.standing == Standing.TOOK_PART:
            mark_told(answer, row.contributor_id, how=ToldHow.EARLIER, only_first=True)
    return len(fresh)


def tell_correction(answer: Answer, version: int) -> int:
    """Tell everybody who was told of an answer what has been put right in it. Returns how many."""
    told, together = 0, together_in(answer)
    rows = (
        answer.recipients.exclude(told_how=ToldHow.EARLIER)
        .filter(contributor__erased_at=None)
        .select_related("contributor")
        .order_by("pk")
    )
    for row in rows.iterator(chunk_size=BATCH):
        tell(
            row.contributor,
            kind="record.correction",
            once_key=f"correction:{answer.uuid}:v{version}:{row.contributor.uuid}",
            context={**answer_context(row, answer), **together.speaks.get(row.pk, {}), "version": version},
            in_another=row.pk in together.in_another,
        )
        told += 1
    return told


def answer_delivered(message: Message) -> None:
    """Write into the record how somebody was told of an answer."""
    answer = Answer.objects.filter(uuid=message.context["answer"]).first()
    if answer is not None:
        mark_told(answer, message.contributor_id, how=message.told_how)


@transaction.atomic
def send_what_waited(contributor: Contributor) -> int:
    """Send what waited in "My voice", unread, for an address to be confirmed. Returns how many."""
    waiting = Message.objects.filter(
        contributor=contributor,
        state=MessageState.NOT_EMAILED,
        told_how=ToldHow.RECEIPT,
        in_app=True,
        read_at=None,
        printed_at=None,
        created_at__gte=timezone.now() - WAITS_FOR,
    )
    pks = list(waiting.values_list("pk", flat=True))
    Message.objects.filter(pk__in=pks).update(state=MessageState.QUEUED)
    return enqueue_many(deliver_message, [{"message_id": pk} for pk in pks])


def ask_to_confirm(contributor: Contributor) -> Message | None:
    """Ask whether an address is theirs, by one tap in an email. None where nobody may be asked.

    Asked once for each address a person gives, and no address more than a few times a day, whoever
    gives it. An address that answered "not me, stop" is not asked again.
    """
    if not contributor.email or contributor.email_confirmed_at or contributor.unsubscribed_at:
        return None
    once_key = f"confirm:{contributor.uuid}:{contributor.email}"[:200]
    known = Message.objects.filter(once_key=once_key).first()
    if known is not None:
        return known
    same = Contributor.objects.filter(site=contributor.site, email=contributor.email)
    if same.filter(email_confirmed_at=None, unsubscribed_at__isnull=False).exists():
        return None
    lately = Message.objects.filter(
        kind="residents.confirm_email",
        contributor__in=same,
        created_at__gte=timezone.now() - timedelta(days=1),
    )
    if lately.count() >= ASK_LIMIT:
        return None
    return tell(
        contributor,
        kind="residents.confirm_email",
        once_key=once_key,
        context={"token": email_confirmation_token(contributor)},
    )


@transaction.atomic
def change_preferences(
    contributor: Contributor, *, email: str, language: str, link_only: bool, stop: bool
) -> bool:
    """Keep how somebody wants to hear from us. Says whether their email is now to be confirmed.

    An emptied address is forgotten. Somebody with an account keeps the account's address.
    """
    before = contributor.email
    contributor.language, contributor.link_only = language, link_only
    if bool(contributor.unsubscribed_at) != stop:
        contributor.unsubscribed_at = timezone.now() if stop else None
    if contributor.user_id is None and email != before:
        contributor.email, contributor.email_confirmed_at = email, None
    contributor.save(
        update_fields=["language", "link_only", "unsubscribed_at", "email", "email_confirmed_at"]
    )
    return contributor.email != before and ask_to_confirm(contributor) is not None


def forget_messages(once_key_start: str) -> int:
    """Delete what was told under keys that start so: for words whose author asked for them to be erased."""
    gone, _rows = Message.objects.filter(once_key__startswith=once_key_start).delete()
    return gone


def mark_read(message: Message) -> None:
    """Remember that somebody opened a message."""
    if message.read_at is None:
        Message.objects.filter(pk=message.pk, read_at=None).update(read_at=timezone.now())


def unsubscribe(token: str) -> Contributor | None:
    """Stop all email to the address an unsubscribe link was sent to. None for a link not ours."""
    return _set_unsubscribed(token, stop=True)


def subscribe_again(token: str) -> Contributor | None:
    """Undo ``unsubscribe``."""
    return _set_unsubscribed(token, stop=False)


def _set_unsubscribed(token: str, *, stop: bool) -> Contributor | None:
    contributor = whose_link(token, UNSUBSCRIBE)
    if contributor is not None:  # and everybody else here with this address: the same reader's guests
        same = Contributor.objects.filter(site=contributor.site_id, email__iexact=contributor.email)
        same.filter(unsubscribed_at__isnull=stop).update(unsubscribed_at=timezone.now() if stop else None)
        contributor.refresh_from_db(fields=["unsubscribed_at"])
    return contributor
