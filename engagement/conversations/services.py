"""Writes: saying something, changing it, taking it back, agreeing; and what moderators do."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from civic.pluginkit.events import publish
from civic.residents.enums import ConsentPurpose
from civic.residents.models import Consent
from civic.residents.services import record_consent
from engagement.conversations import events, rules
from engagement.conversations.changes import counts_hint, live_hint
from engagement.conversations.enums import EventKind, SaidHow, State
from engagement.conversations.folding import fold
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
    agreed_to: str = "",
) -> Contribution:
    """Keep what somebody said, at once. The same ``client_key`` again is the same contribution.

    ``agreed_to``: what they were told beside the form about who reads it, kept as their agreement where
    they have not given it before.

    It is held where the conversation holds every post. Raises ``WordsRefused`` for none or more than
    5,000 characters, ``NotOpen`` where the conversation takes no words, ``NotYours`` where the person
    or the parent belongs to another place or thread. A resend after closing still finds its own.
    """
    known = Contribution.objects.filter(thread=thread, contributor=contributor, client_key=client_key)
    now = timezone.now()
    try:
        with transaction.atomic():
            conversation = _locked_for(thread.conversation_id, contributor)
            check_place(conversation, contributor)
            if said_how == SaidHow.ONLINE:
                rules.check_open(conversation)
                rules.check_round(thread)
            else:
                rules.check_said_in_time(conversation, said_at or now)
            words = rules.clean_words(text)
            if parent is not None:
                _check_parent(thread, parent)
            shown = not conversation.hold_posts
            contribution = Contribution.objects.create(
                site_id=conversation.site_id,
                conversation=conversation,
                thread=thread,
                contributor=contributor,
                parent=parent,
                root=(parent.root or parent) if parent else None,
                text=words,
                folded=fold(words),
                client_key=client_key,
                number=_next_number(thread.pk) if shown else None,
                state=State.PUBLISHED if shown else State.HELD,
                said_how=said_how,
                said_where=said_where.strip()[:160],
                said_at=said_at or now,
                entered_by=entered_by,
                posted_at=now,
            )
            if agreed_to and not conversation.has_agreed:
                record_consent(
                    contributor, purpose=ConsentPurpose.PUBLISH_WORDS, wording=agreed_to, how=said_how
                )
            new = not conversation.took_part and _took_part(conversation.pk, contributor, how=said_how)
            _count(contribution, people=int(new))
            if shown:
                _note_event(thread.pk, contribution.number or 0, EventKind.POSTED, contribution)
            _tell(events.ContributionPosted if shown else events.ContributionHeld, contribution)
    except (IntegrityError, rules.Refused):
        # The same press again: what was said then is the answer, whatever has changed since.
        if found := known.select_related("parent", "root").first():
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
    was_shown = contribution.is_shown
    ContributionVersion.objects.create(
        contribution=contribution,
        number=contribution.versions.count() + 1,
        text=contribution.text,
        was_shown=was_shown,
    )
    contribution.text, contribution.folded = words, fold(words)
    contribution.edited_at = timezone.now()
    if contribution.conversation.hold_posts:
        contribution.state = State.HELD
    contribution.save(update_fields=["text", "folded", "edited_at", "state"])
    if not contribution.is_shown:
        stand_apart(contribution)
    if was_shown:
        add_event(contribution.thread_id, EventKind.EDITED, contribution)
    _tell(events.ContributionEdited, contribution)
    if was_shown and not contribution.is_shown:
        _tell(events.ContributionHeld, contribution)
    return contribution


def undo_change(contribution: Contribution, contributor: "Contributor") -> Contribution:
    """Put one's own words back as they read before their last change; that is a change too.

    Raises ``NotYours``, also where there is nothing to undo.
    """
    before = contribution.versions.order_by("-number").values_list("text", flat=True).first()
    if not before:
        raise rules.NotYours(_("There is no change to undo."))
    return edit_contribution(contribution, contributor, before)


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
        contribution.text = contribution.folded = contribution.said_where = ""
        contribution.save(update_fields=["text", "folded", "said_where"])
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
    """Number one public change in a thread and return the number. Call inside the transaction."""
    number = _next_number(thread_id)
    _note_event(thread_id, number, kind, contribution)
    return number


def _next_number(thread_id: int) -> int:
    """Take a thread's next number. The UPDATE takes its row's lock: numbers follow commits without a gap."""
    table = connection.ops.quote_name(Thread._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET last_event_number = last_event_number + 1"  # noqa: S608 - our own table
            " WHERE id = %s RETURNING last_event_number",
            [thread_id],
        )
        ((number,),) = cursor.fetchall()
    return int(number)


def _note_event(thread_id: int, number: int, kind: str, contribution: Contribution | None) -> None:
    ThreadEvent.objects.create(thread_id=thread_id, number=number, kind=kind, contribution=contribution)
    live_hint(thread_id, number)


def count_person(conversation_id: int, contributor: "Contributor", *, how: str = SaidHow.ONLINE) -> None:
    """Count somebody among those who took part, once, by the way they did it first."""
    if _took_part(conversation_id, contributor, how=how):
        Conversation.objects.filter(pk=conversation_id).update(people_count=F("people_count") + 1)


def _took_part(conversation_id: int, contributor: "Contributor", *, how: str) -> bool:
    """Note that somebody takes part; says whether they had not before."""
    _row, made = Participation.objects.get_or_create(
        conversation_id=conversation_id, contributor=contributor, defaults={"how": how}
    )
    return made


def _count(contribution: Contribution, *, people: int = 0) -> None:
    """Count somebody new, and words that got their number, in as few queries as there are rows."""
    said = int(contribution.number is not None)
    if said or people:
        Conversation.objects.filter(pk=contribution.conversation_id).update(
            contribution_count=F("contribution_count") + said, people_count=F("people_count") + people
        )
    if said and contribution.root_id:
        Contribution.objects.filter(pk=contribution.root_id).update(reply_count=F("reply_count") + 1)


def check_place(conversation: Conversation, contributor: "Contributor") -> None:
    """Raise ``NotYours`` where somebody is known by another place, or no longer known."""
    if contributor.site_id != conversation.site_id or contributor.erased_at is not None:
        raise rules.NotYours(_("You are known here by another place. Please reload and try again."))


def _check_parent(thread: Thread, parent: Contribution) -> None:
    """Refuse to reply to what is not shown here; what stands above it may have become a tombstone since."""
    if parent.thread_id != thread.pk:
        raise rules.NotYours(_("That was said somewhere else, so it cannot be answered here."))
    if not parent.is_shown:
        raise rules.ParentGone


def stand_apart(contribution: Contribution) -> None:
    """Take words out of those they were put together with. Whom they led, the first of those leads now.

    Call under the conversation's lock. What is no longer shown stands apart, so that hiding, taking back
    or erasing one person's words takes nobody else's with them.
    """
    if contribution.merged_into_id:
        lead = Contribution.objects.get(pk=contribution.merged_into_id)
        contribution.merged_into = None
        contribution.save(update_fields=["merged_into"])
        lead.merged_count -= 1
        lead.save(update_fields=["merged_count"])
        changed = [lead, contribution]
    elif contribution.merged_count:
        lead, *others = contribution.merged.order_by("number")
        contribution.merged_count = 0
        contribution.save(update_fields=["merged_count"])
        lead.merged_into, lead.merged_count = None, len(others)
        lead.save(update_fields=["merged_into", "merged_count"])
        Contribution.objects.filter(pk__in=[other.pk for other in others]).update(merged_into=lead)
        changed = [contribution, lead, *others]
    else:
        return
    for one in changed:
        add_event(one.thread_id, EventKind.MERGED, one)


def _nodded(contribution: Contribution, contributor: "Contributor") -> Contribution:
    lock_conversation(contribution.conversation_id)
    contribution = Contribution.objects.select_related("conversation").get(pk=contribution.pk)
    check_place(contribution.conversation, contributor)
    rules.check_open(contribution.conversation, words=False)
    if not contribution.is_shown:
        raise rules.NotOpen(_("That is no longer shown."))
    return contribution


def lock_conversation(conversation_id: int) -> Conversation:
    """Take the one lock under which a conversation's threads and counters change; return it as it is now.

    Always taken first, so that no two presses can wait for each other.
    """
    return Conversation.objects.select_for_update().get(pk=conversation_id)


def _locked_for(conversation_id: int, contributor: "Contributor") -> Any:
    """Take the lock, and learn with it what has to be known of who speaks.

    Both are as they were when the lock was asked for: what is not so yet may be by now, never the other
    way round.
    """
    agreed = Consent.objects.filter(contributor=contributor, purpose=ConsentPurpose.PUBLISH_WORDS)
    took_part = Participation.objects.filter(conversation_id=OuterRef("pk"), contributor=contributor)
    rows = Conversation.objects.annotate(has_agreed=Exists(agreed), took_part=Exists(took_part))
    return rows.select_for_update(of=("self",)).get(pk=conversation_id)


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
    _count(contribution)
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
    if not contribution.is_shown:
        stand_apart(contribution)
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
