"""Writes a package: signed by its sender, locked for its recipient. Memory stays small, however much it holds."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pyrage

from tuban.exchange.framing import END, FOLDER, MANIFEST, SIGNATURE, framed, head, padding, whole_size
from tuban.exchange.keys import Card, Keys
from tuban.exchange.manifest import Limits, Manifest, Piece, check_pieces
from tuban.values.errors import TubanError
from tuban.values.whole_file import whole_file

SUFFIX = ".tbx"
SIGNED = b"tuban.exchange manifest\n"
"""Stands before the manifest where it is signed: a signature over anything else never fits."""
_PORTION = 1 << 20

Tell = Callable[[int, int], None]


class FileChangedMeanwhile(TubanError):
    """{path} changed while the package was being written."""

    code = "exchange.file_changed_meanwhile"
    hint = "Make the package again."


def piece_of(path: str, source: Path, *, is_held: bool = False) -> Piece:
    """Return a file as a manifest lists it."""
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as file:
        while portion := file.read(_PORTION):
            digest.update(portion)
            size += len(portion)
    return Piece(path, size, digest.hexdigest(), is_held)


def seal(
    manifest: Manifest,
    sources: Mapping[str, Path],
    into: Path,
    *,
    keys: Keys,
    recipient: Card,
    tell: Tell | None = None,
) -> str:
    """Write a package whole or not at all; returns the SHA-256 of the file.

    ``sources`` says where the files lie that the manifest carries; ``tell`` hears how many bytes of how many are
    written. Raises FileChangedMeanwhile, UnsafeName, TooLarge, OutputCannotBeWritten.
    """
    check_pieces(manifest.pieces, Limits())
    signature = signature_over(manifest, keys)
    total = whole_size(manifest, signature)
    with whole_file(into) as draft:
        with draft.open("xb") as sink:
            source = _Flow(_plain(manifest, signature, sources), total, tell)
            key = pyrage.x25519.Recipient.from_str(recipient.recipient)
            try:
                pyrage.encrypt_io(io.BufferedReader(source, _PORTION), sink, [key])
            except (pyrage.EncryptError, OSError):
                if source.fault is not None:  # the library tells its words only
                    raise source.fault from None
                raise
        return piece_of("", draft).sha256


def signature_over(manifest: Manifest, keys: Keys) -> bytes:
    """Return the file with the signature over a manifest."""
    told = {"fingerprint": keys.card.fingerprint, "signature": keys.sign(SIGNED + manifest.as_bytes())}
    return json.dumps(told, sort_keys=True).encode()


def _plain(manifest: Manifest, signature: bytes, sources: Mapping[str, Path]) -> Iterator[bytes]:
    yield framed(MANIFEST, manifest.as_bytes())
    yield framed(SIGNATURE, signature)
    for one in manifest.carried:
        yield head(FOLDER + one.path, one.size)
        yield from _content(one, sources[one.path])
        yield padding(one.size)
    yield END


def _content(piece: Piece, source: Path) -> Iterator[bytes]:
    digest, left = hashlib.sha256(), piece.size
    with source.open("rb") as file:
        while left and (portion := file.read(min(_PORTION, left))):
            digest.update(portion)
            left -= len(portion)
            yield portion
    if left or digest.hexdigest() != piece.sha256:
        raise FileChangedMeanwhile(path=piece.path)


class _Flow(io.RawIOBase):
    """Portions as a file that can be read once."""

    def __init__(self, portions: Iterator[bytes], total: int, tell: Tell | None) -> None:
        self._portions, self._held = portions, memoryview(b"")
        self._total, self._tell, self._done = total, tell, 0
        self.fault: Exception | None = None

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        """Fill a buffer as far as there is something; 0 at the end."""
        try:
            while not self._held:
                portion = next(self._portions, None)
                if portion is None:
                    return 0
                self._held = memoryview(portion)
            count = min(len(buffer), len(self._held))
            buffer[:count] = self._held[:count]
            self._held = self._held[count:]
            self._done += count
            if self._tell is not None:
                self._tell(self._done, self._total)
        except Exception as fault:
            self.fault = fault
            raise
        return count
