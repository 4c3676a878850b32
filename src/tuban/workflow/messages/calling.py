"""One call of a webhook: what is sent, how it is signed, and where it may go.

Signed as the Standard Webhooks have it: ``webhook-id``, ``webhook-timestamp`` and ``webhook-signature`` (``v1,`` and
the HMAC-SHA256 of ``id.timestamp.body`` in Base64), so that receivers check it with any library of that scheme.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import http.client
import json
import secrets
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from tuban.values.errors import TubanError

BEGINNING = "whsec_"
SECONDS = 10.0
_MOST_READ = 4096
_OK = range(200, 300)


class AddressUnfit(TubanError):
    """«{address}» is no address for a webhook: it must begin with http:// or https:// and name a host, without a name
    or a password in it."""

    code = "messages.address_unfit"
    hint = "Write it as https://host/path."


class HostNotAllowed(TubanError):
    """The host {host} is not among those that webhooks of this installation may call."""

    code = "messages.host_not_allowed"
    hint = "Whoever runs the server names the hosts in TUBAN_WEBHOOK_HOSTS, then restarts the office."


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of a call: the status of HTTP, or the trouble in words."""

    status: int | None
    trouble: str = ""

    @property
    def is_ok(self) -> bool:
        """Whether the receiver took it."""
        return self.status in _OK


def new_secret() -> str:
    """Return a secret of 32 random bytes, as the Standard Webhooks write it."""
    return BEGINNING + base64.b64encode(secrets.token_bytes(32)).decode()


def check_address(address: str) -> None:
    """Raise AddressUnfit or HostNotAllowed where a webhook may not call an address."""
    try:
        told = urlsplit(address)
        port = told.port
    except ValueError:
        raise AddressUnfit(address=address) from None
    if told.scheme not in ("http", "https") or not told.hostname or told.username or told.password:
        raise AddressUnfit(address=address)
    named = {told.hostname, f"{told.hostname}:{port}"} if port else {told.hostname}
    allowed = {one.lower() for one in settings.WEBHOOK_HOSTS}
    if not named & allowed:
        raise HostNotAllowed(host=told.netloc)


def signature(secret: str, *, key: str, timestamp: int, body: bytes) -> str:
    """Return the signature of a call."""
    try:
        known = base64.b64decode(secret.removeprefix(BEGINNING), validate=True)
    except (binascii.Error, ValueError):
        known = secret.encode()
    signed = hmac.new(known, f"{key}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(signed).decode()


def call(address: str, secret: str, content: Mapping[str, Any], *, key: str, timestamp: int) -> Answered:
    """Post a message to an address; never raises for what the other side or the way there does."""
    try:
        check_address(address)
    except TubanError as error:
        return Answered(None, error.message)
    body = json.dumps(content, ensure_ascii=False).encode()
    asked = urllib.request.Request(  # noqa: S310 - the scheme was checked above
        address, data=body, method="POST",
        headers={
            "Content-Type": "application/json; charset=utf-8", "User-Agent": "Tuban", "webhook-id": key,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signature(secret, key=key, timestamp=timestamp, body=body),
        },
    )  # fmt: skip
    try:
        with _OPENER.open(asked, timeout=SECONDS) as answer:
            answer.read(_MOST_READ)
            return Answered(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return Answered(error.code, str(error.reason)[:300])
    except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as error:
        return Answered(None, str(getattr(error, "reason", error))[:300] or type(error).__name__)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirect leads to a host that nobody allowed."""

    def redirect_request(self, *_told: Any, **_more: Any) -> None:
        """Follow none: the answer counts as it is."""


_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirects())
