"""Writing down what somebody said away from a screen of their own: on paper, by phone, at a desk."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Case, F, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from civic.notify.services import ask_to_confirm
from civic.residents.enums import ConsentPurpose
from civic.residents.rules import may_assist
from civic.residents.services import (
    ask_for_print,
    create_guest,
    describe_contributor,
    record_consent,
)
from engagement.conversations import rules
from engagement.conversations.enums import Mode, SaidHow
from engagement.conversations.models import Contribution, Conversation, Given, Thread, Vote
from engagement.conversations.names import may_rename
from engagement.conversations.services import post_contribution

if TYPE_CHECKING:
    from collections.abc import Callable

    from wagtail.models import Site

    from civic.residents.models import Contributor, User


#: The modes whose paper has boxes to tick, not words of a thread alone.
FILLED_IN = (Mode.STATEMENTS, Mode.QUESTIONS)


class NotTheirDesk(rules.Refused):
    """Whoever enters this is not a librarian of this place, or no longer."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What one person said, and what they asked for."""

    text: str
    how: str
    where: str
    said_at: datetime
    client_key: str
    """Made with the form: the same entry sent twice is kept once."""
    name: str = ""
    email: str = ""
    language: str = "en"
    print_at: str = ""
    """The desk at which they fetch a printed answer; empty where they asked for none."""
    known: "Contributor | None" = None
    """Who it is, where they have a receipt code already."""


def desk_threads(site: "Site", limit: int = 100) -> list[Thread]:
    """Return where something can be written down: what is open, then what closed a short while ago."""
    taking = Conversation.objects.filter(site=site).taking_paper()
    is_closed = Case(When(closes_at__lte=timezone.now(), then=1), default=0)
    taking = taking.order_by(is_closed, F("closes_at").asc(nulls_last=True), "pk")
    conversations = {one.pk: one for one in taking[:limit]}
    found = Thread.objects.filter(conversation__in=conversations).exclude(round__mode__in=FILLED_IN)
    found = found.order_by("position", "pk")
    by_conversation: dict[int, list[Thread]] = {pk: [] for pk in conversations}
    for thread in found:
        thread.conversation = conversations[thread.conversation_id]
        by_conversation[thread.conversation_id].append(thread)
    return [thread for threads in by_conversation.values() for thread in threads]


def desk_rounds(site: "Site", limit: int = 100) -> list[Thread]:
    """Return the rounds whose paper is filled in with boxes: what is open, or closed a short while ago."""
    rows = Thread.objects.filter(site=site, round__mode__in=FILLED_IN)
    rows = rows.filter(conversation__in=Conversation.objects.filter(site=site).taking_paper())
    return list(rows.select_related("conversation", "round").order_by("conversation_id", "position")[:limit])


def copied(thread: Thread, who: "Contributor") -> str:
    """Return what somebody filled in in a round, in words, as it stands on their slip. Three queries."""
    given = Given.objects.filter(question__round=thread.round_id, contributor=who)
    given = given.select_related("question", "contribution").prefetch_related("picked")
    votes = Vote.objects.filter(statement__round=thread.round_id, contributor=who).select_related("statement")
    lines = [f"{one.question.text} {one.in_words}" for one in given if one.in_words]
    lines += [f"{vote.statement.text} {vote.get_choice_display()}" for vote in votes.order_by("pk")]
    return "\n\n".join(lines)


def entered(site: "Site", user: "User", client_key: str) -> Contribution | None:
    """Return what this person at the desk has entered under this key, or None."""
    return (
        Contribution.objects.filter(site=site, entered_by=user, client_key=client_key)
        .select_related("contributor", "conversation", "thread")
        .first()
    )


def write_down(thread: Thread, entry: Entry, *, by: "User") -> Contribution:
    """Keep somebody's words under a receipt code of their own; they counted from this moment.

    Raises ``NotTheirDesk`` where ``by`` is not a librarian of the thread's place, and what
    ``post_contribution`` raises; then nobody new is in the record either.
    """
    if not may_assist(by, thread.site_id):
        raise NotTheirDesk(
            _("You are not a librarian of this place, or no longer. Nothing was kept; the words are here.")
        )
    if found := entered(thread.site, by, entry.client_key):
        return found
    try:
        with transaction.atomic():
            contributor = _somebody(thread.site, entry)
            contribution = post_contribution(
                thread,
                contributor,
                entry.text,
                client_key=entry.client_key,
                said_how=entry.how,
                said_where=entry.where,
                said_at=entry.said_at,
                entered_by=by,
            )
            _keep_wishes(contributor, entry)
    except IntegrityError:
        if found := entered(thread.site, by, entry.client_key):  # the same press arrived twice at once
            return found
        raise
    return contribution


def take_down(
    thread: Thread, entry: Entry, keep: "Callable[[Contributor], object]", *, by: "User"
) -> "Contributor":
    """Keep what somebody filled in on paper that is no words of a thread; ``keep`` writes it.

    Raises ``NotTheirDesk``, and what ``keep`` raises; then nobody new is in the record either.
    """
    if not may_assist(by, thread.site_id):
        raise NotTheirDesk(
            _("You are not a librarian of this place, or no longer. Nothing was kept; the words are here.")
        )
    with transaction.atomic():
        contributor = _somebody(thread.site, entry)
        keep(contributor)
        _keep_wishes(contributor, entry)
    return contributor


def agreement(language: str) -> str:
    """Return what somebody at a desk is asked to agree to, in their language: kept as they heard it."""
    with override(language):
        return _("Everybody can read my words here, with the name I give, and how and where I said them.")


def _somebody(site: "Site", entry: Entry) -> "Contributor":
    if entry.known is None:
        return create_guest(site, display_name=entry.name, language=entry.language)
    name = entry.name if entry.name and may_rename(entry.known, entry.name) else ""
    return describe_contributor(entry.known, display_name=name)


def _keep_wishes(contributor: "Contributor", entry: Entry) -> None:
    with override("en"):
        how = str(SaidHow(entry.how).label)
    record_consent(
        contributor,
        purpose=ConsentPurpose.PUBLISH_WORDS,
        wording=agreement(entry.language),
        how=f"{how}, read back",
    )
    if entry.email:
        describe_contributor(contributor, email=entry.email)
        record_consent(
            contributor,
            purpose=ConsentPurpose.EMAIL_ANSWER,
            wording=_("Their email, if they want the answer"),
            how=how,
        )
        ask_to_confirm(contributor)
    if entry.print_at:
        ask_for_print(contributor, where=entry.print_at)
