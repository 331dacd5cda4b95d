"""How allauth behaves here."""

import logging
from http import HTTPStatus
from io import BytesIO
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import TYPE_CHECKING, Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from django.db import transaction
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from civic.residents.signals import notice_due

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

log = logging.getLogger(__name__)
#: What a form is sent again with, beside the address: which button was pressed, and where to go then.
_AGAIN = ("action", "action_add", "action_send", "next")


class AccountAdapter(DefaultAccountAdapter):
    """Says things plainly. Subject lines stay discreet: allauth's prefix would be another site's name."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is switched off."),
        "duplicate_email": _("That is your address already."),
        "email_password_mismatch": _(
            "That email and password do not go together here. Check both, or ask for a code instead."
        ),
        "email_taken": _("There is an account with this address already. Sign in with it instead."),
        "enter_current_password": _("That is not your password now. Try again."),
        "incorrect_code": _("That code is not right, or too old. Check each letter, or ask for a new one."),
        "incorrect_password": _("That is not your password. Try again, or choose another way."),
        "too_many_login_attempts": _("That was a lot of tries. Wait a few minutes, then try again."),
        "rate_limited": _("That was a lot in a short time. Wait a few minutes, then try again."),
    }

    def format_email_subject(self, subject: str) -> str:
        """Return the subject as written."""
        return subject

    def get_login_redirect_url(self, request: "HttpRequest") -> Any:
        """Return where a person lands after signing in: staff at their work, others at home."""
        from civic.residents.rules import holds_a_role, is_staff_somewhere

        if is_staff_somewhere(request.user):
            return "/admin/"
        if request.user.is_authenticated and holds_a_role(request.user):
            return reverse("residents:second_step")
        return super().get_login_redirect_url(request)

    #: Whether what is being sent tells of something done, for which nobody waits.
    _notice = False

    def confirm_email(self, request: "HttpRequest", email_address: Any) -> bool:
        """Change an address and queue what the old one is told, or do neither."""
        with transaction.atomic():
            return bool(super().confirm_email(request, email_address))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a code or a link now, while somebody waits for it.

        Not by a task: it would keep the code beside the queue, and nobody would hear that their
        address was refused. Raises ``ImmediateHttpResponse``, a page to mend it on, where it cannot go.
        """
        from civic.residents.selectors import (
            letter_language,
            user_by_email,
        )  # models: allauth reads this early

        if self._notice:
            self._queue_notice(template_prefix, email, context)
            return
        try:
            with translation.override(letter_language(user_by_email(email))):
                super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError) as error:
            log.warning("residents.account_mail_failed", extra={"error": type(error).__name__})
            raise ImmediateHttpResponse(_mail_failed(self.request, email, error)) from error

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Any,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell of a change to an account; the old address of a changed one gets a link to undo it.

        By the queue, in the caller's transaction: a mail server that is down loses none.
        """
        from civic.residents.addresses import undo_token  # models: allauth reads this file early
        from civic.residents.selectors import letter_language  # as above

        said = dict(context or {})
        with translation.override(letter_language(user)):
            if template_prefix == "account/email/email_changed":
                token = undo_token(user, old=said["from_email"], new=said["to_email"])
                path = reverse("residents:undo_address", args=[token])
                said["undo_url"] = self.request.build_absolute_uri(path)
            self._notice = True
            try:
                super().send_notification_mail(template_prefix, user, said, email)
            finally:
                self._notice = False

    def _queue_notice(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        letter = self.render_mail(
            template_prefix, email, {**context, "request": self.request, "email": email}
        )
        html = str(letter.alternatives[0][0])
        notice_due.send(type(self), to=email, subject=letter.subject, text=letter.body, html=html)


def _mail_failed(request: "HttpRequest", email: str, error: Exception) -> "HttpResponse":
    refused = isinstance(error, SMTPRecipientsRefused)
    again = {name: request.POST[name] for name in _AGAIN if name in request.POST}
    return render(
        request,
        "account/mail_failed.html",
        {"refused": refused, "email": email, "typed": "email" in request.POST, "again": again},
        status=HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.SERVICE_UNAVAILABLE,
    )


class MFAAdapter(DefaultMFAAdapter):
    """Says what went wrong with a code or a passkey, and never whose account is closed."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _(
            "That code or passkey does not work here. It may be mistyped, used before, or of an account "
            "that is closed. Try again, or sign in another way."
        ),
        "unverified_email": _(
            "First show that your email is yours: ask for a code under “Email”, and type it in. Then come "
            "back here."
        ),
    }

    def build_totp_svg(self, url: str) -> str:
        """Return the square to scan, on white in any colour scheme: a telephone reads no dark one."""
        drawn = BytesIO()
        segno.make(url, error="m").save(drawn, kind="svg", xmldecl=False, border=4, dark="#000", light="#fff")
        return drawn.getvalue().decode()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """Return what a new passkey is called where its owner does not say."""
        from allauth.mfa.models import Authenticator  # models: allauth reads this file early

        n = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("My passkey %(n)s") % {"n": n + 1} if n else gettext("My passkey")
