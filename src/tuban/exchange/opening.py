"""Opens a package: unlocks it, proves who signed it, and lets out its files only where every byte is as stated.

Nothing is interpreted before the signature is proved but the manifest itself; no compressed stream is opened, so that
nothing can grow beyond what the file on the disc has. What is refused leaves nothing behind.
"""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tuban.exchange.digests import Digests
from tuban.exchange.framing import (
    BLOCK,
    END,
    FOLDER,
    MANIFEST,
    SIGNATURE,
    head,
    padding,
    whole_size,
)
from tuban.exchange.keys import Card, Keys
from tuban.exchange.manifest import LARGEST_MANIFEST, Limits, Manifest, Piece, read_manifest
from tuban.exchange.refusals import (
    Altered,
    HalfCopied,
    Malformed,
    NotAPackage,
    NotForUs,
    SenderUnknown,
    SignedByAnother,
    SuiteConfused,
    SuiteNotOurs,
    SuiteNotTrusted,
    TooLarge,
    WrongRecipient,
)
from tuban.exchange.sealing import SIGNED, Tell
from tuban.exchange.suites.choice import SUITES, suite_named, suite_of
from tuban.exchange.suites.port import Broken, NotTheKey
from tuban.values.language import gettext as _

_LARGEST_HEADER, _LARGEST_SIGNATURE, _PORTION = 1 << 14, 1 << 10, 1 << 20

Senders = Callable[[str], Card | None]
"""Answers with the card of a trusted sender of a fingerprint; None where there is none."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A package that was proved: its manifest, and the folder in which the files it carries lie."""

    manifest: Manifest
    folder: Path


def open_package(
    path: Path, *, name: str, keys: Keys, trusted: Senders, into: Path, limits: Limits | None = None,
    tell: Tell | None = None,
) -> Opened:  # fmt: skip
    """Let out the files of a package into a folder, which is made. ``name`` is what people call the file.

    Raises a Refusal, and then leaves nothing behind.
    """
    limits = limits or Limits()
    size = path.stat().st_size
    if size > limits.size + LARGEST_MANIFEST:
        raise TooLarge(size=size, unit=_("bytes"), most=limits.size)
    with path.open("rb") as file:
        begin = file.read(_LARGEST_HEADER)
    suite = suite_of(begin)
    if suite is None:
        if any(one.cipher.begin.startswith(begin) for one in SUITES.values()):
            raise Altered(name=name, what=_("it breaks off or cannot be read from its beginning on"))
        raise NotAPackage(name=name)
    if suite is not keys.suite:
        raise SuiteNotOurs(name=name, suite=suite.algorithms, own=keys.suite.algorithms)
    into.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="opening-", dir=into.parent) as scratch:
        with (Path(scratch) / "plain").open("x+b") as plain:
            fault = _unlocked(path, plain, keys, name, _Told(size, tell))
            plain.seek(0)
            manifest, signature = _first(plain, limits, name, fault)
            if manifest.suite != suite.name:
                stated = suite_named(manifest.suite).algorithms
                raise SuiteConfused(name=name, locked=suite.algorithms, stated=stated)
            cipher = suite.cipher
            expected = cipher.locked_size(whole_size(manifest, signature), cipher.header_size(begin))
            if size < expected:
                raise HalfCopied(name=name, missing=expected - size, whole=expected)
            if fault or size > expected:
                raise Altered(name=name, what=_("what is locked in it cannot be read"))
            _check_parties(manifest, signature, keys.card, trusted)
            draft = Path(scratch) / "files"
            draft.mkdir()
            for one in manifest.carried:
                _let_out(plain, one, draft / one.path, name, manifest.suite)
            if plain.read() != END:
                raise Malformed(what=_("something stands behind its last file"))
        draft.replace(into)
    return Opened(manifest, into)


class _Told:
    """Tells how many bytes were read of how many."""

    def __init__(self, total: int, tell: Tell | None) -> None:
        self.total, self.tell = total, tell

    def __call__(self, done: int) -> None:
        if self.tell is not None:
            self.tell(min(done, self.total), self.total)


class _Sink(io.RawIOBase):
    """Takes what is unlocked, as it comes."""

    def __init__(self, file: IO[bytes], told: _Told) -> None:
        self._file, self._told, self._done = file, told, 0

    def writable(self) -> bool:
        """Say that it can be written."""
        return True

    def write(self, content: bytes, /) -> int:  # type: ignore[override]
        """Write it through."""
        self._done += len(content)
        self._told(self._done)
        return self._file.write(content)


def _unlocked(path: Path, plain: IO[bytes], keys: Keys, name: str, told: _Told) -> bool:
    """Unlock a package; returns whether it ended in a fault, so that only its beginning is there. Raises NotForUs."""
    try:
        with path.open("rb") as locked:
            keys.suite.cipher.unlock(locked, _Sink(plain, told), keys.identity)
    except NotTheKey as error:
        raise NotForUs(name=name) from error
    except Broken:
        return True
    return False


def _first(plain: IO[bytes], limits: Limits, name: str, fault: bool) -> tuple[Manifest, bytes]:
    """Return the manifest and the file with its signature."""
    content = _small(plain, MANIFEST, LARGEST_MANIFEST, name, fault)
    return read_manifest(content, limits), _small(plain, SIGNATURE, _LARGEST_SIGNATURE, name, fault)


def _small(plain: IO[bytes], title: str, largest: int, name: str, fault: bool) -> bytes:
    before = plain.read(BLOCK)
    if len(before) < BLOCK and fault:
        raise Altered(name=name, what=_("it breaks off or cannot be read from its beginning on"))
    try:
        size = int(before[124:135].decode("ascii"), 8)
    except (ValueError, UnicodeDecodeError) as error:
        raise Malformed(what=_("its manifest does not stand first")) from error
    if not 0 <= size <= largest or before != head(title, size):
        raise Malformed(what=_("its manifest does not stand first"))
    content = plain.read(size)
    if len(content) < size or plain.read(len(padding(size))) != padding(size):
        if fault:
            raise Altered(name=name, what=_("it breaks off or cannot be read from its beginning on"))
        raise Malformed(what=_("its manifest is not whole"))
    return content


def _check_parties(manifest: Manifest, signature: bytes, own: Card, trusted: Senders) -> None:
    """Raise SenderUnknown, SuiteNotTrusted, SignedByAnother or WrongRecipient where a package is none from a trusted
    sender to us."""
    sender = trusted(manifest.sender.fingerprint)
    if sender is None:
        raise SenderUnknown(sender=manifest.sender.name, fingerprint=manifest.sender.fingerprint)
    if sender.suite != manifest.suite:
        trusted_for, suite = suite_named(sender.suite).algorithms, suite_named(manifest.suite).algorithms
        raise SuiteNotTrusted(sender=sender.name, trusted=trusted_for, suite=suite)
    try:
        told = json.loads(signature)
        by, given = told["fingerprint"], told["signature"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Malformed(what=_("its signature cannot be read")) from error
    signed = isinstance(given, str) and sender.has_signed(SIGNED + manifest.as_bytes(), given)
    if not signed or by != sender.fingerprint or manifest.sender.code != sender.code:
        raise SignedByAnother(sender=manifest.sender.name)
    if (manifest.recipient.fingerprint, manifest.recipient.code) != (own.fingerprint, own.code):
        raise WrongRecipient(recipient=manifest.recipient.name, unit=own.name)


def _let_out(plain: IO[bytes], piece: Piece, target: Path, name: str, suite: str) -> None:
    """Write a file; raises Malformed or Altered where anything is otherwise than the manifest states."""
    before = head(FOLDER + piece.path, piece.size)
    if plain.read(len(before)) != before:
        raise Malformed(what=_("{path} does not stand where it should").format(path=piece.path))
    target.parent.mkdir(parents=True, exist_ok=True)
    digests, left = Digests(suite), piece.size
    with target.open("xb") as sink:
        while left and (portion := plain.read(min(_PORTION, left))):
            digests.update(portion)
            sink.write(portion)
            left -= len(portion)
    if left or not digests.fit(piece) or plain.read(len(padding(piece.size))) != padding(piece.size):
        raise Altered(name=name, what=_("{path} has another digest").format(path=piece.path))


def held_pieces(manifest: Manifest) -> Sequence[Piece]:
    """Return the files that a package leaves out because they came before."""
    return [one for one in manifest.pieces if one.is_held]
