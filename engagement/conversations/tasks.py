"""Work off the request: conversations close by themselves."""

from datetime import timedelta

from django.utils import timezone

from civic.tasks.registry import scheduled
from engagement.conversations.enums import ConversationStatus
from engagement.conversations.models import Conversation


@scheduled(every=timedelta(minutes=5))
def close_what_is_over() -> None:
    """Close conversations whose closing time has passed, so that who listens is told."""
    from engagement.conversations.launching import close_conversation

    over = Conversation.objects.filter(status=ConversationStatus.OPEN, closes_at__lte=timezone.now())
    for conversation in over:
        close_conversation(conversation)
