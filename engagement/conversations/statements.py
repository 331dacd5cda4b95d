"""Writes about statements: adding one, voting, and what moderators do."""

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from civic.pluginkit.events import publish
from engagement.conversations import events, rules
from engagement.conversations.changes import counts_hint
from engagement.conversations.enums import THEMSELVES, Choice, SaidHow, State
from engagement.conversations.ledger import check_place, count_person
from engagement.conversations.models import Conversation, Round, Statement, Vote, VoteEvent

if TYPE_CHECKING:
    from datetime import datetime

    from civic.residents.models import Contributor


def propose_statement(
    conversation: Conversation,
    contributor: "Contributor",
    text: str,
    *,
    client_key: str,
    stage: Round | None = None,
) -> Statement:
    """Add a statement for others to vote on; held where the conversation holds every post.

    ``stage``: the round it belongs to; without one it stands beside the whole conversation.

    Raises ``WordsRefused`` for none or more than 500 characters, ``NotOpen``, ``NotYours``.
    """
    known = Statement.objects.filter(
        conversation=conversation, contributor=contributor, client_key=client_key
    )
    if found := known.first():
        return found
    conversation = Conversation.objects.get(pk=conversation.pk)
    check_place(conversation, contributor)
    rules.check_open(conversation)
    rules.check_round(stage)
    rules.check_takes_statements(conversation, stage)
    words = rules.clean_statement(text)
    try:
        with transaction.atomic():
            statement = Statement.objects.create(
                site_id=conversation.site_id,
                conversation=conversation,
                round=stage,
                contributor=contributor,
                text=words,
                client_key=client_key,
                state=State.HELD if conversation.hold_posts else State.PUBLISHED,
            )
            count_person(conversation.pk, contributor)
            if statement.state == State.PUBLISHED:
                _count_shown(statement, 1)
                _tell_published(statement)
    except IntegrityError:
        if found := known.first():  # the same press arrived twice at once
            return found
        raise
    return statement


@transaction.atomic
def add_seed_statement(conversation: Conversation, text: str, *, stage: Round | None = None) -> Statement:
    """Add one of the organisers' own statements: nobody is its author, nobody is told about it.

    Raises ``NotReady`` where the round is none of statements, or another conversation's.
    """
    rules.check_takes_statements(conversation, stage)
    statement = Statement.objects.create(
        site_id=conversation.site_id,
        conversation=conversation,
        round=stage,
        text=rules.clean_statement(text),
    )
    _count_shown(statement, 1)
    _tell_published(statement)
    return statement


@transaction.atomic
def vote(
    statement: Statement,
    contributor: "Contributor",
    choice: str,
    *,
    how: str = SaidHow.ONLINE,
    said_at: "datetime | None" = None,
) -> Vote:
    """Keep what somebody thinks of a statement; the last press counts, every press is kept.

    ``how`` and ``said_at``: where it came on paper or at a desk, which may be a while after.

    The same choice again changes nothing. Raises ``NotOpen`` where the conversation or the statement
    takes no votes, ``ValueError`` where the choice is none of agree, disagree and pass.
    """
    choice = Choice(choice).value
    statement = (
        Statement.objects.select_for_update(of=("self",))
        .select_related("conversation", "round")
        .get(pk=statement.pk)
    )
    check_place(statement.conversation, contributor)
    if how in THEMSELVES:
        rules.check_open(statement.conversation, words=False)
        rules.check_round(statement.round, words=False)
    else:
        rules.check_said_in_time(statement.conversation, said_at or timezone.now())
    if statement.state != State.PUBLISHED:
        raise rules.NotOpen(_("That statement is no longer shown."))
    last = Vote.objects.filter(statement=statement, contributor=contributor).first()
    if last is not None and last.choice == choice:
        return last
    now = timezone.now()
    VoteEvent.objects.create(statement=statement, contributor=contributor, choice=choice, at=now)
    counts = {f"{choice}_count": F(f"{choice}_count") + 1, f"{choice}_events": F(f"{choice}_events") + 1}
    if last is None:
        last = Vote.objects.create(statement=statement, contributor=contributor, choice=choice, at=now)
    else:
        counts[f"{last.choice}_count"] = F(f"{last.choice}_count") - 1
        last.choice, last.at = choice, now
        last.save(update_fields=["choice", "at"])
    Statement.objects.filter(pk=statement.pk).update(**counts)
    count_person(statement.conversation_id, contributor, how=how)
    publish(
        events.VoteCast(
            site_id=statement.site_id,
            statement_id=statement.pk,
            conversation_id=statement.conversation_id,
        )
    )
    counts_hint(statement.conversation_id)
    return last


@transaction.atomic
def withdraw_statement(statement: Statement, contributor: "Contributor") -> Statement:
    """Take one's own statement back. Its votes stay in the record. Raises ``NotYours``."""
    statement = _locked(statement)
    if not rules.is_own(contributor, statement):
        raise rules.NotYours(_("Only the person who said this can take it back."))
    if statement.state in (State.PUBLISHED, State.HELD):
        _take_down(statement, State.WITHDRAWN)
    return statement


@transaction.atomic
def hide_statement(statement: Statement, *, reason: str) -> Statement:
    """Take a statement off every screen, with a reason its author reads."""
    statement = _locked(statement)
    if statement.state in (State.PUBLISHED, State.HELD):
        _take_down(statement, State.HIDDEN, reason)
    return statement


@transaction.atomic
def reject_statement(statement: Statement, *, reason: str) -> Statement:
    """Do not publish a held statement, and say why."""
    statement = _locked(statement)
    if statement.state == State.HELD:
        _take_down(statement, State.REJECTED, reason)
    return statement


@transaction.atomic
def erase_statement(statement: Statement, *, reason: str = "") -> Statement:
    """Remove a statement's words for good. Its votes and their counts stay."""
    statement = _locked(statement)
    if statement.state != State.ERASED:
        Statement.objects.filter(pk=statement.pk).update(text="")
        statement.text = ""
        _take_down(statement, State.ERASED, reason)
    return statement


@transaction.atomic
def show_statement(statement: Statement) -> Statement:
    """Release a held statement, or restore a hidden or rejected one."""
    statement = _locked(statement)
    if statement.state in (State.HELD, State.HIDDEN, State.REJECTED):
        statement.state, statement.state_reason = State.PUBLISHED, ""
        statement.save(update_fields=["state", "state_reason"])
        _count_shown(statement, 1)
        _tell_published(statement)
    return statement


def _locked(statement: Statement) -> Statement:
    return Statement.objects.select_for_update().get(pk=statement.pk)


def _take_down(statement: Statement, state: State, reason: str = "") -> None:
    if statement.state == State.PUBLISHED:
        _count_shown(statement, -1)
    statement.state, statement.state_reason = state, reason.strip()
    statement.save(update_fields=["state", "state_reason"])
    publish(
        events.StatementHidden(
            site_id=statement.site_id,
            statement_id=statement.pk,
            conversation_id=statement.conversation_id,
        )
    )
    counts_hint(statement.conversation_id)


def _count_shown(statement: Statement, by: int) -> None:
    Conversation.objects.filter(pk=statement.conversation_id).update(
        statement_count=F("statement_count") + by
    )


def _tell_published(statement: Statement) -> None:
    publish(
        events.StatementPublished(
            site_id=statement.site_id,
            statement_id=statement.pk,
            conversation_id=statement.conversation_id,
        )
    )
    counts_hint(statement.conversation_id)
