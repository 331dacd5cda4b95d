"""What every write in a conversation goes through: its one lock, its numbers, its counts, what is told.

``services`` and its neighbours decide; here it is written down, in the transaction they began.
"""

from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from civic.pluginkit.events import publish
from civic.residents.enums import ConsentPurpose
from civic.residents.models import Consent
from engagement.conversations import events, rules
from engagement.conversations.changes import live_hint
from engagement.conversations.enums import EventKind, SaidHow, State
from engagement.conversations.models import (
    Contribution,
    Conversation,
    Participation,
    Thread,
    ThreadEvent,
)

if TYPE_CHECKING:
    from civic.residents.models import Contributor


def add_event(thread_id: int, kind: str, contribution: Contribution | None = None) -> int:
    """Number one public change in a thread and return the number. Call inside the transaction."""
    number = take_number(thread_id)
    note_event(thread_id, number, kind, contribution)
    return number


def take_number(thread_id: int) -> int:
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


def note_event(thread_id: int, number: int, kind: str, contribution: Contribution | None) -> None:
    """Write down what a number stands for, and hint at it to whoever reads the thread now."""
    ThreadEvent.objects.create(thread_id=thread_id, number=number, kind=kind, contribution=contribution)
    live_hint(thread_id, number)


def count_person(conversation_id: int, contributor: "Contributor", *, how: str = SaidHow.ONLINE) -> None:
    """Count somebody among those who took part, once, by the way they did it first."""
    if note_participation(conversation_id, contributor, how=how):
        Conversation.objects.filter(pk=conversation_id).update(people_count=F("people_count") + 1)


def note_participation(conversation_id: int, contributor: "Contributor", *, how: str) -> bool:
    """Note that somebody takes part, by the way they did it first; say whether they had not before."""
    _row, made = Participation.objects.get_or_create(
        conversation_id=conversation_id, contributor=contributor, defaults={"how": how}
    )
    return made


def count_words(contribution: Contribution, *, people: int = 0) -> None:
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


def lock_conversation(conversation_id: int) -> Conversation:
    """Take the one lock under which a conversation's threads and counters change; return it as it is now.

    Always taken first, so that no two presses can wait for each other.
    """
    return Conversation.objects.select_for_update().get(pk=conversation_id)


def locked_for(conversation_id: int, contributor: "Contributor") -> Any:
    """Take the lock, and learn with it what has to be known of who speaks.

    Both are as they were when the lock was asked for: what is not so yet may be by now, never the other
    way round.
    """
    agreed = Consent.objects.filter(contributor=contributor, purpose=ConsentPurpose.PUBLISH_WORDS)
    took_part = Participation.objects.filter(conversation_id=OuterRef("pk"), contributor=contributor)
    rows = Conversation.objects.annotate(has_agreed=Exists(agreed), took_part=Exists(took_part))
    return rows.select_for_update(of=("self",)).get(pk=conversation_id)


def locked(contribution: Contribution) -> Contribution:
    """Return a contribution as it is now, under its conversation's lock."""
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
    count_words(contribution)
    tell_event(events.ContributionPosted, contribution)


def show_words(contribution: Contribution, kind: EventKind, event: type[events.ContributionEvent]) -> None:
    """Show words that were not shown; the first time they count as posted."""
    first_time = contribution.number is None
    contribution.state, contribution.state_reason = State.PUBLISHED, ""
    contribution.save(update_fields=["state", "state_reason"])
    _make_public(contribution, kind)
    if not first_time:
        tell_event(event, contribution)


def change_state(
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
    tell_event(event, contribution)


def tell_event(event: type[events.ContributionEvent], contribution: Contribution) -> None:
    """Publish that something happened to a contribution."""
    publish(
        event(
            site_id=contribution.site_id,
            contribution_id=contribution.pk,
            conversation_id=contribution.conversation_id,
        )
    )
