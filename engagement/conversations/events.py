"""What happens in conversations, told after it has."""

from dataclasses import dataclass

from civic.pluginkit.events import Event


@dataclass(frozen=True, kw_only=True)
class ContributionEvent(Event):
    """Something happened to one contribution."""

    contribution_id: int
    conversation_id: int


@dataclass(frozen=True, kw_only=True)
class ContributionPosted(ContributionEvent):
    """Somebody said something and everybody can read it (at once, or released after reading)."""


@dataclass(frozen=True, kw_only=True)
class ContributionHeld(ContributionEvent):
    """Somebody said something that waits to be read by a moderator."""


@dataclass(frozen=True, kw_only=True)
class ContributionEdited(ContributionEvent):
    """Somebody changed their words."""


@dataclass(frozen=True, kw_only=True)
class ContributionHidden(ContributionEvent):
    """A moderator took words off every screen."""


@dataclass(frozen=True, kw_only=True)
class ContributionRestored(ContributionEvent):
    """Words that were hidden or taken back are shown again."""


@dataclass(frozen=True, kw_only=True)
class ContributionRejected(ContributionEvent):
    """A moderator decided not to publish held words."""


@dataclass(frozen=True, kw_only=True)
class ContributionWithdrawn(ContributionEvent):
    """Somebody took their words back."""


@dataclass(frozen=True, kw_only=True)
class ContributionErased(ContributionEvent):
    """Words were removed for good; a tombstone stays and counts stay true."""


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
class ConversationImported(Event):
    """A conversation held elsewhere was brought in with its statements and votes."""

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
