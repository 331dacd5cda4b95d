"""Work off the request."""

from civic.tasks.registry import background_task


@background_task
def send_answer(*, draft_id: int, approval: int) -> None:
    """Publish an approved answer, unless it was stopped or changed since this was queued."""
    from plugins.governance_boards.services.answers import send

    send(draft_id, approval=approval)
