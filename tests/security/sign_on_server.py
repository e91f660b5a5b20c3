"""A small OpenID Connect provider on this machine: discovery, keys, authorization code with PKCE, tokens signed with RS256.

It signs in whoever the test names, without asking: what is tried is our side of the agreement.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "xieshou", "a secret of both"
KEY_NAME = "2026"


@dataclass
class Provider:
    """What it knows. `person`: whom it signs in, as claims; `tokens`: claims of the next ID tokens that differ."""

    address: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    tokens: dict[str, Any] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    access: dict[str, dict[str, Any]] = field(default_factory=dict)
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "jwks_uri": f"{self.address}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "code_challenge_methods_supported": ["S256"],
        }

    def keys(self) -> dict[str, Any]:
        known = json.loads(RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**known, "kid": KEY_NAME, "use": "sig", "alg": "RS256"}]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser is sent back to, with a code."""
        self.asked.append(asked)
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """Tokens for a code, once; nothing for a wrong secret, a used code, or a verifier that does not fit."""
        known = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        asked = self.codes.pop(form.get("code", ""), None)
        if authorization != f"Basic {known}" or asked is None or form.get("redirect_uri") != asked["redirect_uri"]:
            return None
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked.get("code_challenge"):
            return None
        access = secrets.token_urlsafe(16)
        self.access[access] = self.person
        return {"access_token": access, "token_type": "Bearer", "expires_in": 60, "id_token": self._signed()}

    def _signed(self) -> str:
        now = int(time.time())
        claims = {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 60, **self.person, **self.tokens}
        return jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": KEY_NAME})


@contextmanager
def running() -> Iterator[Provider]:
    """A provider that answers on a port of this machine until the test is over."""
    provider = Provider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(provider))
    provider.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/authorize":
                asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
                self.send_response(302)
                self.send_header("Location", provider.authorize(asked))
                self.end_headers()
                return
            access = self.headers.get("Authorization", "").removeprefix("Bearer ")
            pages = {
                "/.well-known/openid-configuration": provider.discovery(),
                "/keys": provider.keys(),
                "/userinfo": provider.access.get(access),
            }
            self._say(pages.get(parts.path))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._say(provider.token(form, self.headers.get("Authorization", "")))

        def _say(self, what: Any) -> None:
            data = json.dumps({"error": "refused"} if what is None else what).encode()
            self.send_response(400 if what is None else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args: Any) -> None:
            """Nothing: the test's output is the test's."""

    return Handler
