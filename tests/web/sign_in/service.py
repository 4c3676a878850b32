"""A sign-in service on this machine that speaks OpenID Connect, and lies where a test asks it to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jws, jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET = "tuban-test", "a-secret-of-the-test-and-nothing-else"


@dataclass
class Service:
    """What the service says. ``claims`` overrides those of the token; ``signed`` says how it is signed."""

    issuer: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    signed: str = "well"
    nonce: str = ""
    challenge: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))

    def discovery(self) -> dict[str, Any]:
        """Return what it says of itself."""
        ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        told = {"issuer": self.issuer, "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"]}
        return told | {name: f"{self.issuer}/{end}" for name, end in ends.items()} | self.metadata

    def visit(self, address: str) -> str:
        """Be the browser at the service: remember the nonce, return the state."""
        asked = parse_qs(urlsplit(address).query)
        assert (asked["client_id"], asked["response_type"]) == ([CLIENT], ["code"])
        assert asked["code_challenge_method"] == ["S256"]
        self.nonce = asked["nonce"][0]
        return asked["state"][0]

    def token(self) -> dict[str, Any]:
        """Return the answer to a code."""
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": "staff-0042", "iat": now, "exp": now + 300}
        claims |= {"nonce": self.nonce} | self.claims
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.signed == "none":
            made = jws.serialize_compact({"alg": "none"}, json.dumps(claims), OctKey.import_key("x" * 32), ["none"])
        elif self.signed == "by the secret":
            made = jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET))
        elif self.signed == "by another key":
            made = jwt.encode({"alg": "RS256", "kid": "one"}, claims, RSAKey.generate_key(2048))
        else:
            made = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)
        return {"access_token": "a", "token_type": "Bearer", "expires_in": 300, "id_token": made}


@contextmanager
def serving() -> Iterator[Service]:
    """Run a service on loopback."""
    service = Service()

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            keys = {"keys": [service.key.as_dict(private=False)]}
            self._say(service.discovery() if self.path.endswith("openid-configuration") else keys)

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            asked = parse_qs(self.rfile.read(length).decode())
            assert asked["code_verifier"][0]
            self._say(service.token())

        def _say(self, told: Any) -> None:
            body = json.dumps(told).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_told: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    service.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
