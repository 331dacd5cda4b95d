"""Summaries of what was heard: written, checked by those who spoke, published, and built upon."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from civic.notify.kinds import MessageKind, register_kind
from civic.notify.services import tell
from civic.tasks.registry import background_task
from civic.tasks.services import enqueue
from engagement.conversations.enums import SummaryState
from engagement.conversations.models import Conversation, Participation, Round, Summary, SummaryCheck
from engagement.conversations.rules import NotOpen, NotReady, WordsRefused, clean_words

if TYPE_CHECKING:
    from civic.notify.models import Message
    from civic.residents.models import Contributor, User

CHECK, SETTLED = "conversations.summary_check", "conversations.summary_settled"
MOST_MISSING = 2000


def write_summary(
    conversation: Conversation, text: str, *, round: Round | None = None, by: "User | None" = None
) -> Summary:
    """Write down what was heard; nobody sees it yet."""
    return Summary.objects.create(
        site_id=conversation.site_id, conversation=conversation, round=round, text=text.strip(), written_by=by
    )


@transaction.atomic
def ask_whether_right(summary: Summary, *, until: date | None = None) -> Summary:
    """Show a summary as a draft and ask everybody who took part whether it is right.

    Raises ``NotReady`` where it is empty or was published already.
    """
    summary = _locked(summary)
    if summary.state == SummaryState.PUBLISHED:
        raise NotReady(_("It is published already."))
    if not summary.text.strip():
        raise NotReady(_("Write what was heard first."))
    summary.state, summary.check_until = SummaryState.CHECKING, until or summary.check_until
    summary.first_text = summary.first_text or summary.text
    summary.save(update_fields=["state", "check_until", "first_text"])
    enqueue(tell_who_took_part, summary_id=summary.pk)
    return summary


@transaction.atomic
def check_summary(summary: Summary, who: "Contributor", *, is_right: bool, missing: str = "") -> SummaryCheck:
    """Keep what somebody says of a summary; saying it again says it anew, and waits for a new reply.

    Raises ``NotOpen`` where it is no longer asked, ``WordsRefused`` where nothing says what is missing.
    """
    summary = _locked(summary)
    if not is_asked(summary):
        raise NotOpen(_("People are no longer asked whether this is right."))
    words = "" if is_right else clean_words(missing, limit=MOST_MISSING)
    kept, _made = SummaryCheck.objects.update_or_create(
        summary=summary,
        contributor=who,
        defaults={
            "is_right": is_right, "missing": words, "at": timezone.now(), "taken_in": None, "reply": "",
        },
    )  # fmt: skip
    return kept


def is_asked(summary: Summary) -> bool:
    """Say whether people can say now whether it is right."""
    over = summary.check_until is not None and summary.check_until < timezone.localdate()
    return summary.state == SummaryState.CHECKING and not over


def reply_to_check(check: SummaryCheck, *, taken_in: bool, reply: str) -> SummaryCheck:
    """Say what became of what somebody said is missing. Raises ``WordsRefused`` for a no without a why."""
    if not taken_in and not reply.strip():
        raise WordsRefused(_("Say why it is not taken in."))
    check.taken_in, check.reply = taken_in, reply.strip()[:1000]
    check.save(update_fields=["taken_in", "reply"])
    return check


@transaction.atomic
def publish_summary(summary: Summary) -> Summary:
    """Publish what was heard; everybody who said something was missing hears what became of it.

    Raises ``NotReady`` where people were not asked, or somebody still waits for a reply.
    """
    summary = _locked(summary)
    if summary.state == SummaryState.PUBLISHED:
        return summary
    if summary.state != SummaryState.CHECKING:
        raise NotReady(_("Ask people first whether it is right."))
    waiting = summary.checks.exclude(missing="").filter(taken_in=None).count()
    if waiting:
        raise NotReady(
            ngettext(
                "Reply first: %(n)s person said that something is missing.",
                "Reply first: %(n)s people said that something is missing.",
                waiting,
            )
            % {"n": waiting}
        )
    summary.state, summary.published_at = SummaryState.PUBLISHED, timezone.now()
    summary.save(update_fields=["state", "published_at"])
    for check in summary.checks.exclude(missing="").select_related("contributor"):
        key = f"summary-settled:{summary.uuid}:{check.pk}"
        tell(
            check.contributor, kind=SETTLED, once_key=key, context={"summary": summary.pk, "check": check.pk}
        )
    return summary


@background_task
def tell_who_took_part(summary_id: int) -> None:
    """Ask everybody who took part whether the summary is right, once each."""
    summary = Summary.objects.select_related("conversation").get(pk=summary_id)
    people = Participation.objects.filter(conversation=summary.conversation).select_related(
        "contributor__site"
    )
    for each in people.order_by("pk").iterator(chunk_size=200):
        key = f"summary-check:{summary.uuid}:{each.contributor_id}"
        tell(each.contributor, kind=CHECK, once_key=key, context={"summary": summary.pk})


def _locked(summary: Summary) -> Summary:
    return (
        Summary.objects.select_for_update(of=("self",))
        .select_related("conversation", "round")
        .get(pk=summary.pk)
    )


def counts_of(summary: Summary) -> tuple[int, int]:
    """Return how many said it is right, and how many that something is missing. One query."""
    given = list(summary.checks.values_list("is_right", flat=True))
    return sum(given), len(given) - sum(given)


def prepare_letters(messages: "Sequence[Message]") -> Mapping[int, Mapping[str, Any] | None]:
    """Return each summary, and what became of what somebody said, as they are now, by message pk.

    None where the summary is gone: there is nothing to say any more.
    """
    found = Summary.objects.select_related("conversation", "round").in_bulk(
        [message.context["summary"] for message in messages]
    )
    checks = SummaryCheck.objects.in_bulk([message.context.get("check", 0) for message in messages])
    return {
        message.pk: {"summary": summary, "check": checks.get(message.context.get("check", 0))}
        if (summary := found.get(message.context["summary"])) is not None
        else None
        for message in messages
    }


def register_kinds() -> None:
    """Let the outbox send them."""
    for key, title in (
        (CHECK, gettext_lazy("Did we get right what you said?")),
        (SETTLED, gettext_lazy("What became of what you said was missing")),
    ):
        name = key.partition(".")[2]
        register_kind(
            MessageKind(
                key=key,
                title=title,
                subject=gettext_lazy("What we heard, at %(place)s"),
                text_template=f"conversations/messages/{name}.txt",
                html_template=f"conversations/messages/{name}.html",
                prepare=prepare_letters,
            )
        )
