"""What changes a conversation's themes."""

from civic.pluginkit.events import receives
from engagement.conversations import events
from plugins.insight_themes.tasks import work_out_soon


@receives(events.ContributionPosted)
def themes_after_posting(event: events.ContributionPosted) -> None:
    """New words."""
    work_out_soon(event.conversation_id)


@receives(events.ContributionEdited)
def themes_after_editing(event: events.ContributionEdited) -> None:
    """Changed words."""
    work_out_soon(event.conversation_id)


@receives(events.ContributionHidden)
def themes_after_hiding(event: events.ContributionHidden) -> None:
    """Words that may not tell a theme any more."""
    work_out_soon(event.conversation_id)


@receives(events.ContributionRestored)
def themes_after_restoring(event: events.ContributionRestored) -> None:
    """Words that are back."""
    work_out_soon(event.conversation_id)


@receives(events.ContributionWithdrawn)
def themes_after_withdrawing(event: events.ContributionWithdrawn) -> None:
    """Words somebody took back."""
    work_out_soon(event.conversation_id)


@receives(events.ContributionErased)
def themes_after_erasing(event: events.ContributionErased) -> None:
    """Words removed for good."""
    work_out_soon(event.conversation_id)


@receives(events.StatementPublished)
def themes_after_statement(event: events.StatementPublished) -> None:
    """A new statement."""
    work_out_soon(event.conversation_id)


@receives(events.StatementHidden)
def themes_after_hiding_statement(event: events.StatementHidden) -> None:
    """A statement that is no longer shown."""
    work_out_soon(event.conversation_id)
