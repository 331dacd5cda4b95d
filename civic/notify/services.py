"""Tell people things, once, and keep how they want to be told."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civic.notify.enums import MessageState, ToldHow
from civic.notify.kinds import MessageKind, find_kind
from civic.notify.models import Message
from civic.notify.rendering import UNSUBSCRIBE, as_read_by, place_name
from civic.notify.tasks import deliver_message
from civic.residents.models import Contributor
from civic.residents.services import email_confirmation_token, whose_link
from civic.tasks.services import enqueue, enqueue_many

if TYPE_CHECKING:
    from wagtail.models import Site

#: What waited longer than this when an email is confirmed stays in "My voice" and is not sent.
WAITS_FOR = timedelta(days=365)
#: How many times a day an address is asked whether it is theirs.
ASK_LIMIT = 3

DISCREET_SUBJECT = _("News from %(place)s about something you said")


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
