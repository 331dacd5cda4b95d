"""Working themes out, off the request."""

from datetime import timedelta

from civic.tasks.registry import slow_task
from civic.tasks.services import enqueue

#: How long a conversation's new words gather before its themes are worked out again.
GATHER = timedelta(seconds=15)


@slow_task
def work_out_themes(*, conversation_id: int) -> None:
    """Work out the themes of one conversation."""
    from plugins.insight_themes.services import work_out

    work_out(conversation_id)


def work_out_soon(conversation_id: int) -> None:
    """Queue the themes of a conversation, once for all that is said meanwhile."""
    enqueue(work_out_themes, delay=GATHER, unless_waiting=True, conversation_id=conversation_id)
