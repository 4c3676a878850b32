"""Tiles kept on disk, below the folder of the installation, up to a size; the longest unused go first.

A tile lies under the hash of everything it was made of, so that it never has to be thrown away for being old.
"""

from __future__ import annotations

import hashlib
import itertools
import os
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from tuban.values.swept_files import sweep

MOST_BYTES = 2 << 30
_SWEEP_EVERY = 500
_written = itertools.count(1)


def folder() -> Path:
    """Return where tiles are kept."""
    found: Path = settings.HOME.caches / "tiles"
    return found


def key_of(*made_of: object) -> str:
    """Return the name of a tile that is made of all this."""
    return hashlib.sha256("\x00".join(str(one) for one in made_of).encode()).hexdigest()


def kept(key: str, make: Callable[[], bytes]) -> bytes:
    """Return the tile of a key, made where it is not kept yet."""
    path = folder() / key[:2] / key
    try:
        content = path.read_bytes()
        os.utime(path)
    except FileNotFoundError:
        content = make()
        _keep(path, content)
    return content


def _keep(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{uuid4().hex}.part")
    draft.write_bytes(content)
    draft.replace(path)
    if next(_written) % _SWEEP_EVERY == 0:
        sweep(folder().glob("*/*"), MOST_BYTES)
