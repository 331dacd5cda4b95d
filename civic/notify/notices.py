"""What an address is told that may be nobody's record here: a change to an account, a question asked.

So it is no ``Message``: it is kept in its task alone, which leaves nothing once it is sent, or given up.
"""

import logging
from datetime import timedelta
from typing import Any

from django.core.mail import EmailMultiAlternatives

from civic.notify.mail import MailError, hand_over
from civic.notify.tasks import send_notice
from civic.tasks.services import enqueue

log = logging.getLogger(__name__)

#: Minutes until the next try: three days in all. The link to undo a change lives for two weeks.
WAITS = (1, 5, 30, 120, 360, 720, 1440, 1440)


def queue_notice(sender: Any, *, to: str, subject: str, text: str, html: str, **_more: Any) -> None:
    """Queue a notice in the transaction of what it tells of."""
    enqueue(send_notice, to=to, subject=subject, text=text, html=html)


def queue_letter(*, to: str, subject: str, text: str, html: str, reply_to: str = "") -> None:
    """Queue a letter to an address in the caller's transaction; an answer to it goes to ``reply_to``."""
    enqueue(send_notice, to=to, subject=subject, text=text, html=html, reply_to=reply_to)


def send_or_wait(*, to: str, subject: str, text: str, html: str, tries: int, reply_to: str = "") -> None:
    """Send a notice, or queue it for later where that can help."""
    email = EmailMultiAlternatives(
        subject=subject,
        body=text,
        to=[to],
        reply_to=[reply_to] if reply_to else None,
        headers={"Auto-Submitted": "auto-generated"},
    )
    email.attach_alternative(html, "text/html")
    try:
        hand_over(email)
    except MailError as error:
        if not error.try_again or tries > len(WAITS):
            log.error("notify.notice_lost", extra={"reason": error.reason, "tries": tries})
            return
        log.warning("notify.notice_waits", extra={"reason": error.reason, "tries": tries})
        wait = timedelta(minutes=WAITS[tries - 1])
        enqueue(
            send_notice,
            delay=wait,
            to=to,
            subject=subject,
            text=text,
            html=html,
            reply_to=reply_to,
            tries=tries + 1,
        )
