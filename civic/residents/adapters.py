"""How allauth behaves here."""

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Subject lines stay discreet: allauth's site-name prefix would be another site's name."""

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

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Any,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell of a change to an account; the old address of a changed one gets a link to undo it."""
        from civic.residents.addresses import undo_token  # models: allauth reads this file early

        said = dict(context or {})
        if template_prefix == "account/email/email_changed":
            token = undo_token(user, old=said["from_email"], new=said["to_email"])
            path = reverse("residents:undo_address", args=[token])
            said["undo_url"] = self.request.build_absolute_uri(path)
        super().send_notification_mail(template_prefix, user, said, email)


class MFAAdapter(DefaultMFAAdapter):
    """Says what went wrong with a code or a passkey, and never whose account is closed."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _(
            "That code or passkey does not work here. It may be mistyped, used before, or of an account "
            "that is closed. Try again, or sign in another way."
        ),
    }
