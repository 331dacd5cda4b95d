"""Another site that signs people in: OpenID Connect over real HTTP, which can be made to lie."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
_ANOTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class FakeProvider:
    """Serves until ``close``. Change ``profile``, ``claims``, ``answers`` to have it say something else."""

    def __init__(self) -> None:
        self.profile: dict[str, Any] = {
            "sub": "ines-1",
            "name": "Ines",
            "email": "ines@pellbridge.example",
            "email_verified": True,
        }
        #: Written over what the id token would say.
        self.claims: dict[str, Any] = {}
        #: Path to (status, body) in place of the true answer.
        self.answers: dict[str, tuple[int, str]] = {}
        self.forged = False
        #: What came to each path, as it came.
        self.asked: dict[str, dict[str, str]] = {}
        self._sent_away_with: dict[str, str] = {}
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider._serve(self, dict(_flat(urlsplit(self.path).query)))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                provider._serve(self, dict(_flat(body)))

            def log_message(self, *args: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()

    def close(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()

    def agree(self, address: str) -> str:
        """Answer as somebody who signs in there would: return where their browser is led."""
        asked = dict(_flat(urlsplit(address).query))
        self.asked["/authorize"] = self._sent_away_with = asked
        back = urlencode({"code": "one-code", "state": asked["state"]})
        return f"{urlsplit(asked['redirect_uri']).path}?{back}"

    def _serve(self, handler: BaseHTTPRequestHandler, given: dict[str, str]) -> None:
        path = urlsplit(handler.path).path
        self.asked[path] = given
        true = {
            "/.well-known/openid-configuration": self._discovery,
            "/keys": self._keys,
            "/token": self._token,
            "/userinfo": lambda: self.profile,
        }
        status, body = self.answers.get(path) or (200, json.dumps(true[path]()))
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.end_headers()
        handler.wfile.write(body.encode())

    def _discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/keys",
        }

    def _keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(_KEY.public_key()))
        return {"keys": [{**public, "kid": "one", "alg": "RS256", "use": "sig"}]}

    def _token(self) -> dict[str, Any]:
        claims = {
            "iss": self.url,
            "sub": self.profile.get("sub"),
            "aud": self._sent_away_with["client_id"],
            "nonce": self._sent_away_with["nonce"],
            "iat": int(time.time()),
            "exp": int(time.time()) + 60,
            **self.claims,
        }
        key = _ANOTHER_KEY if self.forged else _KEY
        signed = jwt.encode(claims, key, algorithm="RS256", headers={"kid": "one"})
        return {"access_token": "a-token", "token_type": "Bearer", "expires_in": 60, "id_token": signed}


def _flat(query: str) -> list[tuple[str, str]]:
    return [(name, values[0]) for name, values in parse_qs(query).items()]
