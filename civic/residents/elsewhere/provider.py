"""The provider as allauth knows it."""

import secrets
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider

from civic.residents.elsewhere.adapter import ElsewhereAdapter

if TYPE_CHECKING:
    from django.http import HttpRequest


class ElsewhereProvider(OpenIDConnectProvider):
    """Sends each browser away with a nonce, and takes no address for confirmed that is not said to be."""

    oauth2_adapter_class = ElsewhereAdapter

    def redirect(
        self,
        request: "HttpRequest",
        process: str,
        next_url: str | None = None,
        data: Any = None,
        **kwargs: Any,
    ) -> Any:
        """Lead to the other site; the nonce is kept with this browser's state."""
        nonce = secrets.token_urlsafe(24)
        kwargs["auth_params"] = {**self.get_auth_params(), "nonce": nonce}  # none that a link adds
        return super().redirect(request, process, next_url, data, nonce=nonce, **kwargs)

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        """Return the address the other site gives; the word "false" is not a yes."""
        found: list[EmailAddress] = super().extract_email_addresses(data)
        for address in found:
            address.verified = data["userinfo"].get("email_verified") is True
        return found


provider_classes = [ElsewhereProvider]
