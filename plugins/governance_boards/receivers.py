"""What boards listen to."""

from civic.pluginkit.events import receives
from civic.record.events import InsightRecorded
from civic.record.models import Insight
from engagement.conversations.models import Conversation
from plugins.governance_boards.selectors import board_by_key
from plugins.governance_boards.services import receive


@receives(InsightRecorded)
def lay_in_inbox(event: InsightRecorded) -> None:
    """Lay a finding in the inbox of the board its conversation named as the one that decides."""
    insight = Insight.objects.filter(pk=event.insight_id, site_id=event.site_id).first()
    if insight is None:
        return
    kind, _colon, uuid = insight.subject_key.partition(":")
    if kind != "conversations.conversation":
        return
    conversation = Conversation.objects.filter(uuid=uuid, site_id=event.site_id).first()
    board = board_by_key(insight.site, conversation.decider_key) if conversation else None
    if board is not None:
        receive(insight, board)
