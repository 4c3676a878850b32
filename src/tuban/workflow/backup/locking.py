"""Locks what goes into a backup for whoever may restore it, in the age format (X25519, ChaCha20-Poly1305).

Anybody may lock by public keys; to open, the identity is needed, which the office does not have. Any program for age
opens the files too: ``age -d -i key.txt``.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyrage

from tuban.exchange.suites.international import Age
from tuban.exchange.suites.port import Broken, NotTheKey
from tuban.workflow.backup.copying import Arriving, arriving
from tuban.workflow.backup.refusals import KeyThere, KeyUnreadable, RecipientUnfit, WrongKey

_AGE = Age()
_SECRET = "AGE-SECRET-KEY-"  # noqa: S105 - how an identity begins


@dataclass(frozen=True, slots=True)
class Recipients:
    """For whom a backup is locked, by their public keys in order; nobody: it lies open."""

    keys: tuple[str, ...] = ()

    @classmethod
    def of(cls, words: Iterable[str]) -> Recipients:
        """Return the recipients of public keys. Raises RecipientUnfit."""
        keys = tuple(sorted({word.strip() for word in words if word.strip()}))
        for key in keys:
            if not _AGE.is_public(key):
                raise RecipientUnfit(key=key)
        return cls(keys)

    @property
    def store(self) -> str:
        """The folder of content that is locked for just them, beside the backups."""
        return f"store-{hashlib.sha256(' '.join(self.keys).encode()).hexdigest()[:8]}" if self.keys else "store"

    def lock(self, source: Path, target: Path, *, wanted: str = "") -> tuple[str, Arriving]:
        """Lock a file into another; returns the SHA-256 of what was read, and what arrived. Where another one is
        ``wanted``, nothing arrives."""
        with source.open("rb") as origin, arriving(target) as sink:
            plain = _Hashing(origin)
            pyrage.encrypt_io(plain, sink, [pyrage.x25519.Recipient.from_str(key) for key in self.keys])
            sink.is_wanted = not wanted or plain.digest == wanted
        return plain.digest, sink


NOBODY = Recipients()


@dataclass(frozen=True, slots=True)
class Identities:
    """The secret keys of a file, as ``age-keygen`` writes them."""

    name: str
    secrets: tuple[str, ...]

    @classmethod
    def read(cls, path: Path) -> Identities:
        """Return those of a file. Raises KeyUnreadable."""
        try:
            lines = path.read_text(encoding="ascii").splitlines()
        except (OSError, ValueError) as error:
            raise KeyUnreadable(name=path, why=getattr(error, "strerror", None) or "ASCII") from error
        found = tuple(line.strip() for line in lines if line.strip().startswith(_SECRET))
        try:
            for secret in found:
                _AGE.public(secret)
        except ValueError as error:
            raise KeyUnreadable(name=path, why=str(error)) from error
        if not found:
            raise KeyUnreadable(name=path, why=_SECRET)
        return cls(path.name, found)

    def demand(self, recipients: Recipients, backup: str) -> None:
        """Raise WrongKey where a backup was locked for others."""
        if not {_AGE.public(one) for one in self.secrets} & set(recipients.keys):
            raise WrongKey(name=self.name, backup=backup, keys=", ".join(recipients.keys))

    def unlock(self, source: Path, target: Path, *, wanted: str = "") -> str:
        """Open a file into another; returns the SHA-256 of what was in it, empty where it is damaged or for others.
        Where another one is ``wanted``, nothing arrives."""
        with arriving(target) as sink:
            sink.is_wanted = self._let_out(source, sink) and (not wanted or sink.digest == wanted)
        return sink.digest if sink.is_wanted or wanted else ""

    def digest_of(self, source: Path) -> str:
        """Return the SHA-256 of what is in a locked file; empty where it is damaged or for others."""
        sink = Arriving(io.BytesIO(), is_kept=False)
        return sink.digest if self._let_out(source, sink) else ""

    def _let_out(self, source: Path, sink: Arriving) -> bool:
        for secret in self.secrets:
            try:
                with source.open("rb") as locked:
                    _AGE.unlock(locked, sink, secret)
            except NotTheKey:
                continue
            except Broken:
                return False
            return True
        return False


def new_key(path: Path) -> str:
    """Write a new identity for its owner alone; returns its public key. Raises KeyThere, KeyUnreadable."""
    secret = _AGE.new()
    public = _AGE.public(secret)
    told = f"# created: {datetime.now().astimezone().isoformat(timespec='seconds')}\n# public key: {public}\n{secret}\n"
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(told)
    except FileExistsError as error:
        raise KeyThere(name=path) from error
    except OSError as error:
        raise KeyUnreadable(name=path, why=error.strerror or str(error)) from error
    return public


class _Hashing(io.RawIOBase):
    """Hashes what is read through it."""

    def __init__(self, file: io.BufferedReader) -> None:
        self._file, self._digest = file, hashlib.sha256()

    @property
    def digest(self) -> str:
        """The SHA-256 of what was read."""
        return self._digest.hexdigest()

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """Read on."""
        portion = self._file.read(size)
        self._digest.update(portion)
        return portion
