"""What a signed paper bears at its foot: the digest of what was signed, and the code that leads to its verification."""

from __future__ import annotations

import io
from dataclasses import dataclass

import segno

_SCALE = 8


@dataclass(frozen=True, slots=True)
class Seal:
    """The digest of what was signed, and the address that verifies it."""

    digest: str
    address: str

    @property
    def short(self) -> str:
        """The first sixteen signs in groups of four, to be typed by hand."""
        return " ".join(self.digest[at : at + 4] for at in range(0, 16, 4))

    @property
    def code(self) -> bytes:
        """The QR code of the address, as a PNG."""
        drawn = io.BytesIO()
        segno.make(self.address, error="m", micro=False).save(drawn, kind="png", scale=_SCALE, border=2)
        return drawn.getvalue()
