"""Files that can be made again are kept up to a size; the longest unused go first."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

_AFTER = 0.8


def sweep(paths: Iterable[Path], most: int) -> None:
    """Drop the longest unused files where all together are larger than ``most`` bytes, down to four fifths of it."""
    found = []
    for path in paths:
        try:
            status = path.stat()
        except FileNotFoundError:
            continue  # another process sweeps too
        found.append((status.st_mtime, status.st_size, path))
    total = sum(size for _used, size, _path in found)
    if total <= most:
        return
    for _used, size, path in sorted(found):
        path.unlink(missing_ok=True)
        total -= size
        if total <= most * _AFTER:
            return
