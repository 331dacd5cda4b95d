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
from engagement.conversations.models import Contribution, Conversation, Thread
from engagement.conversations.names import may_rename
from engagement.conversations.services import post_contribution

if TYPE_CHECKING:
    from wagtail.models import Site

    from civic.residents.models import Contributor, User


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
    found = Thread.objects.filter(conversation__in=conversations).exclude(round__mode=Mode.STATEMENTS)
    found = found.order_by("position", "pk")
    by_conversation: dict[int, list[Thread]] = {pk: [] for pk in conversations}
    for thread in found:
        thread.conversation = conversations[thread.conversation_id]
        by_conversation[thread.conversation_id].append(thread)
    return [thread for threads in by_conversation.values() for thread in threads]


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
