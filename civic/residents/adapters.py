"""How allauth behaves here."""

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter

if TYPE_CHECKING:
    from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Subject lines stay discreet: allauth's site-name prefix would be another site's name."""

    def format_email_subject(self, subject: str) -> str:
        """Return the subject as written."""
        return subject

    def get_login_redirect_url(self, request: "HttpRequest") -> Any:
        """Return where a person lands after signing in: staff at their work, others at home."""
        from civic.residents.rules import is_staff_somewhere

        if is_staff_somewhere(request.user):
            return "/admin/"
        return super().get_login_redirect_url(request)
