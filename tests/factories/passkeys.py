"""A passkey without a browser: it makes and uses keys as a telephone would."""

import os
from hashlib import sha256
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

_OWNER_WAS_SEEN = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV


class SoftKey:
    """One passkey for one host. ``make`` answers a page that makes one, ``use`` a page that signs in."""

    def __init__(self, host: str = "testserver") -> None:
        self.host = host
        self.credential_id = os.urandom(16)
        self._key = ec.generate_private_key(ec.SECP256R1())

    def make(self, challenge: str = "made-without-a-page") -> dict[str, Any]:
        """Return what a browser posts after making the key."""
        public = ES256.from_cryptography_key(self._key.public_key())
        known = AttestedCredentialData.create(b"\0" * 16, self.credential_id, public)
        about = AuthenticatorData.create(
            self._host_hash(), _OWNER_WAS_SEEN | AuthenticatorData.FLAG.AT, 0, known
        )
        return self._said(
            "webauthn.create",
            challenge,
            {"attestationObject": websafe_encode(AttestationObject.create("none", about, {}))},
            {"credProps": {"rk": True}},
        )

    def use(self, challenge: str, user_handle: str = "") -> dict[str, Any]:
        """Return what a browser posts after its owner agreed to sign in."""
        about = AuthenticatorData.create(self._host_hash(), _OWNER_WAS_SEEN, 1)
        signed = bytes(about) + sha256(self._client_data("webauthn.get", challenge)).digest()
        answer = {
            "authenticatorData": websafe_encode(about),
            "signature": websafe_encode(self._key.sign(signed, ec.ECDSA(hashes.SHA256()))),
            "userHandle": websafe_encode(user_handle.encode()),
        }
        return self._said("webauthn.get", challenge, answer, {})

    def _host_hash(self) -> bytes:
        return sha256(self.host.encode()).digest()

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return bytes(CollectedClientData.create(kind, challenge, f"https://{self.host}"))

    def _said(
        self, kind: str, challenge: str, answer: dict[str, str], extensions: dict[str, Any]
    ) -> dict[str, Any]:
        name = websafe_encode(self.credential_id)
        return {
            "id": name,
            "rawId": name,
            "type": "public-key",
            "response": {"clientDataJSON": websafe_encode(self._client_data(kind, challenge)), **answer},
            "clientExtensionResults": extensions,
        }


def give_passkey(user: Any, name: str) -> SoftKey:
    """Let a person sign in by a passkey of this name from now on."""
    key = SoftKey()
    made = {"name": name, "credential": key.make()}
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=made)
    return key
