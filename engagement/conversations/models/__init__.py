"""Conversations, their rounds and threads, what people said, and what they agreed with."""

from engagement.conversations.models.contributions import (
    MAX_WORDS,
    Contribution,
    ContributionVersion,
    HeldName,
    HiddenName,
    Nod,
)
from engagement.conversations.models.conversations import (
    Conversation,
    ConversationQuerySet,
    Participation,
    Round,
    Thread,
    ThreadEvent,
)
from engagement.conversations.models.reading import ReadMark
from engagement.conversations.models.statements import (
    MAX_STATEMENT,
    Statement,
    Vote,
    VoteEvent,
    new_client_key,
)

__all__ = [
    "MAX_STATEMENT",
    "MAX_WORDS",
    "Contribution",
    "ContributionVersion",
    "Conversation",
    "ConversationQuerySet",
    "HeldName",
    "HiddenName",
    "Nod",
    "Participation",
    "ReadMark",
    "Round",
    "Statement",
    "Thread",
    "ThreadEvent",
    "Vote",
    "VoteEvent",
    "new_client_key",
]
