"""Copies files so that what arrives is proven: hashed on the way, written beside its place, settled, then named."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from uuid import uuid4

from tuban.workflow.backup.manifest import Content, File

_PORTION = 1 << 20

Tell = Callable[[str, int, int], None]
"""Hears what is being done, how far it is, of how much."""


def untold(_words: str, _done: int, _total: int) -> None:
    """Tell nobody."""


class Arriving(io.RawIOBase):
    """A file that is being written: how many bytes, and their SHA-256; whether it is wanted, its writer says. What is
    not kept is only counted and hashed."""

    def __init__(self, file: IO[bytes], *, is_kept: bool = True) -> None:
        self._file, self._is_kept, self._digest = file, is_kept, hashlib.sha256()
        self.size, self.is_wanted = 0, True

    @property
    def digest(self) -> str:
        """The SHA-256 of what was written."""
        return self._digest.hexdigest()

    def writable(self) -> bool:
        """Say that it can be written."""
        return True

    def write(self, content: bytes, /) -> int:  # type: ignore[override]
        """Write on."""
        self._digest.update(content)
        self.size += len(content)
        return self._file.write(content) if self._is_kept else len(content)


def copy(source: Path, target: Path, *, wanted: str = "") -> str:
    """Copy a file; returns its SHA-256. Where another one is ``wanted``, nothing arrives, and the answer differs."""
    with source.open("rb") as origin, arriving(target) as sink:
        while portion := origin.read(_PORTION):
            sink.write(portion)
        sink.is_wanted = not wanted or sink.digest == wanted
    return sink.digest


@contextmanager
def arriving(target: Path) -> Iterator[Arriving]:
    """Yield a file beside its place; it is settled and takes its place when the block ends well and it is wanted."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = target.with_name(f".{uuid4().hex}.part")
    try:
        with draft.open("xb") as file:
            os.fchmod(file.fileno(), 0o600)
            sink = Arriving(file)
            yield sink
            file.flush()
            os.fsync(file.fileno())
        if sink.is_wanted:
            draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def file_of(path: Path, within: Path) -> File:
    """Return a file as a manifest names it, and have it written to the disk."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while portion := file.read(_PORTION):
            digest.update(portion)
            size += len(portion)
        os.fsync(file.fileno())
    return File(path.relative_to(within).as_posix(), size, digest.hexdigest())


def contents_of(store: Path) -> Iterator[Content]:
    """Yield what lies in a store; what is still being written is left out."""
    for folder in sorted(store.glob("[0-9a-f][0-9a-f]")):
        for path in sorted(folder.iterdir()):
            if not path.name.startswith("."):
                yield Content(f"{folder.name}/{path.name}", path.stat().st_size)


def is_sound(path: Path, content: Content, *, is_read: bool = True) -> bool:
    """Whether content lies at a place, locked where it was locked; unread, only its size is looked at."""
    size, digest = (content.locked_size, content.locked) if content.locked else (content.size, content.checksum)
    try:
        if path.stat().st_size != size:
            return False
        return not is_read or file_of(path, path.parent).sha256 == digest
    except OSError:
        return False
