"""Copies files so that what arrives is proven: hashed on the way, written beside its place, settled, then named."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

from tuban.workflow.backup.manifest import Content, File

_PORTION = 1 << 20

Tell = Callable[[str, int, int], None]
"""Hears what is being done, how far it is, of how much."""


def untold(_words: str, _done: int, _total: int) -> None:
    """Tell nobody."""


def copy(source: Path, target: Path, *, wanted: str = "") -> str:
    """Copy a file; returns its SHA-256. Where another one is ``wanted``, nothing arrives, and the answer differs."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = target.with_name(f".{uuid4().hex}.part")
    digest = hashlib.sha256()
    try:
        with source.open("rb") as origin, draft.open("xb") as sink:
            os.fchmod(sink.fileno(), 0o600)
            while portion := origin.read(_PORTION):
                digest.update(portion)
                sink.write(portion)
            sink.flush()
            os.fsync(sink.fileno())
        if not wanted or digest.hexdigest() == wanted:
            draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return digest.hexdigest()


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
    """Whether content lies at a place; unread, only its size is looked at."""
    try:
        if path.stat().st_size != content.size:
            return False
        return not is_read or file_of(path, path.parent).sha256 == content.checksum
    except OSError:
        return False
