"""Writes a package: signed by its sender, locked for its recipient. Memory stays small, however much it holds."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from tuban.exchange.digests import Digests, piece_of
from tuban.exchange.framing import END, FOLDER, MANIFEST, SIGNATURE, framed, head, padding, whole_size
from tuban.exchange.keys import Card, Keys
from tuban.exchange.manifest import Limits, Manifest, Piece, check_pieces
from tuban.exchange.refusals import SuiteConfused
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
    written. Manifest, keys and card are of one suite. Raises SuiteConfused, SuiteUnavailable, FileChangedMeanwhile,
    UnsafeName, TooLarge, OutputCannotBeWritten.
    """
    for other in (recipient.suite, manifest.suite):
        if other != keys.card.suite:
            raise SuiteConfused(name=into.name, locked=other, stated=keys.card.suite)
    check_pieces(manifest.pieces, Limits())
    signature = signature_over(manifest, keys)
    total = whole_size(manifest, signature)
    with whole_file(into) as draft:
        with draft.open("xb") as sink:
            source = _Flow(_plain(manifest, signature, sources), total, tell)
            try:
                keys.suite.cipher.lock(io.BufferedReader(source, _PORTION), sink, recipient.recipient)
            except Exception:
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
        yield from _content(one, sources[one.path], manifest.suite)
        yield padding(one.size)
    yield END


def _content(piece: Piece, source: Path, suite: str) -> Iterator[bytes]:
    digests, left = Digests(suite), piece.size
    with source.open("rb") as file:
        while left and (portion := file.read(min(_PORTION, left))):
            digests.update(portion)
            left -= len(portion)
            yield portion
    if left or not digests.fit(piece):
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
