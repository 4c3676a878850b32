"""The store (文件库): files kept under the checksum of their content, written once, never changed.

Layers, images, pictures of patches and evidence lie here; rows name them by their SHA-256. The same content is kept
once.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from tuban.values.errors import TubanError

_PORTION = 1 << 20


class ContentLost(TubanError):
    """The store has no content {checksum}, or not as it was written."""

    code = "store.content_lost"
    hint = "Restore it from the backup; `tuban health` lists everything that is missing."


def root() -> Path:
    """Return the folder of the store."""
    folder: Path = settings.HOME.store
    return folder


def path_of(checksum: str, suffix: str = "") -> Path:
    """Return where content lies, whether it is there or not. ``suffix`` is that with which it was kept."""
    return root() / checksum[:2] / f"{checksum}{suffix}"


def checksum_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while portion := file.read(_PORTION):
            digest.update(portion)
    return digest.hexdigest()


def keep(path: Path, *, suffix: str = "") -> str:
    """Keep a copy of a file; returns its checksum. The file appears in the store whole, or not at all."""
    checksum = checksum_of(path)
    target = path_of(checksum, suffix)
    if target.is_file():
        return checksum
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{uuid4().hex}.part")
    try:
        with path.open("rb") as source, draft.open("xb") as sink:
            shutil.copyfileobj(source, sink, _PORTION)
            sink.flush()
            os.fsync(sink.fileno())
        if checksum_of(draft) != checksum:
            raise ContentLost(checksum=checksum)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return checksum


def keep_bytes(content: bytes, *, suffix: str = "") -> str:
    """Keep content; returns its checksum."""
    checksum = hashlib.sha256(content).hexdigest()
    target = path_of(checksum, suffix)
    if not target.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f".{uuid4().hex}.part")
        with draft.open("xb") as sink:
            sink.write(content)
            sink.flush()
            os.fsync(sink.fileno())
        draft.replace(target)
    return checksum


def found(checksum: str, suffix: str = "") -> Path:
    """Return where content lies; raises ContentLost where it is not there."""
    path = path_of(checksum, suffix)
    if not path.is_file():
        raise ContentLost(checksum=checksum)
    return path
