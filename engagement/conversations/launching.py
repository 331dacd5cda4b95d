"""Writes about conversations themselves: making, opening, closing, adding threads and rounds."""

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from civic.pluginkit.events import publish
from engagement.conversations import events, rules
from engagement.conversations.enums import ConversationStatus, EventKind
from engagement.conversations.ledger import add_event
from engagement.conversations.models import Conversation, Round, Thread
from engagement.conversations.stating import keep_stated

if TYPE_CHECKING:
    from wagtail.models import Site

    from civic.residents.models import User
    from engagement.conversations.models import Summary


@transaction.atomic
def create_conversation(site: "Site", *, question: str, **facts: Any) -> Conversation:
    """Write a draft conversation with its first thread. ``facts`` are fields of ``Conversation``."""
    conversation: Conversation = Conversation.objects.create(
        site=site, question=question.strip()[:200], **facts
    )
    ensure_thread(conversation)
    return conversation


def ensure_thread(conversation: Conversation) -> Thread:
    """Return a conversation's first thread, made where it has none."""
    found: Thread | None = conversation.threads.order_by("position", "pk").first()
    return found or Thread.objects.create(site_id=conversation.site_id, conversation=conversation)


@transaction.atomic
def add_round(
    conversation: Conversation, *, title: str, prompt: str = "", cites: "Summary | None" = None, **facts: Any
) -> Round:
    """Begin a further round with a thread of its own; those who are in earlier threads are told.

    A round after another builds on its published summary. Raises ``NotReady`` where there is none, or
    ``cites`` is not it.
    """
    rules.check_cites(conversation, cites)
    number = (conversation.rounds.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    stage = Round.objects.create(
        site_id=conversation.site_id,
        conversation=conversation,
        number=number,
        title=title.strip(),
        cites=cites,
        **facts,
    )
    earlier = list(conversation.threads.values_list("pk", flat=True))
    Thread.objects.create(
        site_id=conversation.site_id,
        conversation=conversation,
        round=stage,
        title=prompt.strip()[:200],
        position=number,
    )
    for thread_id in earlier:
        add_event(thread_id, EventKind.ROUND)
    return stage


@transaction.atomic
def change_prompt(thread: Thread, title: str) -> Thread:
    """Put a new prompt over a thread; everybody in it sees it."""
    thread.title = title.strip()[:200]
    thread.save(update_fields=["title"])
    add_event(thread.pk, EventKind.PROMPT)
    return thread


@transaction.atomic
def open_conversation(conversation: Conversation) -> Conversation:
    """Show a conversation; it takes words from its opening time on.

    Raises ``NotReady`` where the promise, who decides, what can and cannot change, or by when an
    answer comes is not stated.
    """
    conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
    rules.check_ready(conversation)
    if conversation.status != ConversationStatus.OPEN:
        if conversation.closes_at and conversation.closes_at <= timezone.now():
            conversation.closes_at = None
        conversation.status = ConversationStatus.OPEN
        conversation.save(update_fields=["status", "closes_at"])
        ensure_thread(conversation)
        keep_stated(conversation)
        publish(events.ConversationOpened(site_id=conversation.site_id, conversation_id=conversation.pk))
    return conversation


@transaction.atomic
def close_conversation(conversation: Conversation) -> Conversation:
    """Take no more words. What was said stays readable."""
    conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
    if conversation.status == ConversationStatus.OPEN:
        now = timezone.now()
        conversation.status = ConversationStatus.CLOSED
        if conversation.opens_at < now and (conversation.closes_at is None or conversation.closes_at > now):
            conversation.closes_at = now
        conversation.save(update_fields=["status", "closes_at"])
        publish(events.ConversationClosed(site_id=conversation.site_id, conversation_id=conversation.pk))
    return conversation


@transaction.atomic
def mark_answered(conversation: Conversation) -> Conversation:
    """Say that what was asked has been answered; closes it first where it is still open."""
    conversation = close_conversation(conversation)
    if conversation.status != ConversationStatus.ANSWERED:
        conversation.status = ConversationStatus.ANSWERED
        conversation.save(update_fields=["status"])
    return conversation


def tell_status(
    conversation: Conversation, *, before: str, why_changed: str = "", by: "User | None" = None
) -> None:
    """Tell what a form already wrote: that a conversation opened or closed. Makes its first thread.

    What it states is kept: as its launch the first time, as a change with its reason later.
    """
    ensure_thread(conversation)
    if conversation.status != ConversationStatus.DRAFT:
        keep_stated(conversation, why=why_changed, by=by)
    if conversation.status == before:
        return
    if conversation.status == ConversationStatus.OPEN:
        publish(events.ConversationOpened(site_id=conversation.site_id, conversation_id=conversation.pk))
    elif before == ConversationStatus.OPEN:
        publish(events.ConversationClosed(site_id=conversation.site_id, conversation_id=conversation.pk))
