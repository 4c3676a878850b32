"""The ledger (台账): what tasks have finished, one file a task, so that a run that was killed goes on where it was.

A result is written beside its place, forced to the disk, and takes its place at once; then its receipt does. What has
a receipt whose checksum is that of the result is done; whatever else lies there is nothing, and is done again.
"""

from __future__ import annotations

import hashlib
import json
import os
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a task made: its file's name, rows and checksum, and what it cost.

    ``seconds`` of the clock, ``processor`` seconds, ``read`` bytes of layers and patches, ``peak_mib`` the most memory
    its process ever had; ``told`` what later tasks must know.
    """

    name: str
    rows: int
    sha256: str
    seconds: float = 0.0
    processor: float = 0.0
    read: int = 0
    peak_mib: float = 0.0
    told: Mapping[str, Any] = field(default_factory=dict)


def finished(result: Path) -> Receipt | None:
    """Return the receipt of a result that is there and whole; None where it must be made (again)."""
    try:
        receipt = Receipt(**json.loads(_receipt_of(result).read_text(encoding="utf-8")))
        return receipt if sha256_of(result) == receipt.sha256 else None
    except (OSError, ValueError, TypeError):
        return None


def finish(result: Path, receipt: Receipt) -> None:
    """Write down that a result is done; call it after the result stands in its place. Raises OSError."""
    text = json.dumps(asdict(receipt), ensure_ascii=False, sort_keys=True)
    write_durably(_receipt_of(result), lambda draft: draft.write_text(text, encoding="utf-8"))


def write_durably(path: Path, write: Callable[[Path], object]) -> None:
    """Let ``write`` fill a draft beside ``path``, force it to the disk, and put it in its place.

    Drafts of several processes never meet; one that fails leaves nothing. Raises OSError, for example on a full disk.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.stem}.{uuid.uuid4().hex}{path.suffix}")
    try:
        write(draft)
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        os.replace(draft, path)
        if os.name == "posix":  # elsewhere a folder cannot be opened
            folder = os.open(path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def sha256_of(path: Path) -> str:
    """Return the checksum of a file; raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _receipt_of(result: Path) -> Path:
    return result.with_suffix(".json")
