"""What happens in conversations, told after it has."""

from dataclasses import dataclass

from civic.pluginkit.events import Event


@dataclass(frozen=True, kw_only=True)
class ContributionPosted(Event):
    """Somebody said something and everybody can read it (at once, or released after reading)."""

    contribution_id: int
    conversation_id: int


@dataclass(frozen=True, kw_only=True)
class ContributionHeld(Event):
    """Somebody said something that waits to be read by a moderator."""

    contribution_id: int
    conversation_id: int


@dataclass(frozen=True, kw_only=True)
class ContributionEdited(Event):
    """Somebody changed their words."""

    contribution_id: int
    conversation_id: int


@dataclass(frozen=True, kw_only=True)
class ContributionHidden(Event):
    """A moderator took words off every screen."""

    contribution_id: int
    conversation_id: int


@dataclass(frozen=True, kw_only=True)
class ContributionRestored(Event):
    """Words that were hidden or taken back are shown again."""

    contribution_id: int
    conversation_id: int


@dataclass(frozen=True, kw_only=True)
class ContributionRejected(Event):
    """A moderator decided not to publish held words."""

    contribution_id: int
    conversation_id: int


@dataclass(frozen=True, kw_only=True)
class ContributionWithdrawn(Event):
    """Somebody took their words back."""

    contribution_id: int
    conversation_id: int


@dataclass(frozen=True, kw_only=True)
class ContributionErased(Event):
    """Words were removed for good; a tombstone stays and counts stay true."""

    contribution_id: int
    conversation_id: int


@dataclass(frozen=True, kw_only=True)
class StatementPublished(Event):
    """A statement can be voted on."""

    statement_id: int
    conversation_id: int


@dataclass(frozen=True, kw_only=True)
class StatementHidden(Event):
    """A statement was hidden, rejected, taken back or erased; its votes stay in the record."""

    statement_id: int
    conversation_id: int


@dataclass(frozen=True, kw_only=True)
class VoteCast(Event):
    """Somebody agreed, disagreed or passed."""

    statement_id: int
    conversation_id: int


@dataclass(frozen=True, kw_only=True)
class ConversationOpened(Event):
    """A conversation began to take words."""

    conversation_id: int


@dataclass(frozen=True, kw_only=True)
class ConversationClosed(Event):
    """A conversation takes no more words."""

    conversation_id: int
