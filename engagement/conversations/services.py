"""Writes: saying something, changing it, taking it back, agreeing; and what moderators do."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from civic.residents.enums import ConsentPurpose
from civic.residents.services import record_consent
from engagement.conversations import events, rules
from engagement.conversations.changes import counts_hint
from engagement.conversations.enums import THEMSELVES, EventKind, PanelState, SaidHow, State
from engagement.conversations.folding import fold
from engagement.conversations.ledger import (
    add_event,
    change_state,
    check_place,
    count_person,
    count_words,
    lock_conversation,
    locked,
    locked_for,
    note_event,
    note_participation,
    show_words,
    stand_apart,
    take_number,
    tell_event,
)
from engagement.conversations.models import (
    Contribution,
    ContributionVersion,
    Nod,
    Question,
    Thread,
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
    hold: bool = False,
    move: str = "",
    question: Question | None = None,
) -> Contribution:
    """Keep what somebody said, at once. The same ``client_key`` again is the same contribution.

    ``agreed_to``: what they were told beside the form about who reads it, kept as their agreement where
    they have not given it before. ``question``: what it answers, where its round asks questions.
    ``move``: what a facilitator does with it; who runs a talk is not counted among those who take part
    in it.

    It is held where the conversation holds every post, or ``hold`` asks for it. Raises ``WordsRefused``
    for none or more than 5,000 characters, ``NotOpen`` where the conversation takes no words,
    ``NotYours`` where the person or the parent belongs to another place or thread. A resend after
    closing still finds its own.
    """
    known = Contribution.objects.filter(thread=thread, contributor=contributor, client_key=client_key)
    now = timezone.now()
    try:
        with transaction.atomic():
            conversation = locked_for(thread.conversation_id, contributor)
            check_place(conversation, contributor)
            if said_how in THEMSELVES:
                rules.check_open(conversation)
                rules.check_round(thread.round)
            else:
                rules.check_said_in_time(conversation, said_at or now)
            rules.check_mode(thread, as_asked=parent is not None or question is not None)
            words = rules.clean_words(text)
            if parent is not None:
                _check_parent(thread, parent)
            shown = bool(move) or not (conversation.hold_posts or hold)
            contribution = Contribution.objects.create(
                site_id=conversation.site_id,
                conversation=conversation,
                thread=thread,
                contributor=contributor,
                parent=parent,
                question=question,
                panel_state=PanelState.OPEN if parent is None and rules.asks_panel(thread) else "",
                root=(parent.root or parent) if parent else None,
                text=words,
                folded=fold(words),
                client_key=client_key,
                number=take_number(thread.pk) if shown else None,
                state=State.PUBLISHED if shown else State.HELD,
                said_how=said_how,
                said_where=said_where.strip()[:160],
                said_at=said_at or now,
                entered_by=entered_by,
                posted_at=now,
                move=move,
            )
            if agreed_to and not conversation.has_agreed:
                record_consent(
                    contributor, purpose=ConsentPurpose.PUBLISH_WORDS, wording=agreed_to, how=said_how
                )
            new = (
                not move
                and not conversation.took_part
                and note_participation(conversation.pk, contributor, how=said_how)
            )
            count_words(contribution, people=int(new))
            if shown:
                note_event(thread.pk, contribution.number or 0, EventKind.POSTED, contribution)
            tell_event(events.ContributionPosted if shown else events.ContributionHeld, contribution)
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
    contribution = locked(contribution)
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
    tell_event(events.ContributionEdited, contribution)
    if was_shown and not contribution.is_shown:
        tell_event(events.ContributionHeld, contribution)
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
    contribution = locked(contribution)
    if contribution.state == State.WITHDRAWN and rules.is_own(contributor, contribution):
        return contribution
    if not rules.may_withdraw(contributor, contribution):
        raise rules.NotYours(_("Only the person who said this can take it back."))
    contribution.state_before = contribution.state
    change_state(
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
    contribution = locked(contribution)
    if contribution.state != State.WITHDRAWN or not rules.is_own(contributor, contribution):
        raise rules.NotYours(_("Only the person who took this back can put it back."))
    before = State(contribution.state_before or State.HELD)
    contribution.state_before = ""
    if before == State.PUBLISHED:
        change_state(contribution, before, EventKind.RESTORED, events.ContributionRestored)
    else:
        contribution.state = before
        contribution.save(update_fields=["state", "state_before"])
    return contribution


@transaction.atomic
def hide_contribution(contribution: Contribution, *, reason: str) -> Contribution:
    """Take words off every screen, with a reason the author reads."""
    contribution = locked(contribution)
    if contribution.state in (State.PUBLISHED, State.HELD):
        change_state(contribution, State.HIDDEN, EventKind.HIDDEN, events.ContributionHidden, reason=reason)
    return contribution


@transaction.atomic
def restore_contribution(contribution: Contribution) -> Contribution:
    """Show hidden or rejected words again."""
    contribution = locked(contribution)
    if contribution.state in (State.HIDDEN, State.REJECTED):
        show_words(contribution, EventKind.RESTORED, events.ContributionRestored)
    return contribution


@transaction.atomic
def release_contribution(contribution: Contribution) -> Contribution:
    """Show held words; they get their place in the thread now."""
    contribution = locked(contribution)
    if contribution.state == State.HELD:
        show_words(contribution, EventKind.RELEASED, events.ContributionRestored)
    return contribution


@transaction.atomic
def reject_contribution(contribution: Contribution, *, reason: str) -> Contribution:
    """Do not publish held words, and say why to the person who said them."""
    contribution = locked(contribution)
    if contribution.state == State.HELD:
        change_state(
            contribution, State.REJECTED, EventKind.HIDDEN, events.ContributionRejected, reason=reason
        )
    return contribution


@transaction.atomic
def erase_contribution(contribution: Contribution, *, reason: str = "") -> Contribution:
    """Remove the words and every earlier version for good. The tombstone and the counts stay."""
    contribution = locked(contribution)
    if contribution.state != State.ERASED:
        contribution.versions.update(text="")
        contribution.text = contribution.folded = contribution.said_where = ""
        contribution.save(update_fields=["text", "folded", "said_where"])
        change_state(contribution, State.ERASED, EventKind.ERASED, events.ContributionErased, reason=reason)
    return contribution


@transaction.atomic
def nod(contribution: Contribution, contributor: "Contributor", *, how: str = SaidHow.ONLINE) -> bool:
    """Agree with what somebody said, once. Returns whether this press counted.

    Raises ``NotOpen``, and ``NotYours`` for one's own words or words that are not shown.
    """
    contribution = _nodded(contribution, contributor)
    if rules.is_own(contributor, contribution):
        raise rules.NotYours(_("These are your own words, so we know that you agree."))
    _nod, made = Nod.objects.get_or_create(contribution=contribution, contributor=contributor)
    if made:
        Contribution.objects.filter(pk=contribution.pk).update(nod_count=F("nod_count") + 1)
        count_person(contribution.conversation_id, contributor, how=how)
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


def _nodded(contribution: Contribution, contributor: "Contributor") -> Contribution:
    lock_conversation(contribution.conversation_id)
    known = Contribution.objects.select_related("conversation", "thread__round")
    contribution = known.get(pk=contribution.pk)
    check_place(contribution.conversation, contributor)
    rules.check_open(contribution.conversation, words=False)
    rules.check_round(contribution.thread.round, words=False)
    if not contribution.is_shown:
        raise rules.NotOpen(_("That is no longer shown."))
    return contribution


def _check_parent(thread: Thread, parent: Contribution) -> None:
    """Refuse to reply to what is not shown here; what stands above it may have become a tombstone since."""
    if parent.thread_id != thread.pk:
        raise rules.NotYours(_("That was said somewhere else, so it cannot be answered here."))
    if not parent.is_shown:
        raise rules.ParentGone
