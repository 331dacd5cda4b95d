"""Writes about questions to the panel: what became of one, told once to everybody who wants to know."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from civic.notify.kinds import MessageKind, register_kind
from civic.notify.services import tell
from civic.residents.models import Contributor
from civic.residents.permissions import StaffAction, register_action
from civic.tasks.registry import background_task
from civic.tasks.services import enqueue
from engagement.conversations import rules
from engagement.conversations.enums import EventKind, PanelState
from engagement.conversations.ledger import add_event, locked
from engagement.conversations.models import Contribution, PanelMember, PanelReply

if TYPE_CHECKING:
    from civic.notify.models import Message
    from civic.residents.models import User

KIND = "conversations.panel_reply"
#: The longest answer, or reason, in characters.
LONGEST = 5_000


@transaction.atomic
def reply_for_panel(
    question: Contribution,
    outcome: str,
    *,
    member: PanelMember | None = None,
    words: str = "",
    by: "User",
) -> PanelReply:
    """Say what becomes of a question: taken up, answered in writing or on stage, or set aside.

    Who asked it, or pressed that they want to know it too, hears of the answer once, and of a reason
    once; other words for the same do not tell them again. Raises ``NotYours`` for who may not,
    ``NotReady`` for an answer without a member or words, ``NotOpen`` where the question is not shown.
    """
    if not rules.may_facilitate(by, question.site_id):
        raise rules.NotYours(_("Only who runs conversations here answers for the panel."))
    question = locked(question)
    if not question.is_shown or not question.panel_state:
        raise rules.NotOpen(_("That question is no longer shown."))
    outcome = PanelState(outcome)
    answers = outcome in (PanelState.WRITTEN, PanelState.ON_STAGE)
    stage_id = question.thread.round_id
    if answers and (member is None or member.round_id != stage_id):
        raise rules.NotReady(_("Say which member of the panel answers."))
    kept = ""
    if outcome in (PanelState.WRITTEN, PanelState.SET_ASIDE) or words.strip():
        kept = rules.clean_words(words, limit=LONGEST)
    before = PanelReply.objects.filter(contribution=question).first()
    who = member if answers else None
    if before is not None and (before.outcome, before.member, before.words) == (outcome, who, kept):
        return before
    changed = timezone.now() if before is not None else None
    reply, _made = PanelReply.objects.update_or_create(
        contribution=question,
        defaults={"outcome": outcome, "member": who, "words": kept, "by": by, "changed_at": changed},
    )
    question.panel_state = outcome
    question.save(update_fields=["panel_state"])
    add_event(question.thread_id, EventKind.EDITED, question)
    if outcome != PanelState.TAKEN_UP:
        enqueue(tell_who_wants_to_know, question_id=question.pk, what="answer" if answers else "aside")
    return reply


@background_task
def tell_who_wants_to_know(question_id: int, what: str) -> None:
    """Tell who asked, whose question stands with it, and who wants to know it too: each once."""
    question = Contribution.objects.select_related("conversation").get(pk=question_id)
    said = Q(contributions=question) | Q(contributions__merged_into=question)
    people = Contributor.objects.filter(said | Q(nods__contribution=question), erased_at=None)
    for who in people.select_related("site").distinct().order_by("pk").iterator(chunk_size=200):
        tell(
            who,
            kind=KIND,
            once_key=f"panel:{what}:{question.uuid}:{who.pk}",
            context={
                "question": str(question.uuid),
                "title": question.conversation.question,
                "link": reverse("conversations:in_place", args=[question.uuid]),
            },
        )


def replies_now(messages: "Sequence[Message]") -> Mapping[int, Mapping[str, Any]]:
    """Return each question and what became of it by now, by message pk; nothing of what is hidden."""
    rows = Contribution.objects.filter(uuid__in={message.context["question"] for message in messages})
    found = {str(one.uuid): one for one in rows.select_related("panel_reply__member")}
    told: dict[int, Mapping[str, Any]] = {}
    for message in messages:
        question = found.get(message.context["question"])
        shown = question is not None and question.is_shown
        told[message.pk] = {
            "asked": question.text if question and shown else "",
            "reply": getattr(question, "panel_reply", None) if shown else None,
            "is_own": question is not None and question.contributor_id == message.contributor_id,
        }
    return told


def register() -> None:
    """Let the outbox send the answers, and the table of permissions know who gives them."""
    register_action(
        StaffAction(
            key="conversations.panel",
            label=gettext_lazy("Answer a question for the panel, or set it aside"),
            may=rules.may_facilitate,
        )
    )
    register_kind(
        MessageKind(
            key=KIND,
            title=gettext_lazy("What became of a question in “%(title)s”"),
            subject=gettext_lazy("News from %(place)s about something you joined"),
            text_template="conversations/messages/panel_reply.txt",
            html_template="conversations/messages/panel_reply.html",
            prepare=replies_now,
        )
    )
