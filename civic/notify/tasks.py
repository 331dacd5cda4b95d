"""Sending, off the request."""

from datetime import timedelta

from civic.tasks.registry import background_task, scheduled


@background_task
def deliver_message(*, message_id: int) -> None:
    """Deliver one message; again and again is the same as once."""
    from civic.notify.delivering import deliver

    deliver(message_id)


@background_task
def send_notice(*, to: str, subject: str, text: str, html: str, tries: int = 1, reply_to: str = "") -> None:
    """Write to an address; a mail server that is away is waited for."""
    from civic.notify.notices import send_or_wait

    send_or_wait(to=to, subject=subject, text=text, html=html, tries=tries, reply_to=reply_to)


@scheduled(every=timedelta(minutes=1))
def erase_those_who_asked() -> None:
    """Forget everybody who asked for it an hour ago and has not stopped it."""
    from civic.notify.erasing import erase_those_due

    erase_those_due()


@scheduled(every=timedelta(minutes=5))
def repair_outbox() -> None:
    """Queue again what should have gone out and has not, whatever happened to its task."""
    from civic.notify.delivering import queue_forgotten

    queue_forgotten()


@scheduled(every=timedelta(days=1))
def forget_old_invitations() -> None:
    """Forget whom roles were offered to that were never taken up."""
    from civic.residents.invitations import forget_old_invitations

    forget_old_invitations()
