"""An authenticator app, as people carry it: it got the letters of a secret once and shows codes by its clock."""

from __future__ import annotations

import base64
import hmac
import struct
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Telephone:
    """Shows codes of a secret, worked out on its own (RFC 4226 and 6238)."""

    letters: str

    def code(self, steps: int = 0) -> str:
        """Return the code of now, or of some steps of the clock away."""
        text = self.letters.replace(" ", "")
        secret = base64.b32decode(text + "=" * (-len(text) % 8))
        told = hmac.digest(secret, struct.pack(">Q", int(time.time()) // 30 + steps), "sha1")
        place = told[-1] & 15
        number = struct.unpack(">I", told[place : place + 4])[0] & 0x7FFFFFFF
        return f"{number % 1_000_000:06d}"
