"""Hands one email to whatever carries it."""

import logging
import smtplib
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from civic.notify.models import Message
from civic.notify.rendering import NothingToSay, Rendered, render_email

log = logging.getLogger(__name__)


class MailError(Exception):
    """An email was not taken, for a reason without anybody's address in it. ``try_again`` says whether
    trying later can help."""

    def __init__(self, reason: str, *, try_again: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.try_again = try_again


def message_id(message: Message) -> str:
    """Return an email's Message-ID: the same however often it is sent, so that mailboxes drop copies.

    RFC 5322 section 3.6.4 asks for one identifier per message; the message's own uuid is one.
    """
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return f"<{message.uuid}@{address.partition('@')[2] or message.site.hostname}>"


def send_email(message: Message) -> None:
    """Send a message's email.

    Raises ``NothingToSay`` where what it was about is gone, ``MailError`` where it was not taken or
    cannot be drawn.
    """
    rendered = _drawn(message)
    email = EmailMultiAlternatives(
        subject=rendered.subject,
        body=rendered.text,
        to=[message.contributor.email],
        headers={
            "Message-ID": message_id(message),
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{rendered.unsubscribe_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        connection=get_connection(),
    )
    email.attach_alternative(rendered.html, "text/html")
    hand_over(email)


def _drawn(message: Message) -> Rendered:
    """Return a message as an email. What a room or plugin does wrong in it is one letter's fault only."""
    try:
        return render_email(message)
    except NothingToSay:
        raise
    except Exception as error:
        log.exception("notify.email_not_drawn", extra={"message_id": message.pk, "kind": message.kind})
        raise MailError(f"not drawn: {type(error).__name__}", try_again=True) from error


def hand_over(email: EmailMultiAlternatives) -> None:
    """Give an email to the mail server. Raises ``MailError`` where it was not taken."""
    try:
        email.send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = {code for code, _text in error.recipients.values()}
        raise MailError("refused", try_again=any(code < 500 for code in codes)) from error
    except smtplib.SMTPResponseException as error:
        raise MailError(str(error.smtp_code), try_again=error.smtp_code < 500) from error
    except (smtplib.SMTPException, OSError) as error:
        raise MailError(type(error).__name__, try_again=True) from error
    except ValueError as error:  # an address or header no email can carry
        raise MailError("unsendable", try_again=False) from error
