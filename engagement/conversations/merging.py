"""Putting words together that say the same: one place in the thread, every author kept.

The words, their agreements and the replies stay what they were, each its author's own. Only where they
are shown changes: in full with the words that lead, and a line in their own place leads there.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from civic.notify.kinds import MessageKind, register_kind
from civic.notify.services import tell
from civic.residents.permissions import StaffAction, register_action
from engagement.conversations import rules
from engagement.conversations.enums import EventKind, State
from engagement.conversations.ledger import add_event, lock_conversation, stand_apart
from engagement.conversations.models import Contribution

if TYPE_CHECKING:
    from civic.notify.models import Message
    from civic.residents.models import User

TOGETHER = "conversations.together"


@transaction.atomic
def put_together(lead: Contribution, others: Sequence[Contribution], *, by: "User") -> Contribution:
    """Show others' words with those that lead, and tell every author. What is so already stays.

    What others lead comes along. Raises ``NotYours`` for who may not, and for words of another thread
    or that are not shown.
    """
    if not rules.may_merge(by, lead.site_id):
        raise rules.NotYours(_("Only who runs or moderates conversations here can put words together."))
    lock_conversation(lead.conversation_id)
    asked = {one.pk for one in others} - {lead.pk}
    rows = Contribution.objects.select_for_update(of=("self",)).filter(thread_id=lead.thread_id)
    found = list(rows.filter(pk__in={lead.pk, *asked}, state=State.PUBLISHED, number__isnull=False))
    here = {one.pk: one for one in found}
    if lead.pk not in here or not asked <= here.keys():
        raise rules.NotYours(_("Some of these words are no longer shown, or were said somewhere else."))
    lead = here[lead.pk]
    if lead.merged_into_id is not None:
        stand_apart(lead)
    coming = [here[pk] for pk in sorted(asked) if here[pk].merged_into_id != lead.pk]
    for one in coming:
        if one.merged_into_id is not None:
            stand_apart(one)
    led = list(Contribution.objects.filter(merged_into__in=coming))
    for one in (*coming, *led):
        one.merged_into, one.merged_count = lead, 0
        one.save(update_fields=["merged_into", "merged_count"])
    lead.merged_count = lead.merged.count()
    lead.save(update_fields=["merged_count"])
    for one in (lead, *coming, *led):
        add_event(one.thread_id, EventKind.MERGED, one)
    if coming:
        _tell_authors(lead)
    return lead


@transaction.atomic
def put_apart(contribution: Contribution, *, by: "User") -> Contribution:
    """Let words stand by themselves again, in their own place. Raises ``NotYours``."""
    if not rules.may_merge(by, contribution.site_id):
        raise rules.NotYours(_("Only who runs or moderates conversations here can put words apart."))
    lock_conversation(contribution.conversation_id)
    contribution = Contribution.objects.get(pk=contribution.pk)
    if contribution.merged_into_id is not None:
        stand_apart(contribution)
    return contribution


def _tell_authors(lead: Contribution) -> None:
    """Tell each author once for each lead and company; whoever said several of them once."""
    together = [lead, *lead.merged.select_related("contributor__site").order_by("number")]
    for author in {one.contributor.pk: one.contributor for one in together}.values():
        tell(
            author,
            kind=TOGETHER,
            once_key=f"{TOGETHER}:{lead.uuid}:{lead.merged_count}:{author.pk}",
            context={
                "question": lead.conversation.question,
                "lead": str(lead.uuid),
            },
        )


def register() -> None:
    """Let the outbox send this room's messages, and the table of permissions know of it."""
    register_action(
        StaffAction(
            key="conversations.together",
            label=gettext_lazy("Put words together that say the same"),
            may=rules.may_merge,
        )
    )
    register_kind(
        MessageKind(
            key=TOGETHER,
            title=gettext_lazy("Others said the same as you in “%(question)s”"),
            subject=gettext_lazy("News from %(place)s about something you joined"),
            text_template="conversations/messages/together.txt",
            html_template="conversations/messages/together.html",
            prepare=_together_now,
        )
    )


def _together_now(messages: "Sequence[Message]") -> Mapping[int, Mapping[str, Any]]:
    """Return what each message says by now: their own words, and how many stand with them. Two queries."""
    leads = {str(message.context.get("lead", "")) for message in messages} - {""}
    rows = Contribution.objects.filter(uuid__in=leads)
    by_uuid = {str(lead.uuid): lead for lead in rows}
    people = {message.contributor_id for message in messages}
    own: dict[tuple[int, int], str] = {}
    for lead in by_uuid.values():
        own[lead.pk, lead.contributor_id] = lead.text
    for one in Contribution.objects.filter(merged_into__in=by_uuid.values(), contributor__in=people):
        own.setdefault((one.merged_into_id or 0, one.contributor_id), one.text)
    found: dict[int, Mapping[str, Any]] = {}
    for message in messages:
        uuid = message.context.get("lead", "")
        lead_or_none = by_uuid.get(uuid)
        words = own.get((lead_or_none.pk, message.contributor_id), "") if lead_or_none else ""
        others = lead_or_none.merged_count if lead_or_none else 0
        # The address in the language of whoever reads, not of who put the words together.
        link = reverse("conversations:in_place", args=[uuid]) if uuid else ""
        found[message.pk] = {"words": words if others else "", "others": others, "link": link}
    return found
