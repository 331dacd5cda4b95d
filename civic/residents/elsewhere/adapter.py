"""What the other site says, believed only as far as it can be checked."""

from hmac import compare_digest
from typing import TYPE_CHECKING, Any

from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter

if TYPE_CHECKING:
    from django.http import HttpRequest

#: What discovery must name (OpenID Connect Discovery 1.0, section 3, and the profile we read).
_NEEDED = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint")
#: What is kept of a person's profile there.
_KEPT = ("sub", "name", "given_name", "family_name", "email", "email_verified")


class ElsewhereAdapter(OpenIDConnectOAuth2Adapter):
    """Reads a provider's answers. Raises ``OAuth2Error`` for whatever is not as it should be."""

    #: What this browser was sent away with; the id token must carry the same.
    nonce = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        try:
            config = super().openid_config
        except (AttributeError, TypeError, ValueError) as wrong:
            raise OAuth2Error("discovery of another shape") from wrong
        if not isinstance(config, dict) or not all(isinstance(config.get(name), str) for name in _NEEDED):
            raise OAuth2Error("discovery is incomplete")
        return config

    def parse_token(self, data: Any) -> Any:
        """Return the access token."""
        try:
            return super().parse_token(data)
        except (LookupError, TypeError, ValueError) as wrong:
            raise OAuth2Error("no usable token") from wrong

    def complete_login(self, request: "HttpRequest", app: Any, token: Any, **kwargs: Any) -> Any:
        """Return who this is, once token and profile are of one person, and meant for this browser."""
        try:
            claims = self._checked(kwargs["response"]["id_token"], app)
            profile = self._fetch_user_info(token.token)
            if not claims["sub"] or profile["sub"] != claims["sub"]:
                raise OAuth2Error("the profile is somebody else's")  # OpenID Connect Core 1.0, 5.3.2
            kept = {name: profile[name] for name in _KEPT if name in profile}
            return self.get_provider().sociallogin_from_response(request, {"userinfo": kept})
        except (LookupError, TypeError, ValueError, AttributeError) as wrong:
            raise OAuth2Error("an answer of another shape") from wrong

    def _checked(self, id_token: str, app: Any) -> dict[str, Any]:
        claims = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        if not self.nonce or not compare_digest(str(claims.get("nonce", "")), self.nonce):
            raise OAuth2Error("an answer to another question")
        return claims  # type: ignore[no-any-return] # allauth is not typed
