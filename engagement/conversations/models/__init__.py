"""Conversations, their rounds and threads, what people said, and what they agreed with."""

from engagement.conversations.models.asking import (
    PREFER_NOT,
    Given,
    Picked,
    Question,
    QuestionChange,
)
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
from engagement.conversations.models.panel import PanelMember, PanelReply
from engagement.conversations.models.reading import ReadMark
from engagement.conversations.models.statements import (
    MAX_STATEMENT,
    Statement,
    Vote,
    VoteEvent,
    new_client_key,
)
from engagement.conversations.models.stating import Option, StatedVersion
from engagement.conversations.models.summaries import Summary, SummaryCheck

__all__ = [
    "MAX_STATEMENT",
    "MAX_WORDS",
    "PREFER_NOT",
    "Contribution",
    "ContributionVersion",
    "Conversation",
    "ConversationQuerySet",
    "Given",
    "HeldName",
    "HiddenName",
    "Nod",
    "Option",
    "PanelMember",
    "PanelReply",
    "Participation",
    "Picked",
    "Question",
    "QuestionChange",
    "ReadMark",
    "Round",
    "StatedVersion",
    "Statement",
    "Summary",
    "SummaryCheck",
    "Thread",
    "ThreadEvent",
    "Vote",
    "VoteEvent",
    "new_client_key",
]
