"""The digests by which a manifest names a file: SHA-256, under which it is kept, and in the suite ``gm`` SM3 too."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tuban.exchange.manifest import Piece
from tuban.exchange.suites.gm import GM
from tuban.exchange.suites.international import INTERNATIONAL

_PORTION = 1 << 20


class Digests:
    """Takes in a file portion by portion."""

    def __init__(self, suite: str) -> None:
        self._sha256, self._sm3 = hashlib.sha256(), GM.digest() if suite == GM.name else None

    def update(self, portion: bytes) -> None:
        """Take in more bytes."""
        self._sha256.update(portion)
        if self._sm3 is not None:
            self._sm3.update(portion)

    def named(self) -> tuple[str, str]:
        """Return SHA-256 and SM3 of what was taken in; the latter is empty outside its suite."""
        return self._sha256.hexdigest(), self._sm3.hexdigest() if self._sm3 is not None else ""

    def fit(self, piece: Piece) -> bool:
        """Whether they are those that a manifest states of a file."""
        return self.named() == (piece.sha256, piece.sm3)


def piece_of(path: str, source: Path, *, is_held: bool = False, suite: str = INTERNATIONAL.name) -> Piece:
    """Return a file as a manifest of a suite lists it."""
    digests, size = Digests(suite), 0
    with source.open("rb") as file:
        while portion := file.read(_PORTION):
            digests.update(portion)
            size += len(portion)
    sha256, sm3 = digests.named()
    return Piece(path, size, sha256, is_held, sm3)


def beside(suite: str, content: bytes | Path) -> dict[str, str]:
    """Return what a list says of a file or of bytes beside their SHA-256: ``sm3`` in the suite ``gm``, else nothing."""
    if suite != GM.name:
        return {}
    if isinstance(content, bytes):
        return {"sm3": GM.digest_of(content)}
    return {"sm3": piece_of("", content, suite=suite).sm3}
