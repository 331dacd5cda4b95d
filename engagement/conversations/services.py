"""Writes: saying something, changing it, taking it back, agreeing; and what moderators do."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from civic.pluginkit.events import publish
from engagement.conversations import events, rules
from engagement.conversations.changes import counts_hint, live_hint
from engagement.conversations.enums import EventKind, SaidHow, State
from engagement.conversations.models import (
    Contribution,
    ContributionVersion,
    Conversation,
    Nod,
    Participation,
    Thread,
    ThreadEvent,
)

if TYPE_CHECKING:
    from civic.residents.models import Contributor, User


def post_contribution(
    thread: Thread,
    contributor: "Contributor",
    text: str,
    *,
    client_key: str,
    parent: Contribution | None = None,
    said_how: str = SaidHow.ONLINE,
    said_where: str = "",
    said_at: datetime | None = None,
    entered_by: "User | None" = None,
) -> Contribution:
    """Keep what somebody said, at once. The same ``client_key`` again is the same contribution.

    It is held where the conversation holds every post. Raises ``WordsRefused`` for none or more than
    5,000 characters, ``NotOpen`` where the conversation takes no words, ``NotYours`` where the person
    or the parent belongs to another place or thread. A resend after closing still finds its own.
    """
    known = Contribution.objects.filter(thread=thread, contributor=contributor, client_key=client_key)
    if found := known.first():
        return found
    conversation = Conversation.objects.get(pk=thread.conversation_id)
    check_place(conversation, contributor)
    now = timezone.now()
    if said_how == SaidHow.ONLINE:
        rules.check_open(conversation)
    else:
        rules.check_said_in_time(conversation, said_at or now)
    words = rules.clean_words(text)
    if parent is not None:
        parent = _reply_parent(thread, parent)
    try:
        with transaction.atomic():
            lock_conversation(conversation.pk)
            contribution = Contribution.objects.create(
                site_id=conversation.site_id,
                conversation=conversation,
                thread=thread,
                contributor=contributor,
                parent=parent,
                text=words,
                client_key=client_key,
                state=State.HELD if conversation.hold_posts else State.PUBLISHED,
                said_how=said_how,
                said_where=said_where.strip()[:160],
                said_at=said_at or now,
                entered_by=entered_by,
                posted_at=now,
            )
            count_person(conversation.pk, contributor, how=said_how)
            if contribution.is_shown:
                _make_public(contribution, EventKind.POSTED)
            else:
                _tell(events.ContributionHeld, contribution)
    except IntegrityError:
        if found := known.first():  # the same press arrived twice at once
            return found
        raise
    return contribution


@transaction.atomic
def edit_contribution(contribution: Contribution, contributor: "Contributor", text: str) -> Contribution:
    """Change one's own words; the earlier ones are kept.

    Where the conversation holds every post, changed words wait to be read again. Raises ``NotYours``
    and ``WordsRefused``.
    """
    contribution = _locked(contribution)
    if not rules.may_edit(contributor, contribution):
        raise rules.NotYours(_("Only the person who said this can change it, while it is shown."))
    words = rules.clean_words(text)
    if words == contribution.text:
        return contribution
    ContributionVersion.objects.create(
        contribution=contribution, number=contribution.versions.count() + 1, text=contribution.text
    )
    was_shown = contribution.is_shown
    contribution.text, contribution.edited_at = words, timezone.now()
    if contribution.conversation.hold_posts:
        contribution.state = State.HELD
    contribution.save(update_fields=["text", "edited_at", "state"])
    if was_shown:
        add_event(contribution.thread_id, EventKind.EDITED, contribution)
    _tell(events.ContributionEdited, contribution)
    if was_shown and not contribution.is_shown:
        _tell(events.ContributionHeld, contribution)
    return contribution


@transaction.atomic
def withdraw_contribution(contribution: Contribution, contributor: "Contributor") -> Contribution:
    """Take one's own words back: off every screen, with a tombstone. Raises ``NotYours``."""
    contribution = _locked(contribution)
    if contribution.state == State.WITHDRAWN and rules.is_own(contributor, contribution):
        return contribution
    if not rules.may_withdraw(contributor, contribution):
        raise rules.NotYours(_("Only the person who said this can take it back."))
    contribution.state_before = contribution.state
    _change_state(
        contribution,
        State.WITHDRAWN,
        EventKind.WITHDRAWN,
        events.ContributionWithdrawn,
        reason=contribution.state_reason,
    )
    return contribution


@transaction.atomic
def put_back_contribution(contribution: Contribution, contributor: "Contributor") -> Contribution:
    """Undo taking one's own words back, to the state they were in. Raises ``NotYours``."""
    contribution = _locked(contribution)
    if contribution.state != State.WITHDRAWN or not rules.is_own(contributor, contribution):
        raise rules.NotYours(_("Only the person who took this back can put it back."))
    before = State(contribution.state_before or State.HELD)
    contribution.state_before = ""
    if before == State.PUBLISHED:
        _change_state(contribution, before, EventKind.RESTORED, events.ContributionRestored)
    else:
        contribution.state = before
        contribution.save(update_fields=["state", "state_before"])
    return contribution


@transaction.atomic
def hide_contribution(contribution: Contribution, *, reason: str) -> Contribution:
    """Take words off every screen, with a reason the author reads."""
    contribution = _locked(contribution)
    if contribution.state in (State.PUBLISHED, State.HELD):
        _change_state(contribution, State.HIDDEN, EventKind.HIDDEN, events.ContributionHidden, reason=reason)
    return contribution


@transaction.atomic
def restore_contribution(contribution: Contribution) -> Contribution:
    """Show hidden or rejected words again."""
    contribution = _locked(contribution)
    if contribution.state in (State.HIDDEN, State.REJECTED):
        _show(contribution, EventKind.RESTORED, events.ContributionRestored)
    return contribution


@transaction.atomic
def release_contribution(contribution: Contribution) -> Contribution:
    """Show held words; they get their place in the thread now."""
    contribution = _locked(contribution)
    if contribution.state == State.HELD:
        _show(contribution, EventKind.RELEASED, events.ContributionRestored)
    return contribution


@transaction.atomic
def reject_contribution(contribution: Contribution, *, reason: str) -> Contribution:
    """Do not publish held words, and say why to the person who said them."""
    contribution = _locked(contribution)
    if contribution.state == State.HELD:
        _change_state(
            contribution, State.REJECTED, EventKind.HIDDEN, events.ContributionRejected, reason=reason
        )
    return contribution


@transaction.atomic
def erase_contribution(contribution: Contribution, *, reason: str = "") -> Contribution:
    """Remove the words and every earlier version for good. The tombstone and the counts stay."""
    contribution = _locked(contribution)
    if contribution.state != State.ERASED:
        contribution.versions.update(text="")
        contribution.text, contribution.said_where = "", ""
        contribution.save(update_fields=["text", "said_where"])
        _change_state(contribution, State.ERASED, EventKind.ERASED, events.ContributionErased, reason=reason)
    return contribution


@transaction.atomic
def nod(contribution: Contribution, contributor: "Contributor") -> bool:
    """Agree with what somebody said, once. Returns whether this press counted.

    Raises ``NotOpen``, and ``NotYours`` for one's own words or words that are not shown.
    """
    contribution = _nodded(contribution, contributor)
    if rules.is_own(contributor, contribution):
        raise rules.NotYours(_("These are your own words, so we know that you agree."))
    _nod, made = Nod.objects.get_or_create(contribution=contribution, contributor=contributor)
    if made:
        Contribution.objects.filter(pk=contribution.pk).update(nod_count=F("nod_count") + 1)
        count_person(contribution.conversation_id, contributor)
        counts_hint(contribution.conversation_id)
    return made


@transaction.atomic
def unnod(contribution: Contribution, contributor: "Contributor") -> bool:
    """Take a nod back. Returns whether there was one. Raises ``NotOpen``."""
    contribution = _nodded(contribution, contributor)
    gone, _rows = Nod.objects.filter(contribution=contribution, contributor=contributor).delete()
    if gone:
        Contribution.objects.filter(pk=contribution.pk).update(nod_count=F("nod_count") - 1)
        counts_hint(contribution.conversation_id)
    return bool(gone)


def add_event(thread_id: int, kind: str, contribution: Contribution | None = None) -> int:
    """Number one public change in a thread and return the number. Call inside the transaction.

    The UPDATE takes the thread's row lock, so numbers follow commit order without a gap.
    """
    Thread.objects.filter(pk=thread_id).update(last_event_number=F("last_event_number") + 1)
    number = Thread.objects.values_list("last_event_number", flat=True).get(pk=thread_id)
    ThreadEvent.objects.create(thread_id=thread_id, number=number, kind=kind, contribution=contribution)
    live_hint(thread_id, number)
    return number


def count_person(conversation_id: int, contributor: "Contributor", *, how: str = SaidHow.ONLINE) -> None:
    """Count somebody among those who took part, once, by the way they did it first."""
    _row, made = Participation.objects.get_or_create(
        conversation_id=conversation_id, contributor=contributor, defaults={"how": how}
    )
    if made:
        Conversation.objects.filter(pk=conversation_id).update(people_count=F("people_count") + 1)


def check_place(conversation: Conversation, contributor: "Contributor") -> None:
    """Raise ``NotYours`` where somebody is known by another place, or no longer known."""
    if contributor.site_id != conversation.site_id or contributor.erased_at is not None:
        raise rules.NotYours(_("You are known here by another place. Please reload and try again."))


def _reply_parent(thread: Thread, parent: Contribution) -> Contribution:
    """Return whom a reply really goes under: one level, so a reply to a reply joins its parent's.

    What is replied to has to be shown; what stands above it may have become a tombstone since.
    """
    if parent.thread_id != thread.pk:
        raise rules.NotYours(_("That was said somewhere else, so it cannot be answered here."))
    if not parent.is_shown:
        raise rules.ParentGone
    return parent.parent or parent


def _nodded(contribution: Contribution, contributor: "Contributor") -> Contribution:
    lock_conversation(contribution.conversation_id)
    contribution = Contribution.objects.select_related("conversation").get(pk=contribution.pk)
    check_place(contribution.conversation, contributor)
    rules.check_open(contribution.conversation, words=False)
    if not contribution.is_shown:
        raise rules.NotOpen(_("That is no longer shown."))
    return contribution


def lock_conversation(conversation_id: int) -> None:
    """Take the one lock under which a conversation's threads and counters change.

    Always taken first, so that no two presses can wait for each other.
    """
    Conversation.objects.select_for_update().values_list("pk").get(pk=conversation_id)


def _locked(contribution: Contribution) -> Contribution:
    lock_conversation(contribution.conversation_id)
    return (
        Contribution.objects.select_for_update(of=("self",))
        .select_related("conversation")
        .get(pk=contribution.pk)
    )


def _make_public(contribution: Contribution, kind: EventKind) -> None:
    """Give shown words their number, or keep the one they had, and tell."""
    number = add_event(contribution.thread_id, kind, contribution)
    if contribution.number is not None:
        return
    contribution.number = number
    contribution.save(update_fields=["number"])
    Conversation.objects.filter(pk=contribution.conversation_id).update(
        contribution_count=F("contribution_count") + 1
    )
    if contribution.parent_id:
        Contribution.objects.filter(pk=contribution.parent_id).update(reply_count=F("reply_count") + 1)
    _tell(events.ContributionPosted, contribution)


def _show(contribution: Contribution, kind: EventKind, event: type[events.ContributionEvent]) -> None:
    """Show words that were not shown; the first time they count as posted."""
    first_time = contribution.number is None
    contribution.state, contribution.state_reason = State.PUBLISHED, ""
    contribution.save(update_fields=["state", "state_reason"])
    _make_public(contribution, kind)
    if not first_time:
        _tell(event, contribution)


def _change_state(
    contribution: Contribution,
    state: State,
    kind: EventKind,
    event: type[events.ContributionEvent],
    *,
    reason: str = "",
) -> None:
    """Move to a state; a public event is only numbered where people had seen the words."""
    contribution.state, contribution.state_reason = state, reason.strip()
    contribution.save(update_fields=["state", "state_reason", "state_before"])
    if contribution.number is not None:
        add_event(contribution.thread_id, kind, contribution)
    _tell(event, contribution)


def _tell(event: type[events.ContributionEvent], contribution: Contribution) -> None:
    publish(
        event(
            site_id=contribution.site_id,
            contribution_id=contribution.pk,
            conversation_id=contribution.conversation_id,
        )
    )
